"""Files written from the history: what they are called, and what is said of them."""

import re
from datetime import datetime

from smspartner_tui.core.text import clean
from smspartner_tui.i18n import ngettext
from smspartner_tui.tui.messages import ExportWritten

LONGEST_PATH = 400
"""Characters of a path that is shown."""


def stem(label: str, now: datetime) -> str:
    """A file's name without what behind the dot tells its form."""
    harmless = re.sub(r"[^\w-]+", "-", label).strip("-")
    return "-".join(filter(None, ("smspartner", harmless, f"{now.astimezone():%Y%m%d-%H%M}")))


def words_of(told: ExportWritten) -> tuple[str, ...]:
    """What was written and where, or why nothing was."""
    if told.problem:
        return (told.problem,)
    words = ngettext("{count} line written to:", "{count} lines written to:", told.count)
    return words.format(count=told.count), clean(told.path, LONGEST_PATH)
