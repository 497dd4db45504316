"""How one sub-account is followed, changed: its name, group, marks, lock and note."""

from decimal import Decimal
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input, Label

from smspartner_tui.core.following import MARKS, Edit, Written
from smspartner_tui.core.money import LONGEST_AMOUNT, AmountError, plain, read_euros
from smspartner_tui.core.text import clean
from smspartner_tui.i18n import _
from smspartner_tui.tui.screens.dialog import BoardDialog
from smspartner_tui.tui.screens.edits import Edits
from smspartner_tui.tui.screens.follow import LONGEST_NAME
from smspartner_tui.tui.widgets.facts import Lines
from smspartner_tui.tui.widgets.tick import Tick
from smspartner_tui.tui.widgets.typed import TypedInput
from smspartner_tui.wording import amount_problem
from smspartner_tui.wording.following import FIELDS, amount, crossing, name_of

_NONE: Final = "-"
"""What is typed for a mark that is to be none, whatever the group has."""

_TEXTS: Final = ("name", "group", "note")
_LONGEST_NOTE: Final = 200


class ChangeDialog(BoardDialog[None], Edits):
    """A form; Enter asks as soon as something is changed, and what was typed stays until yes.

    Only what was changed here is changed, whatever somebody else does to the rest meanwhile.
    """

    AUTO_FOCUS = "#name"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "next", priority=True, show=False),
        Binding("escape", "back", priority=True, show=False),
        Binding("down", "app.focus_next", priority=True, show=False),
        Binding("up", "app.focus_previous", priority=True, show=False),
    ]

    def __init__(self, token: str) -> None:
        super().__init__()
        self._token = token
        self._before = Written(token)

    def compose(self) -> ComposeResult:
        """One box of fields."""
        with VerticalScroll(id="box", can_focus=False):
            yield Lines(id="who")
            for field, word in FIELDS.items():
                with Horizontal(classes="field"):
                    yield Label(_(word), markup=False)
                    if field == "locked":
                        yield Tick(_("shown, never moved (space)"), id=field)
                    else:
                        yield TypedInput(id=field, max_length=_longest(field))
                    if field in MARKS:
                        yield Label("", id=f"{field}-beside", classes="beside", markup=False)
            yield Lines(id="question")
            yield Lines(id="hint")

    def on_mount(self) -> None:
        """Fill the form in."""
        self.query_one("#box").border_title = _("Change a sub-account")
        written = self.board.account.followed.get(self._token)
        if written is None:
            self.dismiss()
            return
        self._before = written
        for field in FIELDS:
            self._fill(field, written)
        self._show_who()
        self._say()
        self.hint()

    def hint(self) -> None:
        """Show which keys do what."""
        words = _("Tab ↓ ↑ Other field   Enter Write…   Esc Back")
        self.query_one("#hint", Lines).show(words)

    def tell(self, *lines: str) -> None:
        """Show these lines below the form."""
        self.query_one("#question", Lines).show(*lines)

    def _show_who(self) -> None:
        words = _("{name}, token …{tail}")
        name, tail = name_of(self._before), self._token[-4:]
        self.query_one("#who", Lines).show(words.format(name=name, tail=tail))

    # What is typed

    def _input(self, field: str) -> Input:
        return self.query_one(f"#{field}", Input)

    @property
    def _tick(self) -> Tick:
        return self.query_one("#locked", Tick)

    def _fill(self, field: str, written: Written) -> None:
        if field == "locked":
            self._tick.set(written.locked)
        else:
            with self.prevent(Input.Changed):
                self._input(field).value = _typed(written, field)

    def _is_touched(self, field: str) -> bool:
        """Whether the operator changed a field."""
        if field == "locked":
            return self._tick.value != self._before.locked
        return self._input(field).value != _typed(self._before, field)

    def _mark(self, field: str) -> Decimal | None:
        """A mark as typed; None for none.

        Raises:
            ValueError: it is no amount.
        """
        typed = self._input(field).value.strip()
        return None if typed == _NONE else read_euros(typed)

    def _after(self) -> Written:
        """The sub-account as the form has it.

        Raises:
            ValueError: a mark is no amount.
        """
        marks = {field: self._mark(field) for field in MARKS if self._input(field).value.strip()}
        name, group, note = (
            clean(self._input(field).value)
            if self._is_touched(field)
            else getattr(self._before, field)
            for field in _TEXTS
        )
        return Written(self._token, name, group, marks, self._tick.value, note)

    def on_input_changed(self) -> None:
        """Show what the marks come to."""
        self._say()

    def _say(self) -> None:
        """Say what is wrong with what was typed, and what an empty field stands for."""
        inherited = self.board.account.followed.inherited(self._input("group").value)
        for field in MARKS:
            own = getattr(inherited, field)
            is_empty = not self._input(field).value.strip()
            words = _("by default: {amount}").format(amount=amount(own)) if is_empty else "€"
            beside = words if own is not None or not is_empty else ""
            self.query_one(f"#{field}-beside", Label).update(beside)
        self.tell(self._problem())

    def _problem(self) -> str:
        """What is wrong with what was typed, or nothing."""
        for field in MARKS:
            try:
                self._mark(field)
            except AmountError as error:
                return f"{_(FIELDS[field])}: {amount_problem(error.problem)}"
            except ValueError:
                words = _("{what}: an amount such as 50 or 50.25; empty or - for none.")
                return words.format(what=_(FIELDS[field]))
        after = self._after()
        marks = self.board.account.followed.marks_of(after)
        return crossing(marks)

    # Enter and Esc

    def action_next(self) -> None:
        """Enter: ask, where something was changed and can be."""
        if self.is_writing:
            return
        if problem := self._problem():
            self.tell(problem)
            return
        after = self._after()
        if after == self._before:
            self.focus_next()
            self.tell(_("Nothing is changed yet."))
            return
        followed = self.board.account.followed
        others = {name_of(one) for one in followed.written if one.token != self._token}
        is_twin = after.name != self._before.name and after.name in others
        warning = (_("! Another sub-account has this name already."),) if is_twin else ()
        words = _("Change {name}?").format(name=name_of(self._before))
        self.ask_to_keep(Edit(change=(after,)), words, *warning)

    def action_back(self) -> None:
        """Esc: leave; what is being written is written all the same."""
        self.dismiss()

    def edit_refused(self, problem: str) -> None:
        """Show the fields as they are by now, but for those that were changed here."""
        self.is_writing = False
        now = self.board.account.followed.get(self._token)
        if now is None:
            self.host.say(problem, tone="bad")
            self.dismiss()
            return
        untouched = [field for field in FIELDS if not self._is_touched(field)]
        self._before = now
        for field in untouched:
            self._fill(field, now)
        self._show_who()
        self._say()
        self.tell(problem)


def _longest(field: str) -> int:
    if field in MARKS:
        return LONGEST_AMOUNT
    return _LONGEST_NOTE if field == "note" else LONGEST_NAME


def _typed(written: Written, field: str) -> str:
    """A value of the configuration as one would type it."""
    if field not in MARKS:
        return str(getattr(written, field))
    if field not in written.marks:
        return ""
    mark = written.marks[field]
    return _NONE if mark is None else plain(mark)
