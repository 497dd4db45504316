"""What a screen is that has who is followed changed: it asks, waits, and hears what came of it."""

from textual.screen import Screen

from smspartner_tui.core.following import Edit
from smspartner_tui.i18n import _
from smspartner_tui.tui.edits import EditAgreed
from smspartner_tui.tui.screens.ask import AskScreen
from smspartner_tui.tui.screens.base import BoardShown
from smspartner_tui.wording.following import what_of, where


class Edits(BoardShown, Screen[None]):
    """Asks before an edit is kept; `is_writing` while it waits for that.

    It stands last among the bases of a class, because Textual takes styles from the first alone.
    """

    is_writing = False
    _edit: Edit = Edit()

    def tell(self, *lines: str) -> None:
        """Show these lines where the screen says what it has to say."""
        raise NotImplementedError

    def ask_to_keep(self, edit: Edit, question: str, *more: str) -> None:
        """Show what will be written, and ask."""
        self._edit = edit
        account = self.board.account
        lines = [*what_of(edit, account.followed), *more, "", where(account.config_path)]
        self.app.push_screen(AskScreen(question, "\n".join(lines)), self._answered)

    def _answered(self, yes: bool | None) -> None:
        if yes and not self.is_writing:
            self.is_writing = True
            self.tell(_("Writing…"))
            self.app.post_message(EditAgreed(self._edit))

    def edit_kept(self) -> None:
        """It was kept: the screen below says so."""
        self.is_writing = False
        self.dismiss()

    def edit_refused(self, problem: str) -> None:
        """It was not kept: say why, and let the operator try again."""
        self.is_writing = False
        self.tell(problem)
