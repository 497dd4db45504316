"""Who is new on the platform, or ignored for good: rows to choose from."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Final, NamedTuple

from smspartner_tui.core.following import Edit, Written, name_from
from smspartner_tui.i18n import N_, _, ngettext
from smspartner_tui.tui.board import Board
from smspartner_tui.tui.presentation.accounts import number
from smspartner_tui.tui.presentation.around import SEPARATOR
from smspartner_tui.tui.presentation.times import platform_day
from smspartner_tui.tui.widgets.table_lines import Cell, Column, Row
from smspartner_tui.wording import euros
from smspartner_tui.wording.following import by_hand, offer
from smspartner_tui.wording.standings import UNSEEN


class Stranger(NamedTuple):
    """A sub-account that is not followed; its balance is in euros, None where it is not known."""

    token: str
    email: str = ""
    kind: str = ""
    created_at: str = ""
    balance: Decimal | None = None

    @property
    def tail(self) -> str:
        """The end of its token."""
        return f"…{self.token[-4:]}"

    @property
    def suggested_name(self) -> str:
        """A name to begin with."""
        return name_from(self.email)


class Choice(StrEnum):
    """What is to become of one of them."""

    FOLLOW = "follow"
    IGNORE = "ignore"
    UNIGNORE = "ignore no more"


CHOICES: Final[Mapping[Choice, tuple[str, str]]] = {
    Choice.FOLLOW: (N_("Follow"), "good"),
    Choice.IGNORE: (N_("Ignore"), "muted"),
    Choice.UNIGNORE: (N_("Show"), ""),
}
"""The word of each choice, as short as a column is, and its style."""


class Chosen(NamedTuple):
    """What the operator chose for one of them, and what it is to be called."""

    choice: Choice | None = None
    name: str | None = None
    group: str = ""


def strangers(board: Board, *, ignored: bool) -> tuple[Stranger, ...]:
    """Those that are new on the platform, or those that are ignored for good."""
    if not ignored:
        listings = board.newcomers
        return tuple(_stranger(board, listing.token) for listing in listings)
    return tuple(_stranger(board, token) for token in board.account.followed.ignored)


def _stranger(board: Board, token: str) -> Stranger:
    listing = board.listings.get(token)
    if listing is None:
        return Stranger(token)
    return Stranger(token, listing.email, listing.kind, listing.created_at, listing.balance)


def columns() -> tuple[Column, ...]:
    """The list's columns; on a narrow screen the least needed go first."""
    return (
        Column("choice", _("Choice"), 7),
        Column("email", _("E-mail"), 24, flexible=True),
        Column("kind", _("Type"), 8, folds_at=74),
        Column("balance", _("Balance €"), 9, "right", folds_at=56),
        Column("name", _("Name"), 14),
        Column("group", _("Group"), 7, folds_at=66),
    )


def rows(found: tuple[Stranger, ...], chosen: Mapping[str, Chosen]) -> list[Row]:
    """The list's rows."""
    return [_row(one, chosen.get(one.token, Chosen())) for one in found]


def _row(one: Stranger, chosen: Chosen) -> Row:
    word, style = CHOICES[chosen.choice] if chosen.choice is not None else (UNSEEN, "muted")
    is_followed = chosen.choice is Choice.FOLLOW
    name = called(one, chosen) if is_followed else ""
    cells = (
        Cell(_(word), style),
        Cell(one.email or one.tail),
        Cell(one.kind or UNSEEN, "muted"),
        Cell(UNSEEN if one.balance is None else number(one.balance)),
        Cell(name),
        Cell(chosen.group if is_followed else "", "muted"),
    )
    return Row(one.token, cells, "x" if is_followed else "")


def called(one: Stranger, chosen: Chosen) -> str:
    """The name under which it would be followed; the end of its token where it has none."""
    name = one.suggested_name if chosen.name is None else chosen.name
    return name or one.tail


def about(one: Stranger) -> str:
    """All that is known of one of them, in a line."""
    balance = "" if one.balance is None else euros(one.balance, exact=True)
    token = _("token {tail}").format(tail=one.tail)
    created = (
        _("created {when}").format(when=platform_day(one.created_at)) if one.created_at else ""
    )
    return SEPARATOR.join(filter(None, (one.email, one.kind, balance, token, created)))


def edit_of(found: tuple[Stranger, ...], chosen: Mapping[str, Chosen]) -> Edit:
    """What was chosen."""
    picked = [(one, chosen[one.token]) for one in found if one.token in chosen]
    return Edit(
        follow=tuple(
            Written(
                one.token,
                one.suggested_name if choice.name is None else choice.name,
                choice.group,
            )
            for one, choice in picked
            if choice.choice is Choice.FOLLOW
        ),
        ignore=tuple(one.token for one, choice in picked if choice.choice is Choice.IGNORE),
        unignore=tuple(one.token for one, choice in picked if choice.choice is Choice.UNIGNORE),
    )


def heading(found: tuple[Stranger, ...], *, ignored: bool) -> str:
    """What the list is."""
    count = len(found)
    if ignored:
        words = ngettext("{count} ignored for good", "{count} ignored for good", count)
    else:
        words = ngettext(
            "{count} sub-account on the platform that is not followed",
            "{count} sub-accounts on the platform that are not followed",
            count,
        )
    return words.format(count=count)


def nobody(board: Board) -> tuple[str, ...]:
    """What stands in a list in which nobody is followed: the way to follow somebody."""
    account, reading = board.account, board.reading
    if board.newcomers:
        return (_("No sub-account is followed yet."), offer(len(board.newcomers)))
    path = account.config_path or "config.toml"
    if reading is not None and reading.listings is None and reading.main is not None:
        return by_hand(path, account.profile or "prod")
    if reading is not None and reading.listings is not None:
        return (
            _("No sub-account is followed, and the platform shows none to follow."),
            _("Create one in your customer area, then refresh (r)."),
        )
    return (_("No sub-account is configured yet. Add them to this file:"), path)
