"""The themes: few, each with contrast that a test measures, and words for choosing one.

Colour repeats what words and signs say. `colour-blind` tells good from bad on an axis from blue
to orange, and warnings by their lightness; `terminal` draws in the terminal's own colours.
"""

from collections.abc import Mapping
from typing import Final

from textual.theme import Theme

from smspartner_tui.i18n import N_
from smspartner_tui.tui.terminal import Terminal

AUTOMATIC: Final = "auto"
DARK: Final = "dark"
OWN_COLOURS: Final = "terminal"

_FEW_COLOURS: Final = 16


def _theme(
    name: str,
    *,
    dark: bool = True,
    ground: tuple[str, str],
    text: tuple[str, str],
    lines: str,
    accent: str,
    good: str,
    warning: str,
    bad: str,
) -> Theme:
    """A theme: `ground` of the screen and of what is typed in, `text` ordinary and muted."""
    background, surface = ground
    foreground, muted = text
    return Theme(
        name=name,
        dark=dark,
        primary=lines,
        secondary=lines,
        accent=accent,
        success=good,
        warning=warning,
        error=bad,
        foreground=foreground,
        background=background,
        surface=surface,
        panel=surface,
        variables={
            "text": foreground,
            "text-muted": muted,
            "foreground-muted": muted,
            "text-accent": accent,
            "block-cursor-background": foreground,
            "block-cursor-foreground": background,
            "input-cursor-background": foreground,
            "input-cursor-foreground": background,
            "input-selection-background": muted,
            "input-selection-foreground": background,
            "scrollbar": muted,
            "scrollbar-background": surface,
        },
    )


THEMES: Final[Mapping[str, Theme]] = {
    theme.name: theme
    for theme in (
        _theme(
            DARK,
            ground=("#121212", "#1e1e1e"),
            text=("#e0e0e0", "#a0a0a0"),
            lines="#0178d4",
            accent="#ffa62b",
            good="#4ebf71",
            warning="#ffa62b",
            bad="#ff7088",
        ),
        _theme(
            "light",
            dark=False,
            ground=("#f7f7f7", "#e8e8e8"),
            text=("#1a1a1a", "#595959"),
            lines="#00578a",
            accent="#00578a",
            good="#1b6e37",
            warning="#8a4b00",
            bad="#b3123a",
        ),
        _theme(
            "high-contrast",
            ground=("#000000", "#1a1a1a"),
            text=("#ffffff", "#d0d0d0"),
            lines="#ffffff",
            accent="#ffd75f",
            good="#7dff9b",
            warning="#ffd75f",
            bad="#ff9d9d",
        ),
        _theme(
            "high-contrast-light",
            dark=False,
            ground=("#ffffff", "#f0f0f0"),
            text=("#000000", "#3d3d3d"),
            lines="#000000",
            accent="#00366b",
            good="#00471b",
            warning="#663300",
            bad="#8a0012",
        ),
        _theme(
            "colour-blind",
            ground=("#121212", "#1e1e1e"),
            text=("#e8e8e8", "#a8a8a8"),
            lines="#3d8fc4",
            accent="#56b4e9",
            good="#56b4e9",
            warning="#f5e663",
            bad="#e8762c",
        ),
        Theme(
            name=OWN_COLOURS,
            ansi=True,
            primary="ansi_default",
            secondary="ansi_default",
            accent="ansi_default",
            success="ansi_default",
            # On white and on black alike; the styles that use them are bold besides.
            warning="ansi_magenta",
            error="ansi_red",
            foreground="ansi_default",
            background="ansi_default",
            surface="ansi_default",
            panel="ansi_default",
            boost="ansi_default",
            variables={
                "ansi-background": "ansi_default",
                "ansi-foreground": "ansi_default",
                "text-muted": "ansi_default",
                "foreground-muted": "ansi_default",
                "block-cursor-foreground": "ansi_default",
                "block-cursor-background": "ansi_default",
                "block-cursor-text-style": "bold reverse",
                "border": "ansi_default",
                "border-blurred": "ansi_default",
                "input-selection-background": "ansi_default",
                "input-selection-foreground": "ansi_default",
                "scrollbar": "ansi_default",
                "scrollbar-background": "ansi_default",
            },
        ),
    )
}

WORDS: Final[Mapping[str, str]] = {
    DARK: N_("Dark"),
    "light": N_("Light"),
    "high-contrast": N_("High contrast, dark"),
    "high-contrast-light": N_("High contrast, light"),
    "colour-blind": N_("Safe for colour-blind eyes"),
    OWN_COLOURS: N_("The terminal's own colours"),
}
"""How the themes are called when one is chosen."""


def theme_to_start_with(remembered: str, configured: str, terminal: Terminal) -> str:
    """What was chosen on screen, else in the configuration, else what suits the terminal."""
    if remembered in THEMES:
        return remembered
    if configured != AUTOMATIC:
        return configured
    return OWN_COLOURS if terminal.colours <= _FEW_COLOURS else DARK
