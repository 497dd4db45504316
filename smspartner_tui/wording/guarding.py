"""What the guards say of what is about to be asked, and what else is to be known before yes."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Final

from smspartner_tui.core.accounts import Balance
from smspartner_tui.core.draft import Draft
from smspartner_tui.core.movement import Direction
from smspartner_tui.core.weighing import WeighedLeg
from smspartner_tui.i18n import _
from smspartner_tui.wording.asking import already, objection
from smspartner_tui.wording.figures import clock

_SHOWN: Final = 3
"""Old balances that are told one by one: as many as a transfer has accounts."""


def movement_guards(
    weighed: Draft,
    direction: Direction,
    balance: Balance | None,
    today: date,
    *,
    is_old: bool,
    may_buy: bool,
) -> list[str]:
    """The guards' word, what was moved there lately, how yes is given, and an old balance."""
    lines = [f"! {objection(found, today)}" for found in weighed.objections]
    if weighed.latest is not None:
        lines.append(f"! {already(weighed.latest, today)}")
    if weighed.movement is not None and weighed.movement.everything:
        lines.append(_("! After this it can send nothing any more."))
    if weighed.must_retype:
        lines.append(_("! The amount will have to be typed again."))
    if direction is Direction.REMOVE and may_buy:
        lines.append(_("! “advanced” account: the client may have bought part of this itself."))
    if balance is None:
        lines.append(_("The balance was never read: the platform decides."))
    elif is_old:
        lines.append(_("Balance of {when}, old.").format(when=clock(balance.read_at, today)))
    return lines


def leg_guards(
    legs: Sequence[WeighedLeg], today: date, is_old: Callable[[Balance], bool]
) -> list[str]:
    """What the guards say of legs, each word once, which are like one of lately, old balances."""
    said: dict[str, None] = {}
    for one in legs:
        for found in one.objections:
            words = objection(found, today)
            said[f"! {_of(one, words)}" if len(legs) > 1 else f"! {words}"] = None
        if one.duplicate is not None:
            said[f"! {_of(one, already(one.duplicate, today))}"] = None
    return [*said, *_old_balances(legs, today, is_old)]


def _old_balances(
    legs: Sequence[WeighedLeg], today: date, is_old: Callable[[Balance], bool]
) -> Iterator[str]:
    """The accounts whose balance is old, each once; how many, where they are more than a few."""
    old: dict[str, tuple[str, Balance]] = {}
    for one in legs:
        movement = one.leg.movement
        for token, name, balance in (
            ("", _("Main account"), one.main_before),
            (movement.token, movement.name, one.before),
        ):
            if balance is not None and is_old(balance):
                old.setdefault(token, (name, balance))
    if len(old) > _SHOWN:
        words = _("{count} balances are old, the oldest of {when}.")
        oldest = min(balance.read_at for _name, balance in old.values())
        yield words.format(count=len(old), when=clock(oldest, today))
        return
    for name, balance in old.values():
        words = _("{name}: balance of {when}, old.")
        yield words.format(name=name, when=clock(balance.read_at, today))


def _of(one: WeighedLeg, why: str) -> str:
    return _("{name}: {why}").format(name=one.leg.movement.name, why=why)
