"""`add` and `remove`: the same dialog as on screen, in words: weighed, asked, sent, told."""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from smspartner_tui.commands import showing
from smspartner_tui.commands.agreeing import Question, agree, refuse_duplicates, refuse_unasked
from smspartner_tui.commands.asking import is_at_terminal
from smspartner_tui.commands.following import BLOCKED, record
from smspartner_tui.commands.interview import (
    asked_for_amount,
    asked_for_reference,
    asked_for_subaccounts,
    how_to_leave,
)
from smspartner_tui.commands.sending import send
from smspartner_tui.commands.telling import (
    DONE,
    FORBIDDEN,
    WRONG_USE,
    Stop,
    give_json,
    say,
    tell,
)
from smspartner_tui.commands.together import move_each
from smspartner_tui.commands.visit import (
    LONGEST_REFERENCE,
    Visit,
    local_day,
    refuse_read_only,
    told,
    visit,
)
from smspartner_tui.core.accounts import MAY_BUY, SubAccount
from smspartner_tui.core.draft import Draft, draft
from smspartner_tui.core.guards import Situation, blocking
from smspartner_tui.core.money import AmountError, AmountProblem, Everything, read_amount
from smspartner_tui.core.movement import Direction, Movement
from smspartner_tui.core.naming import NamingError, named
from smspartner_tui.core.plan import Each
from smspartner_tui.core.text import clean
from smspartner_tui.i18n import _
from smspartner_tui.settings.profile import Profile
from smspartner_tui.unique import new_id
from smspartner_tui.wording import amount_problem, objections, question
from smspartner_tui.wording.guarding import movement_guards
from smspartner_tui.wording.naming import naming_problem

_DIRECTIONS: Final[Mapping[str, Direction]] = {"add": Direction.ADD, "remove": Direction.REMOVE}

_OF_PROBLEM: Final[Mapping[AmountProblem, int]] = {
    AmountProblem.ALREADY_THERE: DONE,
    AmountProblem.WRONG_WAY_DOWN: FORBIDDEN,
    AmountProblem.WRONG_WAY_UP: FORBIDDEN,
    AmountProblem.BALANCE_UNKNOWN: FORBIDDEN,
    AmountProblem.NOTHING_LEFT: FORBIDDEN,
}
"""What an amount that can be read comes to where it cannot be moved; all else is wrong use."""


@dataclass
class _Wanted:
    """Who is to get or to give how much, as far as that was said."""

    direction: Direction
    subaccounts: Sequence[SubAccount]
    typed: str
    reference: str


def run(profile: Profile, options: argparse.Namespace) -> int:
    """Add credit, or take it back, and return the exit status."""
    return told(lambda: _run(profile, options))


def _run(profile: Profile, options: argparse.Namespace) -> int:
    refuse_read_only(profile)
    wanted = _wanted(profile, options)
    refuse_unasked(options)
    return visit(profile, options, lambda there: _move(there, wanted))


def _wanted(profile: Profile, options: argparse.Namespace) -> _Wanted:
    """What the command line says.

    Raises:
        Stop: it is not enough without a terminal, or nothing that can be moved.
    """
    names, typed = options.words[:-1], "".join(options.words[-1:])
    if len(options.words) == 1:
        names, typed = options.words, ""
    direction = _DIRECTIONS[options.command]
    if not typed and not is_at_terminal():
        words = _("Say who and how much, such as: smspartner-tui {command} 'Garage Martin' 50")
        raise Stop(WRONG_USE, words.format(command=options.command))
    subaccounts = [found(profile, name) for name in names]
    for place, one in enumerate(subaccounts):
        if one in subaccounts[:place]:
            words = _("{name} is named twice: name everybody once.")
            raise Stop(WRONG_USE, words.format(name=one.name))
    if typed:
        check_amount(typed, direction)
    reference = clean(options.reference, LONGEST_REFERENCE)
    return _Wanted(direction, subaccounts, typed, reference)


def found(profile: Profile, name: str) -> SubAccount:
    """The sub-account of a name; at a terminal its beginning will do.

    Raises:
        Stop: there is none, or there are several.
    """
    try:
        return named(profile.subaccounts, name, by_beginning=is_at_terminal())
    except NamingError as error:
        raise Stop(WRONG_USE, naming_problem(name, error)) from None


def check_amount(typed: str, direction: Direction) -> None:
    """See whether an amount can be read at all.

    Raises:
        Stop: it cannot.
    """
    try:
        if isinstance(read_amount(typed), Everything) and direction is Direction.ADD:
            raise Stop(WRONG_USE, amount_problem(AmountProblem.EVERYTHING_IN_AN_ADD))
    except AmountError as error:
        raise Stop(WRONG_USE, amount_problem(error.problem)) from None


def refuse_amount(problem: AmountProblem) -> Stop:
    """Why an amount cannot be moved, with its exit status."""
    return Stop(_OF_PROBLEM.get(problem, WRONG_USE), amount_problem(problem))


def _move(there: Visit, wanted: _Wanted) -> int:
    there.look()
    if not wanted.typed:
        _interview(there, wanted)
    if len(wanted.subaccounts) > 1:
        wish = Each(wanted.direction, read_amount(wanted.typed))
        return move_each(there, wanted.subaccounts, wish, wanted.reference)
    (one,) = wanted.subaccounts
    situation = there.desk.situation(one.token)
    weighed = draft(
        new_id(),
        one,
        wanted.direction,
        wanted.typed,
        wanted.reference,
        there.desk.limits,
        situation,
    )
    if weighed.movement is None:
        raise refuse_amount(weighed.problem or AmountProblem.EMPTY)
    _show(there, weighed, weighed.movement, situation)
    return _agree_and_send(there, weighed, weighed.movement)


def _interview(there: Visit, wanted: _Wanted) -> None:
    """Ask for what the command line did not say."""
    there.is_interview = True
    is_add = wanted.direction is Direction.ADD
    how_to_leave()
    if not wanted.subaccounts:
        who = (
            _("Add credit to which sub-account? Several: with commas.")
            if is_add
            else _("Take credit back from which sub-account? Several: with commas.")
        )
        wanted.subaccounts = asked_for_subaccounts(who, there.profile, there.desk.balances.of)
    how_much = (
        _("How much? Such as 50, or =100 for the balance to reach:")
        if is_add
        else _("How much? Such as 50, =100 for the balance to leave, or all:")
    )
    wanted.typed = asked_for_amount(how_much, wanted.direction)
    if not wanted.reference:
        wanted.reference = asked_for_reference(LONGEST_REFERENCE)


def _show(there: Visit, weighed: Draft, movement: Movement, situation: Situation) -> None:
    """Both accounts before and behind it, and the guards' word."""
    listing = there.listings.get(movement.token)
    known = situation.subaccount
    is_old = known is not None and known.is_old(situation.now, situation.stale_after)
    guards = movement_guards(
        weighed,
        movement.direction,
        known,
        local_day(),
        is_old=is_old,
        may_buy=listing is not None and listing.kind == MAY_BUY,
    )
    tell(
        showing.account(_("Main account"), situation.main, movement.change_of_main),
        showing.account(movement.name, known, movement.change_of_subaccount),
        *(f"  {line}" for line in guards),
    )


def _agree_and_send(there: Visit, weighed: Draft, movement: Movement) -> int:
    options = there.options
    if forbidding := blocking(weighed.objections):
        if options.json:
            give_json(record(movement, BLOCKED))
        say(_("Not sent. Nothing moved."))
        raise Stop(FORBIDDEN, objections(forbidding, local_day()))
    refuse_duplicates(
        [(movement.name, weighed.duplicate)],
        options,
        is_told=True,
        is_interview=there.is_interview,
    )
    if is_at_terminal():
        # While it is being asked.
        there.desk.prepare()
    words = question(movement, again=weighed.duplicate is not None)
    agree(Question(words, movement.amount, weighed.must_retype), options)
    return send(there.desk, movement, local_day(), as_json=options.json)
