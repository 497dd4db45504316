"""What is copied of a sub-account, and how it gets past what stands before the clipboard."""

import base64
import re
from pathlib import Path

import pytest

from smspartner_tui.core.movement import Reason, State
from smspartner_tui.tui.clipboard import LONGEST, harmless, load_into_tmux, sequence
from smspartner_tui.tui.messages import LastMovementRead
from smspartner_tui.tui.screens.card import CardScreen
from smspartner_tui.tui.screens.copied import CopiedScreen
from smspartner_tui.tui.screens.copy import CopyScreen
from smspartner_tui.tui.screens.history import HistoryScreen
from smspartner_tui.tui.screens.record import RecordScreen
from tests.held import token_of
from tests.looking import opens_history_at
from tests.past import came_to, writes
from tests.rehearsal import NADIA, Rehearsal, staged

GARAGE = "Garage Martin"
DONE = came_to(State.CONFIRMED, Reason.SUCCESS, "2819.20", "111.80")


def test_what_is_copied_holds_no_control_and_has_an_end() -> None:
    """Lines stay lines; all else that is no text goes."""
    assert harmless("one\r\ntwo\x1b]52;c;eA==\x07\u202e\x00") == "one\ntwo·]52;c;eA==··"
    long = harmless("\n".join(["é" * 400] * 100))
    assert LONGEST - 4 <= len(long.encode()) <= LONGEST


def test_a_long_text_goes_through_screen_in_pieces() -> None:
    """Each of a size that it takes; what is not in pieces would be printed, and is left out."""
    text = "x" * 3000
    for environment in ({"STY": "1.x"}, {"TERM": "screen.xterm-256color"}):
        sent = sequence(text, environment)
        pieces = re.findall(r"\x1bP(.*?)\x1b\\", sent, re.DOTALL)
        assert sent == "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)
        assert max(map(len, pieces)) <= 768 - 4
        whole = "".join(pieces)
        assert (
            base64.b64decode(whole.removeprefix("\x1b]52;c;").removesuffix("\x07")) == b"x" * 3000
        )


@pytest.mark.parametrize("script", ["exit 3", "kill -9 $$", None])
def test_a_tmux_that_does_not_take_it_is_no_fault(tmp_path: Path, script: str | None) -> None:
    """One that is not there, or not well."""
    if script is not None:
        (tmp_path / "tmux").write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / "tmux").chmod(0o700)
    assert not load_into_tmux("text", {"PATH": str(tmp_path)})


async def test_each_text_has_its_key(tmp_path: Path) -> None:
    """Name, balance, e-mail, then the receipt once there is a movement; Esc leads back."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await robot.selects("Garage Martin")
        for key, text in (
            ("n", "Garage Martin"),
            ("b", "Garage Martin: €61.80 on 12 Jun 2025 at 14:32"),
            ("e", "garage@garage-martin.example"),
        ):
            await robot.presses("c", key)
            await robot.sees(text, "Copied, if your terminal lets programs do that.")
            assert robot.app.clipboard == text
            await robot.presses("escape")
            assert robot.screen is robot.app.dashboard
        await robot.presses("c", "c")
        assert isinstance(robot.screen, CopyScreen)
        await robot.does_not_see("Receipt")
        await robot.presses("escape")
        await robot.adds("Garage Martin", "50")
        await robot.says_yes()
        await robot.sees("Added €50.00")
        for twin in ("c", "y"):
            await robot.presses(twin, twin)
            await robot.sees("SMS credit: +€50.00", "new balance €111.80")
            assert robot.app.clipboard.count("\n") == 2
            await robot.presses("escape")
        await robot.presses("enter", "c")
        await robot.sees("c Receipt")
        await robot.presses("escape")
        await opens_history_at(robot, "1")
        await robot.presses("enter", "y")
        assert isinstance(robot.screen, CopiedScreen)
        await robot.sees("SMS credit: +€50.00")
        await robot.presses("escape")
        assert isinstance(robot.screen, RecordScreen)
        await robot.presses("escape")
        assert isinstance(robot.screen, HistoryScreen)


async def test_the_card_and_its_receipt_tell_what_came_meanwhile(tmp_path: Path) -> None:
    """An outcome, then a colleague's movement: the receipt is never that of an older one."""
    with Rehearsal(tmp_path) as rehearsal, rehearsal.journal(NADIA) as theirs:
        writes(theirs, DONE, GARAGE, "11")
        async with rehearsal.running() as robot:
            await robot.sees("Last: +€11.00")
            rehearsal.bank.movements.hold()
            await robot.adds(GARAGE, "50")
            await robot.says_yes()
            await robot.sees("Request sent")
            await robot.presses("escape", "enter")
            assert isinstance(robot.screen, CardScreen)
            await robot.sees("Last +€11.00")
            rehearsal.bank.movements.open()
            await robot.sees("Last +€50.00", "Balance €111.80")
            writes(theirs, DONE, GARAGE, "22")
            await robot.sees("Last +€22.00")
            await robot.presses("c", "c")
            await robot.sees("SMS credit: +€22.00")
            assert "+€22.00" in robot.app.clipboard


async def test_what_the_journal_says_late_comes_to_the_card(tmp_path: Path) -> None:
    """Also with the help above it; an answer that is older than what is known changes nothing."""
    with Rehearsal(tmp_path) as rehearsal:
        with rehearsal.journal(NADIA) as theirs:
            writes(theirs, DONE, GARAGE, "11")
            older = theirs.last_of(token_of(GARAGE))
            writes(theirs, DONE, GARAGE, "22")
            newer = theirs.last_of(token_of(GARAGE))
        async with rehearsal.running() as robot:
            await robot.sees("Last: +€22.00")
            robot.app.dashboard.lasts.clear()
            await robot.presses("enter")
            await robot.does_not_see("Last +€22.00")
            await robot.presses("question_mark")
            for read in (newer, older):
                robot.app.post_message(LastMovementRead(token_of(GARAGE), read))
            await robot.settles()
            await robot.presses("escape")
            assert isinstance(robot.screen, CardScreen)
            await robot.sees("Last +€22.00")
            await robot.presses("c")
            robot.app.post_message(LastMovementRead(token_of(GARAGE), older))
            await robot.settles()
            await robot.presses("c")
            await robot.sees("SMS credit: +€22.00")


async def test_a_card_that_is_closed_shows_nothing_behind_the_next_paint(tmp_path: Path) -> None:
    """It has no box any more: what it was to say there would end the program."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        shown: list[str] = []
        await robot.presses("enter")
        card = robot.screen
        assert isinstance(card, CardScreen)
        card.call_after_refresh(shown.append, "while it is open")
        await robot.settles()
        card.call_after_refresh(shown.append, "when it is closed")
        card.dismiss()
        await robot.settles()
        assert robot.screen is robot.app.dashboard
        assert shown == ["while it is open"]


async def test_a_copy_in_french_on_the_least_window(tmp_path: Path) -> None:
    """Plain spaces, for whatever it is pasted into; every key is seen."""
    async with staged(tmp_path, language="fr") as stage:
        robot = stage.robot
        await robot.pilot.resize_terminal(40, 10)
        await robot.selects("Garage Martin")
        await robot.presses("c")
        await robot.sees("b Solde", "n Nom", "e E-mail", "Échap Fermer")
        await robot.presses("b")
        await robot.sees("Copié, si", "Échap Fermer")
        assert robot.app.clipboard == "Garage Martin : 61,80 € le 12/06/2025 à 14:32"
