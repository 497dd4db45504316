"""The README's pictures, taken by the robot of the tests: `python -m tests.screenshots`."""

import asyncio
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from smspartner_tui.core.money import Language
from tests.rehearsal import Rehearsal, Wishes
from tests.scenes import SCENES

FOLDER: Final = Path(__file__).parent.parent / "screenshots"

SCREENS: Final = (
    "dashboard",
    "dashboard-wide",
    "add",
    "remove",
    "transfer",
    "plan",
    "plan-stopped",
    "unknown",
    "history",
)
LANGUAGES: Final[tuple[Language, ...]] = ("en", "fr")


@dataclass(frozen=True)
class Picture:
    """A scene in a language, and the file that holds it."""

    scene: str
    language: Language

    @property
    def path(self) -> Path:
        """Where it is kept."""
        return FOLDER / f"{self.scene}-{self.language}.svg"


def pictures() -> Iterator[Picture]:
    """All that are kept."""
    for scene in SCREENS:
        for language in LANGUAGES:
            yield Picture(scene, language)


async def taken(picture: Picture, folder: Path) -> str:
    """Play a scene on real parts, its journal in this folder, and take the picture."""
    scene = SCENES[picture.scene]
    wishes: Wishes = {**scene.wishes, "language": picture.language}
    with Rehearsal(folder, **wishes) as rehearsal:
        scene.before(rehearsal)
        async with rehearsal.running(scene.size) as robot:
            await scene.play(robot, rehearsal)
            # Rich names what it draws by its content: the same screen is the same file.
            return robot.app.export_screenshot(simplify=True)


def main() -> int:
    """Take them all anew."""
    FOLDER.mkdir(exist_ok=True)
    for picture in pictures():
        with tempfile.TemporaryDirectory() as folder:
            picture.path.write_text(asyncio.run(taken(picture, Path(folder))), encoding="utf-8")
        sys.stdout.write(f"{picture.path.name}\n")
    return 0


if __name__ == "__main__":
    # As for the tests: the time zone is in the pictures.
    import tests.conftest  # noqa: F401

    raise SystemExit(main())
