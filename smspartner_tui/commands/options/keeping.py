"""The options of what looks at the journal: `log`, `audit`, `backup`."""

from pathlib import Path

from smspartner_tui.commands.options.parsing import Commands, command
from smspartner_tui.i18n import _


def add_log(commands: Commands) -> None:
    """Add `log`."""
    parser = command(
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


def add_audit(commands: Commands) -> None:
    """Add `audit`."""
    parser = command(
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


def add_backup(commands: Commands) -> None:
    """Add `backup`."""
    parser = command(
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
