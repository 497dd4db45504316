"""A movement in doubt: what is known, and the operator's decision. Nothing is sent from here."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Label, Rule

from smspartner_tui.core.accounts import Balance
from smspartner_tui.core.facts import Fact, MovementResolved
from smspartner_tui.core.movement import Before, Direction, Entry
from smspartner_tui.core.text import clean
from smspartner_tui.core.verdict import late_until
from smspartner_tui.i18n import _
from smspartner_tui.tui.answers import Answer, Listener
from smspartner_tui.tui.messages import OutcomeDecided, RefreshWanted, ResolutionFailed
from smspartner_tui.tui.presentation.movement import in_columns
from smspartner_tui.tui.screens.base import BoardDialog
from smspartner_tui.tui.widgets.facts import Lines
from smspartner_tui.tui.widgets.typed import TypedInput
from smspartner_tui.wording import clock, euros, journal_problem, outcome

LONGEST_REASON = 120
"""Characters of why."""


class Stage(StrEnum):
    """Where the screen stands."""

    LOOKING = "looking"
    REASON = "reason"
    QUESTION = "question"
    WRITING = "writing"


class CheckScreen(BoardDialog[None]):
    """Figures before and now, and what they would be; a person decides, with name and reason."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "next", priority=True, show=False),
        Binding("escape", "back", priority=True, show=False),
    ]

    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self._entry = entry
        self._applied = False
        self.stage = Stage.LOOKING
        self.listener = Listener()

    def compose(self) -> ComposeResult:
        """What is known above, the decision below."""
        with Vertical(id="box"):
            yield Lines(id="what")
            yield Lines(id="figures")
            yield Lines(id="words")
            yield Rule()
            yield Lines(id="question")
            with Horizontal(classes="field", id="reasoning"):
                yield Label(_("Why"), markup=False)
                yield TypedInput(id="reason", max_length=LONGEST_REASON)
            yield Lines(id="hint")

    def on_mount(self) -> None:
        """Show what is known."""
        self.query_one("#box").border_title = _("A movement in doubt")
        movement = self._entry.movement
        is_add = movement.direction is Direction.ADD
        words = _("add {amount} to {name}") if is_add else _("take back {amount} from {name}")
        today = self.board.today
        head = _("No. {number}: {what}, {when} by {who}").format(
            number=self._entry.number,
            what=words.format(amount=euros(movement.amount), name=movement.name),
            when=clock(self._entry.at, today),
            who=self._entry.operator.name,
        )
        result = self._entry.outcome
        came_back = outcome(movement, result, self._entry.number)[1:] if result else ()
        self.query_one("#what", Lines).show(head, *came_back)
        self.query_one("#words", Lines).show(
            _("Both accounts also spend by themselves: compare with your customer area."),
            _("Your decision is kept with your name. It sends nothing."),
        )
        self._look()
        self.board_changed()

    def board_changed(self) -> None:
        """Show the balances as they are now."""
        movement = self._entry.movement
        balances = self.board.balances
        lines = [
            self._row(_("Main account"), self._entry.main_before, balances.main),
            self._row(movement.name, self._entry.subaccount_before, balances.of(movement.token)),
        ]
        changes = (movement.change_of_main, movement.change_of_subaccount)
        head = ("", _("before"), _("now"), _("change"), _("if applied"))
        rows = [(*row, euros(by, signed=True)) for row, by in zip(lines, changes, strict=True)]
        self.query_one("#figures", Lines).show("", *in_columns([head, *rows], 74), "")

    def _row(self, name: str, before: Before | None, now: Balance | None) -> tuple[str, ...]:
        was = euros(before.amount) if before else _("not known")
        since = self._entry.settled_at or self._entry.at
        is_newer = now is not None and now.read_at > since
        shown = euros(now.amount) if now is not None and is_newer else _("not read")
        change = (
            euros(now.amount - before.amount, signed=now.amount != before.amount)
            if before and now is not None and is_newer
            else ""
        )
        return (name, was, shown, change)

    def _look(self) -> None:
        self.stage = Stage.LOOKING
        self.query_one("#reasoning").display = False
        self.set_focus(None)
        self.query_one("#question", Lines).show(_("What became of it?"))
        self.query_one("#hint", Lines).show(
            _("a It went through   s It had no effect   r Refresh   Esc Later")
        )

    def on_key(self, event: events.Key) -> None:
        """Hear a decision, or the answer to the last question."""
        if self.stage is Stage.LOOKING:
            event.stop()
            match event.key:
                case "a":
                    self._ask_reason(applied=True)
                case "s" if self.host.clock() < self._late_until:
                    self._say_too_early()
                case "s":
                    self._ask_reason(applied=False)
                case "r" | "f5":
                    self.app.post_message(RefreshWanted())
                case _:
                    pass
        elif self.stage is Stage.QUESTION:
            event.stop()
            match self.listener.hear(event):
                case Answer.YES:
                    self._decide()
                case Answer.NO:
                    self._look()
                case _:
                    pass

    @property
    def _late_until(self) -> datetime:
        return late_until(self._entry, self.board.account.deadline)

    def _say_too_early(self) -> None:
        until = clock(self._late_until, self.board.today)
        words = _("The platform may still carry it out: decide that after {until}, then r first.")
        self.query_one("#question", Lines).show(words.format(until=until))

    def _ask_reason(self, *, applied: bool) -> None:
        self._applied = applied
        self.stage = Stage.REASON
        self.query_one("#question", Lines).show(self._decision())
        self.query_one("#reasoning").display = True
        self.set_focus(self.query_one("#reason", Input))
        self.query_one("#hint", Lines).show(_("Enter Next      Esc Back"))

    def _decision(self) -> str:
        number = self._entry.number
        if self._applied:
            return _("Record that no. {number} WENT THROUGH?").format(number=number)
        return _("Record that no. {number} HAD NO EFFECT?").format(number=number)

    def action_next(self) -> None:
        """Enter: from the reason to the question; never yes by itself."""
        if self.stage is not Stage.REASON:
            return
        if not self._reason:
            self.query_one("#hint", Lines).show(_("Say why: what did you see, and where?"))
            return
        self.stage = Stage.QUESTION
        self.set_focus(None)
        self.query_one("#hint", Lines).show(_("[o] Yes, record it      [n] No"))
        self.listener.ask()

    @property
    def _reason(self) -> str:
        return clean(self.query_one("#reason", Input).value)

    def _decide(self) -> None:
        self.stage = Stage.WRITING
        self.app.post_message(
            OutcomeDecided(self._entry, applied=self._applied, because=self._reason)
        )

    def fact_arrived(self, fact: Fact) -> None:
        """Close once it is decided, here or by a colleague."""
        match fact:
            case MovementResolved(entry=entry) if entry.movement.id == self._entry.movement.id:
                if self.is_current:
                    self.dismiss()
            case _:
                pass

    def on_resolution_failed(self, failed: ResolutionFailed) -> None:
        """Say why nothing was recorded."""
        self._look()
        if failed.problem is None:
            self.query_one("#question", Lines).show(_("Somebody decided about it meanwhile."))
        else:
            self.query_one("#question", Lines).show(journal_problem(failed.problem))

    def action_back(self) -> None:
        """Esc: one step back, then later."""
        if self.stage in {Stage.REASON, Stage.QUESTION}:
            self._look()
        elif self.is_current:
            self.dismiss()
