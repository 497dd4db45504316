"""Which sub-accounts to follow: out of the platform's list, from a sheet, or typed one by one."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from smspartner_tui.core.accounts import Listing, SubAccount
from smspartner_tui.core.money import number
from smspartner_tui.core.text import clean
from smspartner_tui.i18n import _, language, ngettext
from smspartner_tui.settings.profile import TOKEN
from smspartner_tui.setup.naming import ask_name, ask_names
from smspartner_tui.setup.sheet import followed, is_sheet, read_sheet
from smspartner_tui.setup.talk import Talk, Wrong

_ALL: Final = frozenset({"all", "tout", "tous", "*"})
_NONE: Final = frozenset({"none", "aucun", "0", "-"})
_RANGE: Final = re.compile(r"([0-9]{1,6})(?:-([0-9]{1,6}))?")
_EMAIL_LEAST: Final = 12
_EMAIL_MOST: Final = 38
_BALANCE: Final = 12
_MOST_SHOWN: Final = 200


def ask_followed(talk: Talk, known: Mapping[str, Listing] | None) -> tuple[SubAccount, ...]:
    """Ask which sub-accounts to follow, and what they are called."""
    talk.say("", _("Step 3 of 4: the sub-accounts"))
    if known is None:
        return _typed_by_hand(talk)
    usable = [listing for listing in known.values() if TOKEN.fullmatch(listing.token)]
    if left_out := len(known) - len(usable):
        words = ngettext(
            "{count} has an identifier that cannot be written, and is left out.",
            "{count} have identifiers that cannot be written, and are left out.",
            left_out,
        )
        talk.say(words.format(count=left_out))
    if not usable:
        talk.say(_("There are none yet: they can be followed later, from the dashboard's menu."))
        return ()
    _show(talk, usable)
    chosen = _ask_which(talk, known, usable)
    if isinstance(chosen, tuple):
        count = len(chosen)
        words = ngettext("{count} sub-account", "{count} sub-accounts", count)
        talk.say(words.format(count=count))
        return chosen
    return ask_names(talk, chosen)


def _show(talk: Talk, usable: Sequence[Listing]) -> None:
    width = len(str(len(usable)))
    room = max(_EMAIL_LEAST, min(_EMAIL_MOST, talk.terminal.width - width - _BALANCE - 4))
    for place, listing in enumerate(usable[:_MOST_SHOWN], start=1):
        email = clean(listing.email, room) or f"…{listing.token[-4:]}"
        amount = number(listing.balance, language())
        talk.show(f"{place:>{width}}  {email:<{room}}  {amount:>{_BALANCE}}".rstrip())
    if (more := len(usable) - _MOST_SHOWN) > 0:
        talk.say(_("and {count} more.").format(count=more))


def _ask_which(
    talk: Talk, known: Mapping[str, Listing], usable: Sequence[Listing]
) -> tuple[SubAccount, ...] | list[Listing]:
    talk.say(
        _(
            "Answer “all”, “none”, or numbers such as 1-5 8. A CSV file is the quick way: a line "
            "each with e-mail or token, name, group, low, target, cap; type its path."
        )
    )

    def read(typed: str) -> tuple[SubAccount, ...] | list[Listing]:
        if is_sheet(typed):
            return followed(read_sheet(typed), known)
        return [usable[place] for place in _places(typed, len(usable))]

    return talk.ask(_("Which ones to follow?"), read, _("all"))


def _places(typed: str, count: int) -> list[int]:
    """The places, from 0, that numbers and ranges stand for."""
    if typed.casefold() in _ALL:
        return list(range(count))
    if typed.casefold() in _NONE:
        return []
    chosen: set[int] = set()
    for word in typed.replace(",", " ").split():
        match = _RANGE.fullmatch(word)
        if match is None:
            raise Wrong(_("Cannot read “{word}”: type numbers such as 1-5 8.").format(word=word))
        first, last = int(match[1]), int(match[2] or match[1])
        if not 1 <= first <= last <= count:
            words = _("{word}: the numbers go from 1 to {count}.")
            raise Wrong(words.format(word=word, count=count))
        chosen.update(range(first - 1, last))
    return sorted(chosen)


def _typed_by_hand(talk: Talk) -> tuple[SubAccount, ...]:
    """Tokens and names one after the other, or a sheet of them."""
    talk.say(
        _(
            "Your list cannot be read, so type the token of each one, as the platform shows it; "
            "Enter alone ends. Or type the path of a CSV file: a line each with token, name, "
            "group, low, target, cap."
        )
    )
    found: dict[str, SubAccount] = {}

    def read(typed: str) -> str | tuple[SubAccount, ...]:
        if is_sheet(typed):
            return followed(read_sheet(typed), None)
        if typed in found:
            raise Wrong(_("This one is there already."))
        if typed and not TOKEN.fullmatch(typed):
            raise Wrong(_("A token is one word of letters, digits and signs."))
        return typed

    while True:
        prompt = _("Token {place}").format(place=len(found) + 1)
        answer = talk.ask(prompt, read, may_be_token=True)
        if isinstance(answer, tuple):
            found |= {one.token: one for one in answer}
        elif answer:
            one = SubAccount(answer, f"…{answer[-4:]}")
            found[answer] = ask_name(talk, one, found.values())
        else:
            return tuple(found.values())
