"""Going on with what was interrupted: what would go now, weighed, asked, handed over."""

from collections.abc import Iterable, Mapping

from textual.app import ComposeResult
from textual.containers import Vertical

from smspartner_tui.core.facts import Fact, RunChanged
from smspartner_tui.core.money import ZERO
from smspartner_tui.core.movement import RunKind
from smspartner_tui.core.run import GIVEN_BACK, Leg, Run, RunState
from smspartner_tui.core.weighing import WeighedLeg
from smspartner_tui.i18n import _
from smspartner_tui.tui.messages import RunTakenUp
from smspartner_tui.tui.presentation import legs
from smspartner_tui.tui.screens.dialog import BoardDialog
from smspartner_tui.tui.screens.weighing import WeighsMany
from smspartner_tui.tui.widgets.facts import FittedLines, Lines
from smspartner_tui.wording.guarding import leg_guards
from smspartner_tui.wording.runs import gone_on, resume_question, summed, waiting


class ResumeDialog(BoardDialog[None], WeighsMany):
    """What is left of a run, or what waits of a transfer, sent with a yes of its own.

    `legs` are those that would go, by their places.
    """

    AUTO_FOCUS = ""

    def __init__(self, run: Run, legs: Mapping[int, Leg]) -> None:
        super().__init__()
        self._run = run
        self._legs = dict(legs)
        self._weighed: tuple[WeighedLeg, ...] = ()

    def compose(self) -> ComposeResult:
        """What goes above, the question at the foot."""
        with Vertical(id="box"):
            yield Lines(id="who")
            yield FittedLines(id="preview")
            yield Lines(id="guards")
            yield from self.compose_question()

    def on_mount(self) -> None:
        """Show what would go."""
        self.query_one("#box").border_title = _("What is left, asked for by itself")
        self._show_run()
        self.reckon()
        self.say_form()
        # What there is to be asked is all here already.
        self.ask_if_possible()

    def _show_run(self) -> None:
        run = self._run
        self.query_one("#who", Lines).show(waiting(run) if run.waiting else summed(run))

    def fact_arrived(self, fact: Fact) -> None:
        """Follow the run: somebody else may go on with it while this stands open."""
        super().fact_arrived(fact)
        if isinstance(fact, RunChanged) and fact.run.id == self._run.id:
            self._run = fact.run
            self._show_run()
            self._close_if_gone_on()

    def on_screen_resume(self) -> None:
        """Close where it was gone on with behind the screen that is gone."""
        self._close_if_gone_on()

    def _close_if_gone_on(self) -> None:
        run = self._run
        is_there = run.state is RunState.PAUSED and run.can_go(self._legs)
        if not is_there and self.is_active:
            self.host.say(*gone_on(run), tone="bad")
            self.dismiss()

    def reckon(self) -> None:
        """Weigh what would go with what is known now, and show it."""
        self._weighed = self.weighed(*self._legs.values())
        weighed = self._weighed
        self.query_one("#preview", FittedLines).show_for(lambda width: legs.preview(weighed, width))
        self.query_one("#guards", Lines).show(
            *leg_guards(self._weighed, self.board.today, self.board.is_old)
        )

    def say_form(self) -> None:
        """Say which keys there are."""
        self.tell("")
        self.hint(_("Enter Ask      Esc Close"))

    def form_next(self) -> None:
        """Enter: the question."""
        self.ask_if_possible()

    def tokens(self) -> Iterable[str]:
        """Those of the legs that would go."""
        return (leg.movement.token for leg in self._legs.values())

    def rests_on(self) -> object:
        """What goes, and the balances before it."""
        return [(one.before and one.before.amount, one.objections) for one in self._weighed]

    @property
    def asks_total(self) -> bool:
        """Of all but a transfer, of which one movement is left at a time."""
        return self._run.kind is not RunKind.TRANSFER

    def obstacle(self) -> str:
        """Why the question cannot be asked: for a plan, the guards are asked leg by leg."""
        is_forbidden = all(any(found.blocks for found in one.objections) for one in self._weighed)
        return _("This is not possible now: see above.") if is_forbidden else ""

    def pose(self) -> None:
        """Ask: a plan by its total, what waits of a transfer as any movement."""
        total = sum((one.leg.movement.amount for one in self._weighed), ZERO)
        retype = total if self.asks_total or total >= self.board.limits.confirm_above else None
        is_back = set(self._legs) == {GIVEN_BACK}
        asked = resume_question(self._run, len(self._weighed), total, is_back=is_back)
        self.ask(asked, _("Yes, go on"), retype)

    def agreed(self) -> None:
        """Hand it over; the screen below shows what becomes of it."""
        going = {place: one.leg for place, one in zip(self._legs, self._weighed, strict=True)}
        self.app.post_message(RunTakenUp(self._run, going))
        self.dismiss()
