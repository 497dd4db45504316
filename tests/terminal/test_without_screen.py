"""Commands without a screen, as real processes: asked line by line, piped, interrupted."""

import json
import signal
import subprocess
import sys

import pytest

from tests.terminal.place import GARAGE, GatedBank, Place
from tests.terminal.terminal import PATIENCE
from tests.terminal.test_plans import command, started, states


def test_a_movement_is_asked_line_by_line(desk: Place, bank: GatedBank) -> None:
    """Plain lines, nothing drawn; what was typed ahead of the question is no yes."""
    with desk.start("add", columns=100) as terminal:
        terminal.sees("Add credit to which sub-account?")
        terminal.type("garage\r50\r\ro\r")
        terminal.sees("ADD €50.00 to Garage Martin?")
        terminal.sees("Enter for no:")
        assert sum(bank.posts.values()) == 0
        terminal.type("o\r")
        assert terminal.wait() == 0
        assert "Added €50.00 to Garage Martin, new balance €111.80" in terminal.screen
        assert b"\x1b" not in terminal.raw
    assert [state for state, _amount in states(desk)] == ["confirmed"]


def test_french_is_spoken_line_by_line(desk: Place, bank: GatedBank) -> None:
    """And Enter alone is no."""
    with desk.start("add", "gar", "50", "--lang", "fr", columns=100) as terminal:
        terminal.sees("CRÉDITER Garage Martin de 50,00 € ?")
        # What is typed between the two is no answer.
        terminal.sees("Entrée pour non :")
        terminal.type("\r")
        assert terminal.wait() == 7
        assert "Non : rien ne part." in terminal.screen
    assert sum(bank.posts.values()) == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_waits_for_the_outcome(
    desk: Place, bank: GatedBank, number: signal.Signals
) -> None:
    """It is on the disk, and told."""
    bank.hold()
    with started(desk, "add", GARAGE.name, "50", "--yes", "--json") as process:
        assert bank.moved.wait(PATIENCE)
        process.send_signal(number)
        assert process.stderr is not None
        while "Asked to end" not in process.stderr.readline():
            pass
        bank.answer()
        out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert json.loads(out)["state"] == "confirmed"
    assert "Added €50.00" in err
    assert [state for state, _amount in states(desk)] == ["confirmed"]


def test_closed_pipes_lose_no_outcome(desk: Place, bank: GatedBank) -> None:
    """Neither output is there any more, from the beginning or from the middle on."""
    done = subprocess.run(
        [
            *("/bin/sh", "-c", 'exec "$@" >&- 2>&-', "sh"),
            *(sys.executable, "-m", "smspartner_tui"),
            *("add", GARAGE.name, "50", "--yes", "--json"),
        ],
        env=desk.env,
        cwd=desk.folder / "work",
        stdin=subprocess.DEVNULL,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0
    bank.hold()
    with started(desk, "remove", GARAGE.name, "50", "--yes", "--json") as process:
        assert bank.moved.wait(PATIENCE)
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        process.stderr.close()
        bank.answer()
        assert process.wait(PATIENCE) == 0
    assert [state for state, _amount in states(desk)] == ["confirmed", "confirmed"]


def test_the_rehearsal_is_no_command(desk: Place, bank: GatedBank) -> None:
    """Who rehearses never moves real credit by it."""
    done = command(desk, "--demo", "add", GARAGE.name, "50", "--yes")
    assert (done.returncode, sum(bank.posts.values())) == (2, 0)
    assert "--demo opens the dashboard only" in done.stderr


def test_checks_tell_of_a_wrong_configuration(place: Place) -> None:
    """As their findings."""
    place.write_configuration("default_profile = prod\n")
    done = command(place, "check", "--json")
    assert done.returncode == 2
    assert json.loads(done.stdout)["check"] == "configuration"
    assert command(place, "info").returncode == 2
    assert command(place, "list").returncode == 2
