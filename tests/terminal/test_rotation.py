"""What changes under a running program: the key, the configuration; and the way on from there."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final

from smspartner_tui.core.operator import Operator
from smspartner_tui.journal import Journal
from smspartner_tui.simulator import DEMO_KEY, SimulatorServer
from tests.terminal.place import (
    ADD_50,
    GARAGE,
    SCREEN_ENTERED,
    GatedBank,
    Place,
    close_dialog,
    open_question,
)
from tests.terminal.terminal import Terminal

NEW_KEY: Final = "another-key-without-real-money"


def replace_key(place: Place, key: str, mode: int = 0o600) -> None:
    """Put another key in the old one's place, as a careful person does: whole or not at all."""
    new = place.key_file.with_name("new.key")
    new.write_text(key + "\n")
    new.chmod(mode)
    new.rename(place.key_file)


def refreshes(terminal: Terminal, words: str) -> None:
    """Ask for the balances, and see what is said."""
    terminal.type("r")
    terminal.sees(words)


def test_a_key_that_was_changed_is_read_again(desk: Place, bank: GatedBank) -> None:
    """Refused, replaced at its source, r: the program goes on, and was never ended."""
    with desk.start() as terminal:
        terminal.sees("61.80")
        bank._key = NEW_KEY
        refreshes(terminal, "API key refused")
        # A source may ask for something: it is given the terminal, and what is typed then.
        entered = terminal.raw.count(SCREEN_ENTERED)
        refreshes(terminal, "API key refused")
        assert terminal.until(lambda: terminal.raw.count(SCREEN_ENTERED) > entered)
        replace_key(desk, NEW_KEY)
        refreshes(terminal, "Balances up to date")
        open_question(terminal, "a50\r\r", ADD_50)
        terminal.type("o")
        terminal.sees("Added €50.00 to Garage Martin, new balance €111.80 (no. 1)")
        terminal.type("q")
        assert terminal.wait() == 0
        assert terminal.is_given_back
        assert NEW_KEY.encode() not in terminal.raw
        assert DEMO_KEY.encode() not in terminal.raw
    assert [(line.token, line.amount) for line in bank.ledger] == [(GARAGE.token, Decimal(50))]
    assert [written.state for written in desk.movements()] == ["confirmed"]


def test_a_refused_movement_names_the_way_to_the_new_key(desk: Place, bank: GatedBank) -> None:
    """Nothing moved, and where the key is replaced; then the same movement goes through."""
    with desk.start() as terminal:
        terminal.sees("61.80")
        bank._key = NEW_KEY
        open_question(terminal, "a50\r\r", ADD_50)
        terminal.type("o")
        terminal.sees("Refused. Nothing moved.")
        terminal.sees("API key refused. Was it changed? Replace it at its source, then refresh (r)")
        close_dialog(terminal)
        replace_key(desk, NEW_KEY)
        refreshes(terminal, "Balances up to date")
        open_question(terminal, "a50\r\r", ADD_50)
        terminal.type("o")
        terminal.sees("new balance €111.80 (no. 2)")
        terminal.type("q")
        assert terminal.wait() == 0
    assert [written.state for written in desk.movements()] == ["rejected", "confirmed"]
    assert len(bank.ledger) == 1


def test_a_new_key_that_others_can_read_is_not_used(desk: Place, bank: GatedBank) -> None:
    """What is wrong with it is said as at a start; one that is not refused is not looked for."""
    with desk.start() as terminal:
        terminal.sees("61.80")
        bank._key = NEW_KEY
        refreshes(terminal, "API key refused")
        replace_key(desk, NEW_KEY, 0o644)
        refreshes(terminal, "others may use this key: run")
        desk.key_file.chmod(0o600)
        refreshes(terminal, "Balances up to date")
        desk.key_file.unlink()
        refreshes(terminal, "Balances up to date")
        terminal.type("q")
        assert terminal.wait() == 0


def test_a_configuration_that_was_changed_is_said(desk: Place) -> None:
    """It is not taken over in mid-flight: the header says how."""
    words = "configuration changed: restart (q)"
    with desk.start() as terminal:
        terminal.sees("61.80")
        refreshes(terminal, "Balances up to date")
        assert words not in terminal.screen
        with desk.config_file.open("a") as file:
            file.write("# a note\n")
        terminal.type("r")
        terminal.sees(words)
        terminal.type("q")
        assert terminal.wait() == 0
    with desk.start() as terminal:
        terminal.sees("61.80")
        refreshes(terminal, "Balances up to date")
        assert words not in terminal.screen


def test_a_clock_that_is_behind_the_journal_is_said(desk: Place, server: SimulatorServer) -> None:
    """The journal was written an hour from now: what is read now would look older than that."""
    ahead = datetime.now(UTC) + timedelta(hours=1)
    folder = desk.journal_file.parent
    journal = Journal(folder, server.base_url, Operator("nadia"), lambda: ahead)
    journal.keep_balances(Decimal(1), {GARAGE.token: Decimal(1)}, ahead)
    journal.close()
    with desk.start() as terminal:
        terminal.sees("This server's clock is behind the journal, which was written at ")
        terminal.sees("61.80")
        refreshes(terminal, "Balances up to date")
        terminal.type("q")
        assert terminal.wait() == 0


def test_a_copy_in_the_journals_place_is_said_once(desk: Place, server: SimulatorServer) -> None:
    """At the first start on it, with when it was made; at the next it is the journal."""
    folder = desk.journal_file.parent
    made_at = datetime.now(UTC) - timedelta(days=2)
    journal = Journal(folder, server.base_url, Operator("nadia"), lambda: made_at)
    journal.back_up(folder / "copy")
    journal.close()
    (folder / "copy").replace(desk.journal_file)
    words = "This journal is a copy of "
    with desk.start() as terminal:
        terminal.sees(words)
        terminal.sees("what was moved since is not in it")
        terminal.type("q")
        assert terminal.wait() == 0
    with desk.start() as terminal:
        terminal.sees("61.80")
        refreshes(terminal, "Balances up to date")
        terminal.type("q")
        assert terminal.wait() == 0
        assert words.encode() not in terminal.raw
