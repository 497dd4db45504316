"""The options of plans: `plan`, `apply`."""

from pathlib import Path

from smspartner_tui.commands.options.parsing import Commands, command
from smspartner_tui.i18n import _


def add_plan(commands: Commands) -> None:
    """Add `plan`."""
    parser = command(
        commands,
        "plan",
        _("write a plan that lifts who is low to the target"),
        _(
            "Reads the balances and writes a plan as TOML to standard output, with what it comes "
            "to beside it: who is below `low` is lifted to `target`, who has the fewest days left "
            "first. Nothing is sent: `smspartner-tui apply` does that, once it has been read."
        ),
        _(
            "Exit status: 0 written, 1 the journal stands against it, 2 wrong use, 5 the platform "
            "cannot be read, 6 key refused."
        ),
        _("Example: a plan for two groups, for a colleague to review:"),
        "  smspartner-tui plan --group auto --group public > plan.toml",
    )
    parser.add_argument(
        "--take-back",
        action="store_true",
        help=_("take back what is above `cap` first, such as 804.50 of 1204.50 with a cap of 400"),
    )
    parser.add_argument(
        "--group",
        action="append",
        default=[],
        metavar=_("NAME"),
        help=_("of this group only, such as auto; may be given more than once"),
    )
    parser.add_argument(
        "--output",
        type=Path,
        metavar=_("FOLDER"),
        help=_("write a new file there, which only you can read, not to standard output"),
    )


def add_apply(commands: Commands) -> None:
    """Add `apply`."""
    parser = command(
        commands,
        "apply",
        _("carry out a plan from a file, against the balances of today"),
        _(
            "Reads the balances, reckons the plan anew, and shows what would go and what is not "
            "as in the file. Once the total of today is agreed to, typed again at a terminal or "
            "with --confirm, the movements go one after the other. Ctrl+C pauses behind the one "
            "in flight."
        ),
        _(
            "Exit status, of the worst movement: 0 done, 1 a fault of ours, 2 wrong use, 3 refused "
            "by the platform, 4 outcome unknown: do not repeat, 5 not sent, 6 key refused, 7 "
            "refused by a guard, or the total was another."
        ),
        _("Example: what it comes to today, then carried out by its total:"),
        "  smspartner-tui apply plan.toml --dry-run\n"
        "  smspartner-tui apply plan.toml --confirm 1020.55 --reference 'June'",
    )
    parser.add_argument("file", type=Path, metavar=_("FILE"), help=_("the plan, such as plan.toml"))
    parser.add_argument(
        "--dry-run", action="store_true", help=_("only show it: nothing is sent, nothing asked")
    )
    parser.add_argument(
        "--confirm",
        metavar=_("TOTAL"),
        help=_("the total of today, such as 1020.55 or “1 020,55 €”; another sends nothing"),
    )
    parser.add_argument(
        "--reference",
        default="",
        metavar=_("TEXT"),
        help=_("the reference of its movements, such as “June”, in place of the file's"),
    )
    parser.add_argument(
        "--again",
        action="store_true",
        help=_("send what was moved lately once more, such as the same 50.00 of this morning"),
    )
    parser.add_argument(
        "--json",
        action="store_true",
        help=_(
            'one JSON object for each movement on standard output, such as "state": "confirmed", '
            "or rejected, not_sent, unknown, blocked (by a guard), left, planned (in a dry run)"
        ),
    )
