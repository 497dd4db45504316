"""What the screens share that weigh several movements together before they ask for yes."""

from collections.abc import Iterable

from smspartner_tui.core.accounts import Balance
from smspartner_tui.core.facts import ColleagueActed, Fact, MovementResolved, MovementSettled
from smspartner_tui.core.guards import Surroundings
from smspartner_tui.core.run import Leg
from smspartner_tui.core.weighing import Known, WeighedLeg, weigh
from smspartner_tui.i18n import _
from smspartner_tui.tui.messages import DialogLeft, SurroundingsKnown, SurroundingsWanted
from smspartner_tui.tui.screens.yes import AsksForYes, Stage
from smspartner_tui.wording import journal_problem


class WeighsMany(AsksForYes):
    """Weighs what is asked for whenever more is known, and asks once the journal was asked.

    A question that rests on figures that changed is taken back.
    """

    def __init__(self) -> None:
        super().__init__()
        self.surroundings: Surroundings | None = None
        self._wants_question = False
        self._is_out = False
        self._weighed_with: tuple[object, ...] = ()

    # Each screen's own

    def reckon(self) -> None:
        """Weigh what is asked for with what is known now, and show it."""

    def tokens(self) -> Iterable[str]:
        """The sub-accounts that may be asked for."""
        return ()

    def rests_on(self) -> object:
        """What a question rests on: where that changes, it is asked again."""
        return None

    def obstacle(self) -> str:
        """Why the question cannot be asked; empty where it can."""
        return ""

    def pose(self) -> None:
        """Ask the question."""

    # What is known

    def on_mount(self) -> None:
        """Ask what the guards need to know."""
        self._ask_journal()

    def _ask_journal(self) -> None:
        """Ask the journal, unless it is being asked."""
        if not self._is_out:
            self._is_out = True
            self.post_message(SurroundingsWanted())

    def on_unmount(self) -> None:
        """Say that no movement is about to be asked for."""
        self.app.post_message(DialogLeft())

    @property
    def known(self) -> Known:
        """What movements are weighed by."""
        return self.board.known(self.surroundings)

    @property
    def balances(self) -> tuple[Balance | None, ...]:
        """The last balances of the main account and of the sub-accounts that may be asked for."""
        balances = self.board.balances
        return (balances.main, *map(balances.of, self.tokens()))

    def weighed(self, *legs: Leg) -> tuple[WeighedLeg, ...]:
        """Legs weighed in the order in which they go."""
        return weigh(legs, self.known)

    def surroundings_known(self, known: SurroundingsKnown) -> None:
        """Weigh again, now that the journal was asked; without its word nothing can be sent."""
        self._is_out = False
        if known.surroundings is None:
            self._wants_question = False
            if known.problem is not None and self.stage is Stage.FORM:
                self.form_shown()
                self.tell(journal_problem(known.problem))
            return
        self.surroundings = known.surroundings
        self._weigh_again()
        if self._wants_question and self.stage is Stage.FORM:
            self.form_next()

    def board_changed(self) -> None:
        """Weigh again with newer balances, or with those that have become old."""
        self._weigh_again()

    def _weigh_again(self) -> None:
        board = self.board
        known = (
            board.balances,
            board.limits,
            board.open_entries,
            board.trends,
            self.surroundings,
            # A balance that nobody reads again becomes old all the same.
            *(one is not None and board.is_old(one) for one in self.balances),
        )
        is_same = len(known) == len(self._weighed_with) and all(
            one is other for one, other in zip(known, self._weighed_with, strict=True)
        )
        if is_same or self.stage not in {Stage.FORM, Stage.QUESTION}:
            return
        self._weighed_with = known
        before = self.rests_on()
        self.reckon()
        if self.stage is Stage.QUESTION and self.rests_on() != before:
            self.question_lapsed()

    def question_lapsed(self) -> None:
        """Take back a question whose figures have changed."""
        self.back_to_form()
        self.tell(_("A balance changed: look again, then Enter."))

    def fact_arrived(self, fact: Fact) -> None:
        """Ask the journal again where a movement was settled that the guards may ask about."""
        match fact:
            case MovementSettled() | MovementResolved() | ColleagueActed():
                if self.stage in {Stage.FORM, Stage.QUESTION}:
                    # One that is out may have been asked before this.
                    self._is_out = False
                    self._ask_journal()
            case _:
                pass

    # The question

    def ask_if_possible(self) -> None:
        """Ask for yes, if it can be asked for, once the journal has said what it knows."""
        if why := self.obstacle():
            self._wants_question = False
            self.form_shown()
            self.tell(why)
        elif self.surroundings is None:
            self.wait_for_journal()
        else:
            self._wants_question = False
            self.pose()

    def wait_for_journal(self) -> None:
        """Ask for yes as soon as the journal has said what it knows."""
        # What is typed meanwhile is no answer, and belongs to no field either.
        self._wants_question = True
        self.set_focus(None)
        self.tell(_("Asking the journal…"))
        self._ask_journal()
