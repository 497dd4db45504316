"""A movement in doubt: what is known, and the operator's decision. Nothing is sent from here."""

from enum import StrEnum
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Label, Rule

from smspartner_tui.core.accounts import ReadingProblem
from smspartner_tui.core.facts import (
    BalancesRead,
    BalancesSeen,
    ColleagueActed,
    Fact,
    MovementResolved,
    MovementSettled,
)
from smspartner_tui.core.movement import Entry, State
from smspartner_tui.core.text import clean
from smspartner_tui.core.verdict import Evidence, Verdict
from smspartner_tui.i18n import _
from smspartner_tui.tui.answers import Answer, Listener
from smspartner_tui.tui.keys import BY_ACTION, DECIDING
from smspartner_tui.tui.messages import (
    EvidenceKnown,
    EvidenceWanted,
    OutcomeDecided,
    ReadingWanted,
    RefreshWanted,
    ResolutionFailed,
)
from smspartner_tui.tui.presentation import doubt
from smspartner_tui.tui.screens.dialog import BoardDialog
from smspartner_tui.tui.widgets.facts import FittedLines, Lines
from smspartner_tui.tui.widgets.typed import TypedInput
from smspartner_tui.wording import clock
from smspartner_tui.wording.doubts import needs
from smspartner_tui.wording.evidence import decision, head, not_recorded, proposed, too_early

LONGEST_REASON = 120
"""Characters of why."""


class Stage(StrEnum):
    """Where the screen stands."""

    LOOKING = "looking"
    REASON = "reason"
    QUESTION = "question"
    WRITING = "writing"


class CheckScreen(BoardDialog[None]):
    """Balances before and since, and what they prove; a person decides, with name and reason."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "next", priority=True, show=False),
        Binding("escape", "back", priority=True, show=False),
    ]

    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self.entry = entry
        self._evidence: Evidence | None = None
        self._verdict: Verdict | None = None
        self._applied = False
        self.stage = Stage.LOOKING
        self.listener = Listener()

    def compose(self) -> ComposeResult:
        """What is known above, the decision below."""
        with Vertical(id="box"):
            yield Lines(id="what")
            yield FittedLines(id="figures")
            yield Lines(id="proposed")
            yield Lines(id="needs")
            yield Rule()
            yield Lines(id="question")
            with Horizontal(classes="field", id="reasoning"):
                yield Label(_("Why"), markup=False)
                yield TypedInput(id="reason", max_length=LONGEST_REASON)
            yield Lines(id="hint")

    def on_mount(self) -> None:
        """Show what is known, and ask what it proves."""
        self.query_one("#box").border_title = _("A movement in doubt: nothing is sent from here")
        self.query_one("#what", Lines).show(*head(self.entry, self.board.today))
        self._look()
        self.board_changed()
        self.post_message(EvidenceWanted(self.entry))
        self.post_message(ReadingWanted())

    # What is known

    def board_changed(self) -> None:
        """Show the balances as they are now, and what they prove."""
        today = self.board.today
        entry, evidence = self.entry, self._evidence
        self.query_one("#figures", FittedLines).show_for(
            lambda width: ("", *doubt.figures(entry, evidence, today, width), "")
        )
        self.query_one("#proposed", Lines).show(*self._proposed())
        shown = needs(self._verdict, self.entry, today) if self._verdict else ()
        self.query_one("#needs", Lines).show(*shown)

    def _proposed(self) -> tuple[str, ...]:
        if self._verdict is None or self._evidence is None:
            return (_("Looking at the balances…"),)
        reading = self.board.reading
        is_blind = reading is not None and reading.problem is ReadingProblem.NOT_ALLOWED
        return proposed(
            self.entry, self._evidence, self._verdict, self.board.today, is_blind=is_blind
        )

    def evidence_known(self, known: EvidenceKnown) -> None:
        """Show what the journal's balances prove."""
        if self.is_about(known.entry):
            self._evidence, self._verdict = known.evidence, known.verdict
            self.board_changed()

    def fact_arrived(self, fact: Fact) -> None:
        """Look again when balances are newer; close once it is decided, here or by a colleague."""
        match fact:
            case BalancesRead() | BalancesSeen() | MovementSettled():
                self.post_message(EvidenceWanted(self.entry))
            case MovementResolved(entry=entry) | ColleagueActed(entry=entry) if self.is_about(
                entry
            ):
                self.entry = entry
                self._close_if_decided()
            case _:
                pass

    def is_about(self, entry: Entry) -> bool:
        """Whether this is the movement that is looked at."""
        return entry.movement.id == self.entry.movement.id

    def on_screen_resume(self) -> None:
        """Close where it was decided behind the screen that is gone."""
        self._close_if_decided()

    def _close_if_decided(self) -> None:
        if self.entry.state is not State.UNKNOWN:
            self.dismiss()

    # The decision

    def _look(self) -> None:
        self.stage = Stage.LOOKING
        self.query_one("#reasoning").display = False
        self.set_focus(None)
        self.query_one("#question", Lines).show(
            _("What became of it? Your decision is kept with your name and your reason.")
        )
        hints = [(self.key_of(key), _(key.label)) for key in (*DECIDING, BY_ACTION["refresh"])]
        words = "   ".join(f"{key} {word}" for key, word in (*hints, (_("Esc"), _("Later"))))
        self.query_one("#hint", Lines).show(words)

    def on_key(self, event: events.Key) -> None:
        """Hear a decision, or the answer to the last question."""
        if self.stage is Stage.LOOKING:
            event.stop()
            match event.key:
                case "a":
                    self._ask_reason(applied=True)
                case "s":
                    self._ask_whether_it_had_no_effect()
                case _ if self.is_key_of(BY_ACTION["refresh"], event):
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

    def _ask_whether_it_had_no_effect(self) -> None:
        if self._verdict is None:
            return
        if self.host.clock() < self._verdict.late:
            self._say_too_early(clock(self._verdict.late, self.board.today))
        else:
            self._ask_reason(applied=False)

    def _say_too_early(self, until: str) -> None:
        self.query_one("#question", Lines).show(too_early(until))

    def _ask_reason(self, *, applied: bool) -> None:
        self._applied = applied
        self.stage = Stage.REASON
        self.query_one("#question", Lines).show(*self._decision())
        self.query_one("#reasoning").display = True
        self.set_focus(self.query_one("#reason", Input))
        self.query_one("#hint", Lines).show(_("Enter Next      Esc Back"))

    def _decision(self) -> tuple[str, ...]:
        return decision(self.entry, self._verdict, applied=self._applied)

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
            OutcomeDecided(self.entry, applied=self._applied, because=self._reason)
        )

    def resolution_failed(self, failed: ResolutionFailed) -> None:
        """Say why nothing was recorded."""
        self._look()
        until = clock(failed.until, self.board.today) if failed.until is not None else ""
        self.query_one("#question", Lines).show(not_recorded(failed.problem, until))

    def action_back(self) -> None:
        """Esc: one step back, then later."""
        if self.stage in {Stage.REASON, Stage.QUESTION}:
            self._look()
        else:
            self.dismiss()
