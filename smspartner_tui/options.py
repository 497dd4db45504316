"""The options of the program, and which of its commands is meant."""

import argparse
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from smspartner_tui import PROGRAM, __version__
from smspartner_tui.i18n import N_, _

ARGPARSE_WORDS: Final = (
    N_("usage: "),
    N_("%(heading)s:"),
    N_("options"),
    N_("positional arguments"),
    N_("show this help message and exit"),
    N_("show program's version number and exit"),
    N_("%(prog)s: error: %(message)s\n"),
    N_("unrecognized arguments: %s"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("expected one argument"),
    N_("not allowed with argument %s"),
    N_("the following arguments are required: %s"),
    N_("ignored explicit argument %r"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("invalid %(type)s value: %(value)r"),
)
"""What argparse says by itself: it looks these up in our catalogue."""


_UNSAID: Final[dict[str, object]] = {
    "command": None,
    "demo": False,
    "config": None,
    "profile": None,
    "read_only": False,
    "lang": None,
    "no_input": False,
    "base_url": None,
}
"""What is meant where nothing is said."""


def parsed(given: Sequence[str]) -> argparse.Namespace:
    """What is asked for; a start that names no command need not wait until all are described."""
    if not given:
        return argparse.Namespace(**_UNSAID)
    plain = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    _add_options(plain)
    with suppress(argparse.ArgumentError):
        options, left = plain.parse_known_args(given)
        if not left:
            return options
    return _parser().parse_args(given)


def _parser() -> argparse.ArgumentParser:
    from smspartner_tui.commands import options
    from smspartner_tui.commands.options.mixed import CommandParser
    from smspartner_tui.commands.options.parsing import HelpFormatter

    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        description=_("Moves prepaid credit between an SMS Partner account and its sub-accounts."),
        formatter_class=HelpFormatter,
        allow_abbrev=False,
    )
    _add_options(parser)
    commands = parser.add_subparsers(
        dest="command",
        metavar=_("COMMAND"),
        title=_("commands"),
        parser_class=CommandParser,
    )
    simulate = commands.add_parser(
        "simulate",
        help=_("serve the rehearsal bank alone, for scripts"),
        description=_("Serves the rehearsal bank on loopback until it is interrupted."),
        formatter_class=HelpFormatter,
        allow_abbrev=False,
    )
    simulate.add_argument(
        "--port", type=int, default=0, metavar="N", help=_("the port; a free one by default")
    )
    options.add_to(commands)
    return parser


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--version",
        action="version",
        version=f"{PROGRAM} {__version__}",
        # Not every Python looks its own words for this one up.
        help=_("show program's version number and exit"),
    )
    parser.add_argument(
        "--demo",
        action="store_true",
        help=_("open the rehearsal bank: no key, no configuration, no real credit"),
    )
    parser.add_argument(
        "--config", type=Path, metavar=_("FILE"), help=_("the configuration to use")
    )
    parser.add_argument(
        "--profile", metavar=_("NAME"), help=_("the profile of the configuration to use")
    )
    parser.add_argument(
        "--read-only", action="store_true", help=_("show balances, allow no movement")
    )
    parser.add_argument("--lang", choices=("fr", "en"), help=_("the language of the screen"))
    parser.set_defaults(**_UNSAID)
