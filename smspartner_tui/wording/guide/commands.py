"""Without a screen: every command, exit statuses, JSON, screen readers, cron."""

from smspartner_tui.i18n import N_
from smspartner_tui.wording.guide.topic import Topic

TOPIC = Topic(
    "commands",
    N_("Without a screen"),
    (
        N_(
            "Each command says all about itself with --help, with examples. At a terminal what "
            "is missing is asked for; elsewhere names are whole, and --yes or --confirm agrees."
        ),
        N_(
            "For screen readers: `ask` does everything line by line, in plain sentences; `list "
            "--plain` is a sentence for each sub-account."
        ),
        ("  smspartner-tui ask\n  smspartner-tui list --plain"),
        N_("Balances, and where everything is:"),
        ("  smspartner-tui list --low auto\n  smspartner-tui info"),
        N_("Moving credit:"),
        (
            "  smspartner-tui add 'Garage Martin' 50 --yes\n"
            "  smspartner-tui remove 'Garage Martin' =100 --yes\n"
            "  smspartner-tui move 'Mairie' 'Garage' 50 --yes"
        ),
        N_(
            "A plan: as a file to review, what it comes to today, carried out if that is still "
            "its total:"
        ),
        (
            "  smspartner-tui plan > plan.toml\n"
            "  smspartner-tui apply plan.toml --dry-run\n"
            "  smspartner-tui apply plan.toml --confirm 446.45"
        ),
        N_(
            "What was interrupted: list it, go on, give a half-done transfer back, or drop the "
            "rest:"
        ),
        (
            "  smspartner-tui runs\n"
            "  smspartner-tui resume 12 --confirm 804.50\n"
            "  smspartner-tui give-back 12 --yes\n"
            "  smspartner-tui drop 12 --yes"
        ),
        N_("Undo, and settle a movement in doubt:"),
        ("  smspartner-tui undo 1042 --yes\n  smspartner-tui resolve 1042"),
        N_("The journal: history, check, copy:"),
        (
            "  smspartner-tui log --month 2025-06 --totals\n"
            "  smspartner-tui audit\n"
            "  smspartner-tui backup copy.sqlite3"
        ),
        N_(
            "Setting up, a rehearsal bank for scripts with a configuration for it on standard "
            "output, and these pages:"
        ),
        ("  smspartner-tui init\n  smspartner-tui simulate\n  smspartner-tui help doubt"),
        N_(
            "Every night, from `crontab -e`: the reading is kept, so that days left are known, "
            "and mail comes only where something is to be done:"
        ),
        "  30 5 * * *  smspartner-tui check --quiet --strict",
        N_(
            "Exit status of what moves credit: 0 done, 1 a fault of ours, 2 wrong use, or what "
            "stands against starting (no terminal, no configuration, a key that others can "
            "read), 3 refused by the platform, 4 in doubt: do not repeat, 5 not sent, 6 key "
            "refused, 7 refused by a guard, by you, or by another total."
        ),
        N_(
            "With --json, every line of standard output is one JSON object. A movement's `state` "
            "is confirmed, rejected, not_sent, unknown, blocked or left; `log` has --format json."
        ),
    ),
)
