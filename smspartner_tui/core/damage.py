"""What can be wrong with a journal, by the part of it that is damaged."""

from enum import StrEnum

from smspartner_tui.core.frozen import frozen


class Part(StrEnum):
    """Which of a journal's pieces of evidence does not hold."""

    PAGES = "pages"
    RULES = "rules"
    ROW = "row"
    CHAIN = "chain"
    CUT = "cut"
    MOVEMENT = "movement"
    REPLY = "reply"


@frozen
class Damage:
    """The first piece of evidence that does not hold.

    `place` says where: the table of a damaged row, the number of the first damaged event, or
    that of the movement which its events or its reply contradict; empty where there is no one
    place.
    """

    part: Part
    place: str = ""
