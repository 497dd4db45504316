"""The program with a trap for actions that come out of texts; run as a script.

The first argument is a file in which each action is written down that a click on a text runs;
the second what is taken away: `clean`, the cleaning of texts, `data`, that they are shown as data.
"""

import importlib
import sys
from pathlib import Path
from typing import Any

from smspartner_tui import cli, hardening
from smspartner_tui.core import text


def spring(trap: Path) -> None:
    """Write down actions that texts run."""
    app: Any = importlib.import_module("smspartner_tui.tui.app").SmsPartnerApp
    broker = app._broker_event

    def note(what: str) -> None:
        with trap.open("a", encoding="utf-8") as file:
            file.write(f"{what}\n")

    async def watched(self: Any, name: str, event: Any, namespace: Any) -> bool:
        ran = bool(await broker(self, name, event, namespace))
        if ran:
            note(f"{name} on {getattr(event, 'style', None)}")
        return ran

    def pay(_self: Any, euros: int) -> None:
        note(f"paid {euros}")

    app._broker_event = watched
    app.action_pay = pay


def read_markup() -> None:
    """Have lines of text read as markup, as Textual's widgets do unless told otherwise."""
    facts: Any = importlib.import_module("smspartner_tui.tui.widgets.facts")
    facts.Content = facts.Content.from_markup


def main() -> int:
    """Run the program."""
    trap, weakness = Path(sys.argv.pop(1)), sys.argv.pop(1)
    if weakness == "clean":
        vars(text)["clean"] = lambda foreign, longest=text.LONGEST: foreign[:longest].strip()
    harden = hardening.harden

    def harden_and_spring() -> None:
        harden()
        spring(trap)
        if weakness == "data":
            read_markup()

    vars(cli)["harden"] = harden_and_spring
    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
