"""Every way to end the program with a movement in flight, and what is left of it."""

import signal
import time

import pytest

from smspartner_tui.simulator import SimulatorServer
from tests.reliability.endings_ways import STORM_DEADLINE, resize_wildly
from tests.terminal.place import (
    ADDED_50,
    DEADLINE,
    RADIO,
    SCREEN_ENTERED,
    SCREEN_LEFT,
    WAITING,
    GatedBank,
    Place,
    assert_confirmed,
    open_question,
    send_50,
    wait_until_it_listens,
)
from tests.terminal.terminal import PATIENCE

SHELL = "\x1b[2J\x1b[H\x1b[?25h\x1b[?2004l$ "
"""What a shell writes over the screen of a program that was stopped."""


@pytest.mark.parametrize(
    ("number", "status"),
    [
        (signal.SIGTERM, 143),
        (signal.SIGHUP, 129),
        (signal.SIGINT, 130),
        (signal.SIGQUIT, 131),
    ],
)
def test_a_signal_waits_for_the_outcome(
    desk: Place, bank: GatedBank, number: signal.Signals, status: int
) -> None:
    """The terminal is given back at once, the outcome is written and told, then it ends."""
    with desk.start() as terminal:
        send_50(terminal, bank)
        terminal.signal(number)
        assert terminal.until(lambda: WAITING in terminal.raw)
        assert terminal.is_alive
        # Impatience changes nothing.
        terminal.signal(signal.SIGINT)
        terminal.signal(signal.SIGTERM)
        bank.answer()
        assert terminal.wait() == status
        assert terminal.is_given_back
        assert ADDED_50 in terminal.raw.partition(SCREEN_LEFT)[2]
    assert_confirmed(desk, bank)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_what_waits_its_turn_is_said_not_to_have_gone(
    desk: Place, bank: GatedBank, number: signal.Signals
) -> None:
    """It is dropped at the signal, is in no journal, and the shell tells it beside the outcome."""
    with desk.start() as terminal:
        send_50(terminal, bank)
        terminal.type("\x1b")
        terminal.sees("The movement goes on by itself")
        terminal.type("j")
        open_question(terminal, "a20\r\r", "ADD €20.00 to Mairie de Vannes?")
        terminal.type("o")
        terminal.sees("Handing over…")
        terminal.signal(number)
        assert terminal.until(lambda: WAITING in terminal.raw)
        bank.answer()
        assert terminal.wait() == 128 + number
        said = terminal.raw.partition(SCREEN_LEFT)[2]
        assert ADDED_50 in said
        _, _, after = said.partition("Mairie de Vannes, +€20.00:".encode())
        assert after.lstrip().startswith(b"Not sent. Nothing moved.")
        assert said.count(b"Not sent.") == 1
    assert_confirmed(desk, bank)


def test_q_waits_for_the_outcome(desk: Place, bank: GatedBank) -> None:
    """Quitting says what it waits for, and leaves on the outcome; q and Ctrl+C again wait too."""
    with desk.start() as terminal:
        send_50(terminal, bank)
        terminal.type("\x1b")
        terminal.sees("The movement goes on by itself")
        terminal.type("q")
        terminal.sees("A movement is in flight: leaving on its outcome")
        terminal.type("\x03\x03")
        terminal.sees("Quit (q).")
        terminal.type("\x11q")
        terminal.sees("A movement is in flight: leaving on its outcome")
        bank.answer()
        assert terminal.wait() == 0
        assert terminal.is_given_back
    assert_confirmed(desk, bank)


@pytest.mark.parametrize("no_hang_up", [False, True])
def test_a_closed_terminal_waits_for_the_outcome(
    desk: Place, bank: GatedBank, no_hang_up: bool
) -> None:
    """A lost connection, heard of or not, ends the program, after the outcome is on the disk."""
    with desk.start(no_hang_up=no_hang_up) as terminal:
        send_50(terminal, bank)
        bank.answer_after(0.6)
        terminal.hang_up()
        assert terminal.wait() == 129
    assert_confirmed(desk, bank)


def test_a_terminal_closed_while_waiting_loses_nothing(desk: Place, bank: GatedBank) -> None:
    """SIGTERM first, then the terminal is gone before the outcome can be told."""
    with desk.start() as terminal:
        send_50(terminal, bank)
        terminal.signal(signal.SIGTERM)
        assert terminal.until(lambda: WAITING in terminal.raw)
        terminal.hang_up()
        bank.answer()
        assert terminal.wait() == 143
    assert_confirmed(desk, bank)


def test_a_terminal_that_takes_no_output_cannot_hold_the_end(desk: Place, bank: GatedBank) -> None:
    """Stuck in front of a link that hangs, the program writes the outcome and leaves."""
    with desk.start() as terminal:
        send_50(terminal, bank)
        terminal.type("\x1b")
        terminal.sees("The movement goes on by itself")
        terminal.stop_output()
        terminal.type("jk")
        terminal.signal(signal.SIGTERM)
        bank.answer_after(0.5)
        assert terminal.wait() == 143
    assert_confirmed(desk, bank)


def test_an_input_at_its_end_waits_for_the_outcome(desk: Place, bank: GatedBank) -> None:
    """With nobody to type any more it ends, and the terminal that is still there hears of it."""
    with desk.start(own_input=True) as terminal:
        send_50(terminal, bank)
        used = terminal.cpu_seconds
        terminal.end_input()
        assert terminal.until(lambda: WAITING in terminal.raw)
        bank.answer_after(0.6)
        assert terminal.wait() == 129
        assert terminal.cpu_seconds - used < 0.5
        assert terminal.is_given_back
        assert ADDED_50 in terminal.raw.partition(SCREEN_LEFT)[2]
    assert_confirmed(desk, bank)


@pytest.mark.parametrize("no_hang_up", [False, True])
def test_an_idle_program_goes_with_its_terminal(desk: Place, no_hang_up: bool) -> None:
    """Also where no hang-up is heard, as under nohup, and without computing on."""
    with desk.start(no_hang_up=no_hang_up) as terminal:
        terminal.sees("61.80")
        used = terminal.cpu_seconds
        begun = time.monotonic()
        terminal.hang_up()
        assert terminal.wait() == 129
        assert time.monotonic() - begun < 2
        assert terminal.cpu_seconds - used < 1


def test_without_an_answer_the_end_comes_with_the_deadline(desk: Place, bank: GatedBank) -> None:
    """No hang-up heard, terminal gone, platform silent: gone in time, idle till then, unknown."""
    with desk.start(no_hang_up=True) as terminal:
        terminal.sees("16.40")
        terminal.type("jj")
        open_question(terminal, "a5\r\r", "ADD €5.00 to Radio Silence?")
        terminal.type("o")
        begun = time.monotonic()
        assert bank.moved.wait(PATIENCE)
        used = terminal.cpu_seconds
        terminal.hang_up()
        assert terminal.wait() == 129
        seconds = time.monotonic() - begun
        assert DEADLINE - 1 < seconds < DEADLINE + 2
        assert terminal.cpu_seconds - used < 1
    assert bank.posts == {RADIO.token: 1}
    (written,) = desk.movements()
    assert (written.state, written.outcome["reason"]) == ("unknown", "deadline")


def test_a_kill_is_told_and_locks_the_sub_account(desk: Place, bank: GatedBank) -> None:
    """Nothing survives kill -9 but the intent: the next start shows it in doubt, and holds it."""
    with desk.start() as terminal:
        send_50(terminal, bank)
        terminal.signal(signal.SIGKILL)
        assert terminal.wait() == -signal.SIGKILL
    assert [written.state for written in desk.movements()] == ["sending"]
    bank.answer()
    with desk.start() as terminal:
        terminal.sees("1 movement to check since")
        assert [written.state for written in desk.movements()] == ["unknown"]
        wait_until_it_listens(terminal)
        terminal.type("n")
        terminal.sees_no_more("1 movement to check since")
        terminal.sees("? DOUBT")
        assert "? DOUBT" in terminal.line_of(">  Garage Martin")
        terminal.type("a20\r\r")
        terminal.sees("is in doubt: no movement until it is settled (v)")
        terminal.sees("This movement is not possible")
        terminal.type("o\r")
        terminal.signal(signal.SIGTERM)
        assert terminal.wait() == 143
    assert sum(bank.posts.values()) == 1
    assert len(desk.movements()) == 1


def test_a_program_with_a_movement_in_flight_is_not_stopped(desk: Place, bank: GatedBank) -> None:
    """SIGTSTP and Ctrl+Z leave it running: stopped, it would hold the line for everybody."""
    with desk.start() as terminal:
        send_50(terminal, bank)
        terminal.signal(signal.SIGTSTP)
        terminal.type("\x1a\x1b")
        terminal.sees("The movement goes on by itself")
        terminal.type("\x1a")
        terminal.sees("A movement is in flight: not now.")
        assert not terminal.is_stopped
        bank.answer()
        terminal.sees("Added €50.00 to Garage Martin")
        terminal.type("q")
        assert terminal.wait() == 0
    assert_confirmed(desk, bank)


def test_a_signal_to_go_on_is_nothing_to_a_program_that_runs(desk: Place, bank: GatedBank) -> None:
    """SIGCONT, which comes with a hang-up too, neither ends the wait nor spoils the terminal."""
    with desk.start() as terminal:
        terminal.sees("61.80")
        terminal.signal(signal.SIGCONT)
        send_50(terminal, bank)
        terminal.signal(signal.SIGCONT)
        terminal.signal(signal.SIGTERM)
        assert terminal.until(lambda: WAITING in terminal.raw)
        terminal.signal(signal.SIGCONT)
        bank.answer()
        assert terminal.wait() == 143
        assert terminal.is_given_back
        assert terminal.raw.count(SCREEN_ENTERED) == 1
    assert_confirmed(desk, bank)


def test_an_idle_program_can_be_stopped_and_goes_on(desk: Place) -> None:
    """Ctrl+Z gives the terminal back until the program is called for again."""
    with desk.start() as terminal:
        terminal.sees("61.80")
        terminal.type("\x1a")
        terminal.wait_until_stopped()
        assert terminal.until(lambda: terminal.is_given_back)
        terminal.use_as_shell(SHELL)
        terminal.sees_no_more("61.80")
        terminal.signal(signal.SIGCONT)
        terminal.sees("61.80")
        assert terminal.raw.count(SCREEN_ENTERED) == 2
        terminal.type("?")
        terminal.sees("read-only on or off")
        terminal.type("\x1b")
        terminal.sees_no_more("read-only on or off")
        terminal.type("q")
        assert terminal.wait() == 0
        assert terminal.is_given_back


def test_a_program_stopped_from_outside_takes_its_terminal_back(
    desk: Place, bank: GatedBank
) -> None:
    """After SIGSTOP in mid-flight, SIGCONT: all is drawn again, keys are keys, nothing is lost."""
    with desk.start() as terminal:
        send_50(terminal, bank)
        terminal.signal(signal.SIGSTOP)
        terminal.wait_until_stopped()
        terminal.use_as_shell(SHELL)
        terminal.sees_no_more("Garage Martin")
        assert not terminal.takes_keys
        bank.answer()
        terminal.signal(signal.SIGCONT)
        terminal.sees("Mairie de Vannes")
        terminal.sees("Added €50.00 to Garage Martin")
        assert terminal.until(lambda: terminal.takes_keys)
        terminal.type("q")
        assert terminal.wait() == 0
        assert terminal.is_given_back
        assert terminal.raw.count(SCREEN_ENTERED) == terminal.raw.count(SCREEN_LEFT) == 1
    assert_confirmed(desk, bank)


def test_a_program_in_the_background_leaves_the_terminal_alone(desk: Place) -> None:
    """SIGCONT to a program that the terminal does not belong to draws nothing over others."""
    with desk.start(no_hang_up=True) as terminal:
        terminal.sees("61.80")
        terminal.use_as_shell(SHELL)
        terminal.sees_no_more("61.80")
        terminal.signal(signal.SIGCONT)
        terminal.type("?\n")
        terminal.sees("read-only on or off")
        assert not terminal.takes_keys


def test_a_storm_of_sizes_loses_nothing(
    desk: Place, server: SimulatorServer, bank: GatedBank
) -> None:
    """Resized again and again in mid-flight, to nothing and to far too much, it goes on."""
    desk.configure(server.base_url, deadline=STORM_DEADLINE)
    with desk.start() as terminal:
        send_50(terminal, bank)
        sizes = [(1 + size % 300, 1 + size % 100) for size in range(0, 9000, 60)]
        resize_wildly(terminal, sizes, 0.001)
        bank.answer()
        terminal.sees("Added €50.00 to Garage Martin")
        terminal.type("q")
        assert terminal.wait() == 0
        assert terminal.is_given_back
    assert_confirmed(desk, bank)
