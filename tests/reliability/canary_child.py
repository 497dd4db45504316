"""The program with one fault planted in it; run as a script, in the process that is to fail.

The first argument is the plan, as JSON; the others are the program's own. The fault fires once,
where and when the plan says, in a frame that holds the key in every way that code could; before
that it calls a port of this machine, so that somebody can look at the process as it stands.
"""

import ctypes
import functools
import importlib
import inspect
import json
import logging
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import quote

from smspartner_tui import cli, hardening

Plan = dict[str, Any]


def give_up_rights() -> None:
    """Be nobody special, even as root: then the kernel protects this process as any other."""
    if sys.platform == "linux" and os.geteuid() == 0:
        header, none = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
        if ctypes.CDLL(None).capset(header, none) != 0:
            raise OSError("the kernel let no rights be given up")


def log_everything(path: str) -> None:
    """Have every logger tell everything, arguments included."""
    handler = logging.FileHandler(path, encoding="utf-8", errors="backslashreplace")
    handler.setFormatter(logging.Formatter("%(name)s %(threadName)s %(message)s %(args)r"))
    logging.root.addHandler(handler)
    logging.root.setLevel(logging.DEBUG)


def fail(plan: Plan, holder: object) -> NoReturn:
    """Fail with the key at hand, where a careless crash would show it."""
    key = Path(plan["key_file"]).read_text(encoding="utf-8").strip()
    headers = {"apiKey": key, "address": f"https://127.0.0.1/v1/me?apiKey={quote(key)}"}
    with suppress(AttributeError, TypeError):
        holder.key = headers  # type: ignore[attr-defined]
    with socket.create_connection(("127.0.0.1", plan["port"])) as caller:
        # Nothing is ever said: the other side closes when it has seen enough.
        caller.recv(1)
    if plan["how"] == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if plan["how"] == "abort":
        os.abort()
    try:
        int("no number")
    except ValueError as error:
        # Chained, because a careless report tells the variables of both.
        raise RuntimeError("a fault of ours", len(headers)) from error
    raise AssertionError


def failing(plan: Plan, original: Callable[..., Any]) -> Callable[..., Any]:
    """A function that fails once, before its work or after it, when it is armed."""
    left = [plan]

    @functools.wraps(original)
    def wrapped(*arguments: Any, **named: Any) -> Any:
        done = original(*arguments, **named) if plan["after"] else None
        if left and Path(plan["armed"]).exists():
            left.clear()
            fail(plan, arguments[0] if arguments else None)
        return done if plan["after"] else original(*arguments, **named)

    return wrapped


def plant(plan: Plan) -> None:
    """Put the fault in its place."""
    module, _, path = plan["where"].partition(":")
    *owners, name = path.split(".")
    place: Any = importlib.import_module(module)
    for owner in owners:
        place = getattr(place, owner)
    setattr(place, name, failing(plan, inspect.getattr_static(place, name)))


def main() -> int:
    """Run the program."""
    plan: Plan = json.loads(sys.argv.pop(1))
    give_up_rights()
    most = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))
    log_everything(plan["log"])
    harden = hardening.harden

    def harden_and_plant() -> None:
        if not plan["unhardened"]:
            harden()
        # Only now: what is imported before reads the environment as it was.
        if plan["where"]:
            plant(plan)
        if plan["stock_crash"]:
            app = importlib.import_module("smspartner_tui.tui.app").SmsPartnerApp
            del app._fatal_error

    vars(cli)["harden"] = harden_and_plant
    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
