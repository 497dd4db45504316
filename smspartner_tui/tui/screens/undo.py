"""Undoing: the inverse of a movement, a transfer or a plan, with a preview and a yes of its own."""

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import Vertical

from smspartner_tui.core.movement import Entry, RunKind
from smspartner_tui.core.run import Run
from smspartner_tui.core.undo import Undo, undo_movement, undo_run
from smspartner_tui.core.weighing import WeighedLeg, forbidden
from smspartner_tui.i18n import _
from smspartner_tui.tui.messages import RunAgreed
from smspartner_tui.tui.presentation import legs
from smspartner_tui.tui.screens.dialog import BoardDialog
from smspartner_tui.tui.screens.weighing import WeighsMany
from smspartner_tui.tui.widgets.facts import FittedLines, Lines
from smspartner_tui.unique import new_id
from smspartner_tui.wording.guarding import leg_guards
from smspartner_tui.wording.undoing import left_out, never, spent, subject, undo_question, what


class UndoDialog(BoardDialog[None], WeighsMany):
    """What of a movement or a run can come back, asked for as movements of their own."""

    AUTO_FOCUS = ""

    def __init__(self, undone: Entry | Run) -> None:
        super().__init__()
        self._undone = undone
        self._undo = Undo(RunKind.UNDO)
        self._weighed: tuple[WeighedLeg, ...] = ()

    def compose(self) -> ComposeResult:
        """What is undone above, what comes back below it, the question at the foot."""
        with Vertical(id="box"):
            yield Lines(id="who")
            yield FittedLines(id="preview")
            yield Lines(id="guards")
            yield from self.compose_question()

    def on_mount(self) -> None:
        """Show what can come back."""
        self.query_one("#box").border_title = _("Undo: the inverse, asked for by itself")
        self.query_one("#who", Lines).show(*what(self._undone, self.board.today))
        self.reckon()
        self.say_form()
        # What there is to be asked is all here already.
        self.ask_if_possible()

    def reckon(self) -> None:
        """Weigh the inverse with what is known now, and show it."""
        undone, balances = self._undone, self.board.balances
        if isinstance(undone, Run):
            self._undo = undo_run(undone, balances)
        else:
            self._undo = undo_movement(undone, balances)
        self._weighed = self.weighed(*self._undo.legs(new_id, subject(undone)))
        weighed = self._weighed
        self.query_one("#preview", FittedLines).show_for(
            lambda width: legs.preview(weighed, width) if weighed else ()
        )
        said = [spent(step) for step in self._undo.steps if step.spent > 0]
        said += [left_out(entry, why) for entry, why in self._undo.left_out if self._undo.steps]
        said += leg_guards(self._weighed, self.board.today, self.board.is_old)
        self.query_one("#guards", Lines).show(*said)

    def say_form(self) -> None:
        """Say which keys there are."""
        self.tell("")
        self.hint(_("Enter Ask      Esc Close"))

    def form_next(self) -> None:
        """Enter: the question."""
        self.ask_if_possible()

    def tokens(self) -> Iterable[str]:
        """Whose credit was moved: how much of it comes back, their balances tell."""
        legs = self._undone.legs if isinstance(self._undone, Run) else (self._undone,)
        return (leg.movement.token for leg in legs)

    def rests_on(self) -> object:
        """What comes back, and the balances before it."""
        return [
            (one.leg.movement.amount, one.before and one.before.amount, one.objections)
            for one in self._weighed
        ]

    def obstacle(self) -> str:
        """Why it cannot be undone."""
        if self._undo.never is not None:
            return never(self._undo.never)
        return _("This is not possible now: see above.") if forbidden(self._weighed) else ""

    def pose(self) -> None:
        """Ask: many by their total, one or a transfer as any movement."""
        undo = self._undo
        amount = undo.total if self.asks_total else undo.steps[0].amount
        retype = amount if self.asks_total or amount >= self.board.limits.confirm_above else None
        self.ask(undo_question(undo), _("Yes, undo"), retype)

    @property
    def asks_total(self) -> bool:
        """Of all but a transfer, and of one movement."""
        return self._undo.kind is not RunKind.TRANSFER and len(self._undo.steps) > 1

    def agreed(self) -> None:
        """Hand it over."""
        run = Run(
            id=new_id(),
            kind=self._undo.kind,
            legs=tuple(one.leg for one in self._weighed),
            reference=subject(self._undone),
        )
        self.app.post_message(RunAgreed(run))
