"""Walks through every screen with hostile texts in each of them, seeing each and clicking it."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from tests.reliability.hostile_place import Text, Trap
from tests.reliability.hostile_texts import odd_in, typeable
from tests.terminal.place import close_dialog, wait_until_it_listens
from tests.terminal.terminal import Terminal

ROOM: Final[dict[str, Any]] = {"columns": 170, "rows": 50}
"""A window in which every row of the list has its line, and the card stands beside it."""

_LONGEST_TYPED: Final = 36
_RULE: Final = "─" * 20
_MOVEMENTS: Final = 3
"""Of each text: in doubt, refused, taken back."""
_FACTS: Final = {"r": "reference", "u": "operator", "m": "platform's message", "w": "reason"}
_LINK: Final = re.compile("here")
_TYPED: Final = re.compile("Reference  |Filter:|│ Why")


@dataclass
class Tally:
    """What the walks came to: texts seen by place, and all that must not be."""

    shown: Counter[str] = field(default_factory=Counter)
    odd: dict[str, set[str]] = field(default_factory=dict)
    stuck: list[str] = field(default_factory=list)
    crashes: list[str] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    bytes: int = 0
    clicks: int = 0

    def take(
        self, where: str, terminal: Terminal, actions: Sequence[str] = (), allowed: str = ""
    ) -> None:
        """Hold what was drawn, and what was done, against what may be."""
        raw = terminal.raw
        self.actions += actions
        self.bytes += len(raw)
        if odd := odd_in(raw) - {*allowed}:
            self.odd.setdefault(where, set()).update(odd)
        if b"Traceback" in raw:
            self.crashes.append(raw[-2000:].decode(errors="replace"))

    def add(self, other: "Tally") -> None:
        """Add up."""
        self.shown += other.shown
        for where, odd in other.odd.items():
            self.odd.setdefault(where, set()).update(odd)
        self.stuck += other.stuck
        self.crashes += other.crashes
        self.actions += other.actions
        self.bytes += other.bytes
        self.clicks += other.clicks


class Walk:
    """One program in one terminal, led through its screens."""

    def __init__(self, terminal: Terminal, trap: Trap, texts: Sequence[Text], tally: Tally) -> None:
        self._terminal = terminal
        self._trap = trap
        self._texts = texts
        self._tally = tally

    def starts(self) -> None:
        """Wait for the balances; every name and group is in the list."""
        self._terminal.sees("10,000.00")
        for text in self._texts:
            self._sees("list", text, "n")
            self._sees("list: group", text, "g")
        self._clicks_links()

    def puts_off(self) -> None:
        """Say no to the offer to look at what is in doubt."""
        self._terminal.sees("to check since")
        wait_until_it_listens(self._terminal)
        self._terminal.type("n")
        self._terminal.sees_no_more("┌")

    def _sees(self, place: str, text: Text, where: str) -> None:
        self._terminal.sees(text.tag(where))
        self._tally.shown[place] += 1

    def goes_to(self, text: Text) -> None:
        """Put the cursor on a text's row, wherever a click has put it."""
        row = self._texts.index(text)
        self._terminal.type("g" + "j" * row)
        self._terminal.sees(f">  {text.tag('n')}")

    def _clicks_links(self, below: str = "") -> None:
        """Click whatever could be a link to an action, but no line to type in.

        `below` leaves alone what stands above the last line that holds it.
        """
        lines = self._terminal.screen.splitlines()
        first = max((n for n, line in enumerate(lines) if below and below in line), default=0)
        for number, line in enumerate(lines[first:], start=first + 1):
            for found in () if _TYPED.search(line) else _LINK.finditer(line):
                at = f"{found.start() + 1};{number}"
                self._terminal.type(f"\x1b[<0;{at}M\x1b[<0;{at}m")
                self._trap.wait_for_click()
                self._tally.clicks += 1

    # The dashboard

    def reads_card(self, text: Text, *, beside: bool = True) -> None:
        """Everything that is known of one sub-account, beside the list or in a box."""
        self.goes_to(text)
        self._sees("details: note", text, "o") if beside else None
        if not beside:
            self._terminal.type("\r")
            self._terminal.sees("┌")
        for name, where in (("e-mail", "e"), ("type", "k"), ("created", "c"), ("note", "o")):
            self._sees(f"card: {name}", text, where)
        self._clicks_links()
        if not beside:
            close_dialog(self._terminal)

    def filters(self, text: Text) -> None:
        """Paste a text as a filter."""
        self._terminal.type("f")
        self._terminal.sees("Filter:")
        self._paste(text, "f")
        self._sees("filter", text, "f")
        self._terminal.type("\x1b")
        self._terminal.sees_no_more("Filter:")
        self._terminal.sees("10,000.00")

    def searches_menu(self, text: Text) -> None:
        """Paste a text into the menu."""
        self._terminal.type(":")
        self._terminal.sees("Look for an action")
        self._paste(text, "s")
        self._sees("menu", text, "s")
        self._terminal.type("\x1b")
        self._terminal.sees_no_more(text.tag("s"))

    def _paste(self, text: Text, where: str) -> None:
        self._terminal.paste(typeable(text.tagged(where))[:_LONGEST_TYPED])

    # Movements

    def adds(self, text: Text) -> None:
        """Ask to add, with a hostile reference; the platform refuses in hostile words."""
        self.goes_to(text)
        self._terminal.type("a5\r")
        self._terminal.sees("+€5.00")
        self._sees("dialog: name and card", text, "k")
        self._paste(text, "r")
        self._sees("dialog: reference", text, "r")
        self._terminal.type("\r")
        self._terminal.sees(f"ADD €5.00 to {text.tag('n')}")
        self._tally.shown["question"] += 1
        self._clicks_links()
        wait_until_it_listens(self._terminal)
        self._terminal.type("o")
        self._terminal.sees("Refused. Nothing moved.")
        self._sees("dialog: platform's message", text, "m")
        self._clicks_links()
        close_dialog(self._terminal)

    def takes_back(self, text: Text) -> None:
        """Ask to take back much, paste as an answer, then take back a little."""
        self.goes_to(text)
        self._terminal.type("d900\r\r")
        self._terminal.sees("Type the amount again")
        wait_until_it_listens(self._terminal)
        self._paste(text, "p")
        self._terminal.sees("a paste is not an answer")
        self._terminal.type("\x1b")
        self._terminal.sees_no_more("Type the amount again")
        close_dialog(self._terminal)
        self._terminal.type("d1\r\r")
        self._terminal.sees(f"TAKE BACK €1.00 from {text.tag('n')}")
        wait_until_it_listens(self._terminal)
        self._terminal.type("o")
        self._terminal.sees(f"Took back €1.00 from {text.tag('n')}")
        self._tally.shown["status: name"] += 1

    def checks(self, text: Text) -> None:
        """Settle a movement in doubt, with a hostile reason."""
        self.goes_to(text)
        self._sees("details: a colleague's name", text, "u")
        self._terminal.type("v")
        self._terminal.sees("What became of it?")
        self._sees("check: who", text, "u")
        self._clicks_links()
        self._terminal.type("a")
        self._terminal.sees("Why")
        self._paste(text, "w")
        self._sees("check: reason", text, "w")
        self._terminal.type("\r")
        self._terminal.sees("Yes, record it")
        wait_until_it_listens(self._terminal)
        self._terminal.type("o")
        self._terminal.sees_no_more("A movement in doubt")

    # The history

    def reads_history(self) -> None:
        """Every movement in the history, its details, its dialog and its receipt."""
        terminal = self._terminal
        terminal.type("h")
        terminal.sees("Esc Back")
        terminal.sees(f"No. {len(self._texts) * _MOVEMENTS} ·")
        self._clicks_links()
        # Where they are links, the cursor is elsewhere now.
        terminal.type("g")
        for number, text, facts in self._in_history():
            terminal.sees(f"No. {number} ·")
            self._clicks_links(below=_RULE)
            self._reads_record(number, text, facts)
            terminal.type("c")
            terminal.sees("Copied, if your terminal")
            self._sees("receipt: name", text, "n")
            terminal.type("\x1b")
            terminal.sees_no_more("Copied, if your terminal")
            terminal.type("j")
        for text in self._texts:
            terminal.type("f")
            terminal.sees("Filter:")
            self._paste(text, "x")
            self._sees("history: filter", text, "x")
            terminal.type("\x1b")
            terminal.sees_no_more("Filter:")
        self._exports()
        terminal.type("\x1b")
        terminal.sees_no_more("Esc Back")

    def _in_history(self) -> Iterator[tuple[int, Text, Sequence[str]]]:
        """The movements from the newest on: number, text, and what is known of it."""
        count = len(self._texts)
        for number in range(count * _MOVEMENTS, 0, -1):
            if number <= count:
                yield number, self._texts[number - 1], ("n", *_FACTS)
            else:
                place, is_taken_back = divmod(number - count - 1, 2)
                yield number, self._texts[place], "n" if is_taken_back else "nrm"

    def _reads_record(self, number: int, text: Text, facts: Sequence[str]) -> None:
        terminal = self._terminal
        terminal.type("\r")
        terminal.sees(f"─ Movement no. {number} ─")
        for where in facts:
            if where == "m":
                # Of long texts this and what follows stand below the edge.
                terminal.type("G")
            self._sees(f"record: {_FACTS.get(where, 'name')}", text, where)
        self._clicks_links()
        close_dialog(terminal)

    def _exports(self) -> None:
        """Write the history into a file of each form."""
        for content in "12":
            for form in "123":
                self._terminal.type("x")
                self._terminal.sees("every record")
                self._terminal.type(content)
                self._terminal.sees("for a spreadsheet")
                self._terminal.type(form)
                self._terminal.sees("written to:")
                self._tally.shown["exports"] += 1
                close_dialog(self._terminal)

    # The end

    def leaves(self) -> None:
        """Quit in peace."""
        self._terminal.type("?")
        self._terminal.sees("menu of all actions")
        self._clicks_links()
        close_dialog(self._terminal)
        self._terminal.type("q")
        status = self._terminal.wait()
        if status != 0:
            self._tally.crashes.append(f"status {status}")
