"""Amounts as they are typed in answer to a question, or stand in a sheet."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from smspartner_tui.core.accounts import SubAccount
from smspartner_tui.core.following import Marks
from smspartner_tui.core.money import AmountError, AmountProblem, plain, read_euros
from smspartner_tui.i18n import _
from smspartner_tui.setup.talk import Wrong
from smspartner_tui.wording import amount_problem

NONE: Final = "-"
"""What is typed for no amount."""

UNMARKED: Final = Marks()

_READABLE: Final = frozenset({AmountProblem.AMBIGUOUS, AmountProblem.UNREADABLE})


def read_mark(text: str) -> Decimal | None:
    """Euros, or None for `-` and for nothing.

    Raises:
        Wrong: it is neither.
    """
    if text in {NONE, ""}:
        return None
    try:
        return read_euros(text)
    except AmountError as error:
        known = error.problem if error.problem in _READABLE else AmountProblem.UNREADABLE
        raise Wrong(f"{amount_problem(known)}.") from None
    except ValueError:
        raise Wrong(f"{amount_problem(AmountProblem.UNREADABLE)}.") from None


def read_marks(typed: str, base: Marks = UNMARKED) -> Marks:
    """`20 60` or `20 60 400`: low, target and cap, each of which may be `-`.

    What is not typed is as in `base`.

    Raises:
        Wrong: it is not that, or they cross.
    """
    words = typed.split()
    if len(words) > len(Marks._fields) or not words:
        raise Wrong(_("Type two amounts with a space between, such as: 20 60"))
    marks = Marks(*map(read_mark, words), *base[len(words) :])
    check_order(marks)
    return marks


def check_order(marks: Marks, whose: str = "") -> None:
    """See whether low, target and cap stand in their order.

    Raises:
        Wrong: one is above the next; `whose` it is stands before the reason.
    """
    if marks.crossing is not None:
        words = _("low must not be above target, nor target above the maximum.")
        raise Wrong(_("{name}: {reason}").format(name=whose, reason=words) if whose else words)


def over(marks: Marks, base: Marks) -> Marks:
    """Marks on top of the defaults for them."""
    return Marks(
        *(usual if mark is None else mark for mark, usual in zip(marks, base, strict=True))
    )


def own_marks(subaccount: SubAccount) -> Marks:
    """The marks of a sub-account's own."""
    return Marks(subaccount.low, subaccount.target, subaccount.cap)


def check_all(subaccounts: Iterable[SubAccount], base: Marks) -> None:
    """See whether defaults agree with what sub-accounts say for themselves.

    Raises:
        Wrong: of one of them low, target and cap would cross.
    """
    for one in subaccounts:
        check_order(over(own_marks(one), base), one.name)


def shown_marks(marks: Marks) -> str:
    """Marks as they would be typed."""
    words = [NONE if mark is None else plain(mark) for mark in marks]
    while len(words) > 2 and words[-1] == NONE:
        words.pop()
    return " ".join(words)
