"""Runs of movements: handed over, taken up again, looked at; none of them is the app's own."""

from contextlib import suppress
from pathlib import Path

from textual import work

from smspartner_tui.core.facts import RunChanged, RunStopped
from smspartner_tui.core.run import Run
from smspartner_tui.core.text import clean
from smspartner_tui.i18n import _
from smspartner_tui.journal import JournalError, NotGoing
from smspartner_tui.tui import screens
from smspartner_tui.tui.board import Account
from smspartner_tui.tui.errands import Errands
from smspartner_tui.tui.messages import (
    DropWanted,
    FactArrived,
    PlanFileWanted,
    PlanFileWritten,
    RunAgreed,
    RunRead,
    RunTakenUp,
    RunWanted,
    SurroundingsKnown,
)
from smspartner_tui.tui.presentation.exports import LONGEST_PATH, stem
from smspartner_tui.wording import clock, journal_problem
from smspartner_tui.wording.runs import offered, over, to_drop


class Running(Errands):
    """An app that hands runs to the desk, and asks the journal for those that it holds."""

    _agreed = ""
    """The run that the operator agreed to last, until it begins."""

    def on_run_agreed(self, agreed: RunAgreed) -> None:
        """Hand a run to the desk, and show what becomes of it in place of who asked."""
        if self.on_top is None:
            return
        screen = screens.RunScreen(agreed.run)
        self._agreed = agreed.run.id
        if isinstance(self.on_top, screens.WeighsMany):
            self.switch_screen(screen)
        else:
            self.push_screen(screen)
        if self.is_leaving:
            self.hear(RunStopped(agreed.run))
        else:
            self._desk.begin(agreed.run)

    def on_fact_arrived(self, arrived: FactArrived) -> None:
        """Once a run has begun, what was marked for it is done with; not before."""
        if isinstance(arrived.fact, RunChanged) and arrived.fact.run.id == self._agreed:
            self._agreed = ""
            self.dashboard.clear_marks()

    def on_run_taken_up(self, taken: RunTakenUp) -> None:
        """Hand a paused run to the desk again."""
        if self.is_leaving:
            self.hear(RunStopped(taken.run))
        else:
            self._desk.take_up(taken.run, taken.legs)

    def on_pause_wanted(self) -> None:
        """Pause the run that goes on here, after the movement in flight."""
        self._desk.pause()

    @work(description="drop")
    async def on_drop_wanted(self, wanted: DropWanted) -> None:
        """Drop what is left of a run, if the operator means it."""
        if await self.push_screen_wait(screens.AskScreen(*to_drop(wanted.run))):
            self.drop(wanted.run)

    @work(thread=True, group="journal", description="drop the rest")
    def drop(self, run: Run) -> None:
        """Do no more of a run."""
        try:
            self._desk.drop_rest(run)
        except NotGoing as gone:
            self.post_message(FactArrived(RunStopped(gone.run)))
        except JournalError as error:
            self.call_from_thread(self.say, journal_problem(error.problem), tone="bad")

    def on_surroundings_wanted(self) -> None:
        """Ask the journal for a screen, and have connections opened while the operator looks."""
        self.renew_board()
        self.ask_surroundings()
        self.prepare()

    @work(thread=True, group="journal", description="surroundings")
    def ask_surroundings(self) -> None:
        """Ask what the guards need to know of many sub-accounts."""
        try:
            known = SurroundingsKnown(self._desk.surroundings())
        except JournalError as error:
            known = SurroundingsKnown(None, error.problem)
        self.post_message(known)

    def on_surroundings_known(self, known: SurroundingsKnown) -> None:
        """Hand it to who weighs, and read balances that are too old to decide on."""
        for screen in self.screen_stack:
            if isinstance(screen, screens.WeighsMany) and screen.is_mounted:
                screen.surroundings_known(known)
                self.read_if_old(*screen.balances)

    # Kept

    def on_plan_file_wanted(self, wanted: PlanFileWanted) -> None:
        """Write a plan into a file."""
        account = self.board.account
        self.write_plan(wanted, account, stem(f"{account.label}-plan", self.board.now))

    @work(thread=True, group="export", description="plan")
    def write_plan(self, wanted: PlanFileWanted, account: Account, name: str) -> None:
        """Write a plan into a new file, where the program was started or else at home."""
        # It is wanted rarely, and what it needs takes time to load.
        from smspartner_tui.core.filing import About
        from smspartner_tui.core.plan import ToMarks
        from smspartner_tui.export.files import write_new_file
        from smspartner_tui.wording.filing import plan_file

        wish = wanted.wish
        about = About(
            self.clock(),
            account.profile or account.label,
            account.label,
            wanted.reference,
            take_back=isinstance(wish, ToMarks) and wish.take_back,
        )
        text = plan_file(wanted.plan, about)
        for folder in (Path.cwd(), Path.home()):
            try:
                path = write_new_file(folder, name, ".toml", text)
            except OSError as error:
                problem = error.strerror or str(error)
            else:
                self.post_message(PlanFileWritten(str(path)))
                return
        words = _("Nothing was written: {problem}.")
        self.post_message(PlanFileWritten(problem=words.format(problem=problem)))

    def on_plan_file_written(self, written: PlanFileWritten) -> None:
        """Say it on the plan's screen, or in the status line where that is gone."""
        if isinstance(screen := self.on_top, screens.PlanScreen):
            screen.plan_file_written(written)
        else:
            self.say(written.problem or clean(written.path, LONGEST_PATH))

    # Looked at

    @work(description="offer a run")
    async def offer_run(self, run: Run) -> None:
        """Ask whether to look at what was interrupted."""
        asked = offered(run, clock(run.asked_at or self.clock(), self.board.today))
        if not await self.push_screen_wait(screens.AskScreen(*asked)):
            return
        # A colleague may have ended it while the question stood.
        if run.id in self.board.runs:
            self.push_screen(screens.RunScreen(run))
        else:
            self.say(over(run))

    def on_run_wanted(self, wanted: RunWanted) -> None:
        """Read the run that a movement is a leg of."""
        self.read_run(wanted)

    @work(thread=True, group="run", exclusive=True, description="run")
    def read_run(self, wanted: RunWanted) -> None:
        """Ask for the run that a movement is a leg of."""
        as_of = self.steps_told
        with suppress(JournalError):
            run = self._desk.run_of(wanted.movement_id)
            self.post_message(RunRead(wanted, run, as_of=as_of))

    def on_run_read(self, read: RunRead) -> None:
        """Show it, or what undoing it would be."""
        if read.as_of != self.steps_told:
            # It took a step since, which the screen would never be told of.
            self.read_run(read.wanted)
        elif read.run is None:
            self.say(_("This movement was asked for by itself."))
        elif read.wanted.to_undo:
            self.push_screen(screens.UndoDialog(read.run))
        else:
            self.push_screen(screens.RunScreen(read.run))
