"""Asking for yes before credit moves: the rules of it, once."""

from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Input, Label, Rule

from smspartner_tui.core.money import LONGEST_AMOUNT, same_amount
from smspartner_tui.i18n import _
from smspartner_tui.tui.answers import Answer, Listener
from smspartner_tui.tui.keys import BY_ACTION
from smspartner_tui.tui.screens.base import BoardShown
from smspartner_tui.tui.widgets.facts import Lines
from smspartner_tui.tui.widgets.typed import RetypedInput


class Stage(StrEnum):
    """Where a screen that asks for yes stands."""

    FORM = "form"
    QUESTION = "question"
    WAITING = "waiting"
    ANSWERED = "answered"


class AsksForYes(BoardShown, Screen[None]):
    """What a dialog or a whole screen is, to ask for yes before credit moves.

    Yes is a letter, or the amount typed again. Enter alone is never yes, nor is a paste, nor what
    was typed before the question listened; a question is agreed to at most once.

    It stands last among the bases of a class, because Textual takes styles from the first alone.
    What stands before it therefore must not bind Enter or Esc to anything but `next` and `back`.
    Textual runs `on_key` of every class: one of a subclass would run besides this one, not in its
    place.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "next", priority=True, show=False),
        Binding("escape", "back", priority=True, show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.stage = Stage.FORM
        self.listener = Listener()
        self._retype: Decimal | None = None

    # What is asked about: each screen's own

    def form_next(self) -> None:
        """Enter in the form."""

    def form_shown(self) -> None:
        """Let the form be typed in, the first time after a question or once more."""

    def say_form(self) -> None:
        """Show at the foot what stands there while there is no question."""

    def agreed(self) -> None:
        """Hand over what was asked about: yes was given."""

    def leave(self) -> None:
        """Esc anywhere but in the question: what was handed over goes on."""
        if self.stage is Stage.WAITING:
            self.host.say(_("The movement goes on by itself; its outcome will be shown here."))
        self.dismiss()

    # What is seen of it

    def compose_question(self) -> ComposeResult:
        """What stands at the foot: the question, the line for the amount, which keys answer."""
        yield Rule()
        yield Lines(id="question")
        with Horizontal(classes="field", id="retyping") as retyping:
            retyping.display = False
            yield Label(id="asked-again", markup=False)
            yield RetypedInput(id="retyped", max_length=LONGEST_AMOUNT, listener=self.listener)
        yield Lines(id="hint")

    @property
    def asks_total(self) -> bool:
        """Whether what is typed again is the total of many movements."""
        return False

    @property
    def retyped(self) -> Input:
        """Where the amount is typed again."""
        return self.query_one("#retyped", Input)

    def tell(self, *lines: str) -> None:
        """Show these lines where the question stands."""
        self.query_one("#question", Lines).show(*lines)

    def hint(self, keys: str) -> None:
        """Show which keys do what now, or why the last one did nothing."""
        self.query_one("#hint", Lines).show(keys)

    def on_resize(self) -> None:
        """Keep in sight what is typed in, else what stands at the foot."""
        self.call_after_refresh(self._keep_in_sight)

    def _keep_in_sight(self) -> None:
        if self.stage is Stage.FORM and self.focused is not None:
            self.focused.scroll_visible(animate=False)
        else:
            self._show_foot()

    def _show_foot(self) -> None:
        """Where the window is small, what is asked matters more than what stands above it."""
        for box in self.query("#box"):
            box.scroll_end(animate=False)

    # The question

    def ask(self, question: str, yes: str, retype: Decimal | None) -> None:
        """Ask: `yes` is the word beside its letter; `retype`, if any, the euros to type again."""
        self.stage = Stage.QUESTION
        self._retype = retype
        self.tell(question)
        self.listener.ask()
        if retype is None:
            self.set_focus(None)
            self.hint(_("[o] {yes}      [n] No").format(yes=yes))
        else:
            self.retyped.value = ""
            words = _("Type the total again") if self.asks_total else _("Type the amount again")
            self.query_one("#asked-again", Label).update(words)
            self.query_one("#retyping").display = True
            self.set_focus(self.retyped)
            self.hint(_("Then Enter      Esc Back"))
        self._show_foot()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether an action works now: while there is a question, a key of the map answers it."""
        if self.stage is Stage.QUESTION and action in BY_ACTION and action != "back":
            return False
        return super().check_action(action, parameters)

    def on_key(self, event: events.Key) -> None:
        """Hear the answer to the question."""
        if self.stage is Stage.QUESTION and self._retype is None:
            event.stop()
            match self.listener.hear(event):
                case Answer.YES:
                    self._agree()
                case Answer.NO:
                    self.back_to_form()
                case Answer.EARLY:
                    self.hint(_("Too early: answer o or y, or n to go back."))
                case Answer.NEITHER:
                    self.hint(_("Answer o or y to move credit, n to go back."))

    def on_retyped_input_refused(self, refused: RetypedInput.Refused) -> None:
        """Say why what came was not taken."""
        if refused.is_early:
            self.hint(_("Too early: type it once more, from the beginning."))
        else:
            self.hint(_("Type it by hand, please: a paste is not an answer."))

    def action_next(self) -> None:
        """Enter: one step on in the form, or what was typed again; never yes by itself."""
        match self.stage:
            case Stage.FORM:
                self.form_next()
            case Stage.QUESTION if self._retype is not None:
                self._compare(self._retype)
            case Stage.QUESTION:
                self.hint(_("Enter does not send: answer o or y, or n to go back."))
            case _:
                pass

    def action_back(self) -> None:
        """Esc: out of the question, then out of the screen."""
        if self.stage is Stage.QUESTION:
            self.back_to_form()
        elif self.is_current:
            self.leave()

    def back_to_form(self) -> None:
        """Take the question back."""
        self.stage = Stage.FORM
        with self.retyped.prevent(Input.Changed):
            # It was no change of the form, which would say that instead.
            self.retyped.value = ""
        self.query_one("#retyping").display = False
        self.form_shown()
        self.say_form()

    def _compare(self, amount: Decimal) -> None:
        if not self.listener.listens:
            return
        if same_amount(self.retyped.value, amount):
            self._agree()
        else:
            self.retyped.value = ""
            self.hint(
                _("The total typed again differs. Nothing was sent.")
                if self.asks_total
                else _("The amount typed again differs. Nothing was sent.")
            )

    def _agree(self) -> None:
        """Yes was given: the question is over before anything is handed over."""
        if self.stage is not Stage.QUESTION:
            return
        self.stage = Stage.WAITING
        self.query_one("#retyping").display = False
        self.set_focus(None)
        self.hint(_("Esc Leave it to finish by itself"))
        self.tell(_("Handing over…"))
        self.agreed()
