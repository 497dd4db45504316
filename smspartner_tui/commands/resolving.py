"""`resolve`: a movement in doubt, what the balances show, and what a person decides about it."""

import argparse
from datetime import UTC
from typing import Final, NamedTuple

from smspartner_tui.commands.asking import is_at_terminal, says_yes, typed
from smspartner_tui.commands.following import euros_or_none
from smspartner_tui.commands.interview import asked, asked_for_number, how_to_leave
from smspartner_tui.commands.telling import (
    DONE,
    FORBIDDEN,
    UNKNOWN,
    WRONG_USE,
    Stop,
    give_json,
    say,
    tell,
)
from smspartner_tui.commands.undoing import entry_of
from smspartner_tui.commands.visit import Visit, local_day, told, visit
from smspartner_tui.core.accounts import ReadingProblem
from smspartner_tui.core.movement import Entry, State
from smspartner_tui.core.text import clean
from smspartner_tui.core.verdict import Verdict
from smspartner_tui.desk import TooEarly
from smspartner_tui.i18n import _
from smspartner_tui.journal import NotUnknown
from smspartner_tui.settings.profile import Profile
from smspartner_tui.wording import clock, state
from smspartner_tui.wording.doubts import needs
from smspartner_tui.wording.evidence import decision, figures, head, proposed, too_early

LONGEST_REASON: Final = 120
"""Characters of why, as on the screen."""


class _Decision(NamedTuple):
    """What a person decided, and why."""

    applied: bool
    because: str


def run(profile: Profile, options: argparse.Namespace) -> int:
    """Show a movement in doubt, record a decision about it, and return the exit status."""
    return told(lambda: _run(profile, options))


def _run(profile: Profile, options: argparse.Namespace) -> int:
    options.because = clean(options.because, LONGEST_REASON)
    if options.applied is not None and not options.number:
        raise Stop(WRONG_USE, _("Say which movement, by its number."))
    if options.applied is not None and not options.because and not is_at_terminal():
        raise Stop(
            WRONG_USE, _("Say why: what did you see, and where? Add --because with a few words.")
        )
    return visit(profile, options, _resolve)


def _resolve(there: Visit) -> int:
    there.look()
    if not there.options.number:
        return _list(there)
    entry = entry_of(there.desk, there.options.number)
    if entry.state is not State.UNKNOWN:
        words = _("No. {number} is not in doubt: {state}.")
        told_state = state(entry.state)
        raise Stop(FORBIDDEN, words.format(number=entry.number, state=told_state))
    verdict = _show(there, entry)
    decided = _decided(there, entry, verdict)
    if decided is None:
        words = _(
            "It stays in doubt: no movement on {name} until it is settled, with "
            "`smspartner-tui resolve {number} --applied` or `--not-applied`."
        )
        say(words.format(name=entry.movement.name, number=entry.number))
        return UNKNOWN
    return _record(there, entry, decided)


def _list(there: Visit) -> int:
    """Show all that are in doubt; at a terminal ask which one to settle."""
    doubts = [one for one in there.desk.open_entries() if one.state is State.UNKNOWN]
    if not doubts:
        say(_("Nothing is in doubt."))
        return DONE
    for one in doubts:
        if there.options.json:
            give_json(_as_record(one, there.desk.examine(one)[1]))
        else:
            tell(*head(one, local_day()))
    if not is_at_terminal() and not there.options.json:
        say(_("To settle one: `smspartner-tui resolve` and its number."))
    if there.options.json or not is_at_terminal():
        return UNKNOWN
    how_to_leave()
    there.options.number = asked_for_number(_("Settle which number?"))
    return _resolve(there)


def _show(there: Visit, entry: Entry) -> Verdict:
    """Say what is known of it: the balances before and since, and what they prove."""
    evidence, verdict = there.desk.examine(entry)
    day = local_day()
    reading = there.reading
    is_blind = reading is not None and reading.problem is ReadingProblem.NOT_ALLOWED
    (_blank, main, name), *rows = figures(entry, evidence, day)
    seen = _("  {when}: {main} {of_main}, {name} {of_name}")
    tell(
        *head(entry, day),
        *(
            seen.format(when=when, main=main, of_main=of_main, name=name, of_name=of_name)
            for when, of_main, of_name in rows
        ),
        *proposed(entry, evidence, verdict, day, is_blind=is_blind),
        *needs(verdict, entry, day),
    )
    return verdict


def _decided(there: Visit, entry: Entry, verdict: Verdict) -> _Decision | None:
    """What the options say, or the person at the terminal; nothing where it is left for later."""
    applied, because = there.options.applied, there.options.because
    if applied is None:
        if there.options.json or not is_at_terminal():
            if there.options.json:
                give_json(_as_record(entry, verdict))
            return None
        answer = typed(
            _("What became of it? a for went through, s for no effect, Enter for later: ")
        )
        applied = {"a": True, "s": False}.get(answer.strip().casefold())
        if applied is None:
            return None
        because = because or _reason()
        tell(*decision(entry, verdict, applied=applied))
        return _Decision(applied, because) if says_yes() else None
    tell(*decision(entry, verdict, applied=applied)[:-1])
    return _Decision(applied, because or _reason())


def _reason() -> str:
    return clean(asked(_("Why: what did you see, and where?")), LONGEST_REASON)


def _record(there: Visit, entry: Entry, decided: _Decision) -> int:
    desk, movement_id = there.desk, entry.movement.id
    try:
        desk.resolve(movement_id, applied=decided.applied, because=decided.because)
    except TooEarly as early:
        raise Stop(FORBIDDEN, too_early(clock(early.until, local_day()))) from None
    except NotUnknown:
        raise Stop(FORBIDDEN, _("Somebody decided about it meanwhile.")) from None
    settled = entry_of(desk, str(entry.number))
    if there.options.json:
        give_json(_as_record(settled, None))
    words = _("No. {number}: recorded as {state}. Nothing was sent.")
    say(words.format(number=entry.number, state=state(settled.state)))
    return DONE


def _as_record(entry: Entry, verdict: Verdict | None) -> dict[str, object]:
    movement, decided = entry.movement, entry.resolution
    return {
        "number": entry.number,
        "name": movement.name,
        "direction": movement.direction,
        "amount": euros_or_none(movement.amount),
        "sent_at": entry.at.astimezone(UTC).isoformat(timespec="milliseconds"),
        "operator": entry.operator.name,
        "state": entry.state,
        "proposal": verdict.ruling if verdict else decided.ruling if decided else None,
        "why": verdict.why if verdict else decided.why if decided else None,
        "no_effect_from": verdict
        and verdict.late.astimezone(UTC).isoformat(timespec="milliseconds"),
        "because": decided.because if decided else None,
        "decided_by": decided.operator.name if decided else None,
    }
