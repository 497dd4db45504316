"""What the followed sub-accounts are called, and the groups that they belong to."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Final

from smspartner_tui.core.accounts import Listing, SubAccount
from smspartner_tui.core.filter import fold
from smspartner_tui.core.text import clean
from smspartner_tui.i18n import _
from smspartner_tui.settings.values import is_hexadecimal
from smspartner_tui.setup.talk import Talk, Wrong

_KEEP_THE_REST: Final = "*"
_LONGEST: Final = 60
"""Characters of an e-mail that is proposed as a name, so that there is room to tell two apart."""
_GROUP: Final = re.compile(r"(?P<name>.*?)(?:^|\s)@(?P<group>[^@]*)")


def ask_names(talk: Talk, chosen: Sequence[Listing]) -> tuple[SubAccount, ...]:
    """Ask for name and group one after the other, until the rest may keep what is proposed."""
    proposed = _proposed(chosen)
    if not proposed:
        return ()
    talk.say(
        _(
            "Now their names, and groups if you like: type “Garage Martin @auto”. Enter keeps the "
            "address, * keeps it for all that are left. All of it can be changed later."
        )
    )
    named: list[SubAccount] = []
    for place, one in enumerate(proposed):
        others = [*named, *proposed[place + 1 :]]
        counted = f"{place + 1}/{len(proposed)}"
        answer = _ask(talk, f"{counted}  {one.name}", one, others, _KEEP_THE_REST)
        if answer is None:
            return (*named, *proposed[place:])
        named.append(answer)
    return tuple(named)


def ask_name(talk: Talk, one: SubAccount, others: Iterable[SubAccount]) -> SubAccount:
    """Ask for the name and the group of one sub-account that nothing more is known of."""
    prompt = _("Its name, and @group if you like")
    return _ask(talk, prompt, one, list(others), "") or one


def _ask(
    talk: Talk, prompt: str, one: SubAccount, others: Collection[SubAccount], rest: str
) -> SubAccount | None:
    """The sub-account as it is named; None where it and the rest keep their names."""
    taken = {fold(other.name) for other in others}

    def read(typed: str) -> SubAccount | None:
        if rest and typed == rest:
            return None
        name, group = parted(typed)
        if fold(name or one.name) in taken:
            raise Wrong(_("Another one has this name already: tell them apart."))
        return replace(one, name=name or one.name, group=group)

    return talk.ask(prompt, read, "" if prompt.endswith(one.name) else one.name)


def parted(typed: str) -> tuple[str, str]:
    """A name and a group out of `Name @group`; empty where there is none."""
    if match := _GROUP.fullmatch(typed):
        return clean(match["name"]), clean(match["group"])
    return clean(typed), ""


def shown_email(listing: Listing) -> str:
    """The e-mail as a name; empty where it looks like a key, which no name may."""
    email = clean(listing.email, _LONGEST)
    return "" if is_hexadecimal(email) else email


def _proposed(chosen: Sequence[Listing]) -> list[SubAccount]:
    """The sub-accounts by their e-mail, told apart by their tokens where that is not enough."""
    names = [shown_email(listing) for listing in chosen]
    times = Counter(map(fold, names))
    return [
        SubAccount(
            listing.token,
            name if name and times[fold(name)] == 1 else f"{name} …{listing.token[-4:]}".strip(),
        )
        for name, listing in zip(names, chosen, strict=True)
    ]
