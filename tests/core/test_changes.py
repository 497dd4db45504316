"""What has become of a plan that was kept."""

from datetime import UTC, datetime
from decimal import Decimal

from smspartner_tui.core.accounts import SubAccount
from smspartner_tui.core.changes import Change, Difference, differences
from smspartner_tui.core.filing import About, FiledPlan, FiledRow
from smspartner_tui.core.movement import Direction
from smspartner_tui.core.plan import Because, Filed, LeftOut, Missed, Plan, Row

ABOUT = About(datetime(2025, 6, 12, tzinfo=UTC), "prod")


def filed(**amounts: str) -> FiledPlan:
    """A plan as it was kept: for each token the amount, with its sign."""
    rows = {
        token: FiledRow(f"Client {token}", Filed(_direction(amount), abs(Decimal(amount))))
        for token, amount in amounts.items()
    }
    total = sum(abs(Decimal(amount)) for amount in amounts.values())
    return FiledPlan(ABOUT, Decimal(total), rows)


def row(token: str, amount: str) -> Row:
    """A movement of today."""
    moved = abs(Decimal(amount))
    one = SubAccount(token, f"Client {token}")
    return Row(one, _direction(amount), moved, None, moved, Because.GOAL)


def _direction(amount: str) -> Direction:
    return Direction.REMOVE if amount.startswith("-") else Direction.ADD


def test_what_is_as_it_was_is_no_difference() -> None:
    """However an amount is written."""
    assert differences(filed(a="50.00", b="-5"), Plan((row("a", "50"), row("b", "-5")))) == ()
    assert differences(filed(), Plan()) == ()


def test_amounts_are_held_against_each_other() -> None:
    """Each with its sign, in the order of the file."""
    today = row("a", "-40"), row("b", "6")
    assert differences(filed(a="-50", b="5"), Plan(today)) == (
        Difference(Change.AMOUNT, "Client a", Decimal(-50), row=today[0]),
        Difference(Change.AMOUNT, "Client b", Decimal(5), row=today[1]),
    )


def test_who_is_left_out_is_told_with_the_reason() -> None:
    """Who is not followed has none."""
    missed = Missed(SubAccount("a", "Client a"), LeftOut.LOCKED)
    assert differences(filed(a="50", b="-5"), Plan(missed=(missed,))) == (
        Difference(Change.LEFT_OUT, "Client a", Decimal(50), missed=missed),
        Difference(Change.NOT_FOLLOWED, "Client b", Decimal(-5)),
    )


def test_another_order_is_a_difference() -> None:
    """Of those that still go; who is left out changes no order."""
    rows = row("c", "1"), row("a", "1")
    assert [one.change for one in differences(filed(a="1", b="1", c="1"), Plan(rows))] == [
        Change.NOT_FOLLOWED,
        Change.ORDER,
    ]
    assert [one.change for one in differences(filed(c="1", b="1", a="1"), Plan(rows))] == [
        Change.NOT_FOLLOWED
    ]
