"""Which sub-accounts are followed, as the configuration writes them, and changes to that."""

from collections.abc import Iterable, Mapping
from dataclasses import field
from decimal import Decimal
from typing import Final, NamedTuple

from smspartner_tui.core.accounts import SubAccount
from smspartner_tui.core.frozen import frozen
from smspartner_tui.core.text import clean

MARKS: Final = ("low", "target", "cap")
"""The marks of a sub-account, the lowest first."""


class Marks(NamedTuple):
    """The marks of a sub-account, or the defaults for them, in euros; None for none."""

    low: Decimal | None = None
    target: Decimal | None = None
    cap: Decimal | None = None

    def over(self, own: Mapping[str, Decimal | None]) -> "Marks":
        """These defaults under marks of one's own."""
        return self._replace(**own) if own else self

    @property
    def crossing(self) -> tuple[str, str] | None:
        """The names of two marks of which the lower is above the upper, if there are such."""
        for lower, upper in (("low", "target"), ("target", "cap"), ("low", "cap")):
            least, most = getattr(self, lower), getattr(self, upper)
            if least is not None and most is not None and least > most:
                return lower, upper
        return None


@frozen
class Written:
    """A sub-account as the configuration writes it.

    `marks` holds those that are written, in euros, None where one is written as none; the others
    are those of the group.
    """

    token: str
    name: str = ""
    group: str = ""
    marks: Mapping[str, Decimal | None] = field(default_factory=dict)
    locked: bool = False
    note: str = ""

    @classmethod
    def of(cls, subaccount: SubAccount) -> "Written":
        """As a sub-account would be written, none of its marks being those of a group."""
        marks = {name: getattr(subaccount, name) for name in MARKS}
        return cls(
            subaccount.token,
            subaccount.name,
            subaccount.group,
            {name: amount for name, amount in marks.items() if amount is not None},
            subaccount.locked,
            subaccount.note,
        )


@frozen
class Followed:
    """The sub-accounts that are followed, in order, and the tokens that are ignored for good.

    `defaults` are the marks of who has none, `groups` those of a group, by its compared name.
    """

    written: tuple[Written, ...] = ()
    ignored: tuple[str, ...] = ()
    defaults: Marks = field(default_factory=Marks)
    groups: Mapping[str, Marks] = field(default_factory=dict)

    @classmethod
    def of(cls, subaccounts: Iterable[SubAccount]) -> "Followed":
        """These, where no configuration writes them."""
        return cls(tuple(map(Written.of, subaccounts)))

    def inherited(self, group: str) -> Marks:
        """The marks of who is in this group and has none written."""
        return self.groups.get(compared(group), self.defaults)

    def marks_of(self, written: Written) -> Marks:
        """The marks that a sub-account has, written or not."""
        return self.inherited(written.group).over(written.marks)

    def get(self, token: str) -> Written | None:
        """The sub-account with this token, if it is followed."""
        return next((one for one in self.written if one.token == token), None)

    @property
    def subaccounts(self) -> tuple[SubAccount, ...]:
        """The sub-accounts with the marks that they have."""
        # Of many sub-accounts each, and compared once.
        inherited = {group: self.inherited(group) for group in {one.group for one in self.written}}
        return tuple(
            SubAccount(
                one.token,
                one.name or one.token[-4:],
                one.group,
                *inherited[one.group].over(one.marks),
                locked=one.locked,
                note=one.note,
            )
            for one in self.written
        )


@frozen
class Edit:
    """What is to change: `change` replaces, `follow` adds, the others hold tokens.

    Who is followed is not ignored; doing it twice changes nothing more.
    """

    change: tuple[Written, ...] = ()
    stop: tuple[str, ...] = ()
    follow: tuple[Written, ...] = ()
    ignore: tuple[str, ...] = ()
    unignore: tuple[str, ...] = ()

    def applied_to(self, followed: Followed) -> Followed:
        """Who is followed and ignored after it."""
        changed = {one.token: one for one in self.change}
        kept = [
            changed.get(one.token, one) for one in followed.written if one.token not in self.stop
        ]
        there = {one.token for one in kept}
        barred = {*there, *self.stop}
        new = {one.token: one for one in self.follow if one.token not in barred}
        not_ignored = {*self.unignore, *there, *new}
        ignored = dict.fromkeys((*followed.ignored, *self.ignore))
        return Followed(
            (*kept, *new.values()),
            tuple(token for token in ignored if token not in not_ignored),
            followed.defaults,
            followed.groups,
        )


def compared(group: str) -> str:
    """A group's name as it is compared: one that differs in case only is no other group."""
    return clean(group).casefold()


def name_from(email: str) -> str:
    """A name to begin with: what stands before the address's @, as a person would write it."""
    words = "".join(" " if sign in "._-+" else sign for sign in email.partition("@")[0]).split()
    return clean(" ".join(word[:1].upper() + word[1:] for word in words), 60)
