"""`smspartner-tui simulate`: the rehearsal bank served alone, until it is told to stop."""

import json
import signal
import sys

from smspartner_tui.core.accounts import SubAccount
from smspartner_tui.core.money import plain
from smspartner_tui.i18n import _
from smspartner_tui.simulator.bank import Bank
from smspartner_tui.simulator.clients import demo_subaccounts
from smspartner_tui.simulator.server import SimulatorServer

DEMO_KEY = "rehearsal-key-without-real-money"
"""The API key of the rehearsal bank, for anybody to know."""

_STOPS = frozenset({signal.SIGINT, signal.SIGTERM})


def serve(port: int = 0) -> None:
    """Serve the rehearsal bank until SIGINT or SIGTERM; `port` 0 takes a free one.

    The configuration goes to stdout, so that it can be sent into a file; the words to stderr.

    Raises:
        OSError: the port is taken.
    """
    # Blocked before the first thread starts, so that all inherit it and none is interrupted: the
    # signals then wait for sigwait, and none can come too early.
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
    try:
        with SimulatorServer(Bank(key=DEMO_KEY), port) as server:
            sys.stdout.write(_configuration(server.base_url))
            sys.stdout.flush()
            sys.stderr.write(_words(server.base_url))
            sys.stderr.flush()
            signal.sigwait(_STOPS)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def _words(base_url: str) -> str:
    lines = (
        _("The rehearsal bank answers at {url}. No real credit moves.").format(url=base_url),
        _("Its API key: {key}").format(key=DEMO_KEY),
        _("A configuration for it went to standard output: put it into a config.toml."),
        _("Ctrl+C ends it."),
    )
    return "\n".join([*lines, ""])


def _configuration(base_url: str) -> str:
    """A config.toml for the rehearsal bank; the key stands beside it, never in it."""
    head = (
        f'# export SMSPARTNER_API_KEY="{DEMO_KEY}"\n'
        'default_profile = "rehearsal"\n'
        "\n"
        "[profiles.rehearsal]\n"
        f"label = {_quoted(_('Rehearsal'))}\n"
        f"base_url = {_quoted(base_url)}\n"
        'api_key_env = "SMSPARTNER_API_KEY"\n'
    )
    return "\n".join([head, *(_block(subaccount) for subaccount in demo_subaccounts())])


def _block(subaccount: SubAccount) -> str:
    marks = (("low", subaccount.low), ("target", subaccount.target), ("cap", subaccount.cap))
    fields = {
        "token": subaccount.token,
        "name": subaccount.name,
        "group": subaccount.group,
        **{name: plain(mark) for name, mark in marks if mark is not None},
        "note": subaccount.note,
    }
    lines = (f"{name} = {_quoted(value)}\n" for name, value in fields.items() if value)
    return "[[profiles.rehearsal.subaccounts]]\n" + "".join(lines)


def _quoted(text: str) -> str:
    """A TOML basic string: JSON's escapes are among its own."""
    return json.dumps(text, ensure_ascii=False)
