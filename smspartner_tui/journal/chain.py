"""Evidence of damage: each event's hash covers the one before it, and rows fold from events.

SQLite has no checksums of its own. The chain with the fold shows a flipped bit, an edited amount
or a dropped event. Alone it does not show that the newest events were cut off, for which
`soundness` counts them; and it is no proof against the file's owner, who can compute it anew.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

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
    return hashlib.sha256(json.dumps([*values], ensure_ascii=False).encode()).hexdigest()


def fold(events: Iterable[Event]) -> tuple[dict[str, dict[str, Fact]], int | None]:
    """The movements that events add up to, and the number of the first event that is damaged.

    A movement is its columns by name, `state` among them.
    """
    movements: dict[str, dict[str, Fact]] = {}
    previous, expected = "", 1
    for event in events:
        link_now = link(previous, event.movement, event.state, event.at, event.facts)
        if event.seq != expected or event.hash != link_now:
            return movements, event.seq
        movement = movements.setdefault(event.movement, {"id": event.movement})
        movement.update(json.loads(event.facts))
        movement["state"] = event.state
        previous, expected = event.hash, expected + 1
    return movements, None


def outcome_of(movement: Mapping[str, Fact]) -> dict[str, Fact]:
    """The facts of a folded movement's outcome; empty where it has none."""
    kept = movement.get("outcome")
    return json.loads(kept) if isinstance(kept, str) else {}
