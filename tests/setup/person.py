"""A person at a plain terminal, who answers by what a question says, and else takes the default."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from smspartner_tui.setup import command
from smspartner_tui.setup.answers import Request
from smspartner_tui.setup.command import Ending
from smspartner_tui.setup.terminal import fitted
from smspartner_tui.simulator import DEMO_KEY

CTRL_D: Final = "\x04"
CTRL_C: Final = "\x03"
_MOST_QUESTIONS: Final = 200


class Person:
    """Types answers, each for the question that holds a piece of text; else Enter alone.

    The answers to one question are typed one after the other, each time that it is asked. `keys`
    are what is pasted unseen. All that was shown is in `said`, all questions in `asked`.
    """

    def __init__(
        self,
        answers: Mapping[str, list[str]] | None = None,
        keys: list[str] | None = None,
        *,
        encoding: str = "utf-8",
        width: int = 79,
    ) -> None:
        self.encoding = encoding
        self.width = width
        self.said = ""
        self.asked: list[str] = []
        self.answers = {piece: list(typed) for piece, typed in (answers or {}).items()}
        self._keys = [DEMO_KEY] if keys is None else list(keys)
        self._last = ""
        self.forgot_at: list[str] = []

    @property
    def heard(self) -> str:
        """All that was said, wherever a line was broken."""
        return " ".join(self.said.split())

    def write(self, text: str) -> None:
        """Look at a text."""
        self._last = fitted(text, self.encoding)
        self.said += self._last

    def read_line(self) -> str:
        """Type the answer to what stands there last."""
        question = " ".join(self._last.split())
        self.asked.append(question)
        assert len(self.asked) < _MOST_QUESTIONS, f"asked without end: {question}"
        typed = self._typed(question)
        self.said += f"{typed}\n"
        return typed

    def _typed(self, question: str) -> str:
        for piece, answers in self.answers.items():
            if piece in question and answers:
                answer = answers.pop(0)
                if answer == CTRL_D:
                    raise EOFError
                if answer == CTRL_C:
                    raise KeyboardInterrupt
                return answer
        return ""

    def read_secret(self, prompt: str) -> str:
        """Paste the next key, unseen."""
        self.said += f"{prompt}\n"
        if not self._keys:
            raise EOFError
        return self._keys.pop(0)

    def forget_what_was_typed(self) -> None:
        """Note that type-ahead was let go of, and how much had been said by then."""
        self.forgot_at.append(self.said)

    def sets_up(self, path: Path, base_url: str, **how: object) -> Ending:
        """Go through the set-up; `how` are the fields of the request."""
        request = Request(path, str(how.pop("profile", "prod")), base_url, **how)  # type: ignore[arg-type]
        return command.run(request, self, can_draw=True)
