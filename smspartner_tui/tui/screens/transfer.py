"""The dialog of a transfer: who pays, who gets how much, both legs weighed, asked, handed over."""

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Label

from smspartner_tui.core.accounts import SubAccount
from smspartner_tui.core.money import LONGEST_AMOUNT
from smspartner_tui.core.movement import RunKind
from smspartner_tui.core.run import Run
from smspartner_tui.core.text import clean
from smspartner_tui.core.transfer import TransferDraft, draft_transfer
from smspartner_tui.i18n import _
from smspartner_tui.tui.messages import RunAgreed
from smspartner_tui.tui.presentation import legs
from smspartner_tui.tui.presentation.accounts import read_at
from smspartner_tui.tui.presentation.around import SEPARATOR
from smspartner_tui.tui.presentation.movement import meant
from smspartner_tui.tui.screens.dialog import BoardDialog
from smspartner_tui.tui.screens.movement import LONGEST_REFERENCE
from smspartner_tui.tui.screens.weighing import WeighsMany
from smspartner_tui.tui.screens.yes import Stage
from smspartner_tui.tui.widgets.facts import FittedLines, Lines
from smspartner_tui.tui.widgets.pick import PickInput
from smspartner_tui.tui.widgets.typed import TypedInput
from smspartner_tui.unique import new_id
from smspartner_tui.wording import amount_problem, euros
from smspartner_tui.wording.guarding import leg_guards
from smspartner_tui.wording.runs import transfer_question

_SWAP = "i"


class AmountInput(TypedInput):
    """A line for an amount that leaves one letter to the dialog: no amount has it."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whether the line takes a key for itself; what it takes, no binding gets."""
        return key != _SWAP and super().check_consume_key(key, character)


class TransferDialog(BoardDialog[None], WeighsMany):
    """Credit from one sub-account to another: a debit, then a credit, with one yes."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(_SWAP, "swap", priority=True, show=False),
    ]

    def __init__(
        self,
        subaccounts: tuple[SubAccount, ...],
        payer: SubAccount | None,
        payee: SubAccount | None,
    ) -> None:
        super().__init__()
        self._payer = PickInput(subaccounts, payer, id="payer")
        self._payee = PickInput(subaccounts, payee, id="payee")
        self._ids = (new_id(), new_id())
        self._draft = TransferDraft()

    def compose(self) -> ComposeResult:
        """The form above, both legs below it, the question at the foot."""
        with Vertical(id="box"):
            with Horizontal(classes="field"):
                yield Label(_("From"), markup=False)
                yield self._payer
                yield Lines(id="payer-is", classes="beside")
            with Horizontal(classes="field"):
                yield Label(_("To"), markup=False)
                yield self._payee
                yield Lines(id="payee-is", classes="beside")
            with Horizontal(classes="field"):
                yield Label(_("Amount"), markup=False)
                yield AmountInput(id="amount", max_length=LONGEST_AMOUNT)
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
        """Take the keys that are on their way."""
        self.query_one("#box").border_title = _("Transfer between two sub-accounts")
        self.form_shown()
        self.reckon()
        self.say_form()

    @property
    def _amount(self) -> Input:
        return self.query_one("#amount", Input)

    @property
    def _reference(self) -> Input:
        return self.query_one("#reference", Input)

    # The form

    def on_input_changed(self, changed: Input.Changed) -> None:
        """Weigh what was typed."""
        if self.stage is Stage.FORM and changed.input is not self.retyped:
            self.reckon()
            self.say_form()

    def on_descendant_blur(self) -> None:
        """Weigh again: whoever leaves a name's line has picked, also by typing all of it."""
        if self.stage is Stage.FORM:
            self.reckon()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether an action works now: the letter that swaps may be one of a name elsewhere."""
        if action == "swap":
            return self.stage is Stage.FORM and self.focused is self._amount
        return super().check_action(action, parameters)

    def action_swap(self) -> None:
        """Let the other one pay."""
        payer, payee = self._payer.chosen, self._payee.chosen
        self._payer.choose(payee)
        self._payee.choose(payer)
        self.reckon()
        self.say_form()

    def reckon(self) -> None:
        """Weigh what is typed with what is known, and show it."""
        payer, payee = self._payer.chosen, self._payee.chosen
        self._draft = TransferDraft()
        if payer is not None and payee is not None and payer.token != payee.token:
            self._draft = draft_transfer(
                self._ids,
                payer,
                payee,
                self._amount.value,
                clean(self._reference.value),
                self.known,
            )
        self._show()

    def _show(self) -> None:
        for pick, beside in ((self._payer, "payer-is"), (self._payee, "payee-is")):
            self.query_one(f"#{beside}", Lines).show(self._who(pick))
        weighed = self._draft.legs
        self.query_one("#meant", Lines).show(meant(self._amount.value, self._draft.amount))
        self.query_one("#preview", FittedLines).show_for(
            lambda width: legs.transfer(weighed, width) if weighed else ()
        )
        said = leg_guards(weighed, self.board.today, self.board.is_old)
        if self._draft.must_retype:
            said.append(_("! The amount will have to be typed again."))
        self.query_one("#guards", Lines).show(*said)

    def _who(self, pick: PickInput) -> str:
        """What is known of who is picked, or who would be."""
        subaccount = pick.chosen
        if subaccount is None:
            found = pick.found if pick.value.strip() else []
            return _("→ {name}").format(name=found[0].name) if found else _("type a name, or ↓")
        balance = self.board.balances.of(subaccount.token)
        known = _("not known") if balance is None else euros(balance.amount)
        if at := read_at(self.board, balance):
            known = f"{known} ({at})"
        return SEPARATOR.join((known, f"…{subaccount.token_tail}"))

    def say_form(self) -> None:
        """Say what is wrong with what was typed, and which keys there are."""
        problem = self._draft.problem
        if self._amount.value and problem is not None:
            self.tell(amount_problem(problem))
        elif self._draft.legs:
            self.tell(
                _("Two movements, in this order. If 1 fails, nothing has moved. If 2 fails,"),
                _("the credit waits on the main account: finish it, or give it back."),
            )
        else:
            self.tell(self._who_is_wrong() if self._payer.chosen and self._payee.chosen else "")
        self.hint(_("Enter Next   i Swap (in the amount)   Tab Other field   Esc Cancel"))

    def form_shown(self) -> None:
        """Go where something is still missing."""
        for pick in (self._payer, self._payee):
            if pick.chosen is None:
                self.set_focus(pick)
                return
        self.set_focus(self._amount)

    def form_next(self) -> None:
        """Enter: the next field, then the question."""
        for pick in (self._payer, self._payee):
            pick.settle()
        self.reckon()
        if isinstance(focused := self.focused, PickInput):
            if focused.chosen is not None:
                self.form_shown()
        elif focused is self._amount and self._draft.legs:
            self.set_focus(self._reference)
        else:
            self.ask_if_possible()

    # The question

    def tokens(self) -> Iterable[str]:
        """All that can be picked: each may pay or get in the end."""
        return (one.token for one in self.board.account.subaccounts)

    def rests_on(self) -> object:
        """Both legs, and the balances before them."""
        return [(one.before and one.before.amount, one.objections) for one in self._draft.legs]

    def obstacle(self) -> str:
        """Why the question cannot be asked."""
        if wrong := self._who_is_wrong():
            return wrong
        if self._draft.problem is not None:
            return amount_problem(self._draft.problem)
        return "" if self._draft.may_be_asked else _("This transfer is not possible: see above.")

    def _who_is_wrong(self) -> str:
        payer, payee = self._payer.chosen, self._payee.chosen
        if payer is None or payee is None:
            return _("Pick who pays and who gets: type a part of the name, then Enter.")
        if payer.token == payee.token:
            return _("The same sub-account cannot pay itself: pick another one.")
        return ""

    def pose(self) -> None:
        """Ask."""
        debit, credit = (one.leg.movement for one in self._draft.legs)
        retype = debit.amount if self._draft.must_retype else None
        self.ask(
            transfer_question(debit, credit, again=self._draft.is_again), _("Yes, transfer"), retype
        )

    def agreed(self) -> None:
        """Hand the transfer over."""
        run = Run(
            id=new_id(),
            kind=RunKind.TRANSFER,
            legs=tuple(one.leg for one in self._draft.legs),
            reference=clean(self._reference.value),
        )
        self.app.post_message(RunAgreed(run))
