"""Pictures of the screens, played by the robot: what changes in one is looked at by a person."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Protocol

import pytest
from textual.app import App
from textual.pilot import Pilot

from smspartner_tui.core.money import Language
from tests.rehearsal import Rehearsal, Wishes
from tests.robot import Robot
from tests.scenes import SCENES
from tests.screenshots import SCREENS

IN_FRENCH = (
    "blocked",
    "refused",
    "unanswered",
    "offer",
    "decision",
    "help",
    "record",
    "half-done",
    "undo",
)
"""Scenes whose French is as long as it gets, or says what must not be misread."""

PICTURES: tuple[tuple[str, Language], ...] = (
    # The others are held against the README's pictures, in both languages.
    *((name, "en") for name in SCENES if name not in SCREENS),
    *((name, "fr") for name in IN_FRENCH),
)


class Compare(Protocol):
    """The plug-in's comparison of a running app with its picture."""

    def __call__(
        self,
        app: App[int],
        *,
        terminal_size: tuple[int, int],
        run_before: Callable[[Pilot[int]], Awaitable[None]],
    ) -> bool:
        """Whether the app looks like its picture."""


@pytest.mark.parametrize(("name", "language"), PICTURES)
def test_a_screen_looks_as_it_did(
    name: str, language: Language, tmp_path: Path, snap_compare: Compare
) -> None:
    """Every screen, in the states that matter, against the picture that a person accepted."""
    scene = SCENES[name]
    wishes: Wishes = {**scene.wishes, "language": language}
    with Rehearsal(tmp_path, **wishes) as rehearsal:
        scene.before(rehearsal)

        async def play(pilot: Pilot[int]) -> None:
            robot = Robot(pilot)
            await robot.waits_until_ready()
            await scene.play(robot, rehearsal)

        with rehearsal.opened() as app:
            assert snap_compare(app, terminal_size=scene.size, run_before=play)
