"""The least that an app on the same toolkit can be: a header, a table of twenty rows, a footer.

Run as `python -m tests.benchmarks.tx_min`: ours is held against it, on the same machine in the
same minutes. It is what everybody pays who draws with Textual, before the first line of their own.
"""

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widgets import DataTable, Footer, Header

ROWS = 20
LAST_NAME = f"customer {ROWS - 1}"


class TxMin(App[None]):
    """Twenty customers."""

    BINDINGS: ClassVar[list[BindingType]] = [("ctrl+q", "quit", "Quit")]

    def compose(self) -> ComposeResult:
        """Build it of the toolkit's own widgets."""
        yield Header()
        yield DataTable[str](cursor_type="row")
        yield Footer()

    def on_mount(self) -> None:
        """Fill the table."""
        table: DataTable[str] = self.query_one(DataTable)
        table.add_columns("id", "name", "country", "amount", "status")
        for n in range(ROWS):
            table.add_row(str(n), f"customer {n}", "DE", f"{n * 3.5:.2f}", "READY")


if __name__ == "__main__":
    TxMin().run()
