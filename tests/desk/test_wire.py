"""The desk over real sockets: an honest bank, and servers that are not."""

import pytest

from smspartner_tui.core.accounts import SubAccount
from smspartner_tui.core.facts import (
    MovementSettled,
)
from smspartner_tui.core.movement import State
from smspartner_tui.journal import Journal
from smspartner_tui.partner import SmsPartner
from smspartner_tui.simulator import CLIENTS, DEMO_KEY, Bank, Behaviour, SimulatorServer
from tests.desk.fakes import Told, amount, desk_over, main_amount
from tests.faults import FAULTS, FaultServer
from tests.journal.helpers import (
    Clock,
    movement,
)


def test_the_rehearsal_bank_agrees(journal: Journal, clock: Clock) -> None:
    """Over HTTP: every movement is in the bank's ledger once, and the balances are the bank's."""
    prompt = [c.token for c in CLIENTS if c.behaviour is Behaviour.PROMPT][:3]
    bank = Bank(spending=False, key=DEMO_KEY)
    with SimulatorServer(bank) as server:
        partner = SmsPartner(DEMO_KEY, server.base_url)
        clients = [SubAccount(token, token) for token in prompt]
        desk = desk_over(journal, partner, clock, subaccounts=clients)
        told = Told(desk)
        desk.refresh()
        asked = [movement(token, "3.50") for token in prompt]
        for each in asked:
            desk.submit(each)
        told.wait_for(MovementSettled, len(asked))
        desk.refresh()
        applied = [(each.direction, each.token, each.amount) for each in bank.ledger]
        assert applied == [(each.direction, each.token, each.amount) for each in asked]
        assert main_amount(desk) == bank.main
        assert [amount(desk, token) for token in prompt] == [bank.balance(t) for t in prompt]
        assert {entry.state for entry in journal.history(9)} == {State.CONFIRMED}
        assert set(bank.posts.values()) == {1}
        assert desk.close()


QUICK = [name for name, fault in FAULTS.items() if fault.deadline is None]


@pytest.mark.parametrize("name", QUICK[::25])
def test_a_fault_on_the_wire_is_journaled_as_the_table_says(
    journal: Journal, clock: Clock, name: str
) -> None:
    """From the socket to the disk the outcome stays what it is, and at most one POST is heard."""
    fault = FAULTS[name]
    with FaultServer(fault) as server:
        partner = SmsPartner("some key", server.base_url)
        desk = desk_over(journal, partner, clock)
        told = Told(desk)
        desk.submit(movement())
        entry = told.wait_for(MovementSettled).entry
        assert desk.close()
        server.settle()
        assert fault.allows(entry.state, server.posts)
        assert server.posts <= 1
        assert journal.history(9) == (entry,)
