"""Evidence of damage: each event's hash covers the one before it, and rows fold from events.

SQLite has no checksums of its own. The chain with the fold shows a flipped bit, an edited amount
or a dropped event. Alone it does not show that the newest events were cut off, for which
`soundness` counts them; and it is no proof against the file's owner, who can compute it anew.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Final, NamedTuple

_BATCH: Final = 2000
"""Events read at a time, so that a long history is not in memory twice."""

Fact = str | int | None
Facts = Mapping[str, Fact]


class Event(NamedTuple):
    """One step of a movement, as the table holds it; `facts` are the columns that it set."""

    seq: int
    movement: str
    state: str
    at: str
    facts: str
    hash: str


def written(facts: Facts) -> str:
    """Facts in the one form that is hashed."""
    return json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def link(previous: str, movement: str, state: str, at: str, facts: str) -> str:
    """The hash of an event that follows the event with the hash `previous`."""
    text = "\n".join((previous, movement, state, at, facts))
    return hashlib.sha256(text.encode()).hexdigest()


def seal(values: Iterable[Fact]) -> str:
    """The hash that a row carries which stands by itself, outside the chain."""
    # As Python writes a tuple in ASCII: the same in every version, and quick.
    return hashlib.sha256(ascii(tuple(values)).encode()).hexdigest()


def fold(events: Iterable[Event]) -> tuple[dict[str, dict[str, Fact]], int | None]:
    """The movements that events add up to, and the number of the first event that is damaged.

    A movement is its columns by name, `state` among them.
    """
    movements: dict[str, dict[str, Fact]] = {}
    previous, expected = "", 1
    left = iter(events)
    while batch := list(islice(left, _BATCH)):
        sound = 0
        for seq, movement, state, at, facts, hashed in batch:
            if seq != expected or hashed != link(previous, movement, state, at, facts):
                break
            previous, expected, sound = hashed, expected + 1, sound + 1
        # One text of many is read faster than many: this is most of what a start checks.
        every = json.loads(f"[{','.join(event.facts for event in batch[:sound])}]")
        for event, columns in zip(batch, every, strict=False):
            folded = movements.setdefault(event.movement, {"id": event.movement})
            folded.update(columns)
            folded["state"] = event.state
        if sound < len(batch):
            return movements, batch[sound].seq
    return movements, None
