"""The guards, one question each: what is never exceeded, and what is asked twice for."""

from dataclasses import replace
from decimal import ROUND_DOWN, Decimal
from typing import Final

from smspartner_tui.core.guards import Limits
from smspartner_tui.core.money import ZERO, plain
from smspartner_tui.i18n import _
from smspartner_tui.setup.amounts import read_mark
from smspartner_tui.setup.talk import Talk, Wrong
from smspartner_tui.wording import euros

_OF_THE_MAIN: Final = Decimal("0.1")
_TEN: Final = Decimal(10)
_USUAL_DAY: Final = "2000"
_USUAL_MOVEMENT: Final = "1000"


def ask_limits(talk: Talk, main: Decimal | None, base: Limits | None = None) -> Limits:
    """Ask for the reserve and the limits; `main` is the main account's balance, where known.

    `base` is what holds for other profiles already, and is proposed.
    """
    usual = base or Limits()
    talk.say(
        "",
        _("The guards, in euros (- is none). They hold for every operator, on and off the screen."),
    )
    reserve = talk.ask(
        _("Reserve: no credit is added that would leave less on the main account"),
        lambda typed: read_mark(typed) or ZERO,
        plain(usual.main_reserve or usual_reserve(main)),
    )
    if reserve and main is None:
        talk.say(
            _(
                "The main balance could not be read: as long as it is not known, a reserve lets "
                "nothing be added. Where that will stay so, go back (<) and type 0."
            )
        )
    elif main is not None and reserve >= main:
        words = _("There is {balance} on it now: nothing can be added before it is topped up.")
        talk.say(words.format(balance=euros(main)))
    day, movement = (
        (_USUAL_DAY, _USUAL_MOVEMENT)
        if base is None
        else map(_written, (base.max_per_day, base.max_per_operation))
    )
    per_day = talk.ask(_("At most added in a day"), _limit, day)
    per_movement = talk.ask(_("At most in one movement"), _limit, movement)
    confirm_above = talk.ask(
        _("From which amount on must it be typed again?"),
        _amount,
        plain(usual.confirm_above),
    )
    return replace(
        usual,
        main_reserve=reserve,
        max_per_day=per_day,
        max_per_operation=per_movement,
        confirm_above=confirm_above,
    )


def usual_reserve(main: Decimal | None) -> Decimal:
    """A tenth of the main balance in round figures; nothing where that is not known."""
    if main is None or main <= 0:
        return ZERO
    return (main * _OF_THE_MAIN / _TEN).to_integral_value(ROUND_DOWN) * _TEN


def _written(limit: Decimal | None) -> str:
    return "-" if limit is None else plain(limit)


def _limit(typed: str) -> Decimal | None:
    limit = read_mark(typed)
    if limit == 0:
        raise Wrong(_("Zero would forbid every movement: type - for no limit."))
    return limit


def _amount(typed: str) -> Decimal:
    amount = read_mark(typed)
    if amount is None:
        raise Wrong(_("This one needs an amount; 0 has every amount typed again."))
    return amount
