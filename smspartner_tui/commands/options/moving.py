"""The options of what moves credit: `add`, `remove`, `move`."""

import argparse

from smspartner_tui.commands.options.parsing import Commands, add_agreeing, command, statuses
from smspartner_tui.i18n import _


def add_add(commands: Commands) -> None:
    """Add `add`."""
    parser = command(
        commands,
        "add",
        _("add credit to a sub-account, or the same to several"),
        _(
            "Adds credit to a sub-account: an amount such as 50 or 50.25, or =100 for the balance "
            "to reach. Several names get the same each, as one run that is confirmed by its total."
        ),
        _how_it_asks(),
        statuses(),
        _("Example: at a terminal, then from a script, then three at once:"),
        "  smspartner-tui add garage 50\n"
        "  smspartner-tui add 'Garage Martin' 250 --reference 2025-118 --yes --confirm 250\n"
        "  smspartner-tui add 'Garage Martin' Radio Salon =100",
    )
    _add_words(parser)
    _add_more(parser)


def add_remove(commands: Commands) -> None:
    """Add `remove`."""
    parser = command(
        commands,
        "remove",
        _("take credit back from a sub-account, or from several"),
        _(
            "Takes credit back: an amount such as 50 or 50.25, =100 for the balance to leave, or "
            "“all”. Several names give the same each, as one run that is confirmed by its total."
        ),
        _how_it_asks(),
        statuses(),
        _("Example: all of it, from a script:"),
        "  smspartner-tui remove 'Garage Martin' all --confirm 61.80 --json",
    )
    _add_words(parser)
    _add_more(parser)


def add_move(commands: Commands) -> None:
    """Add `move`."""
    parser = command(
        commands,
        "move",
        _("transfer credit from one sub-account to another"),
        _(
            "Transfers credit: debits the first sub-account, then credits the second. The amount "
            "is such as 50, =100 for the balance that the second is to reach, or “all”."
        ),
        _how_it_asks(),
        statuses(),
        _("Example:"),
        "  smspartner-tui move 'Mairie de Vannes' 'Garage Martin' 50 --yes",
    )
    parser.add_argument("payer", nargs="?", default="", metavar=_("FROM"), help=_("who pays"))
    parser.add_argument("payee", nargs="?", default="", metavar=_("TO"), help=_("who gets it"))
    parser.add_argument(
        "amount", nargs="?", default="", metavar=_("AMOUNT"), help=_("how much, in euros")
    )
    _add_more(parser)


def _how_it_asks() -> str:
    return _(
        "At a terminal the beginning of a name will do where it fits one only; what is missing is "
        "asked for line by line, then for yes: o or y, or the amount again. Elsewhere names are "
        "whole, and --yes or --confirm agrees."
    )


def _add_words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "words",
        nargs="*",
        metavar=_("NAME… AMOUNT"),
        help=_("one name or more, between quotes where it has spaces, then the amount in euros"),
    )


def _add_more(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--reference",
        "--ref",
        default="",
        metavar=_("TEXT"),
        help=_("a reference for the journal, such as an invoice's number"),
    )
    parser.add_argument(
        "--again",
        action="store_true",
        help=_("move what was moved lately once more, such as the same 50.00 of this morning"),
    )
    add_agreeing(parser)
