"""Low, target and cap: for all, by group, or from a sheet."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from smspartner_tui.core.accounts import Listing, SubAccount
from smspartner_tui.core.following import Marks
from smspartner_tui.i18n import _
from smspartner_tui.setup.amounts import check_all, read_marks, shown_marks
from smspartner_tui.setup.sheet import amended, is_sheet, read_sheet
from smspartner_tui.setup.talk import Talk

_USUAL: Final = Marks(Decimal(20), Decimal(60))


class Marked(NamedTuple):
    """The sub-accounts with their own marks, and the defaults for those that have none."""

    subaccounts: tuple[SubAccount, ...]
    defaults: Marks
    groups: Mapping[str, Marks]


def ask_marks(
    talk: Talk, subaccounts: tuple[SubAccount, ...], listings: Mapping[str, Listing] | None
) -> Marked:
    """Ask where a sub-account counts as low, and where a plan lifts it to."""
    talk.say(
        "",
        _(
            "Below “low” a sub-account is shown as LOW, and a plan lifts it to “target”. Type both "
            "in euros, such as 20 60, and a third amount if a plan may take back what is above it; "
            "- is none. The path of a CSV file gives each its own."
        ),
    )
    while True:
        held = subaccounts
        groups = _groups(held)

        def read(typed: str, held: Sequence[SubAccount] = held) -> Marks | tuple[SubAccount, ...]:
            if is_sheet(typed):
                found = tuple(amended(held, read_sheet(typed), listings))
                check_all(found, Marks())
                return found
            marks = read_marks(typed)
            check_all((one for one in held if not one.group), marks)
            return marks

        answer = talk.ask(_("Low and target, for all"), read, shown_marks(_USUAL))
        if isinstance(answer, Marks):
            return Marked(held, answer, _ask_groups(talk, held, groups, answer))
        subaccounts = answer
        talk.say(_("Read. Now the marks of those that it says nothing of."))


def _groups(subaccounts: Sequence[SubAccount]) -> list[str]:
    """The groups, in their order; one that differs in case only is no other."""
    found: dict[str, str] = {}
    for one in subaccounts:
        if one.group:
            found.setdefault(one.group.casefold(), one.group)
    return list(found.values())


def _ask_groups(
    talk: Talk, subaccounts: Sequence[SubAccount], groups: Sequence[str], defaults: Marks
) -> dict[str, Marks]:
    """The marks of groups, of those that are to have others than the defaults."""
    found: dict[str, Marks] = {}
    for group in groups:
        members = [one for one in subaccounts if one.group.casefold() == group.casefold()]

        def read(typed: str, members: Sequence[SubAccount] = members) -> Marks:
            marks = read_marks(typed, defaults)
            check_all(members, marks)
            return marks

        marks = talk.ask(
            _("Low and target of the group {group}").format(group=group),
            read,
            shown_marks(defaults),
        )
        if marks != defaults:
            found[group] = marks
    return found
