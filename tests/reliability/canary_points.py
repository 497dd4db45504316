"""Where the program is made to fail, how it gets there, and how each of these failures ends."""

import signal
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from tests.reliability.canary_search import KEY
from tests.terminal.place import ADD_50, GatedBank, close_dialog, open_question
from tests.terminal.terminal import PATIENCE, Terminal

Play = Callable[[Terminal, GatedBank], None]
"""Something done at the keyboard, or to the platform."""


class End(StrEnum):
    """What becomes of the program."""

    CRASH = "crashes, status 1"
    LIVES = "goes on, and is quit"
    SIGNAL = "goes on, and is ended by SIGTERM"
    ABORT = "aborts"
    KILL = "is killed"


class Source(StrEnum):
    """Where the configuration says that the key is."""

    FILE = ""
    COMMAND = "api_key_command = ['cat', '{key_file}']"
    VARIABLE = "api_key_env = 'CANARY'"
    PROMPT = "api_key_env = 'NOT_SET'"


@dataclass(frozen=True)
class Point:
    """A fault: where it is planted, what leads to it, and how that ends.

    `where` is a module and what is in it; the fault comes before its work, or `after` it. It is
    armed once `lead` is done, or from the start without one, and then `trigger` sets it off.
    Where the program lives on, `sign` is what it says. `tls`: the platform is asked over TLS,
    and answers credit calls only.
    """

    name: str
    where: str
    end: End = End.CRASH
    after: bool = False
    lead: Play | None = None
    trigger: Play | None = None
    sign: str = ""
    source: Source = Source.FILE
    tls: bool = False


def _types(keys: str) -> Play:
    return lambda terminal, _: terminal.type(keys)


def _dashboard(terminal: Terminal, _bank: GatedBank) -> None:
    terminal.sees("61.80")


def _prompt(terminal: Terminal, _bank: GatedBank) -> None:
    terminal.sees("API key (not shown)")


def _question(terminal: Terminal, bank: GatedBank) -> None:
    _dashboard(terminal, bank)
    open_question(terminal, "a50\r\r", ADD_50)


def _secure_question(terminal: Terminal, _bank: GatedBank) -> None:
    terminal.sees("cannot be read")
    open_question(terminal, "a50\r\r", ADD_50)


def _echoed(terminal: Terminal, bank: GatedBank) -> None:
    """A refusal that repeats the key, looked up and exported."""
    _dashboard(terminal, bank)
    terminal.type("j")
    open_question(terminal, "a5\r\r", "ADD €5.00 to Refus?")
    terminal.type("o")
    terminal.sees("Refused. Nothing moved.")
    close_dialog(terminal)
    terminal.type("h")
    terminal.sees("Code 4:")
    terminal.sees("fingerprint")
    for form in "123":
        terminal.type("x1" + form)
        terminal.sees("written to:")
        close_dialog(terminal)


def _in_flight(terminal: Terminal, bank: GatedBank) -> None:
    _question(terminal, bank)
    bank.hold()
    terminal.type("o")
    assert bank.moved.wait(PATIENCE)
    terminal.signal(signal.SIGTERM)
    assert terminal.until(lambda: b"Waiting for the outcome" in terminal.raw)


def _yes(name: str, where: str, sign: str, end: End = End.LIVES, *, after: bool = False) -> Point:
    """A fault on the way of a movement."""
    return Point(name, where, end, after, _question, _types("o"), sign)


def _key(name: str, where: str, key: str, *, after: bool = False) -> Point:
    """A fault that a key on the dashboard brings about."""
    return Point(name, where, End.CRASH, after, _dashboard, _types(key))


_JOURNAL = "smspartner_tui.journal.store:Journal"
_PARTNER = "smspartner_tui.partner"
_SETTINGS = "smspartner_tui.settings.key"
_SCREENS = "smspartner_tui.tui.screens"
_APP = "smspartner_tui.tui.app:SmsPartnerApp"
_DOUBT, _OURS = "No answer: the money may have moved", "This program failed while"
_UNSENT, _UNWRITTEN = "Not sent: no connection", "The journal cannot be written"
_UNREACHABLE = "Platform unreachable"

POINTS: Final = (
    # The key on its way in.
    Point("settings: key file read", f"{_SETTINGS}:_content", after=True),
    Point("settings: key command ended", f"{_SETTINGS}:_output", after=True, source=Source.COMMAND),
    Point("settings: key variable read", f"{_SETTINGS}:_secret", source=Source.VARIABLE),
    Point(
        "settings: key typed",
        f"{_SETTINGS}:_secret",
        lead=_prompt,
        trigger=_types(f"{KEY.value}\r"),
        source=Source.PROMPT,
    ),
    Point("session: client made", "smspartner_tui.entrance:_partner", after=True),
    Point("journal: opening", f"{_JOURNAL}._start"),
    # A movement on its way out, and its answer on the way in.
    _yes("desk: guards asked", "smspartner_tui.desk:Desk._weigh", _UNWRITTEN),
    _yes("journal: intent written", f"{_JOURNAL}.begin", _UNWRITTEN, after=True),
    _yes("journal: killed in the transaction", f"{_JOURNAL}._step", "", End.KILL, after=True),
    _yes("partner: before the POST", f"{_PARTNER}.client:request_body", _OURS),
    _yes("key transport: key added", f"{_PARTNER}.transport:with_key", _UNSENT, after=True),
    _yes("httpcore: request handed over", "httpcore:ConnectionPool.handle_request", _UNSENT),
    _yes("partner: in the POST", f"{_PARTNER}.connection:Stream.write", _DOUBT),
    _yes("partner: aborted in the POST", f"{_PARTNER}.connection:Stream.write", "", End.ABORT),
    _yes("partner: reading the reply", f"{_PARTNER}.connection:Stream.read", _DOUBT, after=True),
    _yes("partner: parsing the reply", f"{_PARTNER}.outcome:read_reply", _OURS),
    _yes("journal: outcome written", f"{_JOURNAL}.settle", "Added €50.00 to Garage Martin"),
    _yes(
        "sender thread: outcome taken",
        "smspartner_tui.books:Books.take_reply",
        "Request sent",
        End.SIGNAL,
    ),
    _yes("sender: movement handed over", "smspartner_tui.sender:Sender.submit", "", End.CRASH),
    Point(
        "TLS: request written",
        f"{_PARTNER}.connection:Stream.write",
        End.LIVES,
        True,
        _secure_question,
        _types("o"),
        _DOUBT,
        tls=True,
    ),
    # Readings.
    Point(
        "partner: connection opening",
        f"{_PARTNER}.connection:Network.connect",
        End.LIVES,
        sign=_UNREACHABLE,
    ),
    Point(
        "key transport: address made",
        f"{_PARTNER}.transport:Transport._keyed",
        End.LIVES,
        True,
        _dashboard,
        _types("r"),
        _UNREACHABLE,
    ),
    Point(
        "spare connections' thread",
        f"{_PARTNER}.spares:Spares._discard_unusable",
        End.LIVES,
        False,
        _dashboard,
        _types("a"),
        "Add credit",
    ),
    _key("parser: a sub-account's key at hand", f"{_PARTNER}.strict:_unique_fields", "r"),
    _key("parser: a row of the list", f"{_PARTNER}.wire:_listing", "r"),
    _key("desk refresh", "smspartner_tui.desk:Desk.refresh", "r"),
    _key("thread worker: journal asked", "smspartner_tui.desk:Desk.open_entries", "r"),
    # The screen.
    _key("event handler", f"{_SCREENS}.dashboard:Dashboard.action_low", "b"),
    _key("compose", f"{_SCREENS}.movement:MovementDialog.compose", "a"),
    _key("mount", f"{_SCREENS}.help:HelpScreen.on_mount", "?"),
    _key("unmount", f"{_SCREENS}.movement:MovementDialog.on_unmount", "a\x1b"),
    _key("render of the table", "smspartner_tui.tui.widgets.table:Table.render_line", "j"),
    _key("message handler", f"{_APP}.on_fact_arrived", "r"),
    _key("menu", f"{_APP}.show_menu", ":"),
    Point(
        "history, after a refusal that repeats the key",
        f"{_SCREENS}.history:HistoryScreen.action_close",
        lead=_echoed,
        trigger=_types("h"),
    ),
    # The end.
    _key("quitting", f"{_APP}.action_quit", "q"),
    _key("leaving the screen", "textual.drivers.linux_driver:LinuxDriver.close", "q"),
    _key("after the screen", "smspartner_tui.session:Session._finish", "q"),
    _key("journal: closing", f"{_JOURNAL}.close", "q"),
    Point(
        "after the screen: outcome told",
        "smspartner_tui.session:_print_outcome",
        End.SIGNAL,
        lead=_in_flight,
        trigger=lambda _, bank: bank.answer(),
    ),
)
