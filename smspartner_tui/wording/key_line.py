"""A key as sentences name it."""

from typing import NamedTuple


class KeyLine(NamedTuple):
    """An action that may be given keys: its name, its keys as shown, what it does, its heading.

    `first` is the key that a sentence names. All in the language in force.
    """

    action: str
    first: str
    keys: str
    words: str
    section: str
