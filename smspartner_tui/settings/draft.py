"""A TOML text under change: pieces are replaced, everything between them stays as it is."""

import re
from collections.abc import Iterable, Sequence

from smspartner_tui.settings.syntax import Assignment, Header, Value, skip_blank, statements

_REST_OF_LINE = re.compile(r"[ \t]*(?:#[^\r\n]*)?(?=\r?\n|\Z)")
_LITERAL = re.compile(r"'[^'\x00-\x08\x0a-\x1f\x7f]*'")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES = {'"': '\\"', "\\": "\\\\"}


class Draft:
    """A valid TOML text, its statements, and what is to stand in the place of what.

    Positions are those of the text as it was; changes at one position stand in the order in
    which they were asked for.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.statements = tuple(statements(text))
        self._changes: list[tuple[int, int, str]] = []

    def replace(self, start: int, end: int, new: str) -> None:
        """Have a text stand where another one does."""
        self._changes.append((start, end, new))

    def insert(self, position: int, new: str) -> None:
        """Have a text stand at a position."""
        self.replace(position, position, new)

    def remove(self, start: int, end: int) -> None:
        """Have nothing stand there; what is removed twice is gone all the same."""
        self.replace(start, end, "")

    def changed(self) -> str:
        """The text with every change."""
        pieces: list[str] = []
        position = 0
        for start, end, new in sorted(self._changes, key=lambda change: change[0]):
            pieces += (self.text[position:start], new)
            position = max(position, end)
        return "".join((*pieces, self.text[position:]))

    # Lines

    def line_start(self, position: int) -> int:
        """Where the line begins that a position is on."""
        return self.text.rfind("\n", 0, position) + 1

    def line_end(self, position: int) -> int:
        """Where the line after it begins, or the text ends."""
        end = self.text.find("\n", position)
        return len(self.text) if end < 0 else end + 1

    def indentation(self, position: int) -> str:
        """What stands before a position on its line, as far as it is white space."""
        before = self.text[self.line_start(position) : position]
        return before if not before.strip(" \t") else ""

    def comment_after(self, position: int) -> int | None:
        """Where the comment beside a position begins, if nothing but white space is before it."""
        match = _REST_OF_LINE.match(self.text, position)
        if match is None or "#" not in match[0]:
            return None
        return position + match[0].index("#")

    def ends_line(self, position: int) -> bool:
        """Whether nothing but a comment follows on the line."""
        return _REST_OF_LINE.match(self.text, position) is not None

    def newline_at(self, position: int) -> str:
        """How lines end there."""
        end = self.text.find("\n", position)
        end = self.text.rfind("\n", 0, position) if end < 0 else end
        return "\r\n" if end > 0 and self.text[end - 1] == "\r" else "\n"

    def add_lines(self, position: int, lines: Iterable[str]) -> None:
        """Have lines stand below the line that a position is on."""
        end, newline = self.line_end(position), self.newline_at(position)
        block = "".join(f"{line}{newline}" for line in lines)
        is_open = end == len(self.text) and not self.text.endswith("\n") and bool(self.text)
        self.insert(end, f"{newline}{block}" if is_open else block)

    def remove_lines(self, start: int, end: int) -> None:
        """Remove the whole lines on which these positions are."""
        self.remove(self.line_start(start), self.line_end(end))

    def is_blank_line(self, position: int) -> bool:
        """Whether nothing stands on the line, or there is none."""
        return not self.text[self.line_start(position) : self.line_end(position)].strip()

    # Arrays

    def remove_items(self, array: Value, gone: Sequence[int]) -> None:
        """Remove the items at these places, their commas, and the lines that they leave empty."""
        for place in gone:
            item = array.items[place]
            comma = skip_blank(self.text, item.end)
            start, end = item.start, item.end
            if self.text[comma] == ",":
                # Comments before a comma on a line of its own are no reason to lose them.
                is_near = not self.text[item.end : comma].strip()
                end = comma + 1 if is_near else item.end
                if not is_near:
                    self.remove(comma, comma + 1)
            elif place and not self.text[array.items[place - 1].end : start].strip(" \t\r\n,"):
                self.remove(array.items[place - 1].end, end)
                continue
            begins = self.line_start(start) + len(self.indentation(start)) == start
            if begins and self.ends_line(end) and self.comment_after(end) is None:
                self.remove_lines(start, end)
            else:
                self.remove(start, end + len(self.text[end:]) - len(self.text[end:].lstrip(" \t")))

    def add_items(self, array: Value, new: Sequence[str]) -> None:
        """Add items at the end, written as those before them are."""
        if not array.items:
            self._fill(array, new)
            return
        last = array.items[-1]
        comma = skip_blank(self.text, last.end)
        has_comma = self.text[comma] == ","
        end = comma + 1 if has_comma else last.end
        if "\n" in self.text[array.start : array.end] and self.ends_line(end):
            if not has_comma:
                self.insert(last.end, ",")
            indentation = self.indentation(last.start) or "  "
            self.add_lines(end, [f"{indentation}{item}," for item in new])
        else:
            items = ", ".join(new)
            self.insert(end, f" {items}," if has_comma else f", {items}")

    def _fill(self, array: Value, new: Sequence[str]) -> None:
        """Give an array that has none its first items, each on a line."""
        newline, closing = self.newline_at(array.start), array.end - 1
        margin = self.indentation(self.line_start(array.start))
        lines = "".join(f"{margin}  {item},{newline}" for item in new)
        if self.indentation(closing) or self.line_start(closing) == closing:
            self.insert(self.line_start(closing), lines)
        else:
            self.insert(closing, f"{newline}{lines}{margin}")


def written(value: str | bool, like: str = "") -> str:
    """A value as TOML, between the quotes that another one stood between where it can be."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if like.startswith("'") and not like.startswith("'''") and _LITERAL.fullmatch(f"'{value}'"):
        return f"'{value}'"
    return f'"{"".join(map(_escaped, value))}"'


def _escaped(sign: str) -> str:
    if sign in _ESCAPES:
        return _ESCAPES[sign]
    if sign.isprintable() or (sign > "\xa0" and not "\ud800" <= sign <= "\udfff"):
        return sign
    return f"\\U{ord(sign):08x}"


def written_key(part: str) -> str:
    """A part of a key as TOML."""
    return part if _BARE.fullmatch(part) else written(part)


def is_under(statement: Header | Assignment, place: tuple[str | int, ...]) -> bool:
    """Whether a statement is about what is at a place, or below it."""
    return statement.place[: len(place)] == place
