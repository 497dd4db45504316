"""A platform on loopback with an account of its own, and the profile of who moves credit there."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from threading import Event
from typing import Any, Final

from smspartner_tui.core.accounts import SubAccount
from smspartner_tui.core.filing import About, written
from smspartner_tui.core.movement import Direction
from smspartner_tui.core.plan import Because, Plan, Row
from smspartner_tui.settings.config import load
from smspartner_tui.settings.profile import Profile
from smspartner_tui.simulator import DEMO_KEY, Bank, Behaviour, Client, Reply, SimulatorServer

PATIENCE: Final = 20.0
"""Seconds that a wait may take before it is called a failure."""

DEADLINE: Final = 0.5
"""Seconds that a movement may take."""

GARAGE: Final = Client(
    "a" * 36 + "9f3a",
    "Garage Martin",
    Decimal("20.00"),
    group="auto",
    low=Decimal(50),
    target=Decimal(100),
)
MAIRIE: Final = Client(
    "b" * 36 + "41c0",
    "Mairie de Vannes",
    Decimal("1204.50"),
    group="Public",
    low=Decimal(100),
    target=Decimal(200),
    cap=Decimal(400),
)
SALON: Final = Client(
    "c" * 36 + "c0de",
    "Coiffure Élégance",
    Decimal("8.245"),
    group="beauté",
    low=Decimal(20),
    target=Decimal(60),
)
REFUS: Final = Client(
    "d" * 36 + "4ef5",
    "Refus Assurances",
    Decimal(1),
    low=Decimal(20),
    target=Decimal(31),
    behaviour=Behaviour.REFUSES,
)
RADIO: Final = Client(
    "e" * 36 + "77d1",
    "Radio Silence",
    Decimal(2),
    low=Decimal(20),
    target=Decimal(42),
    behaviour=Behaviour.SILENT_LOST,
)
CLIENTS: Final = (GARAGE, MAIRIE, SALON)
ALL: Final = (*CLIENTS, REFUS, RADIO)


class GatedBank(Bank):
    """A bank that can hold its answers, and to which something can happen before or behind them.

    `after_reading` is called once the list was read, `before_moving` ahead of each movement; the
    list makes no sense while it `is_garbled`.
    """

    def __init__(self, accounts: Iterable[Client] = CLIENTS) -> None:
        super().__init__(spending=False, key=DEMO_KEY, accounts=accounts)
        self.after_reading: Callable[[], object] = lambda: None
        self.before_moving: Callable[[], object] = lambda: None
        self.is_garbled = False
        self.moved = Event()
        self.gate = Event()
        self.gate.set()

    def page(self, number: int) -> dict[str, object]:
        """A page of the list, and what happens once it was read."""
        page = super().page(number)
        self.after_reading()
        return {"page": number} if self.is_garbled else page

    def add(self, key: str, credit: object, token: str) -> Reply | None:
        """Add, and hold the answer."""
        self.before_moving()
        return self._held(super().add(key, credit, token))

    def remove(self, key: str, credit: object, token: str) -> Reply | None:
        """Take back, and hold the answer."""
        self.before_moving()
        return self._held(super().remove(key, credit, token))

    def _held(self, reply: Reply | None) -> Reply | None:
        self.moved.set()
        assert self.gate.wait(PATIENCE)
        return reply

    def change_key(self) -> None:
        """Take another key from now on."""
        self._key = DEMO_KEY[::-1]

    def spend_main(self, amount: int) -> None:
        """Have the main account spend so many euros."""
        self._main.balance -= amount

    def give(self, client: Client, amount: int) -> None:
        """Credit a sub-account with so many euros, from elsewhere."""
        self._purses[client.token].balance += amount


class Banking:
    """A bank behind its door, and a profile of the account; the journal is in a folder of its own.

    `follow` and `limit` change the profile for the commands to come.
    """

    def __init__(self, folder: Path, bank: GatedBank) -> None:
        self.folder = folder
        self.bank = bank
        self.server = SimulatorServer(bank)
        self.server.start()
        self.key_file = folder / "prod.key"
        self.key_file.write_text(DEMO_KEY)
        self.key_file.chmod(0o600)
        self.profile = self._profile(CLIENTS)

    def _profile(self, clients: Iterable[Client]) -> Profile:
        lines = [
            "[profiles.prod]",
            'label = "Production"',
            f'base_url = "{self.server.base_url}"',
            f'api_key_file = "{self.key_file}"',
            f'journal = "{self.journal_folder}"',
        ]
        for client in clients:
            lines.append("[[profiles.prod.subaccounts]]")
            named = {"token": client.token, "name": client.name, "group": client.group}
            lines += [f'{key} = "{value}"' for key, value in named.items()]
            marks = {"low": client.low, "target": client.target, "cap": client.cap}
            lines += [f'{key} = "{value}"' for key, value in marks.items() if value is not None]
        path = self.folder / "config.toml"
        path.write_text("\n".join([*lines, ""]))
        path.chmod(0o600)
        return replace(load(path).profile(), deadline=DEADLINE)

    @property
    def journal_folder(self) -> Path:
        """Where the journal is."""
        return self.folder / "journal"

    def follow(self, *clients: Client) -> None:
        """Have the platform know these sub-accounts, and the profile follow them."""
        self.bank = self.server.bank = GatedBank(clients)
        self.profile = self._profile(clients)

    def limit(self, **limits: Any) -> None:
        """Change what the guards allow."""
        self.profile = replace(self.profile, limits=replace(self.profile.limits, **limits))

    def lock(self, client: Client) -> None:
        """Lock a sub-account in the configuration."""
        changed = (
            replace(one, locked=True) if one.token == client.token else one
            for one in self.profile.subaccounts
        )
        self.profile = replace(self.profile, subaccounts=tuple(changed))

    def file(self, *rows: Row, profile: str = "prod", reference: str = "") -> Path:
        """A file that holds a plan."""
        about = About(datetime(2025, 6, 12, 12, 36, tzinfo=UTC), profile, reference=reference)
        path = self.folder / "plan.toml"
        path.write_text(written(Plan(rows), about))
        return path

    @property
    def moved(self) -> list[tuple[str, str]]:
        """What the platform moved, in its order: the names and the amounts, with their sign."""
        names = {one.token: one.name for one in self.profile.subaccounts}
        signs = {Direction.ADD: "+", Direction.REMOVE: "-"}
        return [
            (names[one.token], f"{signs[one.direction]}{one.amount:.2f}")
            for one in self.bank.ledger
        ]

    @property
    def posts(self) -> int:
        """How many movements the platform was asked for."""
        return sum(self.bank.posts.values())

    def close(self) -> None:
        """Close the bank, whatever it still holds."""
        self.bank.gate.set()
        self.server.close()


def row(client: Client, amount: str, goal: str | None = None) -> Row:
    """A row of a plan, its amount with its sign; `goal` is the balance to reach."""
    moved = Decimal(amount)
    return Row(
        SubAccount(client.token, client.name),
        Direction.ADD if moved > 0 else Direction.REMOVE,
        abs(moved),
        client.balance,
        abs(moved),
        Because.SAME if goal is None else Because.TARGET,
        None if goal is None else Decimal(goal),
    )
