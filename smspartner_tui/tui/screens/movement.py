"""The dialog of a movement: typed, weighed, asked, waited for.

It hands a movement over once and then only watches: leaving it changes nothing.
"""

import uuid
from dataclasses import replace
from enum import StrEnum
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.timer import Timer
from textual.widgets import Input, Label, Rule

from smspartner_tui.core.accounts import SubAccount, newer
from smspartner_tui.core.draft import Draft, draft
from smspartner_tui.core.facts import (
    Fact,
    MovementResolved,
    MovementSent,
    MovementSettled,
    MovementStopped,
    MovementWaits,
)
from smspartner_tui.core.guards import Situation
from smspartner_tui.core.money import LONGEST_AMOUNT, same_amount
from smspartner_tui.core.movement import Direction, Entry, JournalProblem, Movement, State
from smspartner_tui.core.text import clean
from smspartner_tui.i18n import _
from smspartner_tui.tui.answers import Answer, Listener
from smspartner_tui.tui.messages import (
    CheckWanted,
    DialogLeft,
    MovementAgreed,
    SituationKnown,
    SituationUnknown,
    SituationWanted,
)
from smspartner_tui.tui.presentation.around import SEPARATOR
from smspartner_tui.tui.presentation.movement import guard_lines, preview
from smspartner_tui.tui.screens.base import BoardDialog
from smspartner_tui.tui.widgets.facts import Lines
from smspartner_tui.tui.widgets.typed import RetypedInput, TypedInput
from smspartner_tui.wording import (
    amount_problem,
    euros,
    journal_problem,
    outcome,
    question,
)
from smspartner_tui.wording import stopped as why_stopped

LONGEST_REFERENCE = 60
"""Characters: an invoice's number and a few words."""


class Stage(StrEnum):
    """Where the dialog stands."""

    FORM = "form"
    QUESTION = "question"
    WAITING = "waiting"
    ANSWERED = "answered"


class MovementDialog(BoardDialog[None]):
    """Add credit to a sub-account, or take it back."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "next", priority=True, show=False),
        Binding("escape", "back", priority=True, show=False),
    ]

    def __init__(self, subaccount: SubAccount, direction: Direction) -> None:
        super().__init__()
        self._subaccount = subaccount
        self._direction = direction
        self._movement_id = uuid.uuid4().hex
        self._situation: Situation | None = None
        self._draft = Draft()
        self._asked: Movement | None = None
        self._sent: Entry | None = None
        self._ticking: Timer | None = None
        self._wants_question = False
        self._changed: frozenset[int] = frozenset()
        self._problem: JournalProblem | None = None
        self.listener = Listener()
        self.stage = Stage.FORM

    def compose(self) -> ComposeResult:
        """The form above, the guards' word below it, the question at the foot."""
        with Vertical(id="box"):
            yield Lines(id="who")
            with Horizontal(classes="field"):
                yield Label(_("Amount"), markup=False)
                yield TypedInput(id="amount", max_length=LONGEST_AMOUNT)
                yield Label("€", markup=False)
                yield Lines(id="meant")
            with Horizontal(classes="field"):
                yield Label(_("Reference"), markup=False)
                yield TypedInput(id="reference", max_length=LONGEST_REFERENCE)
                yield Label(_("optional"), markup=False, classes="muted")
            yield Lines(id="preview")
            yield Lines(id="guards")
            yield Rule()
            yield Lines(id="question")
            with Horizontal(classes="field", id="retyping"):
                yield Label(_("Type the amount again"), markup=False)
                yield RetypedInput(id="retyped", max_length=LONGEST_AMOUNT, listener=self.listener)
            yield Lines(id="hint")

    def on_mount(self) -> None:
        """Take the keys that are on their way, and ask what the guards need to know."""
        is_add = self._direction is Direction.ADD
        self.query_one("#box").border_title = _("Add credit") if is_add else _("Take credit back")
        self.query_one("#retyping").display = False
        self.set_focus(self._amount)
        self._show_who()
        self._weigh()
        self.post_message(SituationWanted(self._subaccount.token))

    def on_unmount(self) -> None:
        """Say that no movement is about to be asked for."""
        self.app.post_message(DialogLeft())

    @property
    def _amount(self) -> Input:
        return self.query_one("#amount", Input)

    @property
    def _reference(self) -> Input:
        return self.query_one("#reference", Input)

    @property
    def _retyped(self) -> Input:
        return self.query_one("#retyped", Input)

    def _lines(self, which: str) -> Lines:
        return self.query_one(f"#{which}", Lines)

    # The form

    def _show_who(self) -> None:
        listing = self.board.listings.get(self._subaccount.token)
        more = (
            listing.email if listing else "",
            listing.kind if listing else "",
            self._subaccount.group,
            _("token …{tail}").format(tail=self._subaccount.token_tail),
        )
        self._lines("who").show(
            self._subaccount.name, SEPARATOR.join(part for part in more if part)
        )

    def on_input_changed(self, changed: Input.Changed) -> None:
        """Weigh what was typed; after an answer, it is a new movement."""
        if self.stage is Stage.ANSWERED and changed.input is not self._retyped:
            self._start_again()
        if self.stage is Stage.FORM:
            self._weigh()

    def _weigh(self) -> None:
        """Weigh what is typed with what is known, and show it."""
        self._draft = draft(
            self._movement_id,
            self._subaccount,
            self._direction,
            self._amount.value,
            clean(self._reference.value),
            self.board.limits,
            self._situation or self._without_journal(),
        )
        self._show_preview()
        self._show_guards()
        if self.stage is Stage.FORM:
            self._say_form()

    def _without_journal(self) -> Situation:
        """What is known before the journal was asked: balances."""
        board = self.board
        return Situation(
            now=board.now,
            main=board.balances.main,
            subaccount=board.balances.of(self._subaccount.token),
            stale_after=board.account.stale_after,
        )

    def _show_preview(self) -> None:
        movement = self._draft.movement
        situation = self._situation or self._without_journal()
        rows = (
            (
                _("Main account"),
                situation.main,
                None if movement is None else movement.change_of_main,
            ),
            (
                self._subaccount.name,
                situation.subaccount,
                None if movement is None else movement.change_of_subaccount,
            ),
        )
        width = max(min(self.size.width, 80) - 6, 30)
        self._lines("preview").show(*preview(rows, width, self._changed))
        typed = self._amount.value.strip()
        is_plain = movement is None or typed.replace(",", ".").replace(" ", "").isdecimal()
        self._lines("meant").show(
            "" if is_plain or movement is None else f"= {euros(movement.amount)}"
        )

    def _show_guards(self) -> None:
        lines = guard_lines(self.board, self._subaccount, self._direction, self._draft)
        if self._changed:
            lines.append(_("* This balance changed while you were typing."))
        self._lines("guards").show(*lines)

    def _say_form(self) -> None:
        self._lines("question").show(
            journal_problem(self._problem) if self._problem is not None else ""
        )
        if self._amount.value and self._draft.problem is not None:
            self._lines("question").show(amount_problem(self._draft.problem))
        self._lines("hint").show(_("Enter Next      Esc Cancel"))

    def on_situation_known(self, known: SituationKnown) -> None:
        """Weigh again, now that the journal has been asked."""
        if known.token != self._subaccount.token:
            return
        self._problem = None
        self._take(known.situation)
        if self._wants_question and self.stage is Stage.FORM:
            self._ask()

    def on_situation_unknown(self, unknown: SituationUnknown) -> None:
        """Say that the journal cannot be asked: then nothing can be sent either."""
        if unknown.token == self._subaccount.token and self.stage is Stage.FORM:
            self._wants_question = False
            self._problem = unknown.problem
            if self.focused is None:
                self.set_focus(self._reference)
            self._say_form()

    def board_changed(self) -> None:
        """Take newer balances."""
        if self._situation is None:
            return
        balances = self.board.balances
        self._take(
            replace(
                self._situation,
                now=self.board.now,
                main=newer(self._situation.main, balances.main),
                subaccount=newer(self._situation.subaccount, balances.of(self._subaccount.token)),
            )
        )

    def _take(self, situation: Situation) -> None:
        """Take what is known now; a question that rests on something else is asked again."""
        was, self._situation = self._situation, situation
        if self.stage in {Stage.WAITING, Stage.ANSWERED}:
            return
        changed: set[int] = set() if was is None else _changed_balances(was, situation)
        self._changed |= changed
        rests_on = (self._draft.duplicate, self._draft.may_be_asked)
        self._show_who()
        self._weigh()
        holds = rests_on == (self._draft.duplicate, self._draft.may_be_asked)
        if self.stage is Stage.QUESTION and (changed or not holds):
            self._back_to_form()
        if changed:
            self._lines("question").show(_("A balance changed: look again, then Enter."))

    # The question

    def action_next(self) -> None:
        """Enter: the next field, then the question; never yes by itself."""
        match self.stage:
            case Stage.FORM if self.focused is self._amount and self._draft.problem is None:
                self.set_focus(self._reference)
            case Stage.FORM:
                self._ask()
            case Stage.QUESTION if self._draft.must_retype:
                self._compare()
            case Stage.QUESTION:
                self._lines("hint").show(_("Enter does not send: answer o or y, or n to go back."))
            case Stage.ANSWERED if not self._amount.disabled:
                self._start_again()
                self._ask()
            case _:
                pass

    def _ask(self) -> None:
        """Ask for yes, if the movement may be asked for at all."""
        if self._draft.problem is not None:
            self.set_focus(self._amount)
            self._lines("question").show(amount_problem(self._draft.problem))
            return
        if not self._draft.may_be_asked or self._draft.movement is None:
            if self.focused is None:
                self.set_focus(self._reference)
            self._lines("question").show(_("This movement is not possible: see above."))
            return
        if self._situation is None:
            # The journal answers in a moment, and then the question is asked.
            self._wants_question = True
            # What is typed meanwhile is no answer, and belongs to no field either.
            self.set_focus(None)
            self._lines("question").show(_("Asking the journal…"))
            self.post_message(SituationWanted(self._subaccount.token))
            return
        self._wants_question = False
        self._changed = frozenset()
        self._show_preview()
        self._show_guards()
        self.stage = Stage.QUESTION
        again = self._draft.duplicate is not None
        self._lines("question").show(question(self._draft.movement, again=again))
        self.listener.ask()
        if self._draft.must_retype:
            self._retyped.value = ""
            self.query_one("#retyping").display = True
            self.set_focus(self._retyped)
            self._lines("hint").show(_("Then Enter      Esc Back"))
        else:
            self.set_focus(None)
            yes = _("Yes, add") if self._direction is Direction.ADD else _("Yes, take back")
            self._lines("hint").show(_("[o] {yes}      [n] No").format(yes=yes))

    def on_key(self, event: events.Key) -> None:
        """Hear the answer to the question."""
        if self.stage is Stage.QUESTION and not self._draft.must_retype:
            event.stop()
            match self.listener.hear(event):
                case Answer.YES:
                    self._agree()
                case Answer.NO:
                    self._back_to_form()
                case Answer.EARLY:
                    self._lines("hint").show(_("Too early: answer o or y, or n to go back."))
                case Answer.NEITHER:
                    self._lines("hint").show(_("Answer o or y to move credit, n to go back."))
        elif self.stage is Stage.ANSWERED and event.key == "v" and self._in_doubt is not None:
            event.stop()
            self.app.post_message(CheckWanted(self._in_doubt))
            self.dismiss()

    @property
    def _in_doubt(self) -> Entry | None:
        sent = self._sent
        return sent if sent is not None and sent.state is State.UNKNOWN else None

    def on_retyped_input_refused(self) -> None:
        """Say why what came was not taken."""
        self._lines("hint").show(_("Type it by hand, please: a paste is not an answer."))

    def _compare(self) -> None:
        if not self.listener.listens or self._draft.movement is None:
            return
        if same_amount(self._retyped.value, self._draft.movement.amount):
            self._agree()
        else:
            self._retyped.value = ""
            self._lines("hint").show(_("The amount typed again differs. Nothing was sent."))

    def _back_to_form(self) -> None:
        self.stage = Stage.FORM
        self._retyped.value = ""
        self.query_one("#retyping").display = False
        self.set_focus(self._amount)
        self._say_form()

    def action_back(self) -> None:
        """Esc: out of the question, then out of the dialog; a movement that left goes on."""
        if self.stage is Stage.QUESTION:
            self._back_to_form()
        elif self.is_current:
            if self.stage is Stage.WAITING:
                self.host.say(_("The movement goes on by itself; its outcome will be shown here."))
            self.dismiss()

    # The wait, and the answer

    def _agree(self) -> None:
        """Hand the movement over, once."""
        if self.stage is not Stage.QUESTION or self._draft.movement is None:
            return
        self.stage = Stage.WAITING
        self._asked = self._draft.movement
        self.query_one("#retyping").display = False
        self.set_focus(None)
        self._amount.disabled = self._reference.disabled = True
        self._lines("hint").show(_("Esc Leave it to finish by itself"))
        self._lines("question").show(_("Handing over…"))
        self.app.post_message(MovementAgreed(self._asked))

    def fact_arrived(self, fact: Fact) -> None:
        """Show what becomes of the movement that was handed over."""
        match fact:
            case MovementSent(entry=entry) if self._is_mine(entry.movement):
                self._sent = entry
                self._tick()
                self._ticking = self.set_interval(1.0, self._tick)
            case MovementWaits(movement=movement, holder=holder) if self._is_mine(movement):
                words = _("{who} is moving credit on this account: waiting for the outcome")
                self._lines("question").show(words.format(who=holder.operator.name))
            case MovementStopped(movement=movement) if self._is_mine(movement):
                self._show_stopped(fact)
            case MovementSettled(entry=entry) if self._is_mine(entry.movement):
                self._show_settled(fact)
            case MovementSettled() | MovementResolved() if self._situation is not None:
                # What the guards were asked about is not so any more.
                self.post_message(SituationWanted(self._subaccount.token))
            case _:
                pass

    def _is_mine(self, movement: Movement) -> bool:
        return self._asked is not None and movement.id == self._asked.id

    def _tick(self) -> None:
        if self._sent is None or self.stage is not Stage.WAITING:
            return
        seconds = max((self.host.clock() - self._sent.at).total_seconds(), 0)
        self._lines("question").show(
            _("Request sent, {seconds} s (limit {limit} s)").format(
                seconds=int(seconds), limit=round(self.board.account.deadline)
            )
        )

    def _show_stopped(self, stopped: MovementStopped) -> None:
        today = self.board.today
        self._answer(_("Not sent. Nothing moved."), *why_stopped(stopped, today))

    def _show_settled(self, settled: MovementSettled) -> None:
        entry = settled.entry
        self._sent = entry
        if entry.outcome is None:
            return
        if entry.state is State.CONFIRMED and settled.is_recorded:
            self.dismiss()
            return
        lines = list(outcome(entry.movement, entry.outcome, entry.number))
        if not settled.is_recorded:
            lines.append(_("The journal could not take this outcome: note it down."))
        self._answer(*lines, is_recorded=settled.is_recorded)

    def _answer(self, *lines: str, is_recorded: bool = True) -> None:
        if self._ticking is not None:
            self._ticking.stop()
        self.stage = Stage.ANSWERED
        self._lines("question").show(*lines)
        if self._in_doubt is not None and is_recorded:
            self._lines("hint").show(_("v Check it      Esc Close"))
            return
        if not is_recorded:
            self._lines("hint").show(_("Esc Close"))
            return
        self._amount.disabled = self._reference.disabled = False
        self.set_focus(self._amount)
        self._lines("hint").show(_("Enter Try again      Esc Close"))

    def _start_again(self) -> None:
        """What is asked from here on is another movement."""
        self._movement_id = uuid.uuid4().hex
        self._asked = self._sent = None
        self._situation = None
        self.stage = Stage.FORM
        self._weigh()
        self.post_message(SituationWanted(self._subaccount.token))


def _changed_balances(was: Situation, now: Situation) -> set[int]:
    """Which of the two balances are other amounts than before: 0 the main one, 1 the other."""
    pairs = ((was.main, now.main), (was.subaccount, now.subaccount))
    return {
        place
        for place, (before, after) in enumerate(pairs)
        if before is not None and after is not None and before.amount != after.amount
    }
