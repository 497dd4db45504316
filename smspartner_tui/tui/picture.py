"""What stands on the terminal, so that only what differs is sent. Pure.

The toolkit draws a line again when a word of it changed, names every colour anew for each piece
of it, and after a start paints the whole screen four times: over a slow link that is most of what
is sent. What is blank has no ink, so only its ground counts; one blank between words goes with
them, because a piece more takes longer than it saves.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Final

from rich.cells import cell_len

from smspartner_tui.tui.pen import DOWN, Pen

_TOKEN: Final = re.compile(
    r"\x1b\[(?P<pen>[0-9;]*)m"
    r"|\x1b\[(?P<line>[0-9]+);(?P<column>[0-9]+)H"
    r"|(?P<step>\x1b\[\?2026[hl])"
    r"|(?P<other>\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|.)?)"
    r"|(?P<blank>\x20+)"
    r"|(?P<still>[\x00-\x1a\x1c-\x1f]+)"
    r"|(?P<ink>[^\x00-\x20]+(?:\x20[^\x00-\x20]+)*)",
    re.DOTALL,
)

_DRAWS_NOTHING: Final = re.compile(
    r"\x1b(?:\].*|P.*|\[(?:\?(?!1049|1047|47|3|5|6|7)[0-9;]+[hl]|[<=>?]?[0-9;]*(?:[unqct]|\$p)))",
    re.DOTALL,
)
"""Titles, clipboards, questions, and modes that leave the picture as it is."""

_ONE_CELL_EACH: Final = re.compile(
    "[\x20-\x7e\xa0-\xac\xae-\u02ff\u0370-\u0482\u1e00-\u1fff\u2010-\u2027\u202f-\u205f"
    "\u20a0-\u20bf\u2190-\u21ff\u2500-\u259f]+"
)
"""Of all else terminals may have an opinion of their own."""

_OPEN: Final = "\x1b[?2026h"
_SHUT: Final = "\x1b[?2026l"

Place = tuple[int, int]
"""A line and a column, from 1."""

_UNKNOWN: Final = "\0"
"""What may be anything."""


class Line:
    """The characters of a line, by their columns, and the pen that each was drawn with.

    Of a blank that pen is what shows of it. What is unknown has none.
    """

    def __init__(self) -> None:
        self.text = ""
        self.pens: list[Pen | None] = []

    def put(self, text: str, pen: Pen | None, column: int) -> None:
        """Know that a text stands there."""
        end = column + len(text)
        lacking = end - len(self.text)
        if lacking > 0:
            self.text += _UNKNOWN * lacking
            self.pens += [None] * lacking
        self.text = self.text[:column] + text + self.text[end:]
        self.pens[column:end] = [pen] * len(text)

    def holds(self, text: str, pen: Pen, column: int) -> bool:
        """Whether a text stands there as this pen draws it."""
        end = column + len(text)
        return self.text[column:end] == text and self.pens[column:end] == [pen] * len(text)

    def differences(self, text: str, pen: Pen, column: int) -> Iterator[tuple[int, int]]:
        """From where to where in a text it does not stand there as this pen draws it."""
        pens = self.pens[column : column + len(text)]
        if pen not in pens:
            # All of a row, when the cursor comes or goes.
            yield 0, len(text)
            return
        stands = zip(text, self.text[column:], pens, strict=False)
        held = [wanted == found and drawn_with == pen for wanted, found, drawn_with in stands]
        held += [False] * (len(text) - len(held))
        start = 0
        for is_held, cells in groupby(held):
            end = start + len([*cells])
            if not is_held:
                yield start, end
            start = end


class Picture:
    """The cells of a terminal as far as they are known, its pen, and where its cursor stands.

    `erases` where a run of blanks may be erased: the terminal then fills it with the ground.
    `in_steps` where single attributes of the pen can be ended.
    """

    def __init__(self, *, erases: bool = False, in_steps: bool = True) -> None:
        self._erases = erases
        self._in_steps = in_steps
        self._lines: defaultdict[int, Line] = defaultdict(Line)
        self._pen: Pen | None = None
        self._at: Place | None = None
        self._wanted_pen = DOWN
        self._wanted_at: Place | None = None
        self._held = ""
        self._in_step = False
        self._is_open = False
        self._out: list[str] = []
        self._takes: dict[str | None, Callable[[re.Match[str]], None]] = {
            "pen": self._take_pen,
            "column": self._take_place,
            "step": self._take_step,
            "other": self._take_other,
            "blank": self._take_text,
            "ink": self._take_text,
            "still": self._take_still,
        }

    def forget(self) -> None:
        """Know nothing any more: the window has another size, or another program drew in it."""
        self._lines.clear()
        self._pen = self._at = None

    def drawn(self, data: str) -> str:
        """What has to be sent for this to stand there."""
        self._out = []
        for token in _TOKEN.finditer(data):
            self._takes[token.lastgroup](token)
        self._move()
        return "".join(self._out)

    # What the toolkit asks for

    def _take_pen(self, token: re.Match[str]) -> None:
        self._wanted_pen = self._wanted_pen.after(token["pen"])

    def _take_place(self, token: re.Match[str]) -> None:
        self._wanted_at = int(token["line"]), int(token["column"])
        self._held = ""

    def _take_step(self, token: re.Match[str]) -> None:
        """What belongs together is sent as such, once there is something of it."""
        self._in_step = token[0] == _OPEN
        if self._is_open and not self._in_step:
            self._move()
            self._out.append(_SHUT)
            self._is_open = False

    def _take_still(self, token: re.Match[str]) -> None:
        """The end of a line, behind which a place is named as a rule."""
        self._wanted_at = None
        self._held += token[0]

    def _take_other(self, token: re.Match[str]) -> None:
        if _DRAWS_NOTHING.fullmatch(token[0]):
            self._send(token[0])
            return
        # What is erased or scrolled, and what comes behind another screen, may be anything.
        self._move()
        self._send(self._held, self._turn_to(self._wanted_pen), token[0])
        self._held = ""
        self._wanted_at = None
        self.forget()

    def _take_text(self, token: re.Match[str]) -> None:
        text = token[0]
        if self._wanted_at is None:
            # Nobody knows where that is.
            self._send(self._held, self._turn_to(self._wanted_pen), text)
            self._held = ""
            self.forget()
        elif _ONE_CELL_EACH.fullmatch(text):
            self._draw_what_differs(text, *self._wanted_at)
        else:
            self._draw_unsure(text, *self._wanted_at)

    def _draw_what_differs(self, text: str, line: int, column: int) -> None:
        pen, there = self._wanted_pen, self._lines[line]
        if text[0] == " " and not pen.shows_on_blanks:
            pen = pen.bare
        # Most of what comes stands there already.
        if not there.holds(text, pen, column):
            for start, end in [*there.differences(text, pen, column)]:
                self._draw(text[start:end], line, column + start)
            there.put(text, pen, column)
        self._wanted_at = line, column + len(text)

    def _draw_unsure(self, text: str, line: int, column: int) -> None:
        """Draw what may be wider or narrower than it is counted, and trust nothing beside it."""
        width = cell_len(text)
        self._lines[line].put(_UNKNOWN * (width + 2), None, column - 1)
        self._wanted_at = line, column + width
        self._draw(text, line, column)
        self._at = None

    # What is sent

    def _draw(self, text: str, line: int, column: int) -> None:
        pen = self._wanted_pen
        # Of words, the part that differs may begin with a blank.
        is_bare = not text.strip(" ") and not pen.shows_on_blanks
        if is_bare and self._pen is not None and not self._pen.shows_on_blanks:
            # The ink may stay what it is.
            pen = self._pen._replace(ground=pen.ground)
        self._go_to(line, column)
        self._send(self._turn_to(pen))
        erased = f"\x1b[{len(text)}X"
        # The cursor stays before what is erased, and has to be led behind it.
        if is_bare and self._erases and 2 * len(erased) < len(text):
            self._send(erased)
        else:
            self._send(text)
            self._at = line, column + len(text)

    def _turn_to(self, pen: Pen) -> str:
        before, self._pen = self._pen, pen
        return pen.sequence(before, in_steps=self._in_steps)

    def _move(self) -> None:
        if self._wanted_at is not None:
            self._go_to(*self._wanted_at)

    def _go_to(self, line: int, column: int) -> None:
        if self._at == (line, column):
            return
        there = f"\x1b[{line};{column}H"
        if self._at is not None and self._at[0] == line and self._at[1] < column:
            by = column - self._at[1]
            there = f"\x1b[{by}C" if by > 1 else "\x1b[C"
            if by <= len(there):
                between = self._same_pen(line, range(self._at[1], column))
                there = between if 0 < len(between.encode()) <= len(there) else there
        self._send(there)
        self._at = line, column

    def _same_pen(self, line: int, columns: range) -> str:
        """What stands there, if this pen would draw it again as it is; else nothing."""
        pen, there = self._pen, self._lines[line]
        if pen is None or pen.shows_on_blanks:
            return ""
        text = there.text[columns.start : columns.stop]
        pens = there.pens[columns.start : columns.stop]
        is_drawn = len(text) == len(columns) and all(
            drawn_with == (pen.bare if character == " " else pen)
            for character, drawn_with in zip(text, pens, strict=True)
        )
        return text if is_drawn else ""

    def _send(self, *sent: str) -> None:
        if any(sent):
            if self._in_step and not self._is_open:
                self._out.append(_OPEN)
                self._is_open = True
            self._out += sent
