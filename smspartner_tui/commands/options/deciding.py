"""The options of what is decided about movements and runs of before."""

import argparse

from smspartner_tui.commands.options.parsing import (
    Commands,
    add_agreeing,
    add_json,
    command,
    statuses,
)
from smspartner_tui.i18n import _


def add_undo(commands: Commands) -> None:
    """Add `undo`."""
    parser = command(
        commands,
        "undo",
        _("undo a movement, a transfer or a plan, as far as its credit is still there"),
        _(
            "Undoes a movement by the inverse, as a movement of its own, no more than is left of "
            "it. A transfer is undone whole: both of its movements."
        ),
        statuses(),
        _("Example: one movement; then all of the plan that it was of:"),
        "  smspartner-tui undo 1042 --yes\n  smspartner-tui undo 1042 --all --confirm 936.25",
    )
    _add_number(parser, _("the movement's number, as the history shows it"))
    parser.add_argument(
        "--all", action="store_true", help=_("all of the plan or the undoing that it is of")
    )
    add_agreeing(parser)


def add_resolve(commands: Commands) -> None:
    """Add `resolve`."""
    parser = command(
        commands,
        "resolve",
        _("settle a movement in doubt: what the balances show, and your decision"),
        _(
            "Reads the balances and shows what they prove about a movement whose outcome is not "
            "known. Your decision is kept with your name and your reason. Nothing is sent. "
            "Without a number it lists those in doubt."
        ),
        _(
            "Exit status: 0 recorded, or nothing is in doubt; 1 a fault of ours, 2 wrong use, 4 "
            "still in doubt, 7 too early, or somebody decided before."
        ),
        _("Example: what the balances show; then the decision:"),
        "  smspartner-tui resolve 1042\n"
        "  smspartner-tui resolve 1042 --applied --because 'statement of 12/06'",
    )
    _add_number(parser, _("the movement's number"))
    answer = parser.add_mutually_exclusive_group()
    answer.add_argument(
        "--applied", action="store_const", const=True, default=None, help=_("it went through")
    )
    answer.add_argument(
        "--not-applied",
        action="store_const",
        const=False,
        dest="applied",
        help=_("it had no effect; not before the platform can carry it out no more"),
    )
    parser.add_argument(
        "--because", default="", metavar=_("TEXT"), help=_("what you saw, and where; kept for good")
    )
    add_json(parser, _("one JSON object for each movement in doubt"))


def add_runs(commands: Commands) -> None:
    """Add `runs`."""
    parser = command(
        commands,
        "runs",
        _("list the plans, transfers and undoings that have not ended"),
        _("Lists what goes on, was interrupted or is half done, and what can be done about it."),
        _("Exit status: 0 none was interrupted, 7 one waits for you."),
        _("Example:"),
        "  smspartner-tui runs",
    )
    add_json(parser, _("one JSON object for each"))


def add_resume(commands: Commands) -> None:
    """Add `resume`."""
    parser = command(
        commands,
        "resume",
        _("go on with what was interrupted, or finish a half-done transfer"),
        _(
            "Sends what is left of a plan or of an undoing, confirmed by its total, or credits "
            "what waits of a half-done transfer to who was to get it."
        ),
        statuses(),
        _("Example:"),
        "  smspartner-tui resume 12 --confirm 804.50",
    )
    _add_number(parser, _("its number, as `smspartner-tui runs` shows it"))
    add_agreeing(parser)


def add_give_back(commands: Commands) -> None:
    """Add `give-back`."""
    parser = command(
        commands,
        "give-back",
        _("give the credit of a half-done transfer back to who paid it"),
        _("Credits what waits of a half-done transfer to who paid it."),
        statuses(),
        _("Example:"),
        "  smspartner-tui give-back 12 --yes",
    )
    _add_number(parser, _("the transfer's number, as `smspartner-tui runs` shows it"))
    add_agreeing(parser)


def add_drop(commands: Commands) -> None:
    """Add `drop`."""
    parser = command(
        commands,
        "drop",
        _("do no more of what was interrupted; what is done stays done"),
        _(
            "Drops what is left of a plan or of an undoing, or leaves what waits of a half-done "
            "transfer on the main account for good. Nothing is sent."
        ),
        _("Exit status: 0 dropped, 1 a fault of ours, 2 wrong use, 7 it cannot be, or by you."),
        _("Example:"),
        "  smspartner-tui drop 12 --yes",
    )
    _add_number(parser, _("its number, as `smspartner-tui runs` shows it"))
    parser.add_argument(
        "--yes", action="store_true", help=_("do not ask; without a terminal it is needed")
    )
    add_json(parser, _("one JSON object: where it stands now"))


def _add_number(parser: argparse.ArgumentParser, what: str) -> None:
    parser.add_argument("number", nargs="?", default="", metavar="N", help=what)
