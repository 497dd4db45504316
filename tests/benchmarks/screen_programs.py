"""The programs whose screens are held against each other, and what is done to each of them."""

import os
import re
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final

from smspartner_tui.core.operator import Operator
from smspartner_tui.core.secret import Secret
from smspartner_tui.journal import Journal
from smspartner_tui.simulator import DEMO_KEY
from tests.benchmarks.made_bank import MadeBank
from tests.benchmarks.tx_min import LAST_NAME
from tests.terminal.place import Place

ANCHOR: Final = "tx-min"
DEMO: Final = "ours, --demo"

CURSOR: Final = "cursor"
PAGE: Final = "page"
SCROLL: Final = "scroll"
FILTER: Final = "filter"
DIALOG: Final = "dialog"
"""Groups of keys: scrolling is a cursor that leaves the window, a dialog two keys."""

DOWN: Final = b"\x1b[B"
PAGE_DOWN: Final = b"\x1b[6~"
PAGE_UP: Final = b"\x1b[5~"
ESCAPE: Final = b"\x1b"
LOOKED_FOR: Final = b"client"

_ROOT: Final = Path(__file__).parents[2]
_YESTERDAY: Final = timedelta(days=1)
_MORE: Final = Decimal("1000.00")
"""What every client held more yesterday: no balance of then is one of now."""


INSTALLED: Final = Path(sys.executable).with_name("smspartner-tui")
"""The command of the environment that the tests run in."""


@dataclass(frozen=True, slots=True)
class Program:
    """A command, how its screen is known to be there, and the keys that are timed.

    `paints` stands on the first useful screen, `ready` on that which is complete. `keys` are
    those of each group, pressed one after the other; what is pressed `before` and `after` a group
    is not timed; `leaves` ends it. Ours reads the `bank`, and is at home in the `place`.
    """

    name: str
    argv: Sequence[str]
    env: Mapping[str, str]
    cwd: Path
    paints: re.Pattern[str]
    ready: re.Pattern[str]
    keys: Mapping[str, Sequence[bytes]]
    leaves: bytes
    before: Mapping[str, bytes] = field(default_factory=dict)
    after: Mapping[str, bytes] = field(default_factory=dict)
    bank: MadeBank | None = None
    place: Place | None = None


def name_of(count: int) -> str:
    """What ours is called with so many sub-accounts."""
    return f"ours, {count:,}"


def ours(count: int, bank: MadeBank, place: Place, command: Path = INSTALLED) -> Program:
    """The installed command on that bank; yesterday's balances are in its journal."""
    place.env["COLORTERM"] = "truecolor"
    place.configure(
        bank.base_url,
        clients=bank.clients,
        deadline=30,
        profile='defaults = { low = "20.00", target = "60.00" }',
    )
    first = bank.clients[0]
    then, now = (re.escape(f"{amount:,.2f}") for amount in (first.balance + _MORE, first.balance))
    # The first line says how old what is shown may be; what has come by then is shown at once.
    seen_now = rf"{re.escape(first.name)} .* {now} "
    seen_then = rf"old *$(?s:.*){re.escape(first.name)} .* {then} "
    return Program(
        name=name_of(count),
        argv=[str(command)],
        env=place.env,
        cwd=place.folder / "work",
        paints=re.compile(f"{seen_then}|{seen_now}", re.MULTILINE),
        ready=re.compile(seen_now),
        keys={
            CURSOR: [DOWN] * 16,
            PAGE: [PAGE_UP, PAGE_DOWN] * 4,
            SCROLL: [DOWN] * 6,
            FILTER: [bytes([letter]) for letter in LOOKED_FOR],
            DIALOG: [b"a", ESCAPE] * 4,
        },
        before={CURSOR: b"g", PAGE: b"G", SCROLL: b"g" + PAGE_DOWN, FILTER: b"f"},
        after={FILTER: ESCAPE},
        leaves=b"q",
        bank=bank,
        place=place,
    )


def remember_yesterday(place: Place, bank: MadeBank) -> None:
    """Put yesterday's balances into a journal that has not been opened since."""
    shutil.rmtree(place.journal_file.parent, ignore_errors=True)
    operator = Operator("nadia", login="nadia", uid=os.getuid())
    now = datetime.now(UTC) - _YESTERDAY
    journal = Journal(
        place.journal_file.parent,
        bank.base_url,
        operator,
        lambda: now,
        fingerprint=Secret(DEMO_KEY).fingerprint,
    )
    try:
        balances = {client.token: client.balance + _MORE for client in bank.clients}
        journal.keep_balances(_MORE, balances, now)
    finally:
        journal.close()


def anchor(command: Path = INSTALLED) -> Program:
    """The least app on the same toolkit; its palette is its dialog."""
    ready = re.compile(re.escape(LAST_NAME))
    return Program(
        name=ANCHOR,
        argv=[str(command.with_name("python")), "-m", "tests.benchmarks.tx_min"],
        env=_environment(),
        cwd=_ROOT,
        paints=ready,
        ready=ready,
        keys={
            CURSOR: [DOWN] * 16,
            PAGE: [PAGE_UP, PAGE_DOWN] * 4,
            DIALOG: [b"\x10", ESCAPE] * 4,
        },
        leaves=b"\x11",
    )


def demo(command: Path = INSTALLED) -> Program:
    """The rehearsal, whose bank is in its own process: how it starts."""
    seen = re.compile(r"Garage Martin .*61\.80 ")
    return Program(
        name=DEMO,
        argv=[str(command), "--demo", "--lang", "en"],
        env=_environment(),
        cwd=_ROOT,
        paints=seen,
        ready=seen,
        keys={},
        leaves=b"q",
    )


def others(folder: Path) -> tuple[list[Program], list[str]]:
    """Other people's programs, and the names of those that are not installed."""
    letters = [bytes([letter]) for letter in b"abcdefghij"]
    wanted = {
        "posting": ([], r"Headers", letters, b"\x03"),
        "harlequin": (["--no-download-tzdata"], r"Query Editor", letters, b"\x11"),
        "htop": ([], r"Load average", [DOWN] * 16, b"q"),
    }
    there = []
    for name, (options, ready, keys, leaves) in wanted.items():
        if (command := shutil.which(name)) is not None:
            home = folder / name
            home.mkdir()
            pattern = re.compile(ready)
            env = _environment() | {"HOME": str(home)}
            there.append(
                Program(
                    name,
                    [command, *options],
                    env,
                    home,
                    paints=pattern,
                    ready=pattern,
                    keys={CURSOR: keys},
                    leaves=leaves,
                )
            )
    return there, [name for name in wanted if name not in {program.name for program in there}]


def _environment() -> dict[str, str]:
    """An environment in which nothing of this machine's own is set."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": os.environ.get("HOME", "/"),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
    }
