"""Journals that are closed when their test is over."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from smspartner_tui.core.operator import Operator
from smspartner_tui.journal import Journal
from tests.journal.helpers import BASE_URL, NADIA, Clock, open_journal

Open = Callable[..., Journal]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the journal of the test is; nothing is there yet."""
    return tmp_path / "state" / "garage"


@pytest.fixture
def clock() -> Clock:
    """A clock that the test holds."""
    return Clock()


@pytest.fixture
def opened(folder: Path, clock: Clock) -> Iterator[Open]:
    """Opens the journal, as often as is asked; everyone is closed at the end."""
    journals: list[Journal] = []

    def open_it(operator: Operator = NADIA, base_url: str = BASE_URL) -> Journal:
        journals.append(open_journal(folder, clock, operator, base_url))
        return journals[-1]

    yield open_it
    for journal in journals:
        journal.close()


@pytest.fixture
def journal(opened: Open) -> Journal:
    """A new journal."""
    return opened()
