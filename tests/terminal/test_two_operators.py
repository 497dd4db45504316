"""Two operators at two terminals on one account: each sees what the other does, without a key."""

import re
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest

from smspartner_tui.simulator import SimulatorServer
from tests.terminal.place import (
    ADD_50,
    GARAGE,
    GatedBank,
    Place,
    close_dialog,
    open_question,
    send_50,
    wait_until_it_listens,
)
from tests.terminal.terminal import Terminal

IN_TIME: Final = 2.0
"""Seconds in which a colleague's doing is on the screen."""

ADD_20: Final = "ADD €20.00 to Mairie de Vannes?"
OPERATORS: Final = "operators = ['nadia', 'paul']"


@pytest.fixture
def shared(place: Place, server: SimulatorServer) -> Place:
    """A home on a login that two people share, who are asked which of them it is."""
    place.configure(server.base_url, profile=OPERATORS)
    return place


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    """Ends the programs of a test."""
    with ExitStack() as stack:
        yield stack


def comes(stack: ExitStack, place: Place, name: str = "", *arguments: str, **how: Any) -> Terminal:
    """Somebody at a terminal of their own, by name where they are asked for it."""
    terminal = stack.enter_context(place.start(*arguments, **how))
    if name:
        terminal.sees("Who is there?")
        terminal.type(f"{name}\r")
    terminal.sees("Mairie de Vannes" if "other" not in arguments else "Garage Martin")
    return terminal


def in_time(terminal: Terminal, since: float, *texts: str) -> None:
    """See these texts, no later than it must be from a moment (monotonic seconds) on."""
    for text in texts:
        terminal.sees(text, max(since + IN_TIME - time.monotonic(), 0.0))


def test_each_sees_what_the_other_moves(shared: Place, bank: GatedBank, stack: ExitStack) -> None:
    """Who, how much, where and since when; the second waits its turn; then both see it all."""
    nadia = comes(stack, shared, "nadia")
    paul = comes(stack, shared, "paul")
    send_50(nadia, bank)
    in_time(paul, bank.moved_at, "nadia is moving +€50.00, Garage Martin, since ", "in flight")
    assert re.search(r"since \d\d:\d\d:\d\d", paul.screen)
    assert "in flight" in paul.line_of(">  Garage Martin")
    paul.type("j")
    open_question(paul, "a20\r\r", ADD_20)
    paul.type("o")
    paul.sees("nadia has a movement in flight")
    assert bank.posts == {GARAGE.token: 1}
    bank.answer()
    in_time(nadia, bank.answered_at, "Added €50.00 to Garage Martin, new balance €111.80 (no. 1)")
    in_time(paul, bank.answered_at, "111.80")
    paul.sees("Added €20.00 to Mairie de Vannes, new balance €1,224.50 (no. 2)")
    in_time(nadia, bank.moved_at, "1,224.50", "€2,799.20", "paul: Added €20.00 to Mairie")
    in_time(paul, bank.moved_at, "€2,799.20")
    for terminal in (nadia, paul):
        assert "111.80" in terminal.line_of("Garage Martin  ")
        assert "in flight" not in terminal.screen
        terminal.type("q")
        assert terminal.wait() == 0
    assert [(written.state, written.amount) for written in shared.movements()] == [
        ("confirmed", Decimal(50)),
        ("confirmed", Decimal(20)),
    ]
    assert sum(bank.posts.values()) == len(bank.ledger) == 2


def test_a_colleague_who_dies_leaves_one_honest_doubt(
    shared: Place, bank: GatedBank, stack: ExitStack
) -> None:
    """Killed in mid-flight: the other sees it in doubt, with balances read since, and checks it."""
    nadia = comes(stack, shared, "nadia")
    paul = comes(stack, shared, "paul")
    send_50(nadia, bank)
    in_time(paul, bank.moved_at, "nadia is moving")
    killed_at = time.monotonic()
    nadia.signal(signal.SIGKILL)
    in_time(paul, killed_at, "? DOUBT", "1 to check (v)", "111.80", "€2,819.20")
    assert "is moving" not in paul.screen
    [written] = shared.movements()
    assert (written.state, written.outcome["reason"]) == ("unknown", "process died")
    paul.type("v")
    paul.sees("PROPOSED: it went through.")
    paul.sees("by nadia")
    paul.type("\x1b")
    paul.sees_no_more("PROPOSED")
    again = comes(stack, shared, "nadia")
    again.sees("1 movement to check since ")
    assert bank.posts == {GARAGE.token: 1}
    assert len(shared.movements()) == 1


def test_a_decision_is_seen_by_the_other(shared: Place, bank: GatedBank, stack: ExitStack) -> None:
    """The check screen closes by itself where a colleague decided first; the row is free again."""
    first = comes(stack, shared, "nadia")
    second = comes(stack, shared, "paul")
    send_50(first, bank)
    in_time(second, bank.moved_at, "nadia is moving")
    first.signal(signal.SIGKILL)
    second.sees("1 to check (v)")
    third = comes(stack, shared, "nadia")
    third.sees("1 movement to check since ")
    second.type("v")
    second.sees("What became of it?")
    wait_until_it_listens(third)
    third.type("o")
    third.sees("What became of it?")
    third.type("a")
    third.sees("WENT THROUGH?")
    third.type("seen on the site\r")
    third.sees("[o] Yes, record it")
    wait_until_it_listens(third)
    third.type("o")
    third.sees("No. 1 is settled")
    decided_at = time.monotonic()
    second.sees_no_more("What became of it?", IN_TIME)
    in_time(second, decided_at, "nadia has settled no. 1; Garage Martin can be moved again.")
    second.sees_no_more("DOUBT")
    assert [written.state for written in shared.movements()] == ["resolved_applied"]


def two_profiles(place: Place, server: SimulatorServer) -> None:
    """One account under two names, each with a journal of its own."""
    place.configure(
        server.base_url,
        top=(
            "default_profile = 'prod'\n[profiles.other]\n"
            f"base_url = '{server.base_url}'\napi_key_file = '{place.key_file}'\n"
            f"[[profiles.other.subaccounts]]\ntoken = '{GARAGE.token}'\nname = 'Garage Martin'\n"
        ),
    )


@pytest.mark.parametrize("way", ["two profiles", "two state folders"])
def test_two_journals_of_one_account_do_not_send_side_by_side(
    place: Place,
    server: SimulatorServer,
    bank: GatedBank,
    stack: ExitStack,
    tmp_path: Path,
    way: str,
) -> None:
    """The second says so and sends nothing; when the first is gone, r makes it possible."""
    two_profiles(place, server)
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    first = comes(stack, place)
    if way == "two profiles":
        second = comes(stack, place, "", "--profile", "other")
    else:
        second = comes(stack, place, env={"XDG_STATE_HOME": str(tmp_path / "elsewhere")})
    second.sees("Another journal is in use for this account on this server")
    assert "JOURNAL: no movement possible" in second.screen
    open_question(second, "a50\r\r", ADD_50)
    second.type("o")
    second.sees("Not sent. Nothing moved.")
    assert not bank.posts
    close_dialog(second)
    first.type("q")
    assert first.wait() == 0
    second.type("r")
    second.sees("Balances up to date")
    open_question(second, "a50\r\r", ADD_50)
    second.type("o")
    second.sees("Added €50.00 to Garage Martin")
    second.type("q")
    assert second.wait() == 0
    assert bank.posts == {GARAGE.token: 1}
    assert len(bank.ledger) == 1


def test_the_first_one_notices_the_second_before_it_sends(
    place: Place, server: SimulatorServer, bank: GatedBank, stack: ExitStack
) -> None:
    """Whoever was there before asks again under the lock: neither sends while both are there."""
    two_profiles(place, server)
    first = comes(stack, place)
    second = comes(stack, place, "", "--profile", "other")
    second.sees("Another journal is in use")
    first.type("a50\r\r")
    first.sees("ADD €50.00")
    wait_until_it_listens(first)
    first.type("o")
    first.sees("Another journal is in use")
    assert not bank.posts
    assert place.movements() == []
