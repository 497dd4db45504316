"""The options of what comes before all else: `init`, and `help`."""

from smspartner_tui.commands.options.parsing import Commands, command
from smspartner_tui.i18n import _


def add_init(commands: Commands) -> None:
    """Add `init`."""
    parser = command(
        commands,
        "init",
        _("set the program up: language, key, sub-accounts, guards"),
        _(
            "Asks line by line, in any terminal, and writes the configuration once its exact text "
            "was shown and agreed to. The API key is read unseen, and never stands in it."
        ),
        _("Where there is a configuration, another account is added to it as a profile."),
        _("Example: a second account:"),
        "  smspartner-tui init --profile other",
        _("Example: against the rehearsal bank of `smspartner-tui simulate`:"),
        "  smspartner-tui init --config rehearsal.toml --profile rehearsal \\\n"
        "    --base-url http://127.0.0.1:8080/v1",
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


def add_help(commands: Commands) -> None:
    """Add `help`."""
    parser = command(
        commands,
        "help",
        _("explain what goes beyond the keys: doubts, plans, backup, the configuration…"),
        _(
            "Prints a page of the help that the dashboard opens with ?, or names all of them. "
            "It needs neither a configuration nor a key."
        ),
        _("Exit status: 0, or 2 where there is no such page."),
        _("Example: what to do where the platform did not answer:"),
        "  smspartner-tui help doubt",
    )
    parser.add_argument(
        "topic", nargs="?", default="", metavar=_("TOPIC"), help=_("its name or its number")
    )
