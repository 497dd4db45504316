"""The end: asked for by a key or a signal, and never before an outcome is on the disk."""

from collections.abc import Iterator
from functools import partial

from textual import work
from textual.timer import Timer

from smspartner_tui.core.facts import MovementSettled
from smspartner_tui.core.movement import Entry, State
from smspartner_tui.core.verdict import late_until
from smspartner_tui.i18n import _
from smspartner_tui.tui import screens
from smspartner_tui.tui.errands import Errands, Untold


class Quitting(Errands):
    """An app that leaves once nothing is in flight, and asks where something is in doubt."""

    _watching: Timer | None = None

    def take_untold(self) -> Iterator[Untold]:
        """Hand over, once, what came too late to be seen: to be said when the screen is gone."""
        while self.not_shown:
            yield self.not_shown.pop(0)

    async def action_quit(self) -> None:
        """Leave; with a movement in flight, once its outcome is on the disk."""
        if self._desk.is_sending:
            # A run goes no further than the movement in flight; the next start shows it.
            self._desk.pause()
            if not self.is_leaving:
                self.is_leaving = True
                self._watching = self.set_interval(0.1, self._leave_when_done)
            words = _("A movement is in flight: leaving on its outcome, in {seconds} s at most")
            self.say(words.format(seconds=round(self.board.account.deadline)))
        elif any(self._is_provisional(entry) for entry in self._in_doubt()):
            self._ask_leave()
        else:
            self.end(0)

    def _is_provisional(self, entry: Entry) -> bool:
        """Whether the platform may still carry out a movement that it never answered."""
        return self.clock() < late_until(entry, self.board.account.deadline)

    def _in_doubt(self) -> list[Entry]:
        """The movements in doubt, those whose outcome is still on its way to the board too."""
        coming = [fact.entry for fact in self.not_shown if isinstance(fact, MovementSettled)]
        return [*self.board.in_doubt, *(one for one in coming if one.state is State.UNKNOWN)]

    async def _leave_when_done(self) -> None:
        if self._desk.is_sending or self._watching is None:
            return
        self._watching.stop()
        self._watching = None
        self.is_leaving = False
        await self.action_quit()

    @work(description="leave")
    async def _ask_leave(self) -> None:
        if isinstance(self.on_top, screens.AskScreen):
            return
        detail = _("It stays locked, and the next start offers to check it.")
        question = screens.AskScreen(_("A movement is in doubt. Quit?"), detail)
        if await self.push_screen_wait(question):
            self.end(0)
        else:
            # The operator stays, and has seen them.
            self.not_shown.clear()

    def end(self, status: int) -> None:
        """Close the screen, from whatever thread or signal; readings are ended, not waited for."""
        self._desk.stop_reading()
        self.is_over = True
        loop = self._loop
        if loop is not None:
            loop.call_soon_threadsafe(partial(self.exit, status, status))

    def action_help_quit(self) -> None:
        """Ctrl+C ends nothing here."""
        self.say(_("Quit (q)."))

    def action_suspend_process(self) -> None:
        """Go to the background, but never with a movement in flight."""
        if self._desk.is_sending:
            self.say(_("A movement is in flight: not now."))
        else:
            super().action_suspend_process()
