"""A home, a platform and a past in which every text is hostile."""

import json
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, Final, NamedTuple
from unittest.mock import patch

from smspartner_tui.core.frozen import frozen
from smspartner_tui.core.movement import Direction, Movement, Outcome, Reason, State
from smspartner_tui.core.operator import Operator
from smspartner_tui.core.text import clean
from smspartner_tui.journal import Journal
from smspartner_tui.simulator import Client, SimulatorServer
from smspartner_tui.simulator.replies import Refused, Reply
from tests.reliability.hostile_texts import HOSTILE
from tests.terminal.place import GatedBank, Place, quoted
from tests.terminal.terminal import PATIENCE, Terminal

_LONGEST_OF_PEOPLE: Final = 64
"""Characters that the program keeps of who somebody is."""

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
            written(self.tagged("n")),
            Decimal(10_000),
            group=written(self.tagged("g")),
            note=written(self.tagged("o")),
            email=f"{self.tagged('e')}@example.org",
            kind=self.tagged("k"),
            created_at=self.tagged("c"),
        )


TEXTS: Final = tuple(Text(number, text) for number, text in enumerate(HOSTILE))


def written(text: str) -> str:
    """A text as a configuration can hold it: no half of a surrogate pair."""
    return text.encode("utf-8", "ignore").decode()


@frozen
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
        self._more = ""

    def say(self, more: str) -> None:
        """Say that too from now on, in the list and in every message."""
        self._more = more

    def page(self, number: int) -> dict[str, object]:
        """The list, with more in it."""
        return super().page(number) | {"more": self._more}

    def add(self, key: str, credit: object, token: str) -> Reply | None:
        """Refuse."""
        return self._held(_Said(4, words=self._texts[token].tagged("m") + self._more))


class Trap:
    """The port to which the program tells the actions that texts run."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(PATIENCE)
        self._caller: socket.socket | None = None
        self._lines: IO[bytes] | None = None
        self.port: int = self._listener.getsockname()[1]
        self.actions: list[str] = []

    def wait_for_click(self) -> None:
        """Wait until a click was dealt with."""
        if self._lines is None:
            self._caller, _address = self._listener.accept()
            self._caller.settimeout(PATIENCE)
            self._lines = self._caller.makefile("rb")
        while (line := self._lines.readline().decode().rstrip("\n")) != "":
            self.actions.append(line)

    def close(self) -> None:
        """Close the port."""
        if self._caller is not None and self._lines is not None:
            self._lines.close()
            self._caller.close()
        self._listener.close()


class HostilePlace(Place):
    """A place whose program has a trap for actions."""

    def __post_init__(self) -> None:
        """Set the trap."""
        super().__post_init__()
        self.trap = Trap()
        self.base_url = ""

    def start_trapped(self, *arguments: str, weakness: str = "", **how: Any) -> Terminal:
        """The program in a terminal."""
        return self.start_python(str(CHILD), str(self.trap.port), weakness, *arguments, **how)


@contextmanager
def ascii_replies() -> Iterator[None]:
    """Have the rehearsal bank write JSON as PHP does: so half of a surrogate pair comes through.

    Around all that runs at the same time, because it is the whole process's.
    """
    with patch("smspartner_tui.simulator.conversation._dumps", json.dumps):
        yield


@contextmanager
def hostile_platform(
    folder: Path, texts: Sequence[Text], *, label: str = "", bank: GatedBank | None = None
) -> Iterator[HostilePlace]:
    """A home and a platform with these texts in every field."""
    place = HostilePlace(folder)
    with SimulatorServer(bank or HostileBank(texts)) as server, closing(place.trap):
        profile = f"label = {quoted(written(label))}" if label else ""
        place.configure(
            server.base_url,
            clients=[text.client for text in texts],
            top="[ui]\nmouse = true",
            profile=profile,
        )
        place.base_url = server.base_url
        yield place


def write_doubts(place: HostilePlace, texts: Sequence[Text], *, by_us: bool = True) -> None:
    """Put one movement in doubt for each text into the journal, by a colleague of that name.

    Where it is not this program that wrote it, the texts stand there as they are.
    """
    then = datetime.now(UTC) - timedelta(hours=1)
    kept: Callable[[str], str] = clean if by_us else written
    for text in texts:
        words = kept(text.text)[:_LONGEST_OF_PEOPLE]
        name = kept(text.tagged("u"))[:_LONGEST_OF_PEOPLE]
        who = Operator(name, words, 1, words, words, words, words)
        movement = Movement(
            f"doubt {text.number}",
            text.token,
            kept(text.tagged("n")),
            Direction.ADD,
            Decimal(7),
            kept(text.tagged("r")),
        )
        said = kept(text.tagged("m"))
        outcome = Outcome(State.UNKNOWN, Reason.SERVER_ERROR, message=said, status=500)
        theirs = Journal(place.journal_file.parent, place.base_url, who, lambda: then)
        with closing(theirs) as journal:
            journal.begin(movement, lambda _situation: ())
            journal.settle(movement.id, outcome)
