"""A command's options wherever they stand: `add NAME --yes 50` is `add NAME 50 --yes`."""

import argparse
import gettext
import re
from collections.abc import Sequence
from typing import Any, Final

_NUMBER: Final = re.compile(r"-\d+|-\d*\.\d+")
"""What argparse takes for a number below zero rather than for an option."""


class CommandParser(argparse.ArgumentParser):
    """The parser of one command, which knows its own wrong use best."""

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: Any = None
    ) -> tuple[Any, list[str]]:
        """Parse, and refuse here what is not known: the usage shown is the command's."""
        found, unknown = super().parse_known_args(self._ordered(list(args or ())), namespace)
        if unknown:
            self.error(gettext.gettext("unrecognized arguments: %s") % " ".join(unknown))
        return found, unknown

    def _ordered(self, args: list[str]) -> list[str]:
        """The words first and the options behind them, each with its value; both in their order.

        As they came where an option lacks its value: a name must never be taken for one.
        """
        words: list[str] = []
        options: list[str] = []
        left = iter(args)
        for arg in left:
            if arg == "--":
                return [*options, arg, *words, *left]
            if not arg.startswith("-") or arg == "-" or _NUMBER.fullmatch(arg):
                words.append(arg)
                continue
            options.append(arg)
            action = self._option_string_actions.get(arg)
            if action is not None and action.nargs is None:
                value = next(left, "--")
                if value.startswith("-"):
                    return args
                options.append(value)
        return [*words, *options]
