"""One reading of an account over the wire: the main balance, and the list where that is allowed."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final, Protocol

from smspartner_tui.core.accounts import Listing, Reading, ReadingProblem, SubAccountList
from smspartner_tui.partner.asking import ReadingError
from smspartner_tui.partner.pages import Arrived

_WORTH_GOING_ON: Final = frozenset({None, ReadingProblem.NOT_ALLOWED, ReadingProblem.UNREADABLE})
"""After these, the list is asked for too; a refused key or a dead network would only repeat."""

PageTold = Callable[[Reading], object]
"""Told each page of a long list, as a reading of its rows alone, from any thread."""


class Readable(Protocol):
    """Whoever can be asked for balances."""

    def main_balance(self) -> Decimal:
        """The main account's balance in euros."""

    def subaccounts(self, arrived: Arrived) -> SubAccountList:
        """Every sub-account of the platform's list; `arrived` is told the rows of each page."""


class Ahead(Protocol):
    """A reading that was begun before, and goes on elsewhere."""

    @property
    def has_come(self) -> bool:
        """Whether it need not be waited for."""

    def wait(self, tell_page: PageTold) -> Reading | None:
        """What it comes to, and before that its pages; None where it comes to nothing."""

    def stop(self) -> None:
        """End it."""


class Come:
    """A reading that was begun before, and is here."""

    has_come: Final = True

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def wait(self, _tell_page: PageTold) -> Reading:
        """What it came to."""
        return self._reading

    def stop(self) -> None:
        """Nothing goes on any more."""


def now() -> datetime:
    """The time (UTC)."""
    return datetime.now(UTC)


def read(
    partner: Readable,
    clock: Callable[[], datetime],
    tell_page: PageTold,
    go_on: Callable[[], bool] = lambda: True,
) -> Reading:
    """Read all that may be read, as long as it is wanted; what could not be is its `problem`."""
    # As old as its question: what another process did since may not be in the answer.
    read_at, started = clock(), time.monotonic()
    main: Decimal | None = None
    listed: SubAccountList | None = None
    problem: ReadingProblem | None = None
    message = ""

    def arrived(rows: tuple[Listing, ...], announced: int) -> None:
        page = {row.token: row for row in rows}
        tell_page(Reading(read_at, listings=page, announced=announced))

    try:
        main = partner.main_balance()
    except ReadingError as error:
        problem, message = error.problem, error.message
    if problem in _WORTH_GOING_ON and go_on():
        try:
            listed = partner.subaccounts(arrived)
        except ReadingError as error:
            problem, message = problem or error.problem, message or error.message
    return Reading(
        read_at=read_at,
        main=main,
        listings=None if listed is None else listed.listings,
        announced=0 if listed is None else listed.announced,
        pages=0 if listed is None else listed.pages,
        problem=problem,
        message=message,
        seconds=time.monotonic() - started,
    )
