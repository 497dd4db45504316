"""What the status line says of a fact: lines and a tone. Pure."""

from datetime import date
from typing import NamedTuple

from smspartner_tui.core.accounts import Reading
from smspartner_tui.core.facts import (
    Fact,
    MovementResolved,
    MovementSettled,
    MovementStopped,
    MovementWaits,
    RefusalContradicted,
)
from smspartner_tui.core.movement import State
from smspartner_tui.i18n import _, ngettext
from smspartner_tui.wording import outcome, reading_problem, stopped

_LINES_OF_AN_OUTCOME = 2


class Status(NamedTuple):
    """Lines of the status line, and "good" or "bad" where they are."""

    lines: tuple[str, ...]
    tone: str = ""


def of_fact(fact: Fact, today: date) -> Status | None:
    """What is said of a fact about a movement; None where it speaks for itself."""
    match fact:
        case MovementSettled(entry=entry) if entry.outcome is not None:
            lines = outcome(entry.movement, entry.outcome, entry.number)
            tone = "good" if entry.state is State.CONFIRMED else "bad"
            return Status(lines[:_LINES_OF_AN_OUTCOME], tone)
        case MovementWaits(movement=movement, other=other):
            words = _("{name} waits: {who} has a movement in flight")
            return Status((words.format(name=movement.name, who=other.operator.name),))
        case MovementStopped(movement=movement):
            told = _("{name}: not sent. Nothing moved.").format(name=movement.name)
            return Status((told, *stopped(fact, today)), "bad")
        case MovementResolved(entry=entry):
            words = _("No. {number} is settled; {name} can be moved again.")
            told = words.format(number=entry.number, name=entry.movement.name)
            return Status((told,), "good")
        case RefusalContradicted(entry=entry):
            words = _(
                "ALARM: no. {number} was refused, and yet the balance rose. "
                "Compare with your customer area before anything else."
            )
            return Status((words.format(number=entry.number),), "bad")
        case _:
            return None


def of_reading(reading: Reading, *, asked_for: bool, is_news: bool) -> Status | None:
    """What is said of a reading: a problem while it is news, success where it was asked for."""
    if reading.problem is not None:
        told = reading_problem(reading.problem, reading.message)
        return Status((told,), "bad") if asked_for or is_news else None
    if not reading.is_complete:
        words = _("{got} sub-accounts of {announced} received: incomplete list")
        told = words.format(got=len(reading.listings or {}), announced=reading.announced)
        return Status((told,), "bad") if asked_for or is_news else None
    if not asked_for:
        return None
    words = ngettext(
        "Balances up to date ({count} page, {milliseconds} ms)",
        "Balances up to date ({count} pages, {milliseconds} ms)",
        reading.pages,
    )
    return Status((words.format(count=reading.pages, milliseconds=round(reading.seconds * 1000)),))
