"""One record of the history with everything that the journal holds of it."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from smspartner_tui.core.facts import Fact, MovementChanged
from smspartner_tui.core.history import Record, Step
from smspartner_tui.core.movement import Entry
from smspartner_tui.i18n import _
from smspartner_tui.tui.keys import BY_ACTION
from smspartner_tui.tui.messages import StepsRead, StepsWanted
from smspartner_tui.tui.presentation.flow import sheet
from smspartner_tui.tui.presentation.record import title
from smspartner_tui.tui.presentation.record_sheet import everything
from smspartner_tui.tui.screens.base import bindings_of
from smspartner_tui.tui.screens.dialog import ScrolledDialog
from smspartner_tui.tui.screens.receipt import ReceiptScreen
from smspartner_tui.tui.widgets.facts import Lines


class RecordScreen(ScrolledDialog):
    """Facts in two columns."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings_of((BY_ACTION["receipt"],)),
        Binding("escape,enter,h,q", "close", priority=True, show=False),
    ]

    def __init__(self, record: Record, steps: tuple[Step, ...] = ()) -> None:
        super().__init__()
        self._record = record
        self._steps = steps

    def compose(self) -> ComposeResult:
        """One box that scrolls."""
        with VerticalScroll(id="box"):
            yield Lines(id="facts")

    def on_mount(self) -> None:
        """Show what is known, and ask for the steps."""
        self.box.border_title = title(self._record)
        hints = [(self.key_of(BY_ACTION["down"]), _("Scroll")), (_("Esc"), _("Close"))]
        if isinstance(self._record, Entry):
            receipt = BY_ACTION["receipt"]
            hints.insert(1, (self.key_of(receipt), _(receipt.label)))
        self.box.border_subtitle = Content("   ".join(f"{key} {word}" for key, word in hints))
        self._ask()
        self._show()

    def on_resize(self) -> None:
        """Break the lines anew."""
        self._show()

    def _ask(self) -> None:
        if isinstance(self._record, Entry):
            self.app.post_message(StepsWanted(self._record.movement.id))

    def _show(self) -> None:
        facts = everything(self._record, self._steps)
        # The frame, the space inside it and the scroll bar.
        width = min(self.size.width, 80) - 5
        self.query_one("#facts", Lines).show(*sheet(facts, width))

    def steps_read(self, read: StepsRead) -> None:
        """Show the steps."""
        if isinstance(self._record, Entry) and read.movement_id == self._record.movement.id:
            self._steps = read.steps
            self._show()

    def fact_arrived(self, fact: Fact) -> None:
        """Show the movement as it stands now."""
        known = self._record
        if (
            isinstance(fact, MovementChanged)
            and isinstance(known, Entry)
            and known.movement.id == fact.entry.movement.id
        ):
            self._record = fact.entry
            self._ask()
            self._show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether an action works now: what happened elsewhere has no receipt."""
        if action == "receipt":
            return isinstance(self._record, Entry)
        return super().check_action(action, parameters)

    async def action_receipt(self) -> None:
        """Copy a receipt of the movement, and show it."""
        if isinstance(self._record, Entry):
            await self.app.push_screen(ReceiptScreen(self._record))

    def action_close(self) -> None:
        """Go back to the history."""
        self.dismiss()
