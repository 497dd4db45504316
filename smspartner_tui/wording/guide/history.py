"""The history, export, audit, backup, and how to restore a backup."""

from smspartner_tui.i18n import N_
from smspartner_tui.wording.guide.topic import Topic

TOPIC = Topic(
    "history",
    N_("History, export, backup"),
    (
        N_(
            "{history} shows every movement with its number, who from where, and what came back."
            " {record} shows one in full, with its hashes; {receipt} copies a receipt; "
            "{undo_record} undoes it."
        ),
        N_(
            "{filter} filters by name, operator, reference, state, number, + or -, “elsewhere”, "
            "and by days: 12/06, june, 12/06..30/06."
        ),
        N_(
            "{export} exports what is shown, every record or totals per client and month, as CSV"
            " for a French spreadsheet, CSV for other programs (RFC 4180) or JSON lines, to a "
            "new file that only you can read (0600)."
        ),
        N_("The same without a screen, and without the key:"),
        (
            "  smspartner-tui log --month 2025-06 --totals --output .\n"
            "  smspartner-tui audit\n"
            "  smspartner-tui backup copy.sqlite3"
        ),
        N_(
            "`audit` holds the journal against all its evidence. The journal is checked at every "
            "start too: pages, rules, each row, the chain of hashes over every step, the replies "
            "kept word for word. Damage is said, with its place; from then on nothing is sent, "
            "and no new journal takes its place."
        ),
        N_(
            "`backup` copies the journal while it is in use. Never copy it by hand while the "
            "program runs."
        ),
        N_(
            "To restore a copy: close the program everywhere, move `journal.sqlite3` (and "
            "`journal.sqlite3-journal`, if it is there) aside, copy the backup in its place as "
            "`journal.sqlite3` with mode 0600 (0660 in a team folder), and start."
        ),
        N_(
            "The program says of when the copy is. What was moved since is not in it, and shows "
            "as balances that rose elsewhere: compare with your customer area before you move "
            "credit again."
        ),
        N_(
            "The hashes prove damage and edits; they prove nothing against the file's owner, who "
            "can compute them anew."
        ),
        N_(
            "The journal holds client names and amounts; keep it as long as your accounts. Keep "
            "it on a disk of the server itself: a network file system, whose locks may not hold, "
            "is warned of at the start."
        ),
    ),
)
