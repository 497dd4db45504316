"""A topic of the program's own help, and its lines for a width."""

import textwrap
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from smspartner_tui.i18n import _
from smspartner_tui.wording.key_line import KeyLine


class Topic(NamedTuple):
    """A page of the help: the name that a command calls it by, its title, its paragraphs.

    A paragraph names a key by its action between braces. What is indented is an example, and
    stays as it is. `more` gives lines for a width that are made of what others know.
    """

    name: str
    title: str
    paragraphs: tuple[str, ...]
    more: Callable[[int, Sequence[KeyLine]], Iterable[str]] = lambda _width, _keys: ()


def page(topic: Topic, width: int, keys: Sequence[KeyLine]) -> list[str]:
    """The lines of a topic in the language in force, none but an example wider than `width`."""
    lines: list[str] = []
    named = {one.action: one.first for one in keys}
    for text in topic.paragraphs:
        if is_example(text):
            lines += text.splitlines()
        else:
            lines += ["", *wrapped(_(text).format_map(named), width)]
    return [*lines[1:], *topic.more(width, keys)]


def is_example(text: str) -> bool:
    """Whether a paragraph is to be typed or read letter by letter."""
    return text.startswith(" ")


def wrapped(text: str, width: int, margin: str = "") -> list[str]:
    """A text in lines; a path or an option is whole, so that it is told apart from words."""
    return textwrap.wrap(
        text, width, break_on_hyphens=False, initial_indent=margin, subsequent_indent=margin
    )
