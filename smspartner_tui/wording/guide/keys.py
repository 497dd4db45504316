"""The keys that an operator may give to actions: how, and every action by its name."""

from collections.abc import Iterator, Sequence

from smspartner_tui.i18n import N_
from smspartner_tui.wording.guide.topic import Topic, wrapped
from smspartner_tui.wording.key_line import KeyLine


def actions(width: int, keys: Sequence[KeyLine]) -> Iterator[str]:
    """Every action under its heading: its name, its keys as they are now, and what it does."""
    names = max((len(one.action) for one in keys), default=0)
    labels = max((len(one.keys) for one in keys), default=0)
    heading = ""
    for one in keys:
        if one.section != heading:
            heading = one.section
            yield from ("", heading)
        line = f"  {one.action:<{names}}  {one.keys:<{labels}}  {one.words}".rstrip()
        if len(line) <= width:
            yield line
        else:
            yield f"  {one.action:<{names}}  {one.keys}"
            yield from wrapped(one.words, width, margin="    ")


TOPIC = Topic(
    "keys",
    N_("Keys of your own"),
    (
        N_(
            "`[keys]` in the configuration gives an action other keys, in place of its own, by "
            "its name below. A key is a letter, a sign, or a name such as f2, space, slash or "
            "ctrl+b:"
        ),
        '  [keys]\n  add = ["a", "plus", "f2"]\n  history = "f3"',
        N_(
            "Enter, Esc, the keys of yes and no (o, y, n) and Ctrl+C, Ctrl+L, Ctrl+Q, Ctrl+Z "
            "always mean the same. A key that two actions of one screen would share is refused "
            "at the start, in one line that names both."
        ),
        N_("The foot of the screen, the help and all messages name the keys that you gave."),
        N_("The actions, and the keys that they have now:"),
    ),
    actions,
)
