"""What others wrote, what must never be shown, and windows that change size all the time."""

import random
import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

import pytest

from smspartner_tui.simulator import Behaviour, Client, SimulatorServer
from smspartner_tui.simulator.replies import MESSAGES
from tests.terminal.place import (
    GARAGE,
    GatedBank,
    Place,
    close_dialog,
    look_at_history,
    open_question,
    quoted,
)
from tests.terminal.terminal import Terminal

CLIPBOARD: Final = "\x1b]52;c;aGFjaw==\x07"
TITLE: Final = "\x1b]0;owned\x07"

HOSTILE: Final = (
    "[/x]",
    "[ACME] SARL",
    "[@click=app.quit]x[/]",
    "[@click='app.exit']leave[/]",
    "[link='https://evil.example']y[/link]",
    "[type=x, v={'a[0]'}]",
    "$amount {name} %s %(number)s",
    f"{CLIPBOARD}clipboard",
    f"{TITLE}title",
    "\x1b[2J\x1b[Hwiped",
    "\x1bPdevice control\x1b\\",
    "\u009b31mC1",
    "\u009d52;c;aGFjaw==\u009cC1",
    "\u202eevil\u2066 name",
    "zero\u200bwidth\ufeff",
    "👩\u200d👩\u200d👧 familie 日本語",
    "Zalgo" + "\u0301" * 60,
    "line\nbreak\r\ttab\x00nul\x7fdel\b\b\b",
    "x" * 300,
)

# All that Textual itself says to a terminal: colours, places, modes and their questions, shapes.
_OWN: Final = re.compile(
    r"\x1b\[[0-9;:]*m|\x1b\[[0-9]+;[0-9]+H|\x1b\[\?[0-9]+[hl]|\x1b\[\?[0-9]+\$p|\x1b\[<u"
    r"|\x1b\]22;[a-z]*\x07"
)


def assert_harmless(terminal: Terminal) -> None:
    """Nothing reached the terminal but Textual's own sequences and text that can be shown."""
    text = _OWN.sub("", terminal.raw.decode("utf-8"))
    odd = {
        character
        for character in text
        if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    }
    assert odd <= {"\r", "\n"}, odd
    assert "\u0301" * 3 not in text


@pytest.fixture
def hostile_clients() -> list[Client]:
    """One for each hostile text, as its name, group, note, e-mail and type."""
    return [
        Client(
            f"{number:02}" * 20,
            text,
            Decimal(100),
            group=text,
            note=text,
            email=f"{text}@example.org",
            kind=text,
            created_at=text,
            behaviour=Behaviour.REFUSES if number == 0 else Behaviour.PROMPT,
        )
        for number, text in enumerate(HOSTILE)
    ]


@pytest.fixture
def hostile(
    place: Place, hostile_clients: list[Client], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Place]:
    """A home whose configuration and platform are as hostile as they can be."""
    monkeypatch.setitem(MESSAGES, 4, "".join(HOSTILE))
    place.env["SUDO_USER"] = f"{TITLE}[/root]"
    place.env["SSH_CONNECTION"] = f"{CLIPBOARD} 1 2 3"
    with SimulatorServer(GatedBank(hostile_clients)) as server:
        place.configure(
            server.base_url,
            clients=hostile_clients,
            top="[ui]\nmouse = true",
            profile=f"label = {quoted(HOSTILE[0] + CLIPBOARD)}",
        )
        yield place


def test_hostile_names_are_shown_as_data(hostile: Place) -> None:
    """In the list, on the card, in a dialog, refused, in the history, the menu, the next start."""
    with hostile.start(columns=140, rows=40) as terminal:
        terminal.sees("100.00")
        for text in HOSTILE[:7]:
            assert text in terminal.screen
        terminal.type("j" * len(HOSTILE) + "g\r")
        terminal.sees("[/x]@example.org")
        terminal.type("q")
        open_question(terminal, "a5\rFA [/x]\r", "ADD €5.00 to [/x]?")
        terminal.type("o")
        terminal.sees("Refused. Nothing moved.")
        terminal.sees("Code 4: “[/x][ACME]")
        close_dialog(terminal)
        terminal.type("j")
        open_question(terminal, "a6\r\r", "ADD €6.00 to [ACME] SARL?")
        terminal.type("o")
        terminal.sees("Added €6.00 to [ACME] SARL")
        look_at_history(terminal, "FA [/x]")
        terminal.type(":[/x]")
        terminal.sees("No matches found")
        terminal.type("\x1b")
        terminal.sees_no_more("No matches found")
        terminal.type("f[@click")
        terminal.sees_no_more("[type=x")
        assert "[@click=app.quit]x[/]" in terminal.screen
        terminal.type("\x1b")
        terminal.sees("[type=x")
        terminal.type("q")
        assert terminal.wait() == 0
        assert_harmless(terminal)
    with hostile.start() as terminal:
        terminal.sees("100.00")
        terminal.type("j")
        terminal.sees("[/root], done")
        terminal.type("q")
        assert terminal.wait() == 0
        assert_harmless(terminal)


def test_hostile_names_do_nothing_when_clicked(hostile: Place) -> None:
    """A name written as a link to an action is text under the mouse too."""
    with hostile.start() as terminal:
        terminal.sees("100.00")
        for text in ("[@click=app.quit]x", "[@click='app.exit']"):
            lines = terminal.screen.splitlines()
            row = next(number for number, line in enumerate(lines, start=1) if text in line)
            column = lines[row - 1].index(text) + text.index("]") + 2
            for _ in range(2):
                terminal.type(f"\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m")
            terminal.sees(f">  {text}")
        terminal.type("?")
        terminal.sees("this help")
        terminal.type("\x1b")
        terminal.sees_no_more("this help")
        terminal.type("q")
        assert terminal.wait() == 0
        assert_harmless(terminal)


def test_what_is_pasted_is_not_sent_back_to_the_terminal(desk: Place) -> None:
    """Escapes in a pasted reference, amount or filter are not given to the terminal as they are."""
    escapes = f"{CLIPBOARD}{TITLE}\x9b31m\x1b[2J\u202epasted"
    with desk.start() as terminal:
        terminal.sees("61.80")
        terminal.type("f")
        terminal.paste(escapes)
        terminal.sees("Nothing fits the filter")
        terminal.type("\x1b")
        terminal.sees_no_more("Nothing fits the filter")
        terminal.type("a5\r")
        terminal.sees("+€5.00")
        terminal.paste(escapes)
        terminal.sees("pasted")
        close_dialog(terminal)
        terminal.type("q")
        assert terminal.wait() == 0
        assert_harmless(terminal)


def test_a_window_that_changes_size_harms_nothing(desk: Place, bank: GatedBank) -> None:
    """Two hundred sizes from 1x1 to 250x80 with a question open; then it is still answered."""
    sizes = random.Random(8)
    with desk.start() as terminal:
        terminal.sees("61.80")
        open_question(terminal, "a50\r\r", "ADD €50.00 to Garage Martin?")
        for columns, rows in ((1, 1), (2, 80), (250, 1)):
            terminal.resize(columns, rows)
        for _ in range(200):
            terminal.resize(sizes.randint(1, 250), sizes.randint(1, 80))
        terminal.resize(80, 24)
        terminal.sees("ADD €50.00 to Garage Martin?")
        assert not bank.posts
        terminal.type("o")
        terminal.sees("Added €50.00 to Garage Martin")
        terminal.resize(20, 5)
        terminal.sees("(40 by 10)")
        terminal.resize(80, 24)
        terminal.sees("111.80")
        terminal.type("q")
        assert terminal.wait() == 0
    assert bank.posts == {GARAGE.token: 1}
