"""What is wrong with the configuration or the key, as one line for the person who can mend it."""

from pathlib import Path

from smspartner_tui.core.text import clean
from smspartner_tui.i18n import _

LONGEST_PATH = 400
"""Characters of a path that an error shows."""


class SettingsError(Exception):
    """A fault in the configuration or the key; its text is one translated line with the remedy."""


class NoConfiguration(SettingsError):  # noqa: N818 (not a fault: the first start has none)
    """There is no configuration yet."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            _(
                "No configuration at {file}: make one with `smspartner-tui init`, "
                "or try `smspartner-tui --demo`."
            ).format(file=shown(path))
        )


def shown(path: Path) -> str:
    """A path as an error shows it: one harmless line."""
    return clean(str(path), LONGEST_PATH)


def fault_in(path: Path, problem: str, line: int | None = None) -> SettingsError:
    """The error for a problem in this file, at this line where it is known."""
    if line is None:
        return SettingsError(_("{file}: {problem}").format(file=shown(path), problem=problem))
    return SettingsError(
        _("{file}, line {line}: {problem}").format(file=shown(path), line=line, problem=problem)
    )
