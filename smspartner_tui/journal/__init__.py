"""The durable record of every movement: the only history there will ever be.

The platform keeps none, so an intent is on disk before a byte leaves, and an outcome before
anybody is told. sqlite3 is imported in this package alone.
"""

from smspartner_tui.journal.database import JournalError
from smspartner_tui.journal.refusals import (
    AlreadyAsked,
    GuardsObject,
    LineBusy,
    NotGoing,
    NotUnknown,
)
from smspartner_tui.journal.store import Journal

__all__ = [
    "AlreadyAsked",
    "GuardsObject",
    "Journal",
    "JournalError",
    "LineBusy",
    "NotGoing",
    "NotUnknown",
]
