"""The options of what is looked at: `list`, `check`, `info`; and of being asked: `ask`."""

from smspartner_tui.commands.options.parsing import Commands, add_json, command
from smspartner_tui.i18n import _


def add_list(commands: Commands) -> None:
    """Add `list`."""
    parser = command(
        commands,
        "list",
        _("read the balances and list them"),
        _(
            "Reads the balances of all sub-accounts and lists them. What could not be read is "
            "listed as it was last known, with its time."
        ),
        _("Exit status: 0 read, 1 a fault of ours, 2 wrong use, 5 not read, 6 key refused."),
        _("Example: the low ones of a group; then for a program:"),
        "  smspartner-tui list --low auto\n  smspartner-tui list --json",
    )
    parser.add_argument(
        "words",
        nargs="*",
        metavar=_("WORD"),
        help=_("what is typed as a filter on the dashboard: a name, a group, !word, “<20”, low"),
    )
    parser.add_argument("--low", action="store_true", help=_("only those that are low or empty"))
    parser.add_argument(
        "--plain", action="store_true", help=_("a sentence for each, for screen readers")
    )
    add_json(parser, _("one JSON object for each account, the main one first"))


def add_check(commands: Commands) -> None:
    """Add `check`."""
    parser = command(
        commands,
        "check",
        _("check the configuration, the key, the journal, doubts and low balances, for cron"),
        _(
            "Says in one line each what it found, and what to do. Its reading is kept in the "
            "journal, so that one a day is enough to know for how many days balances last."
        ),
        _(
            "Exit status: 0 all is well, 1 the journal stands against it, 2 the configuration "
            "cannot be used, 4 a movement is in doubt, 5 the platform cannot be read, 6 key "
            "refused, 7 a run was interrupted. Low balances are told, and are 0 all the same, "
            "unless --strict makes them 7. Of several, the first of 1, 6, 5, 4, 7."
        ),
        _("Example: every night, heard of only where something is to be done:"),
        "  30 5 * * *  smspartner-tui check --quiet --strict",
    )
    parser.add_argument("--strict", action="store_true", help=_("low balances are a 7, too"))
    parser.add_argument(
        "--quiet", action="store_true", help=_("say only what something is to be done about")
    )
    add_json(parser, _("one JSON object for each thing that is checked"))


def add_info(commands: Commands) -> None:
    """Add `info`."""
    parser = command(
        commands,
        "info",
        _("say where everything is, and which key, proxy and versions are used"),
        _(
            "Says where the configuration, the journal and the state are, where the key comes from "
            "and its last four characters, which proxy and authorities are used, and the versions. "
            "Nobody is contacted, and the key is not shown."
        ),
        _("Exit status: 0, or 2 where the configuration or the key cannot be used."),
        _("Example:"),
        "  smspartner-tui info --json",
    )
    add_json(parser, _("one JSON object"))


def add_ask(commands: Commands) -> None:
    """Add `ask`."""
    command(
        commands,
        "ask",
        _("do everything line by line, in plain sentences, for screen readers"),
        _(
            "Asks what to do, then for what it needs, one question a line, without drawing or "
            "colour. An empty line goes back; a second one leaves."
        ),
        _("Example:"),
        "  smspartner-tui ask",
    )
