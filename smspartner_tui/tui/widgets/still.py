"""A widget that is drawn again only when something of it changed."""

from typing import Self

from textual.containers import Horizontal, Vertical
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Rule


class Still(Widget):
    """Keeps the lines that it drew.

    The toolkit asks for those of every widget on the screen when a cell of any of them changed. It
    stands last among the bases of a class, because styles are taken from the first alone.
    """

    _drawn: tuple[Region, list[Strip]] | None = None

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Forget what was drawn."""
        self._drawn = None
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def notify_style_update(self) -> None:
        """Forget what was drawn in the styles of before."""
        self._drawn = None
        super().notify_style_update()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines, of before where nothing changed since."""
        if self._drawn is None or self._drawn[0] != crop:
            self._drawn = crop, super().render_lines(crop)
        return self._drawn[1]


class Below(Vertical, Still):
    """Widgets below each other, and nothing of its own."""


class Beside(Horizontal, Still):
    """Widgets beside each other, and nothing of its own."""


class Ruled(Rule, Still):
    """A line between widgets."""
