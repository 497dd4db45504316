"""What was interrupted: `runs` lists it, `resume`, `give-back` and `drop` bring it to its end."""

import argparse
from collections.abc import Mapping
from datetime import UTC

from smspartner_tui.commands import showing
from smspartner_tui.commands.agreeing import Question, agree, refuse_unasked
from smspartner_tui.commands.asking import is_at_terminal, says_yes
from smspartner_tui.commands.carrying import take_up
from smspartner_tui.commands.following import euros_or_none
from smspartner_tui.commands.interview import asked_for_number, how_to_leave
from smspartner_tui.commands.reckoning import check_journal
from smspartner_tui.commands.telling import (
    DONE,
    FORBIDDEN,
    WRONG_USE,
    Stop,
    give_json,
    give_lines,
    say,
    tell,
)
from smspartner_tui.commands.unfinished import held, open_run
from smspartner_tui.commands.visit import (
    Visit,
    local_day,
    refuse_read_only,
    told,
    visit,
)
from smspartner_tui.core.facts import Fact, RunChanged
from smspartner_tui.core.money import ZERO
from smspartner_tui.core.movement import RunKind
from smspartner_tui.core.run import (
    GIVEN_BACK,
    Leg,
    Run,
    RunState,
    given_back,
    resumed,
    tally,
)
from smspartner_tui.core.weighing import weigh
from smspartner_tui.i18n import _
from smspartner_tui.journal import NotGoing
from smspartner_tui.reading import now
from smspartner_tui.settings.profile import Profile
from smspartner_tui.unique import new_id
from smspartner_tui.wording import clock, objections
from smspartner_tui.wording.guarding import leg_guards
from smspartner_tui.wording.runs import resume_question, standing, summed, to_drop, waiting


def run(profile: Profile, options: argparse.Namespace) -> int:
    """List, go on with, give back or drop what was interrupted, and return the exit status."""
    return told(lambda: _run(profile, options))


def _run(profile: Profile, options: argparse.Namespace) -> int:
    if options.command == "runs":
        return visit(profile, options, _list, only_looks=True)
    if options.command != "drop":
        refuse_read_only(profile)
        refuse_unasked(options)
    if not options.number:
        if not is_at_terminal():
            words = _("Say which one, by its number: `smspartner-tui runs` lists them.")
            raise Stop(WRONG_USE, words)
        return visit(profile, options, _ask_which)
    return visit(profile, options, _end)


def _ask_which(there: Visit) -> int:
    found = there.desk.open_runs()
    if not found:
        say(_("Nothing was interrupted."))
        return DONE
    how_to_leave()
    tell(*(line for one in found for line in _lines(one)))
    there.options.number = asked_for_number(_("Which number?"))
    return _end(there)


def _end(there: Visit) -> int:
    check_journal(there.desk)
    found = open_run(there.desk, there.options.number)
    if found.state is RunState.RUNNING:
        raise Stop(FORBIDDEN, held(found))
    match there.options.command:
        case "drop":
            return _drop(there, found)
        case "give-back":
            if not found.waiting:
                raise Stop(FORBIDDEN, _("Nothing of it waits on the main account."))
            return _go_on(there, found, given_back(found, new_id))
        case _:
            if not found.left:
                raise Stop(FORBIDDEN, " ".join((_("Nothing of it is left."), *standing(found))))
            return _go_on(there, found, resumed(found, new_id))


# Listed


def _list(there: Visit) -> int:
    found = there.desk.open_runs()
    for one in found:
        if there.options.json:
            give_json(_record(one))
        else:
            give_lines(*_lines(one))
    if not found and not there.options.json:
        say(_("Nothing was interrupted."))
    return FORBIDDEN if any(_waits(one) for one in found) else DONE


def _waits(run: Run) -> bool:
    """Whether somebody has to do something about it."""
    return run.state is RunState.PAUSED


def _lines(run: Run) -> list[str]:
    """What it is, where it stands, and which commands there are for it."""
    when = clock(run.asked_at or now(), local_day())
    words = _("{told} ({when} by {who})")
    told_of_it, *more = standing(run)
    lines = [words.format(told=told_of_it, when=when, who=run.operator.name)]
    if run.waiting and run.state is RunState.PAUSED:
        words = _(
            "`smspartner-tui resume {number}` finishes it, `smspartner-tui give-back {number}` "
            "gives it back, `smspartner-tui drop {number}` leaves it on the main account."
        )
        lines.append(f"  {words.format(number=run.number)}")
        return lines
    lines += [f"  {line}" for line in more]
    if run.left and run.state is RunState.PAUSED:
        words = _(
            "`smspartner-tui resume {number}` goes on, `smspartner-tui drop {number}` drops the "
            "rest."
        )
        lines.append(f"  {words.format(number=run.number)}")
    return lines


def _record(run: Run) -> dict[str, object]:
    counted = tally(run)
    left = sum((leg.movement.amount for leg in run.left.values()), ZERO)
    asked_at = run.asked_at
    return {
        "number": run.number,
        "kind": run.kind,
        "state": run.state,
        "halt": run.halt,
        "operator": run.operator.name,
        "asked_at": asked_at and asked_at.astimezone(UTC).isoformat(timespec="milliseconds"),
        "reference": run.reference,
        "done": counted.done,
        "refused": counted.refused,
        "in_doubt": counted.in_doubt,
        "left": counted.left,
        "total": euros_or_none(run.total),
        "total_left": euros_or_none(left),
        "waiting": euros_or_none(run.waiting),
    }


# Gone on with


def _go_on(there: Visit, run: Run, legs: Mapping[int, Leg]) -> int:
    """Weigh what would go, have it agreed to, and send it: a plan by its total."""
    there.look()
    known = there.known()
    weighed = weigh(legs.values(), known)
    tell(
        f"  {waiting(run) if run.waiting else summed(run)}",
        *showing.legs(weighed),
        *(f"  {line}" for line in leg_guards(weighed, local_day(), known.is_old)),
    )
    if all(any(word.blocks for word in one.objections) for one in weighed):
        words = (word for one in weighed for word in one.objections if word.blocks)
        why = objections(words, local_day())
        raise Stop(FORBIDDEN, " ".join((_("Not sent. Nothing moved."), why)))
    total = sum((one.leg.movement.amount for one in weighed), ZERO)
    is_total = run.kind is not RunKind.TRANSFER
    must_retype = is_total or total >= there.desk.limits.confirm_above
    is_back = set(legs) == {GIVEN_BACK}
    words_asked = resume_question(run, len(weighed), total, is_back=is_back)
    agree(Question(words_asked, total, must_retype, is_total), there.options)
    going = {place: one.leg for place, one in zip(legs, weighed, strict=True)}
    return take_up(there.desk, run, going, local_day(), as_json=there.options.json)


# Dropped


def _drop(there: Visit, run: Run) -> int:
    if not run.left:
        raise Stop(FORBIDDEN, " ".join((_("Nothing of it is left."), *standing(run))))
    if not there.options.yes:
        if not is_at_terminal():
            raise Stop(WRONG_USE, _("Without a terminal nobody can be asked: add --yes."))
        tell(*to_drop(run))
        if not says_yes():
            raise Stop(FORBIDDEN, _("No: nothing was dropped."))
    changed: list[Run] = []

    def listen(fact: Fact) -> None:
        if isinstance(fact, RunChanged):
            changed.append(fact.run)

    there.desk.tell = listen
    try:
        there.desk.drop_rest(run)
    except NotGoing as gone:
        raise Stop(FORBIDDEN, " ".join(standing(gone.run))) from None
    for one in changed[-1:]:
        if there.options.json:
            give_json(_record(one))
        for line in standing(one):
            say(line)
    return DONE
