"""Line by line: one question at a time, in plain sentences that a screen reader can say.

Nothing is drawn. What was understood is said back; an empty line leaves, and nothing is sent.
"""

from collections.abc import Callable, Sequence

from smspartner_tui.commands.asking import typed
from smspartner_tui.commands.telling import NOT_SENT, Stop, tell
from smspartner_tui.core.accounts import Balance, SubAccount
from smspartner_tui.core.money import AmountError, AmountProblem, Everything, read_amount
from smspartner_tui.core.movement import Direction
from smspartner_tui.core.naming import NamingError, named
from smspartner_tui.core.text import clean
from smspartner_tui.i18n import _
from smspartner_tui.settings.profile import Profile
from smspartner_tui.wording import amount_problem, euros
from smspartner_tui.wording.naming import naming_problem


def how_to_leave() -> None:
    """Say how an interview is left."""
    tell(_("One question a line. An empty line leaves; nothing is sent before you say yes."))


def asked(question: str) -> str:
    """What is answered to a question.

    Raises:
        Stop: nothing is, which leaves.
    """
    answer = typed(f"{question} ").strip()
    if not answer:
        raise Stop(NOT_SENT, _("Left: nothing was sent."))
    return answer


def asked_for_subaccounts(
    question: str, profile: Profile, balance_of: Callable[[str], Balance | None]
) -> list[SubAccount]:
    """The sub-accounts that are named in answer, each said back with its balance.

    Raises:
        Stop: none is.
    """
    while True:
        answer = asked(question)
        try:
            found = _named(profile.subaccounts, answer)
        except NamingError as error:
            tell(naming_problem(answer, error))
            continue
        for one in found:
            tell(introduced(one, balance_of(one.token)))
        return found


def _named(subaccounts: Sequence[SubAccount], answer: str) -> list[SubAccount]:
    """What one name means, or several with a comma in between, each once."""
    try:
        return [named(subaccounts, answer, by_beginning=True)]
    except NamingError:
        names = [name for name in answer.split(",") if name.strip()]
        if len(names) < 2:
            raise
    found = (named(subaccounts, name.strip(), by_beginning=True) for name in names)
    return list({one.token: one for one in found}.values())


def introduced(one: SubAccount, balance: Balance | None) -> str:
    """A sub-account in a sentence."""
    amount = _("balance not known") if balance is None else euros(balance.amount)
    if one.group:
        words = _("{name}, group {group}: {balance}.")
        return words.format(name=one.name, group=one.group, balance=amount)
    return _("{name}: {balance}.").format(name=one.name, balance=amount)


def asked_for_amount(question: str, direction: Direction) -> str:
    """An amount that can be read, as it was typed.

    Raises:
        Stop: none is.
    """
    while True:
        answer = asked(question)
        try:
            is_everything = isinstance(read_amount(answer), Everything)
        except AmountError as error:
            tell(amount_problem(error.problem))
            continue
        if not is_everything or direction is Direction.REMOVE:
            return answer
        tell(amount_problem(AmountProblem.EVERYTHING_IN_AN_ADD))


def asked_for_reference(longest: int) -> str:
    """A reference, or none."""
    return clean(typed(_("A reference, or Enter for none: ")), longest)


def asked_for_number(question: str) -> str:
    """A number, as it was typed.

    Raises:
        Stop: none is.
    """
    while not (answer := asked(question)).isdecimal():
        tell(_("A number is made of digits, such as 1042."))
    return answer
