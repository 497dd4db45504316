"""Marks, transfers, plans, what happens while they go, and undoing."""

from smspartner_tui.i18n import N_
from smspartner_tui.wording.guide.topic import Topic

TOPIC = Topic(
    "many",
    N_("Many at once"),
    (
        N_(
            "Marks ({mark}, {mark_all} for all that is shown): {add} or {remove} then asks once,"
            " for the same amount for each or, with =100, for each brought to 100, and shows "
            "what that means for everyone and for the main account."
        ),
        N_(
            "A transfer ({transfer}; the first marked pays, the second gets) is a debit, then a "
            "credit: the platform knows nothing else. If the debit fails, nothing has moved. If "
            "the credit fails, its money is on the main account, and the program says so, at the"
            " next start too, until {transfer} finishes it, {undo} gives it back, or you leave "
            "it there for good."
        ),
        N_(
            "A plan ({plan}) lifts everyone below `low` to `target`, whoever has the fewest days"
            " left first; {take_back} also takes back what is above `cap`. The reserve and the "
            "limit of the day cut it from the end, and each row says why it is what it is. Of "
            "marked ones it is a plan for those alone."
        ),
        N_(
            "Typing the plan's total carries it out. Esc goes into the list, where {edit} "
            "changes a row, {strike} strikes it out and {save} saves the plan as a file."
        ),
        N_(
            "While it goes, one movement at a time, each row shows its state, its balance and "
            "its time. A refused one is passed over where the rest stays feasible; no answer "
            "stops the line. {pause} pauses, {resume} goes on with what is left, {drop} drops "
            "it."
        ),
        N_(
            "Close the terminal, kill it, pull the plug: at the next start the plan is there, "
            "for you or a colleague, and no movement of it leaves twice. Nobody else moves "
            "credit on the account while it goes; they see “12 of 60”."
        ),
        N_(
            "Undo ({undo}, here and in the history) asks for the inverse of a movement, a "
            "transfer or a whole plan, and says what has been spent already and cannot come "
            "back. What is in doubt is never undone."
        ),
        N_("The same without a screen:"),
        (
            "  smspartner-tui plan > plan.toml\n"
            "  smspartner-tui apply plan.toml --dry-run\n"
            "  smspartner-tui apply plan.toml --confirm 446.45"
        ),
    ),
)
