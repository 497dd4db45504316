"""`help`: the topics of the program's own help, on standard output."""

from collections.abc import Sequence
from typing import Final

from smspartner_tui.commands.telling import DONE, WRONG_USE, give_lines, room, say
from smspartner_tui.i18n import _
from smspartner_tui.wording.guide import TOPICS, KeyLine, find, page

_WIDEST: Final = 80
"""Cells of a line that is read with ease; as many where nobody says how wide the terminal is."""


def run(word: str, keys: Sequence[KeyLine]) -> int:
    """Print a topic, or name them all where none is asked for, and return the exit status.

    `keys` are those that the operator has.
    """
    if not word:
        return _give(*_list())
    if (topic := find(word)) is None:
        names = ", ".join(one.name for one in TOPICS)
        say(_("There is no such topic; there are: {names}").format(names=names))
        return WRONG_USE
    width = max(20, min((room() or _WIDEST + 1) - 1, _WIDEST))
    title = _(topic.title)
    return _give(title, "", *page(topic, width, keys))


def _list() -> list[str]:
    width = max(len(topic.name) for topic in TOPICS) + 2
    return [
        *(f"{n}  {topic.name:<{width}}{_(topic.title)}" for n, topic in enumerate(TOPICS, 1)),
        "",
        _("One of them: smspartner-tui help TOPIC, by its name or number."),
        _("About a command: smspartner-tui COMMAND --help"),
    ]


def _give(*lines: str) -> int:
    return DONE if give_lines(*lines) else WRONG_USE
