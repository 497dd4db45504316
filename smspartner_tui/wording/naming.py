"""Why a name means no sub-account, or not one only."""

from typing import Final

from smspartner_tui.core.naming import NamingError
from smspartner_tui.core.text import clean
from smspartner_tui.i18n import _, ngettext

_MOST: Final = 5
"""Names that are listed."""


def naming_problem(typed: str, error: NamingError) -> str:
    """What is wrong with a name that was typed, and what to do."""
    name = clean(typed)
    if not error.fitting:
        words = _(
            "No sub-account is called “{name}”: `smspartner-tui list` names all. A name with "
            "spaces stands between quotes."
        )
        return words.format(name=name)
    if len({one.name for one in error.fitting}) == 1:
        words = _("Several sub-accounts are called “{name}”: give the token instead ({tails}).")
        tails = ", ".join(f"…{one.token_tail}" for one in error.fitting)
        return words.format(name=name, tails=tails)
    names = ", ".join(one.name for one in error.fitting[:_MOST])
    if (more := len(error.fitting) - _MOST) > 0:
        names = ngettext("{names} and {count} more", "{names} and {count} more", more).format(
            names=names, count=more
        )
    words = _("“{name}” fits several: {names}. Write more of the name.")
    return words.format(name=name, names=names)
