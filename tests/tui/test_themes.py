"""The themes: contrast as it is measured, and colours that stay apart for colour-blind eyes."""

from itertools import combinations
from pathlib import Path
from typing import Final

import pytest
from textual.color import Color

from smspartner_tui.tui.terminal import Terminal
from smspartner_tui.tui.themes import DARK, OWN_COLOURS, THEMES, WORDS, theme_to_start_with
from tests.rehearsal import staged

USED: Final = ("foreground", "text-muted", "accent", "warning", "error", "success")
"""The colours in which the stylesheet writes text."""

# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
EYES: Final = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
}
LEAST_APART: Final = 20.0
"""CIE 1976 difference: about 2 can just be told, side by side."""


def _linear(color: Color) -> tuple[float, ...]:
    return tuple(
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in color.normalized
    )


def _luminance(color: Color) -> float:
    red, green, blue = _linear(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: Color, other: Color) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _lab(linear: tuple[float, ...]) -> tuple[float, float, float]:
    red, green, blue = (min(max(part, 0.0), 1.0) for part in linear)
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def _seen(color: Color, eye: str) -> tuple[float, float, float]:
    linear = _linear(color)
    seen = (sum(a * b for a, b in zip(row, linear, strict=True)) for row in EYES[eye])
    return _lab(tuple(seen))


def _colour(theme: str, name: str) -> Color:
    variables = THEMES[theme].to_color_system().generate() | THEMES[theme].variables
    return Color.parse(variables[name])


@pytest.mark.parametrize("theme", [name for name in THEMES if name != OWN_COLOURS])
@pytest.mark.parametrize("ground", ["background", "surface"])
def test_every_text_has_contrast(theme: str, ground: str) -> None:
    """4.5 to 1 on the screen and in what is typed in; 7 to 1 where high contrast is wanted."""
    least = 7.0 if theme.startswith("high-contrast") else 4.5
    below = _colour(theme, ground)
    found = {name: _contrast(_colour(theme, name), below) for name in USED}
    assert all(contrast >= least for contrast in found.values()), found


@pytest.mark.parametrize("eye", EYES)
def test_good_low_and_bad_stay_apart_for_colour_blind_eyes(eye: str) -> None:
    """Under both simulations, no two of the three colours come near each other."""
    seen = [_seen(_colour("colour-blind", name), eye) for name in ("success", "warning", "error")]
    for one, other in combinations(seen, 2):
        apart = sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5
        assert apart >= LEAST_APART, (eye, apart)


def test_what_was_chosen_on_screen_wins() -> None:
    """Over the configuration, and that over what suits the terminal."""
    many, few = Terminal(1 << 24), Terminal(16)
    assert theme_to_start_with("light", "high-contrast", many) == "light"
    assert theme_to_start_with("nord", "high-contrast", many) == "high-contrast"
    assert theme_to_start_with("", "auto", many) == DARK
    assert theme_to_start_with("", "auto", few) == OWN_COLOURS


async def test_a_theme_is_seen_kept_or_let_go(tmp_path: Path) -> None:
    """The cursor shows it, Esc takes it back, Enter keeps it for the next session."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        assert robot.app.theme == DARK
        robot.app.choose_theme()
        await robot.sees("High contrast, dark")
        await robot.presses("j", "j")
        assert robot.app.theme == list(WORDS)[2]
        await robot.presses("escape")
        assert (robot.app.theme, stage.rehearsal.remembered.themes) == (DARK, [])
        robot.app.choose_theme()
        await robot.sees("High contrast, dark")
        await robot.presses("j", "enter")
        await robot.waits_until(lambda: stage.rehearsal.remembered.themes == ["light"], "light")
        assert robot.app.theme == "light"


async def test_an_unknown_theme_says_which_there_are(tmp_path: Path) -> None:
    """The screen opens all the same, and names them."""
    async with staged(tmp_path, theme="nord") as stage:
        await stage.robot.sees("There is no such theme; there are: auto, dark, light")
