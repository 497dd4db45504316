"""How the app copies: through whatever stands between it and the operator's terminal."""

import os

from textual import work

from smspartner_tui.tui.clipboard import harmless, load_into_tmux, sequence
from smspartner_tui.tui.driver import TerminalDriver
from smspartner_tui.tui.errands import Errands


class Copying(Errands):
    """An app whose copies reach the clipboard through tmux and GNU screen too."""

    def copy_to_clipboard(self, text: str) -> None:
        """Put a text on the clipboard of the terminal, as far as that lets programs do it."""
        self._clipboard = text = harmless(text)
        if isinstance(self._driver, TerminalDriver):
            self._driver.tell(sequence(text, os.environ))
            if os.environ.get("TMUX"):
                self.load_into_tmux(text)

    @work(thread=True, group="copying", description="copying")
    def load_into_tmux(self, text: str) -> None:
        """Hand a text to tmux, which may take a moment."""
        load_into_tmux(text, os.environ)
