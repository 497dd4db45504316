"""What the app asks of the desk for those who look back: what was last done, records, files."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from textual import work

from smspartner_tui.core.history import Place
from smspartner_tui.core.search import Search
from smspartner_tui.i18n import _
from smspartner_tui.journal import JournalError
from smspartner_tui.tui import screens
from smspartner_tui.tui.errands import Errands
from smspartner_tui.tui.messages import (
    ExportWanted,
    ExportWritten,
    HistoryRead,
    HistoryWanted,
    LastMovementRead,
    LastMovementWanted,
    StepsRead,
    StepsWanted,
)
from smspartner_tui.tui.presentation.exports import stem, words_of
from smspartner_tui.wording import journal_problem

if TYPE_CHECKING:
    from smspartner_tui.export import Form

_PAGE: Final = 200
"""Records that are read at a time."""


class LookingBack(Errands):
    """An app that reads the history, and writes it into files."""

    def on_history_wanted(self, wanted: HistoryWanted) -> None:
        """Read the history, or on in it."""
        self.read_history(wanted.search, wanted.before)

    @work(thread=True, group="history", exclusive=True, description="history")
    def read_history(self, search: Search, before: Place | None) -> None:
        """Ask for the newest records that a search finds, or for those before a place."""
        try:
            records = self._desk.records(_PAGE, before, search)
            totals = self._desk.totals(search) if before is None else None
        except JournalError as error:
            self.post_message(HistoryRead(search, (), is_last=True, problem=error.problem))
        else:
            is_last = len(records) < _PAGE
            # Nothing in a journal that cannot be read is not the same as nothing in it.
            problem = None if records or search else self._desk.journal_problem
            self.post_message(
                HistoryRead(search, records, is_last=is_last, totals=totals, problem=problem)
            )

    def on_history_read(self, read: HistoryRead) -> None:
        """Hand it to the history."""
        for screen in self.screen_stack:
            if isinstance(screen, screens.HistoryScreen) and screen.is_mounted:
                screen.history_read(read)

    def on_steps_wanted(self, wanted: StepsWanted) -> None:
        """Read the steps of a movement."""
        self.read_steps(wanted.movement_id)

    @work(thread=True, group="steps", exclusive=True, description="steps")
    def read_steps(self, movement_id: str) -> None:
        """Ask for every step of a movement; where that fails, the list will say why."""
        with suppress(JournalError):
            self.post_message(StepsRead(movement_id, self._desk.steps(movement_id)))

    def on_steps_read(self, read: StepsRead) -> None:
        """Hand them to whoever shows that movement."""
        for screen in self.screen_stack:
            if not isinstance(screen, screens.HistoryScreen | screens.RecordScreen):
                continue
            if screen.is_mounted:
                screen.steps_read(read)

    def on_last_movement_wanted(self, wanted: LastMovementWanted) -> None:
        """Ask the journal for the selected sub-account's newest movement."""
        self.ask_last_movement(wanted.token)

    def on_last_movement_read(self, read: LastMovementRead) -> None:
        """Hand it to the dashboard."""
        self.dashboard.last_movement_read(read)

    @work(thread=True, group="last", exclusive=True, description="last movement")
    def ask_last_movement(self, token: str) -> None:
        """Ask for a sub-account's newest movement."""
        with suppress(JournalError):
            self.post_message(LastMovementRead(token, self._desk.last_of(token)))

    def on_export_wanted(self, wanted: ExportWanted) -> None:
        """Write what a search finds into a file."""
        account = self.board.account
        names = {one.token: one.name for one in account.subaccounts}
        self.write_export(wanted, stem(account.label, self.board.now), names)

    @work(thread=True, group="export", description="export")
    def write_export(self, wanted: ExportWanted, stem: str, names: Mapping[str, str]) -> None:
        """Write what a search finds into a new file."""
        # It is wanted rarely, and what it needs takes time to load.
        from smspartner_tui.export import Content, text, to_ask, totals

        search, content = wanted.search, wanted.content
        try:
            past = self._desk.past(to_ask(content, search))
            told = text(past, content, wanted.form, names, search)
            path = _write(stem, wanted.form, told)
        except JournalError as error:
            written = ExportWritten(problem=journal_problem(error.problem))
        except OSError as error:
            words = _("Nothing was written: {problem}.")
            written = ExportWritten(problem=words.format(problem=error.strerror or str(error)))
        else:
            is_whole = content is Content.RECORDS
            count = len(past.entries) + len(past.rises)
            written = ExportWritten(
                str(path), count if is_whole else len(totals(past, names, search))
            )
        self.post_message(written)

    def on_export_written(self, told: ExportWritten) -> None:
        """Hand it to the dialog, or say it in the status line where that is gone."""
        for screen in self.screen_stack:
            if isinstance(screen, screens.ExportScreen) and screen.is_mounted and screen.is_writing:
                screen.export_written(told)
                return
        self.say(*words_of(told), tone="bad" if told.problem else "")


def _write(stem: str, form: "Form", text: str) -> Path:
    """Into the folder the program was started in, or at home where that is not writable."""
    from smspartner_tui.export import write_new

    try:
        return write_new(Path.cwd(), stem, form, text)
    except OSError:
        return write_new(Path.home(), stem, form, text)
