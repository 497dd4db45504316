"""A plan on screen: what it is for, and the question with its total."""

from smspartner_tui.core.movement import Direction
from smspartner_tui.core.plan import Plan
from smspartner_tui.i18n import _, ngettext
from smspartner_tui.wording.figures import euros


def plan_title(direction: Direction | None, count: int, *, take_back: bool) -> str:
    """What a plan is for; `count` sub-accounts are marked, 0 for all of them."""
    if direction is not None:
        words = (
            ngettext("Add to {count} sub-account", "Add to {count} sub-accounts", count)
            if direction is Direction.ADD
            else ngettext(
                "Take back from {count} sub-account", "Take back from {count} sub-accounts", count
            )
        )
        return words.format(count=count)
    what = (
        _("Plan: lift who is low to the target, take back what is above the maximum")
        if take_back
        else _("Plan: lift who is low to the target")
    )
    if not count:
        return what
    words = ngettext("{what}, of {count} marked", "{what}, of {count} marked", count)
    return words.format(what=what, count=count)


def plan_question(plan: Plan) -> str:
    """What typing the total will do, in capitals where it counts."""
    words = ngettext(
        "CARRY OUT {count} movement, {total} moved in all?",
        "CARRY OUT {count} movements, {total} moved in all?",
        len(plan.rows),
    )
    return words.format(count=len(plan.rows), total=euros(plan.total))
