"""Plans without a screen, as real processes: typed at a terminal, interrupted, killed, hung up."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest

from smspartner_tui.core.accounts import SubAccount
from smspartner_tui.core.filing import About, read, written
from smspartner_tui.core.movement import Direction
from smspartner_tui.core.plan import Because, Plan, Row
from smspartner_tui.simulator import Client
from tests.partner import until
from tests.terminal.place import GARAGE, MAIRIE, GatedBank, Place
from tests.terminal.terminal import PATIENCE

QUESTION: Final = "The total again, or Enter to leave:"


def lift(client: Client, amount: int) -> Row:
    """A row that adds to a sub-account, up to a balance."""
    one = SubAccount(client.token, client.name)
    moved = Decimal(amount)
    goal = client.balance + moved
    return Row(one, Direction.ADD, moved, client.balance, moved, Because.TARGET, goal)


@pytest.fixture
def plan(desk: Place) -> Path:
    """A file with two movements of 50 and 20 euros."""
    about = About(datetime(2025, 6, 12, tzinfo=UTC), "prod")
    path = desk.folder / "work" / "plan.toml"
    path.write_text(written(Plan((lift(GARAGE, 50), lift(MAIRIE, 20))), about))
    return path


def command(place: Place, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """The command without any terminal, to its end."""
    return subprocess.run(
        [sys.executable, "-m", "smspartner_tui", *arguments],
        env=place.env,
        cwd=place.folder / "work",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@contextmanager
def started(place: Place, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    """The command without any terminal, to be ended."""
    with subprocess.Popen(
        [sys.executable, "-m", "smspartner_tui", *arguments],
        env=place.env,
        cwd=place.folder / "work",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def states(place: Place) -> list[tuple[str, Decimal]]:
    """What the journal holds."""
    return [(one.state, one.amount) for one in place.movements()]


def test_the_total_is_typed_again(desk: Place, plan: Path, bank: GatedBank) -> None:
    """At a terminal, in any way of writing it."""
    with desk.start("apply", "plan.toml", columns=100) as terminal:
        terminal.sees("CARRY OUT 2 movements, €70.00 moved in all?")
        terminal.sees(QUESTION)
        terminal.type("70,00 €\r")
        assert terminal.wait() == 0
        assert "Plan no. 1: 2 done, €70.00 moved" in terminal.raw.decode()
    assert states(desk) == [("confirmed", Decimal(50)), ("confirmed", Decimal(20))]


@pytest.mark.parametrize("typed", ["\r", "60\r", "o\r", "\x04"])
def test_anything_else_sends_nothing(desk: Place, plan: Path, bank: GatedBank, typed: str) -> None:
    """Enter alone never moves money, nor does a yes."""
    with desk.start("apply", "plan.toml") as terminal:
        terminal.sees(QUESTION)
        terminal.type(typed)
        assert terminal.wait() == 7
        assert "That is not the total: nothing is sent." in terminal.raw.decode()
    assert sum(bank.posts.values()) == 0


def test_what_was_typed_ahead_is_no_answer(desk: Place, plan: Path, bank: GatedBank) -> None:
    """The total is typed by who has read the question."""
    with desk.start("apply", "plan.toml") as terminal:
        terminal.type("70\r70\r")
        terminal.sees(QUESTION)
        terminal.type("\r")
        assert terminal.wait() == 7
    assert sum(bank.posts.values()) == 0


def test_leaving_the_question_sends_nothing(desk: Place, plan: Path, bank: GatedBank) -> None:
    """Ctrl+C is an interrupted program."""
    with desk.start("apply", "plan.toml") as terminal:
        terminal.sees(QUESTION)
        terminal.type("\x03")
        assert terminal.wait() == 130
    assert sum(bank.posts.values()) == 0


def test_what_a_colleague_moved_meanwhile_asks_anew(
    desk: Place, plan: Path, bank: GatedBank
) -> None:
    """The total was read with other balances."""
    with desk.start("apply", "plan.toml") as terminal:
        terminal.sees(QUESTION)
        assert command(desk, "apply", "plan.toml", "--confirm", "70").returncode == 0
        terminal.type("70\r")
        assert terminal.wait() == 7
        assert "Balances have changed meanwhile: nothing is sent" in terminal.raw.decode()
    assert sum(bank.posts.values()) == 2


def test_ctrl_c_pauses_behind_the_movement_in_flight(
    desk: Place, plan: Path, bank: GatedBank
) -> None:
    """Its outcome is on the disk and told; what is left is not sent."""
    bank.hold()
    with desk.start("apply", "plan.toml", "--confirm", "70", columns=100) as terminal:
        assert bank.moved.wait(PATIENCE)
        terminal.type("\x03")
        terminal.sees("Asked to end")
        bank.answer()
        assert terminal.wait() == 5
        said = terminal.raw.decode()
    assert "1/2  Added €50.00 to Garage Martin, new balance €111.80 (no. 1)" in said
    assert "Plan no. 1: 1 done, 1 left" in said
    assert states(desk) == [("confirmed", Decimal(50))]


def test_a_terminal_that_goes_loses_no_outcome(desk: Place, plan: Path, bank: GatedBank) -> None:
    """Nobody is there to be told, and the journal has it all the same."""
    bank.hold()
    with desk.start("apply", "plan.toml", "--confirm", "70") as terminal:
        assert bank.moved.wait(PATIENCE)
        terminal.hang_up()
        # What it has to say about that goes nowhere, and so does all else from then on.
        told = Path(f"/proc/{terminal.pid}/fd/2")
        until(lambda: str(told.readlink()) == os.devnull)
        bank.answer()
        assert terminal.wait() == 5
    assert states(desk) == [("confirmed", Decimal(50))]
    assert sum(bank.posts.values()) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_pauses_it(
    desk: Place, plan: Path, bank: GatedBank, number: signal.Signals
) -> None:
    """Also without any terminal, and what programs are told holds every movement."""
    bank.hold()
    with started(desk, "apply", "plan.toml", "--confirm", "70", "--json") as process:
        assert bank.moved.wait(PATIENCE)
        process.send_signal(number)
        assert process.stderr is not None
        while "Asked to end" not in process.stderr.readline():
            assert process.poll() is None
        bank.answer()
        out, _err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 5
    told = [json.loads(line) for line in out.splitlines()]
    assert [(one["state"], one["amount"]) for one in told] == [
        ("confirmed", "50.00"),
        ("left", "20.00"),
    ]
    again = command(desk, "apply", "plan.toml", "--confirm", "20")
    assert again.returncode == 7
    assert "has not ended (1 done, 1 left)" in again.stderr
    assert sum(bank.posts.values()) == 1


def test_killed_in_the_middle_it_is_not_repeated(desk: Place, plan: Path, bank: GatedBank) -> None:
    """What was in flight is in doubt from then on, and the plan is there to be taken up."""
    bank.hold()
    with started(desk, "apply", "plan.toml", "--confirm", "70") as process:
        assert bank.moved.wait(PATIENCE)
        process.kill()
        assert process.wait(PATIENCE) == -signal.SIGKILL
    bank.answer()
    again = command(desk, "apply", "plan.toml", "--confirm", "20")
    assert again.returncode == 7
    assert "has not ended (0 done, 1 in doubt, 1 left)" in again.stderr
    assert states(desk) == [("unknown", Decimal(50))]
    assert sum(bank.posts.values()) == 1


def test_plan_and_apply_from_the_command_line(desk: Place, bank: GatedBank) -> None:
    """From the one to the other; nobody has a low mark here, so nothing is to move."""
    said = command(desk, "plan", "--take-back")
    assert said.returncode == 0
    assert read(said.stdout).rows == {}
    (desk.folder / "work" / "empty.toml").write_text(said.stdout)
    said = command(desk, "apply", "empty.toml", "--confirm", "0.00")
    assert (said.returncode, said.stdout) == (0, "")


def test_read_only_forbids_it(desk: Place, plan: Path, bank: GatedBank) -> None:
    """The program's own option counts for what sends without a screen, too."""
    said = command(desk, "--read-only", "apply", "plan.toml", "--confirm", "70")
    assert said.returncode == 7
    assert command(desk, "--read-only", "apply", "plan.toml", "--dry-run").returncode == 0
    assert sum(bank.posts.values()) == 0


@pytest.mark.parametrize("name", ["plan", "apply"])
def test_help_has_an_example(place: Place, name: str) -> None:
    """And every exit status, in the time that it takes to print it."""
    said = command(place, name, "--help")
    assert said.returncode == 0
    assert f"\n  smspartner-tui {name} " in said.stdout
    assert "Exit status" in said.stdout


@pytest.mark.parametrize("arguments", [("plan",), ("apply", "plan.toml", "--dry-run")])
def test_no_screen_is_imported_for_it(
    desk: Place, plan: Path, bank: GatedBank, arguments: tuple[str, ...]
) -> None:
    """Whatever the command needs of the rest."""
    program = (
        "import sys\n"
        "from smspartner_tui.cli import main\n"
        "status = main(sys.argv[1:])\n"
        "sys.exit(status or int('textual' in sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env=desk.env,
        cwd=desk.folder / "work",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0
