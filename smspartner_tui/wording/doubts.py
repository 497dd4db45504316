"""What later balances prove about a movement in doubt, and what to do where they do not."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from smspartner_tui.core.movement import Direction, Entry, Ruling, Why
from smspartner_tui.core.verdict import Verdict
from smspartner_tui.i18n import N_, _
from smspartner_tui.wording.figures import clock, euros

RULINGS: Final[Mapping[Ruling, str]] = {
    Ruling.APPLIED: N_("PROPOSED: it went through."),
    Ruling.NOT_APPLIED: N_("PROPOSED: it had no effect."),
    Ruling.PROVISIONAL: N_("No effect so far; until {late} the platform may still carry it out."),
    Ruling.OPEN: N_("NOTHING PROPOSED: the balances do not tell."),
}

WHYS: Final[Mapping[Why, str]] = {
    Why.ROSE: N_("{raised} rose, and only a credit raises a balance."),
    Why.HELD: N_("{lowered} holds more than it could after paying {amount}."),
    Why.SET_BACK: N_(
        "The clock was set back: nobody can say which balances were read before it was sent."
    ),
    Why.UNREAD: N_("No balance has been read since it was sent: refresh (r)."),
    Why.NO_BEFORE: N_("The balances before it are not known."),
    Why.NOT_SHOWN: N_("What both accounts spend by themselves hides it."),
    Why.BOTH: N_("{raised} rose, and {lowered} did not pay: somebody else moved credit."),
    Why.TOO_MUCH: N_("{raised} rose by more than {amount}: somebody else moved credit."),
    Why.ELSEWHERE: N_("{lowered} rose meanwhile: somebody else moved credit."),
    Why.BUYS: N_("This client can buy credit itself: a rise of its balance proves nothing."),
}


def verdict(found: Verdict, entry: Entry, today: date) -> tuple[str, str]:
    """What is proposed, and what that rests on."""
    raised, lowered = accounts(entry)
    late = clock(found.late, today)
    amount = euros(entry.movement.amount)
    why = _(WHYS[found.why]).format(raised=raised, lowered=lowered, amount=amount)
    return _(RULINGS[found.ruling]).format(late=late), _as_sentence(why, entry)


def ruling(of: Ruling, why: Why, entry: Entry) -> str:
    """What was proposed when somebody decided, in a few words."""
    raised, lowered = accounts(entry)
    amount = euros(entry.movement.amount)
    told = _(WHYS[why]).format(raised=raised, lowered=lowered, amount=amount)
    return f"{_(RULED[of])} {_as_sentence(told, entry)}"


def _as_sentence(words: str, entry: Entry) -> str:
    """Words as they begin a sentence; a client's name stays as it is written."""
    return words if words.startswith(entry.movement.name) else words[:1].upper() + words[1:]


RULED: Final[Mapping[Ruling, str]] = {
    Ruling.APPLIED: N_("The balances proposed: it went through."),
    Ruling.NOT_APPLIED: N_("The balances proposed: it had no effect."),
    Ruling.PROVISIONAL: N_("The balances proposed: no effect so far."),
    Ruling.OPEN: N_("The balances proposed nothing."),
}


def needs(found: Verdict, entry: Entry, today: date) -> tuple[str, ...]:
    """What either answer would need to be shown by the balances."""
    raised, lowered = accounts(entry)
    lines: list[str] = []
    if found.rises_above is not None:
        words = _("Went through: when {account} rises above {balance}.")
        lines.append(words.format(account=raised, balance=euros(found.rises_above, exact=True)))
    if found.holds_from is not None:
        words = _("No effect: when {account} still holds {balance} or more after {late}.")
        lines.append(
            words.format(
                account=lowered,
                balance=euros(found.holds_from, exact=True),
                late=clock(found.late, today),
            )
        )
    return tuple(lines)


def by_hand(entry: Entry, today: date) -> tuple[str, ...]:
    """What to compare where the platform lets nothing be read."""
    raised, lowered = accounts(entry)
    return (
        _("The platform lets no balance be read: compare by hand in your customer area."),
        _("At {when}, did {raised} gain {amount}, and did {lowered} pay it?").format(
            when=clock(entry.at, today),
            raised=raised,
            lowered=lowered,
            amount=euros(entry.movement.amount),
        ),
    )


def accounts(entry: Entry) -> tuple[str, str]:
    """The account that a movement raises, and the one that it lowers, in words."""
    movement = entry.movement
    main = _("the main account")
    return (movement.name, main) if movement.direction is Direction.ADD else (main, movement.name)
