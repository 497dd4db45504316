"""A plan before it goes: who gets how much and why, changed by hand where that is wanted, asked."""

from collections.abc import Iterable
from decimal import Decimal
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Label

from smspartner_tui.core.guards import Objection, Rule
from smspartner_tui.core.money import (
    LONGEST_AMOUNT,
    ZERO,
    AmountError,
    amount_to_add,
    amount_to_remove,
    plain,
    read_amount,
)
from smspartner_tui.core.movement import Direction, RunKind
from smspartner_tui.core.plan import Each, Plan, Row, ToMarks, Wish
from smspartner_tui.core.planning import plan
from smspartner_tui.core.run import Run
from smspartner_tui.core.text import clean
from smspartner_tui.i18n import N_, _
from smspartner_tui.tui.keys import BY_ACTION, PLAN, PLAN_KEYS, PLANNING, Key
from smspartner_tui.tui.messages import PlanFileWanted, PlanFileWritten, RunAgreed
from smspartner_tui.tui.presentation import around
from smspartner_tui.tui.presentation import plan as shown
from smspartner_tui.tui.presentation.exports import LONGEST_PATH
from smspartner_tui.tui.screens.base import BREAKPOINTS, ListScreen, TooSmall, bindings_of
from smspartner_tui.tui.screens.help import HelpScreen
from smspartner_tui.tui.screens.movement import LONGEST_REFERENCE
from smspartner_tui.tui.screens.weighing import WeighsMany
from smspartner_tui.tui.screens.yes import Stage
from smspartner_tui.tui.widgets.facts import Lines
from smspartner_tui.tui.widgets.key_bar import KeyBar
from smspartner_tui.tui.widgets.spread import Spread
from smspartner_tui.tui.widgets.table import Table
from smspartner_tui.tui.widgets.typed import TypedInput
from smspartner_tui.unique import new_id
from smspartner_tui.wording import amount_problem, euros, objection
from smspartner_tui.wording.planning import plan_question, plan_title
from smspartner_tui.wording.plans import sums

_ASK = Key("next", ("enter",), N_("Enter"), "", N_("carry it out: the total is asked first"), PLAN)

_IN_A_LINE = frozenset({"down", "up", "page_down", "page_up"})
"""What keys do that are no letters, while something is typed."""


class PlanScreen(ListScreen, WeighsMany):
    """The rows in the order in which they go, the sums, the question with the total.

    `direction` is None for a plan by the marks low, target and maximum, of the sub-accounts with
    these tokens or of all; with a direction, the same amount or balance is asked for each.
    """

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(PLAN_KEYS)]
    MENU = (_ASK, *PLAN_KEYS)
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    VERTICAL_BREAKPOINTS = [(0, "-short"), (14, "-tall")]  # noqa: RUF012 (as Textual has it)

    def __init__(self, tokens: frozenset[str], direction: Direction | None = None) -> None:
        super().__init__()
        self._tokens = tokens
        self._direction = direction
        self._take_back = False
        self._edits: dict[str, Decimal | None] = {}
        self._edited = ""
        self.plan = Plan()

    def compose(self) -> ComposeResult:
        """What is asked for above, the rows, the sums and the question below."""
        yield Spread(id="title")
        yield Spread(id="summary")
        with Horizontal(classes="field", id="asked"):
            yield Label(_("Amount"), markup=False)
            yield TypedInput(id="amount", max_length=LONGEST_AMOUNT)
            yield Label("€", markup=False)
            yield Label(_("Reference"), markup=False, classes="second")
            yield TypedInput(id="reference", max_length=LONGEST_REFERENCE)
        yield Table(shown.plan_columns(), id="rows")
        with Horizontal(classes="field", id="editing"):
            yield Label("", id="whose", markup=False)
            yield TypedInput(id="edit", max_length=LONGEST_AMOUNT)
            yield Label("€", markup=False)
        yield Lines(id="sums")
        yield from self.compose_question()
        yield KeyBar()
        yield TooSmall()

    def on_mount(self) -> None:
        """Show the plan by the marks with its question; else ask for the amount first."""
        self.query_one("#editing").display = False
        self.query_one("#asked").display = self._direction is not None
        if self._direction is None:
            # Reckoned once, when the journal has said what it knows.
            self.wait_for_journal()
        else:
            self.reckon()
            self.say_form()
            self.form_shown()

    @property
    def _amount(self) -> Input:
        return self.query_one("#amount", Input)

    @property
    def _edit(self) -> Input:
        return self.query_one("#edit", Input)

    @property
    def _reference(self) -> str:
        return clean(self.query_one("#reference", Input).value)

    # The plan

    @property
    def _wish(self) -> Wish | None:
        """What is asked for; None while no amount can be read."""
        if self._direction is None:
            return ToMarks(self._take_back)
        try:
            return Each(self._direction, read_amount(self._amount.value))
        except AmountError:
            return None

    def reckon(self) -> None:
        """Reckon the plan with what is known now, and show it."""
        wish = self._wish
        found = shown.candidates(self.board, self.surroundings, self._tokens)
        self.plan = Plan() if wish is None else plan(found, wish, self.board.limits, self._edits)
        self.query_one("#title", Spread).show(*around.title(self.board))
        title = plan_title(self._direction, len(self._tokens), take_back=self._take_back)
        self.query_one("#summary", Spread).show(title, around.flags(self.board))
        self.table.empty_text = self._empty_text(wish)
        self.table.set_rows(shown.plan_rows(self.plan))
        self.query_one("#sums", Lines).show(*(sums(self.plan) if self.plan.rows else ()))
        self._show_keys()

    def _empty_text(self, wish: Wish | None) -> str:
        if wish is None:
            return _("Type an amount: 50, or =100 for the balance to reach")
        return _("Nothing to move: nobody is below the low mark.")

    def _show_keys(self) -> None:
        if isinstance(self.focused, Input):
            hints = ((_("↓ ↑"), _("Read the list")), (_("Esc"), _("Back")))
            self.query_one(KeyBar).show(hints)
            return
        own = ((self.key_of(key), _(key.label)) for key in PLANNING if self._is_hinted(key))
        ask, leave = (_("Enter"), _("Carry out")), (_("Esc"), _("Leave"))
        help_ = self.key_of(BY_ACTION["help"]), _(BY_ACTION["help"].label)
        self.query_one(KeyBar).show((ask, *own, leave, help_))

    def _is_hinted(self, key: Key) -> bool:
        return bool(key.label) and bool(self.check_action(key.action, ()))

    def on_input_changed(self, changed: Input.Changed) -> None:
        """Reckon with the amount that is typed."""
        if self.stage is Stage.FORM and changed.input is self._amount:
            self.reckon()
            self.say_form()

    # The form

    def say_form(self) -> None:
        """Say what is wrong with what was typed, and what Enter does."""
        self.tell(self._wrong_amount())
        is_typing = isinstance(self.focused, Input)
        self.hint(_("Enter Next      Esc Back") if is_typing else _("Nothing is sent yet."))

    def _wrong_amount(self) -> str:
        if self._direction is None or not self._amount.value:
            return ""
        try:
            read_amount(self._amount.value)
        except AmountError as error:
            return amount_problem(error.problem)
        return ""

    def form_shown(self) -> None:
        """Go where something is missing, else into the list."""
        wants_amount = self._direction is not None and self._wish is None
        self.set_focus(self._amount if wants_amount else self.table)
        self._show_keys()

    def form_next(self) -> None:
        """Enter: out of a line, then the question."""
        if self.focused is self._edit:
            self._take_edit()
        elif self.focused is self._amount and self._wish is not None:
            self.set_focus(self.query_one("#reference", Input))
        else:
            self.ask_if_possible()

    def leave(self) -> None:
        """Esc: out of the line that changes a row, then out of the plan."""
        if self.focused is self._edit:
            self._leave_edit()
        else:
            self.dismiss()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether an action works now; in the question, the list can still be read."""
        is_typing = isinstance(self.focused, Input)
        if action in _IN_A_LINE and self.stage in {Stage.FORM, Stage.QUESTION}:
            return True
        if is_typing and action in BY_ACTION and action != "back":
            return False
        match action:
            case "take_back":
                return self._direction is None and self.stage is Stage.FORM
            case "edit":
                return self._row is not None and self.stage is Stage.FORM
            case "menu":
                return self.stage is Stage.FORM
            case "strike" | "save":
                return bool(self.table.rows) and self.stage is Stage.FORM
            case _:
                return super().check_action(action, parameters)

    @property
    def _row(self) -> Row | None:
        """The movement under the cursor; None on one that is left out."""
        key = self.table.cursor_key
        return next((row for row in self.plan.rows if row.subaccount.token == key), None)

    def cursor_came(self) -> None:
        """Show the keys that work on the row."""
        self._show_keys()

    def action_take_back(self) -> None:
        """Take back what is above the maximum too, or not."""
        self._take_back = not self._take_back
        self.reckon()

    def action_strike(self) -> None:
        """Strike out the row, or put it back."""
        if (token := self.table.cursor_key) is None:
            return
        if self._edits.get(token, ZERO) is None:
            del self._edits[token]
        elif self._row is not None:
            self._edits[token] = None
        self.reckon()

    def action_edit(self) -> None:
        """Change the amount of the row."""
        if (row := self._row) is None:
            return
        self._edited = row.subaccount.token
        self.query_one("#whose", Label).update(Content(row.subaccount.name))
        self._edit.value = plain(row.amount)
        self.query_one("#editing").display = True
        self.set_focus(self._edit)
        self._edit.action_end()
        self._show_keys()
        self.say_form()

    def _take_edit(self) -> None:
        row = next((row for row in self.plan.rows if row.subaccount.token == self._edited), None)
        if row is None:
            self._leave_edit()
            return
        reckon = amount_to_add if row.direction is Direction.ADD else amount_to_remove
        try:
            amount = reckon(read_amount(self._edit.value), row.before)
        except AmountError as error:
            self.tell(amount_problem(error.problem))
            return
        self._edits[self._edited] = amount
        self.reckon()
        self._leave_edit()
        if (now := self._row) is not None and now.amount < amount:
            words = _("{amount} at most: its target, its maximum and what there is are kept.")
            self.tell(words.format(amount=euros(now.amount)))

    def _leave_edit(self) -> None:
        self.query_one("#editing").display = False
        self.set_focus(self.table)
        self._show_keys()
        self.say_form()

    def action_save(self) -> None:
        """Save the plan as a file that a colleague can review."""
        if (wish := self._wish) is not None:
            self.app.post_message(PlanFileWanted(self.plan, wish, self._reference))

    def plan_file_written(self, written: PlanFileWritten) -> None:
        """Say where it is, and how it is carried out from there."""
        if written.problem:
            self.tell(written.problem)
        else:
            path = clean(written.path, LONGEST_PATH)
            words = _("Written to {path}: smspartner-tui apply carries it out.")
            self.tell(words.format(path=path))

    async def action_help(self) -> None:
        """Show the keys."""
        await self.app.push_screen(HelpScreen(self.works, own=PLANNING))

    # The question

    @property
    def asks_total(self) -> bool:
        """Always, however few there are."""
        return True

    def tokens(self) -> Iterable[str]:
        """Those that it is for."""
        return self._tokens or (one.token for one in self.board.account.subaccounts)

    def rests_on(self) -> object:
        """Who moves how much, from which balance."""
        return shown.rests_on(self.plan)

    def obstacle(self) -> str:
        """Why it cannot be asked for."""
        if self._wish is None:
            return self._wrong_amount() or _("Type an amount: 50, or =100 for the balance to reach")
        if self.board.limits.read_only:
            return objection(Objection(Rule.READ_ONLY), self.board.today)
        # Before the journal has said what it knows, nothing is reckoned: that is waited for.
        is_reckoned = self.surroundings is not None
        return _("Nothing to move: nothing is sent.") if is_reckoned and not self.plan.rows else ""

    def question_lapsed(self) -> None:
        """Ask again by itself, where nobody has begun to answer."""
        if self.retyped.value or not self.plan.rows:
            super().question_lapsed()
        else:
            self.pose()

    def pose(self) -> None:
        """Ask for the total."""
        self.ask(plan_question(self.plan), _("Yes, carry out"), self.plan.total)
        self._show_keys()
        self.hint(_("The total, then Enter: it goes. Esc: change it, save it, or leave."))

    def agreed(self) -> None:
        """Hand it over."""
        run = Run(
            id=new_id(),
            kind=RunKind.PLAN,
            legs=tuple(self.plan.legs(new_id, self._reference)),
            reference=self._reference,
        )
        self.app.post_message(RunAgreed(run))
