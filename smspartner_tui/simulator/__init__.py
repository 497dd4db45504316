"""The rehearsal bank: the documented API over HTTP on loopback, where no real credit moves.

Operators rehearse on it (`--demo`, `simulate`), tests hold the program against its ledger.
"""

from smspartner_tui.simulator.bank import Bank
from smspartner_tui.simulator.clients import CLIENTS, Behaviour, Client, demo_subaccounts
from smspartner_tui.simulator.command import DEMO_KEY, serve
from smspartner_tui.simulator.past import past
from smspartner_tui.simulator.replies import Accepted, Applied, Refused, Reply
from smspartner_tui.simulator.server import SimulatorServer

__all__ = [
    "CLIENTS",
    "DEMO_KEY",
    "Accepted",
    "Applied",
    "Bank",
    "Behaviour",
    "Client",
    "Refused",
    "Reply",
    "SimulatorServer",
    "demo_subaccounts",
    "past",
    "serve",
]
