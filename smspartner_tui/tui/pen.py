"""The pen that characters are drawn with, and the shortest way from one to another. Pure."""

from functools import lru_cache
from typing import Final, NamedTuple

ON_BLANKS: Final = frozenset({"4", "7", "9", "21", "53"})
"""Attributes that show where nothing is written: lines and reversal."""

_OFF: Final = {
    "22": frozenset({"1", "2"}),
    "23": frozenset({"3"}),
    "24": frozenset({"4", "21"}),
    "25": frozenset({"5", "6"}),
    "27": frozenset({"7"}),
    "28": frozenset({"8"}),
    "29": frozenset({"9"}),
    "55": frozenset({"53"}),
}
_OFF_OF: Final = {on: off for off, those in _OFF.items() for on in those}
_KEPT: Final = 1024
"""Pens that are kept, so that the same one is the same object, which is quick to compare."""

_LENGTH_OF_A_COLOUR: Final = {"2": 5, "5": 3}


class Pen(NamedTuple):
    """How a character is drawn: colours and attributes by their numbers, "" for the terminal's."""

    ink: str = ""
    ground: str = ""
    attributes: frozenset[str] = frozenset()

    @property
    def shows_on_blanks(self) -> bool:
        """Whether more of it than its ground can be seen where nothing is written."""
        return bool(self.attributes & ON_BLANKS)

    @property
    def bare(self) -> "Pen":
        """What of it shows on a blank, if no more than its ground does."""
        return _bare(self.ground)

    @lru_cache(_KEPT)  # noqa: B019 (a pen is a value: those kept are few, and hold nothing)
    def after(self, numbers: str) -> "Pen":
        """The pen after a sequence of these numbers, with `;` between them."""
        ink, ground, attributes = self
        left = numbers.split(";")
        while left:
            number = left.pop(0)
            if number in {"", "0"}:
                ink, ground, attributes = DOWN
            elif number in {"38", "48"}:
                length = _LENGTH_OF_A_COLOUR.get(left[0] if left else "", 1) - 1
                colour = ";".join([number, *left[:length]])
                del left[:length]
                ink, ground = (colour, ground) if number == "38" else (ink, colour)
            elif number in _OFF:
                attributes -= _OFF[number]
            elif number in _OFF_OF:
                attributes |= {number}
            elif number in {"39", "49"}:
                ink, ground = ("", ground) if number == "39" else (ink, "")
            elif number[:-1] in {"3", "9"}:
                ink = number
            else:
                ground = number
        return Pen(ink, ground, attributes)

    def sequence(self, before: "Pen | None", *, in_steps: bool = True) -> str:
        """What has the terminal take this pen, whose pen before is known or not.

        `in_steps` where single attributes can be ended: the oldest terminals know only all at once.
        """
        if self == before:
            return ""
        anew = [*sorted(self.attributes), *(one for one in (self.ink, self.ground) if one)]
        numbers = ";".join(["0", *anew] if anew else anew)
        if in_steps and before is not None:
            numbers = min(self._changes(before), numbers, key=len)
        return f"\x1b[{numbers}m"

    def _changes(self, before: "Pen") -> str:
        off = {_OFF_OF[one] for one in before.attributes - self.attributes}
        # One number may end two of them.
        lost = frozenset[str]().union(*(_OFF[number] for number in off))
        numbers = [*sorted(off), *sorted(self.attributes - (before.attributes - lost))]
        if self.ink != before.ink:
            numbers.append(self.ink or "39")
        if self.ground != before.ground:
            numbers.append(self.ground or "49")
        return ";".join(numbers)


@lru_cache(_KEPT)
def _bare(ground: str) -> Pen:
    return Pen("", ground)


DOWN: Final = Pen()
"""The terminal's own colours, and no attribute."""
