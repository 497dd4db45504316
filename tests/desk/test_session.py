"""What a session says in the shell, once its screen is gone, of what the operator said yes to."""

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from smspartner_tui import i18n
from smspartner_tui.core.facts import Fact, MovementStopped, RunStopped
from smspartner_tui.core.movement import Direction
from smspartner_tui.core.operator import Operator
from smspartner_tui.desk import Desk
from smspartner_tui.journal import Journal
from smspartner_tui.session import Session
from smspartner_tui.tui.board import Account
from tests.desk.fakes import FakePartner, Gate
from tests.desk.turns import plan, transfer
from tests.journal.helpers import GARAGE, MAIRIE, SALON, Clock, movement
from tests.partner import until

WAITING = "Waiting for the outcome of the movement in flight…"
ADDED = [f"No. 1, Client {GARAGE}, +€50.00:", f"Added €50.00 to Client {GARAGE}"]
NOT_BEGUN = [
    "Non commencé. Rien n'a bougé.",
    "Quelqu'un l'a repris entre-temps, ou le programme se termine.",
]

Finish = Callable[[Callable[[], Iterable[Fact]]], threading.Thread]


@pytest.fixture
def gate(partner: FakePartner) -> Gate:
    """Where a movement in flight waits."""
    partner.gate = Gate()
    return partner.gate


@pytest.fixture
def finish(desk: Desk, journal: Journal, clock: Clock) -> Iterator[Finish]:
    """Ends a session whose screen is gone, in a thread, so that the test can let on who waits."""
    account = Account("prod", Operator("nadia"), (), stale_after=timedelta(minutes=5), deadline=30)
    session = Session(desk, journal, account, interval=None)
    threads: list[threading.Thread] = []

    def begin(take_untold: Callable[[], Iterable[Fact]]) -> threading.Thread:
        thread = threading.Thread(target=session._finish, args=(take_untold,))
        threads.append(thread)
        thread.start()
        return thread

    yield begin
    for thread in threads:
        thread.join()


def nothing() -> Iterable[Fact]:
    """All has been seen."""
    return ()


def test_what_waits_its_turn_at_the_end_is_said_not_to_have_gone(
    desk: Desk, gate: Gate, finish: Finish, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is in no journal: here only the operator hears that it did not leave."""
    desk.submit(movement())
    gate.wait_until_reached()
    desk.submit(movement(MAIRIE, "20", Direction.REMOVE))
    desk.begin(plan(movement(SALON, "5"), movement(MAIRIE, "6"), movement(GARAGE, "7")))
    ending = finish(nothing)
    until(lambda: desk._sender.is_closing)
    gate.open()
    ending.join()
    said = capsys.readouterr().err.splitlines()
    assert said[0] == WAITING
    told = said[1:]
    for lines in (
        [f"Client {MAIRIE}, -€20.00:", "Not sent. Nothing moved."],
        [
            f"Client {SALON}, +€5.00 and 2 other movements:",
            "Not started. Nothing moved.",
            "Somebody went on with it meanwhile, or the program ends.",
        ],
    ):
        start = told.index(lines[0])
        assert told[start : start + len(lines)] == lines
        del told[start : start + len(lines)]
    assert told[0] == ADDED[0]
    assert told[1].startswith(ADDED[1])
    assert len(told) == 2


def test_what_the_screen_was_told_and_did_not_show_is_said_once(
    finish: Finish, capsys: pytest.CaptureFixture[str]
) -> None:
    """In French, and a run by its number where it has one."""
    i18n.use("fr")
    kept: list[Fact] = [
        MovementStopped(movement(GARAGE, "50")),
        RunStopped(transfer("5")),
        RunStopped(replace(transfer("5"), number=3)),
        RunStopped(plan(movement(GARAGE, "7"))),
    ]

    def take() -> Iterator[Fact]:
        while kept:
            yield kept.pop(0)

    finish(take).join()
    assert capsys.readouterr().err.replace("\N{NO-BREAK SPACE}", " ").splitlines() == [
        f"Client {GARAGE}, +50,00 € :",
        "Non transmis. Rien n'a bougé.",
        f"Client {MAIRIE}, -5,00 € et 1 autre mouvement :",
        *NOT_BEGUN,
        "Transfert n° 3 :",
        "Rien n'est parti d'ici.",
        NOT_BEGUN[1],
        f"Client {GARAGE}, +7,00 € :",
        *NOT_BEGUN,
    ]


def test_an_outcome_on_its_way_to_the_screen_as_it_goes_is_said_once(
    desk: Desk, gate: Gate, finish: Finish, capsys: pytest.CaptureFixture[str]
) -> None:
    """The thread that tells it had the screen in hand before the session listened itself."""
    kept: list[Fact] = []
    at_the_screen = Gate()

    def hear(fact: Fact) -> None:
        if type(fact).__name__ == "MovementSettled":
            at_the_screen.pass_through()
            kept.append(fact)

    def take() -> Iterator[Fact]:
        while kept:
            yield kept.pop(0)

    desk.tell = hear
    desk.submit(movement())
    gate.wait_until_reached()
    gate.open()
    at_the_screen.wait_until_reached()
    ending = finish(take)
    until(lambda: desk._sender.is_closing)
    at_the_screen.open()
    ending.join()
    said = capsys.readouterr().err.splitlines()
    assert said[:2] == [WAITING, ADDED[0]]
    assert said[2].startswith(ADDED[1])
    assert len(said) == 3
