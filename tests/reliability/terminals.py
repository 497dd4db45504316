"""Every scene on every kind of terminal, in every theme, at every size, as an emulator shows it.

Run as `python -m tests.reliability.terminals`, about an hour and a half on two idle cores;
`--short` for forty plays drawn from all of them, by `--seed`; `--scene`, `--kind`, `--theme` and
`--language` for some of them only. A play is a scene of tests/scenes.py on real parts, whose output
passes the program's own driver into pyte; then its window takes every size in turn, and each is
judged by what stands on the emulator's screen: cut, overlapping, told by colour alone.

It shows nothing about terminals that are not what their TERM says, nor about fonts.
"""

import argparse
import asyncio
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Final, NamedTuple

from smspartner_tui.core.money import Language
from smspartner_tui.tui.themes import THEMES
from tests.emulated import emulated, resized
from tests.layout import Flaw, flaws_by_kind
from tests.rehearsal import Rehearsal, Wishes
from tests.reliability.report import Line, tell
from tests.scenes import SCENES

KINDS: Final[Mapping[str, Mapping[str, str]]] = {
    "linux": {"TERM": "linux"},
    "screen-256color": {"TERM": "screen-256color"},
    "tmux-256color": {"TERM": "tmux-256color"},
    "xterm": {"TERM": "xterm"},
    "truecolour": {"TERM": "xterm-256color", "COLORTERM": "truecolor"},
    "vt220": {"TERM": "vt220"},
    "no-colour": {"TERM": "xterm-256color", "NO_COLOR": "1"},
}
"""What the environment says of each kind of terminal."""

SIZES: Final = ((250, 80), (120, 40), (80, 24), (59, 20), (40, 10))
LANGUAGES: Final[tuple[Language, ...]] = ("fr", "en")
_SHORT: Final = 40
"""Plays of a short run."""


class Play(NamedTuple):
    """A scene on a kind of terminal, in a theme and a language."""

    scene: str
    kind: str
    theme: str
    language: Language


@dataclass
class Tally:
    """What was seen; `troubles` are a line each, for who mends them."""

    plays: int = 0
    pictures: int = 0
    flaws: Counter[Flaw] = field(default_factory=Counter)
    stuck: int = 0
    troubles: list[str] = field(default_factory=list)


def plays() -> list[Play]:
    """All that there are."""
    return [Play(*parts) for parts in product(SCENES, KINDS, THEMES, LANGUAGES)]


async def play(wanted: Play, folder: Path, tally: Tally) -> None:
    """Play a scene, and judge it at every size."""
    scene = SCENES[wanted.scene]
    wishes: Wishes = {**scene.wishes, "language": wanted.language}
    with Rehearsal(folder, **wishes) as rehearsal:
        scene.before(rehearsal)
        opened = emulated(rehearsal, scene.size, KINDS[wanted.kind], theme=wanted.theme)
        async with opened as (robot, driver):
            await scene.play(robot, rehearsal)
            for columns, rows in SIZES:
                await resized(robot, driver, columns, rows)
                tally.pictures += 1
                for kind, flaw in flaws_by_kind(robot, driver):
                    tally.flaws[kind] += 1
                    tally.troubles.append(f"{'/'.join(wanted)} {columns}x{rows}: {kind}: {flaw}")
    tally.plays += 1


def run(wanted: Sequence[Play]) -> Tally:
    """Do them one after the other; one that gets stuck is told, and the next begins."""
    tally = Tally()
    for one in wanted:
        with tempfile.TemporaryDirectory(prefix="terminals-") as folder:
            try:
                asyncio.run(play(one, Path(folder), tally))
            except (AssertionError, TimeoutError, LookupError) as error:
                tally.stuck += 1
                tally.troubles.append(f"{'/'.join(one)}: stuck: {error}")
    return tally


def lines(tally: Tally) -> Iterator[Line]:
    """The table: what was drawn, and what must not be."""
    yield Line("scenes played", f"{tally.plays:,}", "> 0", tally.plays > 0)
    yield Line("pictures drawn", f"{tally.pictures:,}")
    yield Line("scenes that got stuck", f"{tally.stuck}", "0", not tally.stuck)
    for kind in Flaw:
        found = tally.flaws[kind]
        yield Line(kind.value, f"{found}", "0", not found)


def main() -> int:
    """Run as the command line says, and print the table; 1 if a bar is missed."""
    parser = argparse.ArgumentParser(description="Every scene on every terminal.")
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scene", choices=SCENES)
    parser.add_argument("--kind", choices=KINDS)
    parser.add_argument("--theme", choices=THEMES)
    parser.add_argument("--language", choices=LANGUAGES)
    asked = parser.parse_args()
    only = (asked.scene, asked.kind, asked.theme, asked.language)
    wanted = [
        one
        for one in plays()
        if all(part in {None, of} for part, of in zip(only, one, strict=True))
    ]
    if asked.short:
        wanted = random.Random(asked.seed).sample(wanted, min(_SHORT, len(wanted)))
    tally = run(wanted)
    for trouble in tally.troubles:
        sys.stderr.write(f"{trouble}\n")
    return tell(list(lines(tally)))


if __name__ == "__main__":
    sys.exit(main())
