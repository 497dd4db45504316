"""How a sub-account stands, in the one word of its row, and for how long its balance lasts."""

from collections.abc import Mapping
from typing import Final

from smspartner_tui.core.accounts import Standing
from smspartner_tui.i18n import N_, _

UNSEEN: Final = "-"
"""What stands where there is nothing to show."""

STANDINGS: Final[Mapping[Standing, str]] = {
    Standing.DOUBT: N_("? DOUBT"),
    Standing.MOVING: N_("in flight"),
    Standing.MISSING: N_("MISSING"),
    Standing.EMPTY: N_("! EMPTY"),
    Standing.LOW: N_("! LOW"),
    Standing.LOCKED: N_("LOCKED"),
    Standing.UNREAD: UNSEEN,
    Standing.OK: "OK",
}

_YEAR: Final = 365


def standing_word(standing: Standing) -> str:
    """How a sub-account stands, in a word."""
    return _(STANDINGS[standing])


def days_word(days: int) -> str:
    """For how many days a balance lasts, as short as a column is."""
    if days < 1:
        return _("< 1 d")
    return _("> 1 y") if days > _YEAR else _("{count} d").format(count=days)
