"""A line in which a sub-account is picked: by typing a part of its name, or with the arrows."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from smspartner_tui.core.accounts import SubAccount
from smspartner_tui.core.filter import fold
from smspartner_tui.tui.widgets.typed import TypedInput

LONGEST = 60
"""Characters of a part of a name."""


class PickInput(TypedInput):
    """Holds a sub-account, or a part of a name that is looked for among them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "next_choice", show=False),
        Binding("up", "previous_choice", show=False),
    ]

    def __init__(
        self,
        choices: Sequence[SubAccount],
        chosen: SubAccount | None,
        *,
        id: str,  # noqa: A002 (Textual's own name)
    ) -> None:
        super().__init__(id=id, max_length=LONGEST)
        self._choices = tuple(choices)
        self._among = self._choices
        self.chosen: SubAccount | None = None
        self.choose(chosen)

    def choose(self, subaccount: SubAccount | None) -> None:
        """Hold this sub-account; the arrows lead from it to any other."""
        self._among = self._choices
        self._hold(subaccount)

    def _hold(self, subaccount: SubAccount | None) -> None:
        self.chosen = subaccount
        self.value = "" if subaccount is None else subaccount.name

    @property
    def found(self) -> list[SubAccount]:
        """The sub-accounts that what was typed is a part of the name of."""
        wanted = fold(self.value).split()
        return [one for one in self._choices if all(word in fold(one.name) for word in wanted)]

    def settle(self) -> None:
        """Take the first that fits what was typed, where it is not a chosen one's name."""
        if self.chosen is not None and self.chosen.name == self.value:
            return
        found = self.found if self.value.strip() else []
        self.choose(found[0] if found else None)

    def on_key(self, event: events.Key) -> None:
        """What is typed over a chosen name begins anew."""
        if self.chosen is not None and event.is_printable:
            self.chosen = None
            self.value = ""

    def on_blur(self) -> None:
        """Whoever leaves the line has picked."""
        self.settle()

    def action_next_choice(self) -> None:
        """Choose the next one of those that fit."""
        self._step(1)

    def action_previous_choice(self) -> None:
        """Choose the one before."""
        self._step(-1)

    def _step(self, by: int) -> None:
        """Hold another one: of those that fit, as long as nothing else is typed."""
        if self.chosen is None:
            self._among = tuple(self.found)
        if not self._among:
            return
        at = 0 if self.chosen is None else self._among.index(self.chosen) + by
        self._hold(self._among[at % len(self._among)])
