"""A desk over a journal of its own, and nothing left behind."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from smspartner_tui.core.guards import Limits
from smspartner_tui.desk import Desk
from smspartner_tui.journal import Journal
from tests.desk.fakes import FakePartner, Told, desk_over, senders
from tests.journal.helpers import NADIA, PAUL, Clock, open_journal

Colleague = Callable[[], tuple[Desk, Told, FakePartner]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the journal is."""
    return tmp_path / "journal"


@pytest.fixture
def clock() -> Clock:
    """A clock that the test holds."""
    return Clock()


@pytest.fixture
def journal(folder: Path, clock: Clock) -> Iterator[Journal]:
    """A new journal."""
    journal = open_journal(folder, clock, NADIA)
    yield journal
    journal.close()


@pytest.fixture
def partner() -> Iterator[FakePartner]:
    """The platform; whoever still stands at its gates is let on at the end."""
    partner = FakePartner()
    yield partner
    for gate in (partner.gate, partner.reading_gate):
        if gate is not None:
            gate.open()
    for thread in senders():
        thread.join()


@pytest.fixture
def limits() -> Limits:
    """No limit but what the platform has."""
    return Limits()


@pytest.fixture
def desk(journal: Journal, partner: FakePartner, clock: Clock, limits: Limits) -> Iterator[Desk]:
    """The desk of one operator."""
    desk = desk_over(journal, partner, clock, limits=limits)
    yield desk
    for gate in (partner.gate, partner.reading_gate):
        if gate is not None:
            gate.open()
    desk.close()


@pytest.fixture
def told(desk: Desk) -> Told:
    """What the desk told."""
    return Told(desk)


@pytest.fixture
def colleague(
    folder: Path, partner: FakePartner, clock: Clock, limits: Limits
) -> Iterator[Colleague]:
    """Opens the desk of a second operator, over the same journal and the same platform."""
    opened: list[tuple[Desk, Journal]] = []

    def open_it() -> tuple[Desk, Told, FakePartner]:
        journal = open_journal(folder, clock, PAUL)
        theirs = desk_over(journal, partner, clock, limits=limits)
        opened.append((theirs, journal))
        return theirs, Told(theirs), partner

    yield open_it
    for theirs, journal in opened:
        if partner.gate is not None:
            partner.gate.open()
        theirs.close()
        journal.close()
