"""A plan killed with -9 in the middle: the next start offers it, and each movement is made once."""

import signal
from decimal import Decimal
from typing import Final

from smspartner_tui.simulator import SimulatorServer
from tests.terminal.place import (
    GARAGE,
    MAIRIE,
    GatedBank,
    Place,
    open_question,
    wait_until_it_listens,
)
from tests.terminal.terminal import PATIENCE, Terminal

MARKS: Final = "[profiles.prod.defaults]\nlow = '1300'\ntarget = '1400'"
"""Both are below it, and one gets 1338.20 euros, the other 195.50."""


def settle(terminal: Terminal) -> None:
    """Decide that what is in doubt went through."""
    terminal.type("v")
    terminal.sees("What became of it?")
    terminal.type("a")
    terminal.sees("WENT THROUGH?")
    terminal.type("seen on the site\r")
    terminal.sees("[o] Yes, record it")
    wait_until_it_listens(terminal)
    terminal.type("o")
    terminal.sees_no_more("What became of it?")


def test_a_plan_that_was_killed_is_gone_on_with(
    place: Place, server: SimulatorServer, bank: GatedBank
) -> None:
    """One honest doubt, settled by a person; the rest goes with a yes of its own, nothing twice."""
    place.configure(server.base_url, clients=(GARAGE, MAIRIE), profile=MARKS)
    bank.hold()
    with place.start() as terminal:
        terminal.sees("61.80")
        open_question(terminal, "p", "CARRY OUT 2 movements, €1,533.70 moved in all?")
        terminal.type("1533.70\r")
        assert bank.moved.wait(PATIENCE)
        terminal.signal(signal.SIGKILL)
        assert terminal.wait() == -signal.SIGKILL
    bank.answer()
    with place.start() as terminal:
        terminal.sees("ended. See it now?")
        terminal.sees("0 done, 1 in doubt, 1 left")
        wait_until_it_listens(terminal)
        terminal.type("o")
        terminal.sees("Interrupted: the program ended in the middle.")
        settle(terminal)
        terminal.sees("1 done, 1 left")
        open_question(terminal, "c", "GO ON with 1 movement, €195.50 in all?")
        terminal.type("195.50\r")
        terminal.sees("2 done, €1,533.70 moved")
        terminal.type("\x1b")
        terminal.sees("q Quit")
        terminal.type("q")
        assert terminal.wait() == 0
    assert bank.posts == {GARAGE.token: 1, MAIRIE.token: 1}
    assert [(one.token, one.amount) for one in bank.ledger] == [
        (GARAGE.token, Decimal("1338.2")),
        (MAIRIE.token, Decimal("195.5")),
    ]
    assert [one.state for one in place.movements()] == ["resolved_applied", "confirmed"]
