"""Rows of the journal to values and back.

What comes out is made harmless again: a file that others can write may hold anything.
"""

import json
import sqlite3
from dataclasses import asdict
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from smspartner_tui.core.filter import fold
from smspartner_tui.core.history import Rise
from smspartner_tui.core.money import from_micros, to_micros
from smspartner_tui.core.movement import (
    Before,
    Direction,
    Entry,
    Link,
    Movement,
    Outcome,
    Reason,
    Resolution,
    Ruling,
    RunKind,
    State,
    Why,
)
from smspartner_tui.core.operator import Operator
from smspartner_tui.core.run import Halt, Leg, Run, RunState
from smspartner_tui.core.text import clean
from smspartner_tui.journal.chain import Fact, Facts

_LONGEST_REPLY: Final = 2000
"""Characters of a reply that is kept."""


def moment(at: datetime) -> str:
    """A time as the journal writes it: UTC, with its offset, sortable as text."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def balance_micros(amount: Decimal | None) -> int | None:
    """A foreign balance in micro-euros; None when it was not told, or is beyond all bounds."""
    try:
        return None if amount is None else to_micros(amount)
    except ValueError:
        return None


def _euros(micros: int | None) -> Decimal | None:
    return None if micros is None else from_micros(micros)


def operator_fact(operator: Operator) -> str:
    """An operator as the journal writes one."""
    return json.dumps(operator.as_record(), sort_keys=True, ensure_ascii=False)


def _wanted(movement: Movement) -> dict[str, Fact]:
    """What was asked for, by column."""
    return {
        "token": movement.token,
        "name": movement.name,
        "direction": movement.direction.value,
        "micros": to_micros(movement.amount),
        "reference": movement.reference,
        "everything": int(movement.everything),
        "again_after": movement.again_after,
    }


def planned(movement: Movement, operator: Operator, at: datetime) -> Facts:
    """What the first event of a movement sets."""
    return _wanted(movement) | {
        "operator": operator_fact(operator),
        "search": sought(movement.name, movement.reference, operator.name, movement.token[-4:]),
        "planned_at": moment(at),
    }


def leg(movement: Movement) -> tuple[Fact, ...]:
    """What a leg of a run asks for, in the order of its columns."""
    return (movement.id, *_wanted(movement).values())


def sought(*texts: str) -> str:
    """Texts as a search compares them."""
    return fold("\n".join(texts))


def sending(
    number: int, owner: str, at: datetime, main: Before | None, subaccount: Before | None
) -> Facts:
    """What is set before the first byte leaves."""
    return {
        "number": number,
        "owner": owner,
        "sent_at": moment(at),
        "main_before": balance_micros(main.amount) if main else None,
        "main_before_at": moment(main.read_at) if main else None,
        "subaccount_before": balance_micros(subaccount.amount) if subaccount else None,
        "subaccount_before_at": moment(subaccount.read_at) if subaccount else None,
    }


def settled(outcome: Outcome, at: datetime) -> Facts:
    """What an outcome sets."""
    kept = asdict(outcome)
    for column in ("state", "main_balance", "subaccount_balance"):
        del kept[column]
    kept["seconds"] = round(outcome.seconds, 3)
    return {
        "settled_at": moment(at),
        "main_after": balance_micros(outcome.main_balance),
        "subaccount_after": balance_micros(outcome.subaccount_balance),
        "outcome": json.dumps(kept, sort_keys=True, ensure_ascii=False),
    }


def resolved(resolution: Resolution) -> Facts:
    """What an operator's decision sets."""
    kept = {
        "operator": resolution.operator.as_record(),
        "at": moment(resolution.at),
        "because": resolution.because,
        "ruling": resolution.ruling.value,
        "why": resolution.why.value,
        "main": _last_seen(resolution.main),
        "subaccount": _last_seen(resolution.subaccount),
    }
    return {"resolution": json.dumps(kept, sort_keys=True, ensure_ascii=False)}


def _last_seen(seen: Before | None) -> list[int | str] | None:
    micros = balance_micros(seen.amount) if seen else None
    return None if seen is None or micros is None else [micros, moment(seen.read_at)]


def _operator(record: dict[str, str | int]) -> Operator:
    fields = {key: clean(one) if isinstance(one, str) else one for key, one in record.items()}
    return Operator(**fields)  # type: ignore[arg-type]  # the names say which is which


def _movement(row: sqlite3.Row, movement_id: str) -> Movement:
    return Movement(
        id=movement_id,
        token=row["token"],
        name=clean(row["name"]),
        direction=Direction(row["direction"]),
        amount=from_micros(row["micros"]),
        reference=clean(row["reference"]),
        everything=bool(row["everything"]),
        again_after=row["again_after"],
    )


LINK: Final = """
    (SELECT run.kind || ' ' || run.number FROM leg JOIN run ON run.id = leg.run
        WHERE leg.movement = movement.id) AS run,
    (SELECT number FROM movement AS other WHERE other.id =
        (SELECT undoes FROM leg WHERE leg.movement = movement.id)) AS undoes,
    (SELECT max(other.number) FROM leg JOIN movement AS other ON other.id = leg.movement
        WHERE leg.undoes <> '' AND leg.undoes = movement.id
        AND other.state NOT IN ('rejected', 'not_sent', 'resolved_not_applied')) AS undone_by
"""
"""What a movement has to do with others, as columns beside its own."""


def entry(row: sqlite3.Row) -> Entry:
    """A row of `movement` with what it has to do with others, as a value."""
    return Entry(
        movement=_movement(row, row["id"]),
        state=State(row["state"]),
        operator=_operator(json.loads(row["operator"])),
        planned_at=datetime.fromisoformat(row["planned_at"]),
        number=row["number"],
        sent_at=_time(row["sent_at"]),
        settled_at=_time(row["settled_at"]),
        main_before=_before(row["main_before"], row["main_before_at"]),
        subaccount_before=_before(row["subaccount_before"], row["subaccount_before_at"]),
        outcome=_outcome(row),
        resolution=_resolution(row),
        link=_link(row),
        owner=row["owner"] or "",
    )


def _link(row: sqlite3.Row) -> Link:
    kind, _space, number = (row["run"] or "").partition(" ")
    return Link(
        kind=RunKind(kind) if kind else None,
        run=int(number) if number else None,
        undoes=row["undoes"],
        undone_by=row["undone_by"],
    )


def _before(micros: int | None, at: str | None) -> Before | None:
    if micros is None or at is None:
        return None
    return Before(from_micros(micros), datetime.fromisoformat(at))


def _outcome(row: sqlite3.Row) -> Outcome | None:
    if row["outcome"] is None:
        return None
    kept: dict[str, Any] = {
        key: clean(one, longest=_LONGEST_REPLY) if isinstance(one, str) else one
        for key, one in json.loads(row["outcome"]).items()
    }
    state = State(row["state"])
    if row["resolution"] is not None:
        state = State.UNKNOWN
    return Outcome(
        state=state,
        reason=Reason(kept.pop("reason")),
        main_balance=_euros(row["main_after"]),
        subaccount_balance=_euros(row["subaccount_after"]),
        **kept,
    )


def _resolution(row: sqlite3.Row) -> Resolution | None:
    if row["resolution"] is None:
        return None
    kept = json.loads(row["resolution"])
    return Resolution(
        applied=State(row["state"]) is State.RESOLVED_APPLIED,
        operator=_operator(kept["operator"]),
        at=datetime.fromisoformat(kept["at"]),
        because=clean(kept["because"]),
        ruling=Ruling(kept["ruling"]),
        why=Why(kept["why"]),
        main=_before(*(kept["main"] or (None, None))),
        subaccount=_before(*(kept["subaccount"] or (None, None))),
    )


def rise(row: sqlite3.Row) -> Rise:
    """A row of `rise` as a value."""
    return Rise(
        id=row["id"],
        token=row["account"],
        name=clean(row["name"]),
        amount=from_micros(row["micros"]),
        since=datetime.fromisoformat(row["since"]),
        at=datetime.fromisoformat(row["at"]),
        after=row["after"],
    )


def run(row: sqlite3.Row, legs: tuple[Leg, ...]) -> Run:
    """A row of `run` and its legs as a value."""
    return Run(
        id=row["id"],
        kind=RunKind(row["kind"]),
        legs=legs,
        reference=clean(row["reference"]),
        number=row["number"],
        state=RunState(row["state"]),
        halt=Halt(row["halt"]) if row["halt"] else None,
        operator=_operator(json.loads(row["operator"])),
        asked_at=datetime.fromisoformat(row["asked_at"]),
        owner=row["owner"],
    )


def leg_of(row: sqlite3.Row, tried: Entry | None) -> Leg:
    """A row of `leg`, and what became of it, as a value."""
    return Leg(_movement(row, row["movement"]), row["undoes"], tried)
