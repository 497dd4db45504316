"""The thumb of a scrollbar, in whole cells and with a sign: seen without any colour, too."""

from typing import Any, ClassVar, Final

from rich.segment import Segment, Segments
from rich.style import Style
from textual.scrollbar import ScrollBarRender

THUMB: Final = "█"


class SignedThumb(ScrollBarRender):
    """Textual's own, whose thumb is a space in another colour."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "]
    """No parts of a cell: without colours they would be all that is seen."""

    @classmethod
    def render_bar(cls, *args: Any, **kwargs: Any) -> Segments:
        """The bar, its thumb signed."""
        drawn = super().render_bar(*args, **kwargs)
        return Segments([*map(_signed, drawn.segments)], new_lines=drawn.new_lines)


def _signed(segment: Segment) -> Segment:
    """A cell of the bar: the sign where it is the thumb's, which is drawn in reverse."""
    style = segment.style
    if style is None or not style.reverse:
        return segment
    return Segment(THUMB * len(segment.text), style + Style(reverse=False))
