"""Movements that go in turn: their rows, the bar, and what is left of the time."""

from datetime import timedelta

from rich.cells import cell_len

from smspartner_tui.core import money
from smspartner_tui.core.movement import Entry, State
from smspartner_tui.core.run import Leg, Run, RunState
from smspartner_tui.i18n import _, language, ngettext
from smspartner_tui.tui.widgets.spread import fitted
from smspartner_tui.tui.widgets.table_lines import Cell, Column, Row
from smspartner_tui.wording import state as state_word
from smspartner_tui.wording.runs import capital, name, progress
from smspartner_tui.wording.standings import UNSEEN

_STYLES = {
    State.CONFIRMED: "good",
    State.RESOLVED_APPLIED: "good",
    State.UNKNOWN: "doubt",
    State.SENDING: "doubt",
}

_BAR = 30
"""Cells of the bar."""


def run_columns() -> tuple[Column, ...]:
    """The columns of movements that go in turn."""
    return (
        Column("place", _("No."), 4, "right", folds_at=50),
        Column("name", _("Sub-account"), 16, flexible=True),
        Column("change", _("Movement €"), 11, "right"),
        Column("balance", _("Balance €"), 11, "right", folds_at=58),
        Column("took", _("Time"), 8, "right", folds_at=70),
        Column("state", _("State"), 13),
    )


def run_row(run: Run, place: int, leg: Leg) -> Row:
    """One movement: what it does, the balance that came back, how long that took."""
    entry, movement = leg.entry, leg.movement
    outcome = entry.outcome if entry is not None else None
    balance = outcome.subaccount_balance if outcome is not None else None
    state, style = _state(run, place, leg)
    cells = (
        Cell(str(place + 1), "muted"),
        Cell(movement.name),
        Cell(money.number(movement.change_of_subaccount, language(), signed=True), style),
        Cell("" if balance is None else money.number(balance, language())),
        Cell(_took(entry), "muted"),
        Cell(state, style),
    )
    return Row(str(place), cells)


def _state(run: Run, place: int, leg: Leg) -> tuple[str, str]:
    """Where a movement stands, in a word, and the word's style."""
    if leg.entry is not None:
        return state_word(leg.entry.state), _STYLES.get(leg.entry.state, "muted")
    if place in run.blocked:
        return _("! blocked"), "low"
    if run.state is RunState.ENDED:
        return _("dropped"), "muted"
    return UNSEEN, "muted"


def _took(entry: Entry | None) -> str:
    if entry is None or entry.outcome is None or not entry.outcome.seconds:
        return ""
    return _("{count} ms").format(count=round(entry.outcome.seconds * 1000))


def trouble(run: Run) -> int | None:
    """The place of the first movement in doubt, else of the first that did not go as asked."""
    for place, leg in enumerate(run.legs):
        if leg.entry is not None and leg.entry.state is State.UNKNOWN:
            return place
    for place, leg in enumerate(run.legs):
        if place in run.blocked or (leg.entry is not None and not leg.is_applied):
            return place
    return None


def head(run: Run, when: str, *, is_stopped: bool) -> tuple[str, str]:
    """What it is, who asked for it and when; how far it has come.

    One that is not written down yet is about to start, unless that `is_stopped`.
    """
    if run.number is None:
        parts = [_("Not started") if is_stopped else _("Starting…")]
    else:
        when_and_who = _("{when} by {who}").format(when=when, who=run.operator.name)
        parts = [capital(name(run)), when_and_who]
    left = " · ".join(part for part in (*parts, run.reference) if part)
    return left, _("{current} of {count}").format(current=run.current, count=len(run.legs))


def bar(run: Run, width: int) -> str:
    """How far it has come, and how long the rest will take at the pace so far."""
    count = max(len(run.legs), 1)
    cells = min(_BAR, max(width - 46, 8))
    full = cells * sum(leg.entry is not None and not leg.is_open for leg in run.legs) // count
    parts = [f"[{'#' * full}{'-' * (cells - full)}]", progress(run)]
    if run.state is RunState.RUNNING and (seconds := _time_left(run)) is not None:
        parts.append(seconds)
    told = "  ".join(parts)
    # The figures say what the bar does.
    return told if cell_len(told) <= width else fitted("  ".join(parts[1:]), width)


def _time_left(run: Run) -> str | None:
    """What the movements that are left will take, from one settled to the next so far."""
    times = [leg.entry.settled_at for leg in run.legs if leg.entry and leg.entry.settled_at]
    starts = [leg.entry.sent_at for leg in run.legs if leg.entry and leg.entry.sent_at]
    left = sum(leg.entry is None for leg in run.legs)
    if not times or not starts or not left:
        return None
    pace: timedelta = (max(times) - min(starts)) / len(times)
    seconds = max(round((pace * left).total_seconds()), 1)
    if seconds >= 120:
        return _("about {count} min left").format(count=round(seconds / 60))
    return ngettext("about {count} s left", "about {count} s left", seconds).format(count=seconds)
