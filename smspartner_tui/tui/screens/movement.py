"""The dialog of a movement: typed, weighed, asked, handed over, answered.

It hands a movement over once and then only watches: leaving it changes nothing.
"""

from dataclasses import replace

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Label

from smspartner_tui.core.accounts import SubAccount, newer
from smspartner_tui.core.draft import Draft, draft
from smspartner_tui.core.facts import ColleagueActed, Fact, MovementResolved, MovementSettled
from smspartner_tui.core.guards import Situation
from smspartner_tui.core.money import LONGEST_AMOUNT
from smspartner_tui.core.movement import Direction, JournalProblem, Movement
from smspartner_tui.core.text import clean
from smspartner_tui.i18n import _
from smspartner_tui.tui.messages import (
    DialogLeft,
    MovementAgreed,
    SituationKnown,
    SituationUnknown,
    SituationWanted,
)
from smspartner_tui.tui.presentation.around import SEPARATOR
from smspartner_tui.tui.presentation.movement import guard_lines, meant, preview
from smspartner_tui.tui.screens.dialog import BoardDialog
from smspartner_tui.tui.screens.watching import WatchesMovement
from smspartner_tui.tui.screens.yes import Stage
from smspartner_tui.tui.widgets.facts import FittedLines, Lines
from smspartner_tui.tui.widgets.typed import TypedInput
from smspartner_tui.unique import new_id
from smspartner_tui.wording import amount_problem, journal_problem, question

LONGEST_REFERENCE = 60
"""Characters: an invoice's number and a few words."""


class MovementDialog(BoardDialog[None], WatchesMovement):
    """Add credit to a sub-account, or take it back."""

    AUTO_FOCUS = ""

    def __init__(self, subaccount: SubAccount, direction: Direction) -> None:
        super().__init__()
        self._subaccount = subaccount
        self._direction = direction
        self._movement_id = new_id()
        self._situation: Situation | None = None
        self._draft = Draft()
        self._asked: Movement | None = None
        self._wants_question = False
        self._changed: frozenset[int] = frozenset()
        self._problem: JournalProblem | None = None

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
            yield FittedLines(id="preview")
            yield Lines(id="guards")
            yield from self.compose_question()

    def on_mount(self) -> None:
        """Take the keys that are on their way, and ask what the guards need to know."""
        is_add = self._direction is Direction.ADD
        self.query_one("#box").border_title = _("Add credit") if is_add else _("Take credit back")
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

    def _lines(self, which: str) -> Lines:
        return self.query_one(f"#{which}", Lines)

    # Who, and how much

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
        if self.stage is Stage.ANSWERED and changed.input is not self.retyped:
            self._start_again()
        if self.stage is Stage.FORM:
            self._weigh()

    def form_shown(self) -> None:
        """Let the amount be typed, or typed anew."""
        self._amount.disabled = self._reference.disabled = False
        self.set_focus(self._amount)

    def say_form(self) -> None:
        """Show what is wrong with what was typed, or with the journal, or what is to be seen."""
        problem = self._draft.problem if self._amount.value else None
        if problem is not None:
            self.tell(amount_problem(problem))
        elif self._problem is not None:
            self.tell(journal_problem(self._problem))
        else:
            self.tell(_("A balance changed: look again, then Enter.") if self._changed else "")
        self.hint(_("Enter Next      Esc Cancel"))

    # Weighed

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
            self.say_form()

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
        known = self._situation or self._without_journal()
        of_main = movement.change_of_main if movement else None
        of_subaccount = movement.change_of_subaccount if movement else None
        rows = (
            (_("Main account"), known.main, of_main),
            (self._subaccount.name, known.subaccount, of_subaccount),
        )
        changed = self._changed
        self.query_one("#preview", FittedLines).show_for(
            lambda width: preview(rows, width, changed)
        )
        amount = movement.amount if movement else None
        self._lines("meant").show(meant(self._amount.value, amount))

    def _show_guards(self) -> None:
        lines = guard_lines(self.board, self._subaccount, self._direction, self._draft)
        if self._changed:
            lines.append(_("* This balance changed while you were typing."))
        self._lines("guards").show(*lines)

    def situation_known(self, known: SituationKnown) -> None:
        """Weigh again, now that the journal has been asked."""
        if known.token != self._subaccount.token:
            return
        self._problem = None
        self._take(known.situation)
        if self._wants_question and self.stage is Stage.FORM:
            self._ask()

    def situation_unknown(self, unknown: SituationUnknown) -> None:
        """Say that the journal cannot be asked: then nothing can be sent either."""
        if unknown.token == self._subaccount.token and self.stage is Stage.FORM:
            self._wants_question = False
            self._problem = unknown.problem
            if self.focused is None:
                self.set_focus(self._reference)
            self.say_form()

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
            self.back_to_form()

    # Asked

    def form_next(self) -> None:
        """Enter: the next field, then the question; after an answer, another movement's."""
        if self.stage is Stage.ANSWERED:
            self._start_again()
        elif self.focused is self._amount and self._draft.problem is None:
            self.set_focus(self._reference)
            return
        self._ask()

    def _ask(self) -> None:
        """Ask for yes, if the movement may be asked for at all."""
        if self._draft.problem is not None:
            self.set_focus(self._amount)
            self.tell(amount_problem(self._draft.problem))
            return
        if not self._draft.may_be_asked or self._draft.movement is None:
            if self.focused is None:
                self.set_focus(self._reference)
            self.tell(_("This movement is not possible: see above."))
            return
        if self._situation is None:
            # The journal answers in a moment, and then the question is asked.
            self._wants_question = True
            # What is typed meanwhile is no answer, and belongs to no field either.
            self.set_focus(None)
            self.tell(_("Asking the journal…"))
            self.post_message(SituationWanted(self._subaccount.token))
            return
        self._wants_question = False
        self._changed = frozenset()
        self._show_preview()
        self._show_guards()
        # What is asked about is what is handed over, whatever is weighed from here on.
        self._asked = self._draft.movement
        again = self._draft.duplicate is not None
        yes = _("Yes, add") if self._direction is Direction.ADD else _("Yes, take back")
        retype = self._asked.amount if self._draft.must_retype else None
        self.ask(question(self._asked, again=again), yes, retype)

    # Handed over, and answered

    def agreed(self) -> None:
        """Hand the movement over, once."""
        if self._asked is not None:
            self._amount.disabled = self._reference.disabled = True
            self.app.post_message(MovementAgreed(self._asked))

    def is_mine(self, movement: Movement) -> bool:
        """Whether this is the movement that was handed over."""
        return self._asked is not None and movement.id == self._asked.id

    def fact_arrived(self, fact: Fact) -> None:
        """Show what becomes of the movement; of another, ask the journal anew."""
        super().fact_arrived(fact)
        if isinstance(fact, MovementSettled):
            is_news = not self.is_mine(fact.entry.movement)
        else:
            is_news = isinstance(fact, MovementResolved | ColleagueActed)
        if is_news and self._situation is not None:
            # What the guards were asked about is not so any more.
            self.post_message(SituationWanted(self._subaccount.token))

    def _start_again(self) -> None:
        """What is asked from here on is another movement."""
        self._movement_id = new_id()
        self._asked = None
        self._situation = None
        self.stage = Stage.FORM
        self._weigh()
        self.post_message(SituationWanted(self._subaccount.token))


def _changed_balances(was: Situation, now: Situation) -> set[int]:
    """Which of the two balances are other amounts than before: 0 the main one, 1 the other."""
    pairs = enumerate(((was.main, now.main), (was.subaccount, now.subaccount)))
    return {place for place, (old, new) in pairs if old and new and old.amount != new.amount}
