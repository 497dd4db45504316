"""The program with a trap for actions that come out of texts; run as a script.

Its first argument is a port that is told of every action that a click on a text runs, in a line,
and of every click that was dealt with, in an empty one; the second what is taken away: `clean`,
the cleaning of texts, `data`, that they are shown as data.
"""

import importlib
import socket
import sys
from typing import Any

from smspartner_tui import cli, hardening
from smspartner_tui.core import text


def spring(port: int) -> None:
    """Tell of actions that texts run."""
    listener = socket.create_connection(("127.0.0.1", port))
    app: Any = importlib.import_module("smspartner_tui.tui.app").SmsPartnerApp
    broker = app._broker_event

    def note(what: str) -> None:
        listener.sendall(what.encode("utf-8", "replace") + b"\n")

    async def watched(self: Any, event_name: str, event: Any, default_namespace: Any) -> bool:
        ran = bool(await broker(self, event_name, event, default_namespace))
        if ran:
            note(f"{event_name} on a text")
        if event_name == "click" and (ran or default_namespace is self.screen):
            # It has bubbled up as far as it goes: whoever is below has dealt with it.
            note("")
        return ran

    def pay(_self: Any, euros: int) -> None:
        note(f"paid {euros}")

    app._broker_event = watched
    app.action_pay = pay


def read_markup() -> None:
    """Have lines of text read as markup, as Textual's widgets do unless told otherwise."""
    facts: Any = importlib.import_module("smspartner_tui.tui.widgets.facts")
    content: Any = importlib.import_module("textual.content")
    facts.Wrapped = content.Content.from_markup


def main() -> int:
    """Run the program."""
    port, weakness = int(sys.argv.pop(1)), sys.argv.pop(1)
    if weakness == "clean":
        vars(text)["clean"] = lambda foreign, longest=text.LONGEST: foreign[:longest].strip()
    harden = hardening.harden

    def harden_and_spring() -> None:
        harden()
        spring(port)
        if weakness == "data":
            read_markup()

    vars(cli)["harden"] = harden_and_spring
    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
