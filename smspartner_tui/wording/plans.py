"""A plan in a few words: why a row has its amount, why somebody is left out, what it sums up to."""

from collections.abc import Mapping
from typing import Final

from smspartner_tui.core.plan import Because, LeftOut, Missed, Plan, Row
from smspartner_tui.i18n import N_, _, ngettext
from smspartner_tui.wording.asking import amount_problem
from smspartner_tui.wording.figures import euros

_SEPARATOR: Final = " · "

BECAUSE: Final[Mapping[Because, str]] = {
    Because.TARGET: N_("target"),
    Because.CAP: N_("maximum"),
    Because.SAME: N_("as asked"),
    Because.GOAL: N_("balance asked for"),
    Because.EDITED: N_("changed by hand"),
    Because.RESERVE: N_("reserve: of {wanted}"),
    Because.DAY: N_("day's limit: of {wanted}"),
    Because.OPERATION: N_("limit: of {wanted}"),
}

LEFT_OUT: Final[Mapping[LeftOut, str]] = {
    LeftOut.STRUCK: N_("struck out"),
    LeftOut.NO_TARGET: N_("no target"),
    LeftOut.UNREAD: N_("balance unknown"),
    LeftOut.LOCKED: N_("locked"),
    LeftOut.DOUBT: N_("? in doubt"),
    LeftOut.IN_FLIGHT: N_("in flight"),
    LeftOut.RESERVE: N_("reserve reached"),
    LeftOut.DAY: N_("day's limit"),
    LeftOut.MAIN_UNKNOWN: N_("main unknown"),
    LeftOut.TOO_SMALL: N_("not enough"),
    LeftOut.DUST: N_("under a cent"),
}


def note(row: Row) -> str:
    """Why a row has the amount that it has; of a cut one, what it would have been."""
    return _(BECAUSE[row.because]).format(wanted=euros(row.wanted))


def why(missed: Missed) -> str:
    """Why somebody is left out."""
    if missed.problem is not None:
        return amount_problem(missed.problem)
    return _(LEFT_OUT[missed.why])


def sums(plan: Plan) -> tuple[str, str]:
    """What is moved in all, and what that means for the main account."""
    count, missed = len(plan.rows), len(plan.missed)
    parts = [ngettext("{count} movement", "{count} movements", count).format(count=count)]
    if plan.debits:
        parts.append(_("debits {amount}").format(amount=euros(plan.debits)))
    parts.append(_("credits {amount}").format(amount=euros(plan.credits)))
    if missed:
        words = ngettext("{count} left out", "{count} left out", missed)
        parts.append(words.format(count=missed))
    return _SEPARATOR.join(parts), _main(plan)


def _main(plan: Plan) -> str:
    if plan.main is None or plan.lowest is None:
        return _("Main account: balance not known")
    words = _("Main account {before} → {after}")
    parts = [words.format(before=euros(plan.main), after=euros(plan.main + plan.effect))]
    parts.append(_("lowest {amount}").format(amount=euros(plan.lowest)))
    if plan.reserve > 0:
        parts.append(_("reserve {amount}").format(amount=euros(plan.reserve)))
    return _SEPARATOR.join(parts)
