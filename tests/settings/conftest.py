"""What the tests of the settings share: a configuration written, and what is said against it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from smspartner_tui.settings.config import load
from smspartner_tui.settings.errors import SettingsError

Write = Callable[[str], Path]
Refusal = Callable[[str], str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a configuration that is its owner's alone, and gives its path."""

    def written(text: str) -> Path:
        path = tmp_path / "config.toml"
        path.write_text(text, encoding="utf-8")
        path.chmod(0o600)
        return path

    return written


@pytest.fixture
def refusal(write: Write) -> Refusal:
    """Loads a configuration that must be refused, and gives what was said without the path."""

    def refused(text: str) -> str:
        path = write(text)
        with pytest.raises(SettingsError) as caught:
            load(path)
        said = str(caught.value)
        assert "\n" not in said
        assert said.startswith(str(path))
        return said.removeprefix(str(path)).lstrip(", :")

    return refused
