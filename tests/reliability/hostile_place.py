"""A home, a platform and a past in which every text is hostile."""

import json
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple
from unittest.mock import patch

from smspartner_tui.core.movement import Direction, Entry, Movement, Outcome, Reason, State
from smspartner_tui.core.operator import Operator
from smspartner_tui.journal import Journal
from smspartner_tui.simulator import Client, SimulatorServer
from smspartner_tui.simulator.replies import Refused, Reply
from tests.reliability.hostile_texts import HOSTILE
from tests.terminal.place import GatedBank, Place, quoted
from tests.terminal.terminal import Terminal

CHILD: Final = Path(__file__).with_name("hostile_child.py")


class Text(NamedTuple):
    """A hostile text, with its number; what is shown of it begins with a tag that can be seen."""

    number: int
    text: str

    def tagged(self, where: str) -> str:
        """The text as one place has it; `where` is one letter."""
        return f"{self.tag(where)} {self.text}"

    def tag(self, where: str) -> str:
        """What can be seen of it whatever follows."""
        return f"h{self.number:02}{where}"

    @property
    def token(self) -> str:
        """The sub-account's that has it everywhere."""
        return f"{self.number:02}" * 20

    @property
    def client(self) -> Client:
        """That sub-account."""
        return Client(
            self.token,
            _written(self.tagged("n")),
            Decimal(10_000),
            group=_written(self.tagged("g")),
            note=_written(self.tagged("o")),
            email=f"{self.tagged('e')}@example.org",
            kind=self.tagged("k"),
            created_at=self.tagged("c"),
        )


TEXTS: Final = tuple(Text(number, text) for number, text in enumerate(HOSTILE))


def _written(text: str) -> str:
    """A text as a configuration can hold it: no half of a surrogate pair."""
    return text.encode("utf-8", "ignore").decode()


@dataclass(frozen=True, slots=True)
class _Said(Refused):
    """A refusal in the words of a sub-account's text."""

    words: str = ""

    @property
    def message(self) -> str:
        """The platform's words."""
        return self.words


class HostileBank(GatedBank):
    """A bank that refuses to add, with hostile words, and takes back as it should."""

    def __init__(self, texts: Sequence[Text]) -> None:
        super().__init__([text.client for text in texts])
        self._texts = {text.token: text for text in texts}

    def add(self, key: str, credit: object, token: str) -> Reply | None:
        """Refuse."""
        super().add(key, credit, token)
        return _Said(4, words=self._texts[token].tagged("m"))


class HostilePlace(Place):
    """A place whose program has a trap for actions."""

    @property
    def trap(self) -> Path:
        """Where actions are written down."""
        return self.folder / "actions"

    @property
    def actions(self) -> list[str]:
        """The actions that texts ran."""
        return self.trap.read_text(encoding="utf-8").splitlines() if self.trap.exists() else []

    def start_trapped(self, *arguments: str, weakness: str = "", **how: Any) -> Terminal:
        """The program in a terminal."""
        return self.start_python(str(CHILD), str(self.trap), weakness, *arguments, **how)


@contextmanager
def hostile_platform(
    folder: Path, texts: Sequence[Text], *, label: str = "", bank: GatedBank | None = None
) -> Iterator[HostilePlace]:
    """A home and a platform with these texts in every field."""
    place = HostilePlace(folder)
    # As PHP writes JSON: only so can half of a surrogate pair come over the wire.
    ascii_only = patch("smspartner_tui.simulator.conversation._dumps", partial(json.dumps))
    bank = bank or HostileBank(texts)
    with ascii_only, SimulatorServer(bank) as server:
        profile = f"label = {quoted(_written(label))}" if label else ""
        place.configure(
            server.base_url,
            clients=[text.client for text in texts],
            top="[ui]\nmouse = true",
            profile=profile,
        )
        place.base_url = server.base_url
        yield place
