"""A movement in doubt: the balances before it and since, in columns."""

from datetime import date

from smspartner_tui.core.movement import Entry
from smspartner_tui.core.verdict import Evidence
from smspartner_tui.tui.presentation.movement import in_columns
from smspartner_tui.wording import evidence as worded


def figures(entry: Entry, evidence: Evidence | None, today: date, width: int) -> list[str]:
    """Both balances before the sending and at each reading since, in columns."""
    return in_columns(worded.figures(entry, evidence, today), width)
