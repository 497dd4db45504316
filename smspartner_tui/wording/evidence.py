"""A movement in doubt, told: the balances before it and since, what they prove, what to decide."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from smspartner_tui.core.movement import Before, Direction, Entry, JournalProblem, Ruling
from smspartner_tui.core.verdict import Evidence, Sighting, Verdict
from smspartner_tui.i18n import _, ngettext
from smspartner_tui.wording.doubts import by_hand, verdict
from smspartner_tui.wording.figures import clock, euros
from smspartner_tui.wording.journals import journal_problem
from smspartner_tui.wording.outcomes import outcome

_SHOWN = 3
"""Readings that are shown: the last ones."""


class _Read(NamedTuple):
    """Both balances as one reading told them; None where it did not."""

    at: datetime
    main: Decimal | None
    subaccount: Decimal | None


def head(entry: Entry, today: date) -> list[str]:
    """What was asked for, when and by whom, and what came back."""
    movement = entry.movement
    is_add = movement.direction is Direction.ADD
    words = _("add {amount} to {name}") if is_add else _("take back {amount} from {name}")
    asked = _("No. {number}: {what}, {when} by {who}").format(
        number=entry.number,
        what=words.format(amount=euros(movement.amount), name=movement.name),
        when=clock(entry.at, today),
        who=entry.operator.name,
    )
    result = entry.outcome
    came_back = outcome(movement, result, entry.number)[1:] if result else ()
    return [asked, *came_back]


def figures(entry: Entry, evidence: Evidence | None, today: date) -> list[tuple[str, str, str]]:
    """Both balances before the sending and at each reading since: when, the main one, the other."""
    movement = entry.movement
    was = (entry.main_before, entry.subaccount_before)
    lines: list[tuple[str, ...]] = [
        ("", _("main account"), movement.name),
        (_before_at(was, today), *(_cell(seen.amount if seen else None) for seen in was)),
    ]
    read = _readings(evidence) if evidence else []
    lines += [
        (_("{when} read").format(when=f"{one.at.astimezone():%H:%M:%S}"), *map(_cell, one[1:]))
        for one in read[-_SHOWN:]
    ]
    if read:
        lines.append((_("difference"), *_differences(was, read)))
    changes = (movement.change_of_main, movement.change_of_subaccount)
    lines.append((_("if it went through"), *(euros(by, signed=True) for by in changes)))
    return [(when, main, other) for when, main, other in lines]


def around(evidence: Evidence) -> str:
    """When the balances were read, and what else this journal moved meanwhile."""
    read = [one.at.astimezone() for one in _readings(evidence)]
    if not read:
        return ""
    words = _("read from {first} to {last}") if len(read) > 1 else _("read at {first}")
    parts = [words.format(first=f"{read[0]:%H:%M:%S}", last=f"{read[-1]:%H:%M:%S}")]
    meanwhile = [one for one in evidence.others if one.at > evidence.entry.at]
    if meanwhile:
        words = ngettext(
            "{count} other movement meanwhile, taken into account",
            "{count} other movements meanwhile, taken into account",
            len(meanwhile),
        )
        parts.append(words.format(count=len(meanwhile)))
    return ", ".join(parts)


def proposed(
    entry: Entry, evidence: Evidence, found: Verdict, today: date, *, is_blind: bool
) -> tuple[str, ...]:
    """What the balances propose, and what that rests on; `is_blind` where none may be read."""
    if is_blind and found.ruling is Ruling.OPEN:
        return by_hand(entry, today)
    ruling, why = verdict(found, entry, today)
    if known := around(evidence):
        ruling = f"{ruling} ({known})"
    if found.ruling is Ruling.OPEN:
        advice = _("Compare with your customer area, or ask SMS Partner by time and amount.")
        return ruling, why, advice
    return ruling, why


def decision(entry: Entry, found: Verdict | None, *, applied: bool) -> tuple[str, ...]:
    """The question whether to record a decision; where the balances say otherwise, that first."""
    if applied:
        asked = _("Record that no. {number} WENT THROUGH?").format(number=entry.number)
        against = Ruling.NOT_APPLIED
    else:
        asked = _("Record that no. {number} HAD NO EFFECT?").format(number=entry.number)
        against = Ruling.APPLIED
    is_against = found is not None and found.ruling is against
    return (_("! The balances say otherwise."), asked) if is_against else (asked,)


def not_recorded(problem: JournalProblem | None, until: str) -> str:
    """Why a decision was not recorded: too early, the journal, or that somebody has decided."""
    if until:
        return too_early(until)
    if problem is None:
        return _("Somebody decided about it meanwhile.")
    return journal_problem(problem)


def too_early(until: str) -> str:
    """That it cannot be said yet that a movement had no effect."""
    words = _("The platform may still carry it out: decide that after {until}; refresh first (r).")
    return words.format(until=until)


def _before_at(was: Iterable[Before | None], today: date) -> str:
    times = [seen.read_at for seen in was if seen is not None]
    return _("{when} before").format(when=clock(min(times), today)) if times else _("before")


def _cell(amount: Decimal | None) -> str:
    return _("not known") if amount is None else euros(amount, exact=True)


def _readings(evidence: Evidence) -> list[_Read]:
    """The readings since, one line for each time, oldest first."""
    mains = {seen.asked_at: seen.amount for seen in evidence.main}
    subaccounts = {seen.asked_at: seen.amount for seen in evidence.subaccount}
    return [
        _Read(at, mains.get(at, _standing(evidence.main, at)), subaccounts.get(at))
        for at in sorted(mains.keys() | subaccounts.keys())
    ]


def _standing(seen: Sequence[Sighting], at: datetime) -> Decimal | None:
    """The balance between two sightings of the same one."""
    before = [one for one in seen if one.asked_at <= at]
    after = [one for one in seen if one.asked_at >= at]
    is_same = before and after and before[-1].amount == after[0].amount
    return before[-1].amount if is_same else None


def _differences(was: Sequence[Before | None], read: Sequence[_Read]) -> list[str]:
    """What each balance changed by, from before to when it was last read."""
    last = [
        next((one[place] for one in reversed(read) if one[place] is not None), None)
        for place in (1, 2)
    ]
    return [
        ""
        if seen is None or not isinstance(now, Decimal)
        else euros(now - seen.amount, signed=now != seen.amount, exact=True)
        for seen, now in zip(was, last, strict=True)
    ]
