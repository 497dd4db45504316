"""The options of the commands without a screen. Only what parsing needs is imported here."""

import argparse
import shutil
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Final

from smspartner_tui.i18n import _

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

NAMES: Final = frozenset({"log", "audit", "backup", "plan", "apply"})
"""The commands."""

_WIDEST: Final = 90


def add_to(commands: "Commands") -> None:
    """Add the commands to those of the program."""
    _add_init(commands)
    _add_log(commands)
    _add_audit(commands)
    _add_backup(commands)
    _add_plan(commands)
    _add_apply(commands)


def _add_init(commands: "Commands") -> None:
    parser = _command(
        commands,
        "init",
        _("set the program up: language, key, sub-accounts, guards"),
        _(
            "Asks line by line, in any terminal, and writes the configuration once its exact text "
            "was shown and agreed to. The API key is read unseen, and never stands in it."
        ),
        _("Example: a second account, in a file of its own:"),
        "  smspartner-tui init --profile other --config ~/other.toml",
        _("Example: against the rehearsal bank of `smspartner-tui simulate`:"),
        "  smspartner-tui init --base-url http://127.0.0.1:8080/v1",
    )
    parser.add_argument(
        "--base-url",
        metavar=_("ADDRESS"),
        help=_("where the platform answers: https, or http on this machine"),
    )
    parser.add_argument(
        "--no-input",
        action="store_true",
        help=_("ask nothing: write a sample to standard output, and exit with status 2"),
    )


def _add_log(commands: "Commands") -> None:
    parser = _command(
        commands,
        "log",
        _("write the history: every movement, or totals per client"),
        _(
            "Writes what the journal holds, oldest first: every movement and every credit from "
            "elsewhere, or totals per client and month."
        ),
        _("Example: the totals of June, for a spreadsheet:"),
        "  smspartner-tui log --month 2025-06 --totals --output .",
    )
    when = parser.add_mutually_exclusive_group()
    when.add_argument(
        "--since", metavar=_("DAY"), help=_("from this day on, such as 2025-06-01 or 01/06")
    )
    when.add_argument("--month", metavar=_("MONTH"), help=_("this month only, such as 2025-06"))
    parser.add_argument(
        "--search",
        default="",
        metavar=_("TEXT"),
        help=_("what is typed in the history: names, !word, 1042, refused, 12/06, june"),
    )
    parser.add_argument(
        "--totals",
        action="store_true",
        help=_("opening balance, credited, debited, consumption and closing balance of each month"),
    )
    parser.add_argument(
        "--format",
        choices=("csv", "rfc", "json"),
        default="csv",
        help=_("csv for a French spreadsheet, rfc for other programs, json for one object a line"),
    )
    parser.add_argument(
        "--output",
        type=Path,
        metavar=_("FOLDER"),
        help=_("write a new file there, which only you can read, not to standard output"),
    )


def _add_audit(commands: "Commands") -> None:
    parser = _command(
        commands,
        "audit",
        _("check the journal against all the evidence that it carries"),
        _(
            "Checks the journal: its pages, its tables and rules, the seals of its rows, the chain "
            "of its events, and every movement against its events and the platform's answer."
        ),
        _("Exit status: 0 sound, 1 damaged, 2 it could not be checked."),
        _("Example: a backup of what is sound:"),
        "  smspartner-tui audit && smspartner-tui backup /mnt/backup/$(date +%F).sqlite3",
    )
    parser.add_argument("--json", action="store_true", help=_("one JSON object, for programs"))


def _add_backup(commands: "Commands") -> None:
    parser = _command(
        commands,
        "backup",
        _("copy the journal to a new file, and check the copy"),
        _(
            "Copies the journal, also while it is in use, to a new file that only you can read, "
            "and checks the copy. Nothing is overwritten."
        ),
        _("Example:"),
        "  smspartner-tui backup /mnt/backup/$(date +%F).sqlite3",
        _(
            "To restore a backup, stop the program everywhere, then in the journal's folder, "
            "which `smspartner-tui audit` names:"
        ),
        "  mkdir -m 700 aside && mv journal.sqlite3* aside/\n"
        "  cp /mnt/backup/2025-06-12.sqlite3 journal.sqlite3 && chmod 600 journal.sqlite3",
        _(
            "(660 in a team's folder.) Keep what was put aside. At its start the program says that "
            "the journal is a copy, and of when. What was moved since then is not in it: a balance "
            "that rose shows as elsewhere in the history at the next reading; compare with your "
            "customer area before you move credit again."
        ),
    )
    parser.add_argument("file", type=Path, metavar=_("FILE"), help=_("the new file"))


def _add_plan(commands: "Commands") -> None:
    parser = _command(
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


def _add_apply(commands: "Commands") -> None:
    parser = _command(
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


def _command(
    commands: "Commands", name: str, in_short: str, description: str, *epilog: str
) -> argparse.ArgumentParser:
    """A command, with the options that may stand before its name or behind it."""
    parser = commands.add_parser(
        name,
        help=in_short,
        description=_paragraphs(description),
        epilog=_paragraphs(*epilog),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    suppress = argparse.SUPPRESS
    parser.add_argument(
        "--config",
        type=Path,
        default=suppress,
        metavar=_("FILE"),
        help=_("the configuration to use"),
    )
    parser.add_argument(
        "--profile",
        default=suppress,
        metavar=_("NAME"),
        help=_("the profile of the configuration to use"),
    )
    # Its help stands once, at the program's own options.
    parser.add_argument("--lang", choices=("fr", "en"), default=suppress, help=suppress)
    return parser


def _paragraphs(*texts: str) -> str:
    """Paragraphs as wide as the terminal; what is indented is an example, and stays as it is."""
    width = min(shutil.get_terminal_size().columns - 2, _WIDEST)
    return "\n\n".join(
        text if text.startswith(" ") else textwrap.fill(text, width) for text in texts
    )
