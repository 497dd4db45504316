"""Which code runs a command; nothing is imported that it does not need."""

import argparse
from collections.abc import Callable

from smspartner_tui.settings.errors import SettingsError
from smspartner_tui.settings.profile import Profile

Command = Callable[[Profile, argparse.Namespace], int]
"""Runs on a profile with its options, and returns the exit status."""


def command_of(name: str) -> Command:
    """What runs a command.

    Raises:
        LookupError: there is no such command.
    """
    match name:
        case "add" | "remove":
            from smspartner_tui.commands import moving

            return moving.run
        case "move":
            from smspartner_tui.commands import transferring

            return transferring.run
        case "undo":
            from smspartner_tui.commands import undoing

            return undoing.run
        case "resolve":
            from smspartner_tui.commands import resolving

            return resolving.run
        case "runs" | "resume" | "give-back" | "drop":
            from smspartner_tui.commands import interrupted

            return interrupted.run
        case _:
            return _other(name)


def _other(name: str) -> Command:
    match name:
        case "list":
            from smspartner_tui.commands import listing

            return listing.run
        case "check":
            from smspartner_tui.commands import checking

            return checking.run
        case "info":
            from smspartner_tui.commands import informing

            return informing.run
        case "ask":
            from smspartner_tui.commands import menu

            return menu.run
        case "plan":
            from smspartner_tui.commands import plan

            return plan.run
        case "apply":
            from smspartner_tui.commands import apply

            return apply.run
    from smspartner_tui.commands import audit, backup, log

    return {"log": log.run, "audit": audit.run, "backup": backup.run}[name]


def misconfigured(name: str) -> Callable[[SettingsError, argparse.Namespace], int] | None:
    """What tells of a configuration that cannot be used, where a command has more to tell of it."""
    match name:
        case "check":
            from smspartner_tui.commands import checking

            return checking.misconfigured
        case "info":
            from smspartner_tui.commands import informing

            return informing.misconfigured
    return None
