"""A conversation that one can go back in: questions, defaults, reasons for what was not taken.

What is asked is written as a plain function that asks one thing after the other. Going back drops
the last answer and runs that function anew: what was answered is given again without a word, and
what took time or changed something (`once`) is not done twice.
"""

import textwrap
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple, TypeVar

from smspartner_tui.core.secret import Secret
from smspartner_tui.i18n import N_, _
from smspartner_tui.settings.key import KeyPrompt, read_key
from smspartner_tui.settings.values import is_hexadecimal
from smspartner_tui.setup.terminal import Terminal

T = TypeVar("T")

_BACK: Final = frozenset({"<", "back", "retour"})
_YES: Final = frozenset({"o", "oui", "y", "yes"})
_PLAIN_SPACES: Final = str.maketrans("\u00a0\u202f", "  ")
_NO: Final = frozenset({"n", "non", "no"})


class Back(Exception):  # noqa: N818 (what the person wants, no fault)
    """The question before this one is to be asked again."""


class GivenUp(Exception):  # noqa: N818 (what the person wants, no fault)
    """The input has ended: nobody answers any more."""


class Wrong(ValueError):  # noqa: N818 (said of an answer)
    """An answer cannot be taken; its text is the reason, and what to answer instead."""


class Choice(NamedTuple):
    """One of the answers to a question: what is typed for it, and what it means."""

    key: str
    words: str


class _Given(NamedTuple):
    """What was answered, or done once: only what was asked can be gone back to."""

    value: Any
    prompt: str = ""
    typed: str = ""


class Talk:
    """Questions and answers, line by line, in a terminal."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self._given: list[_Given] = []
        self._place = 0
        self._former: dict[str, str] = {}

    def conduct(self, script: Callable[[], T]) -> T:
        """Run a script of questions to its end, again from the start after each step back.

        Raises:
            GivenUp: the input has ended.
        """
        while True:
            self._place = 0
            try:
                return script()
            except Back:
                self._drop_last_answer()

    def _drop_last_answer(self) -> None:
        while self._given:
            dropped = self._given.pop()
            if dropped.prompt:
                self._former[dropped.prompt] = dropped.typed
                return

    @property
    def _is_replaying(self) -> bool:
        return self._place < len(self._given)

    def _next(self, make: Callable[[], _Given]) -> Any:
        """What was given at this place before, or what is given now."""
        if not self._is_replaying:
            self._given.append(make())
        given = self._given[self._place]
        self._place += 1
        return given.value

    def once(self, work: Callable[[], T]) -> T:
        """The result of something that going back does not do again."""
        result: T = self._next(lambda: _Given(work()))
        return result

    # What is said

    def say(self, *paragraphs: str) -> None:
        """Say sentences, broken where the window ends."""
        for paragraph in paragraphs:
            self.show(*self._wrapped(paragraph))

    def _wrapped(self, paragraph: str, hanging: int = 0) -> list[str]:
        wrapped = textwrap.wrap(
            paragraph,
            self.terminal.width,
            subsequent_indent=" " * hanging,
            # A path that is broken is no path any more.
            break_on_hyphens=False,
            break_long_words=False,
        )
        return wrapped or [""]

    def show(self, *lines: str) -> None:
        """Show lines as they are."""
        if not self._is_replaying:
            self.terminal.write("".join(f"{line}\n" for line in lines))

    def leave(self, line: str) -> None:
        """Say a last line, below the question that was not answered."""
        self.terminal.write(f"\n{line}\n" if line else "\n")

    # What is asked

    def ask(
        self,
        prompt: str,
        read: Callable[[str], T],
        default: str | None = None,
        *,
        may_be_token: bool = False,
    ) -> T:
        """An answer as `read` takes it; Enter takes the default, which stands in brackets.

        `read` raises `Wrong` for what it does not take, and the question is asked again; a long
        hexadecimal number is taken only where it `may_be_token`.

        Raises:
            Back: the question before is wanted.
            GivenUp: the input has ended.
        """
        answer: T = self._next(lambda: self._ask(prompt, read, default, may_be_token))
        return answer

    def _ask(
        self, prompt: str, read: Callable[[str], T], default: str | None, may_be_token: bool
    ) -> _Given:
        usual = self._former.get(prompt) or default
        while True:
            self._put(f"{prompt} [{usual}]" if usual else prompt)
            typed = self._line() or usual or ""
            if typed.casefold() in _BACK:
                self._go_back()
                continue
            try:
                _check(typed, may_be_token=may_be_token)
                given = _Given(read(typed), prompt, typed)
            except Wrong as reason:
                words = str(reason)
                self.say(words[:1].upper() + words[1:])
            else:
                self._former.pop(prompt, None)
                return given

    def _line(self) -> str:
        try:
            return self.terminal.read_line().translate(_PLAIN_SPACES).strip()
        except EOFError:
            raise GivenUp from None

    def _put(self, prompt: str) -> None:
        lines = self._wrapped(_("{question}:").format(question=prompt))
        self.terminal.write("\n".join(lines) + " ")

    def _go_back(self) -> None:
        """Raise `Back` where there is a question before this one."""
        if any(given.prompt for given in self._given):
            raise Back
        self.say(_("This is the first question: Ctrl+C leaves."))

    def choose(self, prompt: str, choices: Sequence[Choice], default: str) -> str:
        """The key of one of a few choices, listed one a line."""
        for choice in choices:
            self.show(*self._wrapped(f"  {choice.key}  {choice.words}", hanging=5))
        known = [choice.key for choice in choices]

        def read(typed: str) -> str:
            if typed.casefold() in known:
                return typed.casefold()
            raise Wrong(_("Answer one of: {choices}.").format(choices=", ".join(known)))

        return self.ask(prompt, read, default)

    def agree(self, prompt: str, *, default: bool | None = None) -> bool:
        """Yes or no; without a default Enter is neither."""
        usual = None if default is None else _(_Y) if default else "n"
        return self.ask(prompt, _yes_or_no, usual)

    def agree_now(self, prompt: str) -> bool:
        """The same for what was just shown: nothing that was typed ahead answers it."""
        if not self._is_replaying:
            self.terminal.forget_what_was_typed()
        return self.agree(prompt)

    def secret(self) -> Secret:
        """The API key, typed or pasted unseen.

        Raises:
            Back: the question before is wanted.
            GivenUp: the input has ended.
            SettingsError: it cannot be a key, or the terminal would show it.
        """
        answer: Secret = self._next(lambda: _Given(self._read_secret(), "secret"))
        return answer

    def _read_secret(self) -> Secret:
        def ask(prompt: str) -> str:
            try:
                typed = self.terminal.read_secret(prompt)
            except EOFError:
                # The reader of keys would take the end of the input for a mere mistake.
                raise GivenUp from None
            if typed.strip() in _BACK:
                raise Back
            return typed

        return read_key(KeyPrompt(), is_terminal=True, ask=ask)


_Y: Final = N_("y")


def _yes_or_no(typed: str) -> bool:
    if typed.casefold() in _YES | _NO:
        return typed.casefold() in _YES
    raise Wrong(_("Answer y for yes or n for no."))


def _check(typed: str, *, may_be_token: bool) -> None:
    """Refuse what no answer can be.

    Raises:
        Wrong: it holds keys that write nothing, or looks like an API key.
    """
    if not typed.isprintable():
        # Arrows and their like, or half a character of another encoding.
        raise Wrong(_("That holds keys which write nothing, such as arrows: type it again."))
    if is_hexadecimal(typed) and not may_be_token:
        words = _(
            "That looks like an API key. It is typed only where it is not shown: clear this "
            "screen afterwards, and answer the question."
        )
        raise Wrong(words)
