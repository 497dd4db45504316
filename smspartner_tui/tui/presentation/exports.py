"""Files written from the history: what they are called, and what is said of them."""

import re
from datetime import datetime

from smspartner_tui.core.text import clean
from smspartner_tui.i18n import _, ngettext


def stem(label: str, now: datetime) -> str:
    """A file's name without what behind the dot tells its form."""
    harmless = re.sub(r"[^\w-]+", "-", label).strip("-")
    return "-".join(filter(None, ("smspartner", harmless, f"{now.astimezone():%Y%m%d-%H%M}")))


def written(path: str, count: int, problem: str) -> tuple[str, ...]:
    """What was written and where, or why nothing was."""
    if problem:
        return (problem,)
    words = ngettext("{count} record written to:", "{count} records written to:", count)
    return words.format(count=count), clean(path, 400)
