"""A plan as a file: what is said in it to who reviews it, and what is wrong with one."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Final

from smspartner_tui.core.changes import Change, Difference
from smspartner_tui.core.filing import About, FilingError, Flaw, Remarks, written, written_euros
from smspartner_tui.core.money import ZERO, plain
from smspartner_tui.core.plan import Missed, Plan
from smspartner_tui.core.text import clean
from smspartner_tui.i18n import N_, _, ngettext
from smspartner_tui.wording.figures import euros
from smspartner_tui.wording.plans import note, why

FILE: Final = "plan.toml"
"""The name under which a file is spoken of in it."""

_LONGEST_KEY: Final = 60


def plan_file(plan: Plan, about: About) -> str:
    """The text of a file that holds a plan, with comments for who reviews it."""
    rows = [f"{place}. {note(row)}" for place, row in enumerate(plan.rows, 1)]
    left_out = [_("Left out:"), *map(_left_out, plan.missed)] if plan.missed else []
    return written(plan, about, Remarks(_head(plan, about), rows, left_out))


def _head(plan: Plan, about: About) -> list[str]:
    words = ngettext(
        "Plan for {label}: {count} movement, {total} in all. Nothing of it has been sent.",
        "Plan for {label}: {count} movements, {total} in all. Nothing of it has been sent.",
        len(plan.rows),
    )
    return [
        words.format(
            label=about.label or about.profile, count=len(plan.rows), total=euros(plan.total)
        ),
        _("To see what it comes to with the balances of today, then to carry it out:"),
        f"  smspartner-tui apply {FILE} --dry-run",
        f"  smspartner-tui apply {FILE} --confirm {written_euros(plan.total)}",
        _("`to` is the balance to reach: from it the amount is reckoned anew."),
        _("To strike out a movement, remove its lines, and correct `total` and the count."),
    ]


def _left_out(missed: Missed) -> str:
    one = missed.subaccount
    name = f"  {one.name} (…{one.token_tail})"
    wanted = f" ({euros(missed.wanted)})" if missed.wanted else ""
    return _("{name}: {why}").format(name=name, why=f"{why(missed)}{wanted}")


FLAWS: Final[Mapping[Flaw, str]] = {
    Flaw.SYNTAX: N_(
        "this is not TOML: texts stand between quotes, one key a line, none of them twice"
    ),
    Flaw.UNKNOWN_KEY: N_("unknown key `{key}`; known here: {known}"),
    Flaw.MISSING: N_("`{key}` is missing: make the plan anew with `smspartner-tui plan`"),
    Flaw.NOT_TEXT: N_("`{key}` must be a text between quotes"),
    Flaw.NOT_TIME: N_("`{key}` must be a time with its zone, such as 2025-06-12T12:36:41Z"),
    Flaw.NOT_FLAG: N_("`{key}` must be true or false, without quotes"),
    Flaw.NOT_COUNT: N_("`{key}` must be a whole number, without quotes"),
    Flaw.NOT_TABLES: N_("`{key}` must be a list of tables, each under [[{key}]]"),
    Flaw.NOT_AMOUNT: N_('`{key}` is not an amount in euros: write it such as "50.00"'),
    Flaw.NOT_BALANCE: N_('`{key}` is not a balance in euros: write it such as "8.245"'),
    Flaw.NOT_DIRECTION: N_('`{key}` must be "add" or "remove"'),
    Flaw.TWICE: N_("this `{key}` stands there already: keep one movement of each sub-account"),
    Flaw.WRONG_TOTAL: N_("`{key}` must be {figure}, which is what the movements come to"),
    Flaw.WRONG_COUNT: N_("`{key}` must be {figure}, which is what the movements come to"),
    Flaw.TOO_MANY: N_("more than {figure} `{key}`: make several plans, by group say"),
}


def filing_problem(error: FilingError) -> str:
    """What is wrong with a file that should hold a plan, and what to do."""
    key = clean(str(error.place[-1]), _LONGEST_KEY) if error.place else ""
    if error.flaw is Flaw.UNKNOWN_KEY and (near := get_close_matches(key, error.known, 1)):
        return _("unknown key `{key}`; did you mean `{near}`?").format(key=key, near=near[0])
    known, figure = ", ".join(error.known), plain(error.figure)
    return _(FLAWS[error.flaw]).format(key=key, known=known, figure=figure)


def difference(found: Difference) -> str:
    """One thing that is not as the file has it."""
    name, was = clean(found.name), euros(found.was or ZERO, signed=True)
    match found.change:
        case Change.AMOUNT if found.row is not None:
            now = euros(found.row.change, signed=True)
            words = _("{name}: {now} instead of {was} ({why})")
            return words.format(name=name, now=now, was=was, why=note(found.row))
        case Change.LEFT_OUT if found.missed is not None:
            words = _("{name}: left out, {was} in the file ({why})")
            return words.format(name=name, was=was, why=why(found.missed))
        case Change.ORDER:
            return _("The order is another: who needs it most comes first.")
        case _:
            words = _("{name}: left out, {was} in the file (not in the configuration)")
            return words.format(name=name, was=was)
