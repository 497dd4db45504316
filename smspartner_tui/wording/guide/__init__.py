"""What an operator needs to know beyond the keys: a few topics, in the language in force."""

from typing import Final

from smspartner_tui.i18n import _
from smspartner_tui.wording.guide import (
    amounts,
    commands,
    configuration,
    doubt,
    history,
    keys,
    many,
    team,
)
from smspartner_tui.wording.guide.topic import Topic, page
from smspartner_tui.wording.key_line import KeyLine

TOPICS: Final = (
    amounts.TOPIC,
    many.TOPIC,
    doubt.TOPIC,
    team.TOPIC,
    history.TOPIC,
    configuration.TOPIC,
    commands.TOPIC,
    keys.TOPIC,
)
"""The topics, in the order of their digits, from 1."""


CONFIGURATION: Final = configuration.TOPIC
"""The topic that a session adds its own places to."""


def titles() -> list[str]:
    """The titles with their digits, in the language in force."""
    return [f"{number}  {_(topic.title)}" for number, topic in enumerate(TOPICS, 1)]


def find(word: str) -> Topic | None:
    """The topic of this name or digit."""
    for number, topic in enumerate(TOPICS, 1):
        if word.strip().casefold() in {str(number), topic.name}:
            return topic
    return None


__all__ = ["CONFIGURATION", "TOPICS", "KeyLine", "Topic", "find", "page", "titles"]
