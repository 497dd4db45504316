"""What the guards say of what is about to be asked, and what else is to be known before yes."""

from collections.abc import Sequence
from datetime import date

from smspartner_tui.core.accounts import Balance
from smspartner_tui.core.draft import Draft
from smspartner_tui.core.movement import Direction
from smspartner_tui.core.weighing import WeighedLeg
from smspartner_tui.i18n import _
from smspartner_tui.wording.asking import already, objection
from smspartner_tui.wording.figures import clock


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


def leg_guards(legs: Sequence[WeighedLeg], today: date) -> list[str]:
    """What the guards say of legs, each word once, and which are like a movement made lately."""
    said: dict[str, None] = {}
    for one in legs:
        for found in one.objections:
            words = objection(found, today)
            said[f"! {_of(one, words)}" if len(legs) > 1 else f"! {words}"] = None
        if one.duplicate is not None:
            said[f"! {_of(one, already(one.duplicate, today))}"] = None
    return list(said)


def _of(one: WeighedLeg, why: str) -> str:
    return _("{name}: {why}").format(name=one.leg.movement.name, why=why)
