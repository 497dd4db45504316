"""Plans and what a dialog previews, as lines: every reason fits, in every window."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from rich.cells import cell_len

from smspartner_tui import i18n
from smspartner_tui.core.accounts import Balance, Balances, SubAccount
from smspartner_tui.core.guards import Limits, Surroundings
from smspartner_tui.core.money import Language, read_amount
from smspartner_tui.core.movement import Direction
from smspartner_tui.core.operator import Operator
from smspartner_tui.core.plan import Because, Each, LeftOut, Missed, Plan, Row
from smspartner_tui.core.planning import plan as reckoned
from smspartner_tui.core.run import Leg
from smspartner_tui.core.weighing import Known, WeighedLeg, weigh
from smspartner_tui.tui.board import Account, Board
from smspartner_tui.tui.presentation import legs, plan
from smspartner_tui.wording.guarding import leg_guards
from tests.core import runs as made
from tests.core.runs import NOW

BOTH: tuple[Language, ...] = ("en", "fr")
GARAGE = SubAccount("garage", "Garage Martin")
CLINIC = SubAccount("clinic", "Clinique Saint-Yves")
TOWN = SubAccount("town", "Mairie de Vannes", locked=True)
OURS = (GARAGE, CLINIC, TOWN)
BALANCES = Balances(
    Balance(Decimal(1000), NOW),
    {one.token: Balance(Decimal(10), NOW) for one in OURS},
)
BOARD = Board(
    Account("prod", Operator("demo"), OURS, timedelta(minutes=5), 30.0), Limits(), NOW, BALANCES
)


def row(because: Because, amount: str = "20.80", wanted: str = "99.99") -> Row:
    """A row of a plan that has its amount for a reason."""
    euros = Decimal(amount)
    return Row(GARAGE, Direction.ADD, euros, Decimal(5), Decimal(wanted), because, days=3)


@pytest.mark.parametrize("language", BOTH)
def test_every_reason_fits_its_column(language: Language) -> None:
    """Why somebody gets what, cut ones with what they would get, why others get nothing."""
    i18n.use(language)
    missed = [Missed(TOWN, why) for why in LeftOut if why is not LeftOut.AMOUNT]
    found = Plan(tuple(map(row, Because)), tuple(missed))
    for line in plan.plan_rows(found):
        assert 0 < cell_len(line.cells[-1].text) <= 22, line.cells[-1].text


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize(
    ("direction", "typed"),
    [
        (Direction.ADD, "=10"),
        (Direction.ADD, "=5"),
        (Direction.REMOVE, "=50"),
        (Direction.REMOVE, "all"),
        (Direction.REMOVE, "=5"),
    ],
)
def test_why_one_amount_is_none_for_somebody_fits_too(
    language: Language, direction: Direction, typed: str
) -> None:
    """There already, on the wrong side, nothing there, a balance that is not known."""
    i18n.use(language)
    balances = dict(BALANCES.subaccounts)
    del balances[CLINIC.token]
    balances[GARAGE.token] = Balance(Decimal(10 if "=" in typed else 0), NOW)
    board = replace(BOARD, balances=Balances(BALANCES.main, balances))
    found = plan.candidates(board, None, frozenset({GARAGE.token, CLINIC.token}))
    assert [one.subaccount for one in found] == [GARAGE, CLINIC]
    made_of = reckoned(found, Each(direction, read_amount(typed)), Limits())
    lines = plan.plan_rows(made_of)
    assert len(lines) == 2
    for line in lines:
        assert 0 < cell_len(line.cells[-1].text) <= 22, line.cells[-1].text


def test_a_plans_rows_are_numbered_and_say_what_is_missed() -> None:
    """Before, change, after, days left and why; in brackets what somebody would have got."""
    found = Plan((row(Because.DAY),), (Missed(TOWN, LeftOut.LOCKED, Decimal(50)),))
    assert [[cell.text for cell in line.cells] for line in plan.plan_rows(found)] == [
        ["1", "Garage Martin", "5.00", "+20.80", "25.80", "3 d", "day's limit: of €99.99"],
        ["-", "Mairie de Vannes", "", "(50.00)", "", "", "locked"],
    ]
    assert plan.rests_on(found) != plan.rests_on(Plan((row(Because.DAY, "20"),)))


def weighed(*one_legs: Leg) -> tuple[WeighedLeg, ...]:
    """Legs with what is known here."""
    followed = {one.token: one for one in OURS}
    return weigh(
        one_legs,
        Known(followed, BALANCES, Limits(), Surroundings(NOW), timedelta(minutes=5)),
    )


@pytest.mark.parametrize("width", [74, 53, 34])
def test_a_preview_fits_and_counts_those_it_does_not_show(width: int) -> None:
    """The main account as a whole, the first legs, how many more; guards say each word once."""
    many = weighed(*(Leg(made.movement(GARAGE.token, "1")) for _ in range(11)))
    lines = legs.preview(many, width)
    assert lines[-1] == "… and 3 more"
    assert all(cell_len(line) <= width for line in lines)
    assert "-€11.00" in lines[1]
    locked = weighed(*(Leg(made.movement(TOWN.token, "1")) for _ in range(3)))
    assert len(leg_guards(locked, NOW.date(), lambda _balance: False)) == 1


def test_old_balances_are_told_one_by_one_up_to_three() -> None:
    """Each account once, however often it moves; of more only how many, and the oldest's time."""

    def said(*tokens: str, now: datetime) -> list[str]:
        several = weighed(*(Leg(made.movement(token, "1")) for token in tokens))
        return [
            line
            for line in leg_guards(
                several, NOW.date(), lambda balance: balance.is_old(now, timedelta(minutes=5))
            )
            if "old" in line
        ]

    later = NOW + timedelta(minutes=6)
    assert said(GARAGE.token, GARAGE.token, now=NOW) == []
    assert said(GARAGE.token, GARAGE.token, "unread", now=later) == [
        "Main account: balance of 14:32, old.",
        "Client garage: balance of 14:32, old.",
    ]
    everyone = [one.token for one in OURS]
    assert said(*everyone, now=later) == [
        f"{len(everyone) + 1} balances are old, the oldest of 14:32."
    ]


@pytest.mark.parametrize("width", [74, 53])
def test_a_transfer_fits(width: int) -> None:
    """Three accounts, before and after both legs; one that is not known says so."""
    pair = weighed(
        Leg(made.movement(GARAGE.token, "4", Direction.REMOVE)), Leg(made.movement("unread", "4"))
    )
    lines = legs.transfer(pair, width)
    assert all(cell_len(line) <= width for line in lines)
    assert lines[1].split()[-3:] == ["€10.00", "-€4.00", "€6.00"]
    assert "not known" in lines[3]
