"""What the commands' options have in common. Only what parsing needs is imported here."""

import argparse
import re
import shutil
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Final

from smspartner_tui.commands.options.mixed import CommandParser
from smspartner_tui.i18n import _

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[CommandParser]
else:
    Commands = argparse._SubParsersAction

_WIDEST: Final = 90
_HEADING: Final = re.compile(r"(?m)^(\w[\w ]*):$")


class HelpFormatter(argparse.HelpFormatter):
    """Help whose headings are set as the language sets them, whatever Python's version does."""

    def format_help(self) -> str:
        """The whole help."""
        return _HEADING.sub(
            lambda found: _("%(heading)s:") % {"heading": found[1]}, super().format_help()
        )


class RawHelpFormatter(HelpFormatter, argparse.RawDescriptionHelpFormatter):
    """Help around paragraphs that are folded already."""


def command(
    commands: Commands, name: str, in_short: str, description: str, *epilog: str
) -> argparse.ArgumentParser:
    """A command, with the options that may stand before its name or behind it."""
    parser = commands.add_parser(
        name,
        help=in_short,
        description=paragraphs(description),
        epilog=paragraphs(*epilog),
        formatter_class=RawHelpFormatter,
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


def paragraphs(*texts: str) -> str:
    """Paragraphs as wide as the terminal; what is indented is an example, and stays as it is."""
    width = min(shutil.get_terminal_size().columns - 2, _WIDEST)
    return "\n\n".join(
        text if text.startswith(" ") else textwrap.fill(text, width) for text in texts
    )


def statuses() -> str:
    """What the exit status of a command that moves credit says."""
    return _(
        "Exit status: 0 done, 1 a fault of ours, 2 wrong use, 3 refused by the platform, 4 outcome "
        "unknown: do not repeat, 5 not sent, 6 key refused, 7 refused by a guard, or by you."
    )


def add_json(parser: argparse.ArgumentParser, what: str) -> None:
    """Add `--json`; `what` says what each line is."""
    parser.add_argument("--json", action="store_true", help=what)


def add_agreeing(parser: argparse.ArgumentParser) -> None:
    """Add the options that say yes where nobody is asked."""
    parser.add_argument(
        "--yes", action="store_true", help=_("do not ask; without a terminal it is needed")
    )
    parser.add_argument(
        "--confirm",
        metavar=_("AMOUNT"),
        help=_(
            "the amount once more, or the total of several: needed without a terminal from "
            "`confirm_above` on, and for “all”; another sends nothing"
        ),
    )
    add_json(
        parser,
        _(
            'one JSON object for each movement on standard output, such as "state": "confirmed", '
            "or rejected, not_sent, unknown, blocked (by a guard), left"
        ),
    )
