"""Sentences about money, in the language in force: what moved, then what to do.

The tables are data, so that they can be read against the platform's documented codes. The words
follow the outcome, never the code: "nothing moved" is said of what was rejected or not sent only.
"""

from smspartner_tui.wording.asking import (
    AMOUNT_PROBLEMS,
    OBJECTIONS,
    already,
    amount_problem,
    objection,
    objections,
    question,
)
from smspartner_tui.wording.figures import clock, euros
from smspartner_tui.wording.journals import JOURNAL_PROBLEMS, damage, journal_problem
from smspartner_tui.wording.outcomes import (
    ADVICE,
    STATES,
    advice,
    outcome,
    platform_word,
    state,
    stopped,
)
from smspartner_tui.wording.readings import READING_PROBLEMS, reading_problem

__all__ = [
    "ADVICE",
    "AMOUNT_PROBLEMS",
    "JOURNAL_PROBLEMS",
    "OBJECTIONS",
    "READING_PROBLEMS",
    "STATES",
    "advice",
    "already",
    "amount_problem",
    "clock",
    "damage",
    "euros",
    "journal_problem",
    "objection",
    "objections",
    "outcome",
    "platform_word",
    "question",
    "reading_problem",
    "state",
    "stopped",
]
