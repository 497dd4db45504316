"""The options of the commands without a screen. Only what parsing needs is imported here."""

from typing import Final

from smspartner_tui.commands.options import (
    deciding,
    keeping,
    looking,
    moving,
    planning,
    starting,
)
from smspartner_tui.commands.options.parsing import Commands

NAMES: Final = frozenset(
    {
        *("list", "check", "info", "ask"),
        *("add", "remove", "move"),
        *("undo", "resolve", "runs", "resume", "give-back", "drop"),
        *("log", "audit", "backup"),
        *("plan", "apply"),
    }
)
"""The commands that need a profile."""


def add_to(commands: Commands) -> None:
    """Add the commands to those of the program."""
    starting.add_init(commands)
    starting.add_help(commands)
    looking.add_list(commands)
    moving.add_add(commands)
    moving.add_remove(commands)
    moving.add_move(commands)
    deciding.add_undo(commands)
    deciding.add_resolve(commands)
    deciding.add_runs(commands)
    deciding.add_resume(commands)
    deciding.add_give_back(commands)
    deciding.add_drop(commands)
    planning.add_plan(commands)
    planning.add_apply(commands)
    keeping.add_log(commands)
    keeping.add_audit(commands)
    keeping.add_backup(commands)
    looking.add_check(commands)
    looking.add_info(commands)
    looking.add_ask(commands)
