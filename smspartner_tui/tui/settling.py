"""A movement in doubt: what the desk is asked about it, and what the operator decided."""

from contextlib import suppress

from textual import work

from smspartner_tui.core.movement import Entry, JournalProblem
from smspartner_tui.desk import TooEarly
from smspartner_tui.i18n import _, ngettext
from smspartner_tui.journal import JournalError, NotUnknown
from smspartner_tui.tui import screens
from smspartner_tui.tui.errands import Errands
from smspartner_tui.tui.messages import (
    CheckWanted,
    EvidenceKnown,
    EvidenceWanted,
    OutcomeDecided,
    ResolutionFailed,
)
from smspartner_tui.wording import clock


class Settling(Errands):
    """An app that offers to settle what is in doubt, and records what was decided."""

    @work(description="offer")
    async def offer_check(self) -> None:
        """Ask whether to look at the first movement in doubt."""
        doubts = self.board.in_doubt
        words = ngettext(
            "{count} movement to check since {when}. See it now?",
            "{count} movements to check since {when}. See the first now?",
            len(doubts),
        )
        when = clock(doubts[0].at, self.board.today)
        asked = words.format(count=len(doubts), when=when)
        if not await self.push_screen_wait(screens.AskScreen(asked)):
            return
        # A colleague may have settled it while the question stood.
        if left := self.board.in_doubt:
            self.push_screen(screens.CheckScreen(left[0]))
        else:
            words = _("No. {number} is no longer in doubt: see the history (h).")
            self.say(words.format(number=doubts[0].number))

    def on_evidence_wanted(self, wanted: EvidenceWanted) -> None:
        """Ask the journal what later balances prove."""
        self.examine(wanted.entry)

    def on_evidence_known(self, known: EvidenceKnown) -> None:
        """Hand it to the screen that asked."""
        for screen in self.screen_stack:
            if isinstance(screen, screens.CheckScreen):
                screen.evidence_known(known)

    def on_check_wanted(self, wanted: CheckWanted) -> None:
        """Open the screen that settles a movement in doubt."""
        self.push_screen(screens.CheckScreen(wanted.entry))

    def on_outcome_decided(self, decided: OutcomeDecided) -> None:
        """Record what the operator decided."""
        self.resolve(decided)

    def on_resolution_failed(self, failed: ResolutionFailed) -> None:
        """Hand it to the screen that asked."""
        for screen in self.screen_stack:
            if isinstance(screen, screens.CheckScreen) and screen.is_about(failed.entry):
                screen.resolution_failed(failed)
                return
        # Rarely so late; it is loaded with the screen.
        from smspartner_tui.wording.evidence import not_recorded

        until = clock(failed.until, self.board.today) if failed.until is not None else ""
        words = _("What you decided about no. {number} was not recorded.")
        told = words.format(number=failed.entry.number)
        self.say(told, not_recorded(failed.problem, until), tone="bad")

    @work(thread=True, group="evidence", description="evidence")
    def examine(self, entry: Entry) -> None:
        """Ask what later balances prove about a movement in doubt."""
        with suppress(JournalError):
            self.post_message(EvidenceKnown(entry, *self._desk.examine(entry)))

    @work(thread=True, group="journal", description="resolution")
    def resolve(self, decided: OutcomeDecided) -> None:
        """Record what the operator decided."""
        try:
            self._desk.resolve(
                decided.entry.movement.id, applied=decided.applied, because=decided.because
            )
        except NotUnknown as found:
            # Its outcome may be on its way to a journal that takes none.
            problem = self._desk.journal_problem or JournalProblem.UNWRITABLE
            is_open = found.entry.is_open
            self.post_message(ResolutionFailed(decided.entry, problem if is_open else None))
        except TooEarly as early:
            self.post_message(ResolutionFailed(decided.entry, None, until=early.until))
        except JournalError as error:
            self.post_message(ResolutionFailed(decided.entry, error.problem))
