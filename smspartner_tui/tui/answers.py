"""Yes and no: which keys they are, and from when on a question listens."""

import time
from enum import StrEnum
from typing import Final

from textual import events

DEAF_FOR: Final = 0.4
"""Seconds in which a question ignores every key, so that no burst of keys can answer it."""

_YES: Final = frozenset({"o", "y", "O", "Y"})
_NO: Final = frozenset({"n", "N", "escape"})


class Answer(StrEnum):
    """What a key says to a question."""

    YES = "yes"
    NO = "no"
    EARLY = "early"
    NEITHER = "neither"


class Listener:
    """Hears answers to one question, by the time at which a key was typed."""

    def __init__(self) -> None:
        self._from = 0.0

    def ask(self) -> None:
        """The question stands on screen now."""
        self._from = time.monotonic() + DEAF_FOR

    @property
    def listens(self) -> bool:
        """Whether a key typed now would be heard."""
        return time.monotonic() >= self._from

    def is_early(self, event: events.Key) -> bool:
        """Whether a key was typed before the question listened."""
        return event.time < self._from

    def hear(self, event: events.Key) -> Answer:
        """What a key says."""
        if self.is_early(event):
            return Answer.EARLY
        if event.key in _YES:
            return Answer.YES
        return Answer.NO if event.key in _NO else Answer.NEITHER
