"""On which line of a TOML text each key stands, for an error that is about to be shown."""

from smspartner_tui.settings.syntax import statements
from smspartner_tui.settings.values import Place


def lines_of(text: str) -> dict[Place, int]:
    """The line, counted from 1, of every table and key of a valid TOML text.

    What stands inside an inline table or array is not listed: its key's line is near enough.
    """
    found: dict[Place, int] = {}
    line, position = 1, 0
    for statement in statements(text):
        line += text.count("\n", position, statement.start)
        position = statement.start
        place = statement.place
        for length in range(1, len(place) + 1):
            found.setdefault(place[:length], line)
    return found
