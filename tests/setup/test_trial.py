"""Tests of the reading that tries the key: each way in which it fails has its way out."""

from pathlib import Path
from typing import Final

import pytest

from smspartner_tui.core.movement import Reason, State
from smspartner_tui.core.secret import Secret
from smspartner_tui.setup.answers import Request
from smspartner_tui.setup.trial import Trial, try_key
from smspartner_tui.simulator import DEMO_KEY
from tests.faults.conversation import Conversation, http_reply
from tests.faults.server import Fault, FaultServer
from tests.setup.person import Person

IP_REFUSED: Final = '{"success": false, "code": 96, "message": "L\'IP n\'est pas autorisée"}'


def answering(status: int, body: str, *, tls: bool = False) -> FaultServer:
    """A platform that answers everything with the same."""

    def serve(conversation: Conversation) -> None:
        conversation.send(http_reply(status, body.encode()))

    return FaultServer(Fault("the same", serve, State.REJECTED, Reason.REFUSED), tls=tls)


def tried(server: FaultServer) -> Trial:
    """What a reading there comes to."""
    request = Request(Path("/home/paul/config.toml"), "prod", server.base_url)
    return try_key(request, Secret(DEMO_KEY), None)


@pytest.mark.parametrize(
    ("status", "body", "advice"),
    [
        (403, IP_REFUSED, "This server's IP address is not allowed for the key."),
        (200, IP_REFUSED, "In its own words: “L'IP n'est pas autorisée”."),
        (200, '{"success": false, "code": 20}', "This account is disabled."),
        (403, '{"success": false, "code": 4}', "sub-accounts and the API are switched on"),
        (429, "{}", "Too many requests: wait a minute"),
        (200, "<html>", "cannot be understood. Is http://127.0.0.1:"),
    ],
)
def test_a_refusal_has_its_advice(status: int, body: str, advice: str) -> None:
    """By the platform's code where it gives one, else by what came back."""
    with answering(status, body) as server:
        trial = tried(server)
    assert advice in " ".join(trial.advice)
    assert not trial.is_about_certificates


def test_a_proxy_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is sent anywhere."""
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:9")
    trial = try_key(
        Request(Path("/x"), "prod", "https://platform.example/v1"), Secret(DEMO_KEY), None
    )
    assert "asks for a socks5 proxy" in trial.advice[0]


def test_a_proxy_on_the_way_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing is reached through it; its password is not shown."""
    monkeypatch.setenv("HTTPS_PROXY", "http://paul:secret@127.0.0.1:9")
    trial = try_key(
        Request(Path("/x"), "prod", "https://platform.example/v1"), Secret(DEMO_KEY), None
    )
    said = " ".join(trial.advice)
    assert "names a proxy on the way: 127.0.0.1:9" in said
    assert "secret" not in said


def test_a_companys_certificates_can_be_named(path: Path, tmp_path: Path) -> None:
    """Once they are, the platform is heard, and the configuration would name them."""
    nothing = tmp_path / "nothing.pem"
    nothing.write_text("no certificate")
    with answering(403, IP_REFUSED, tls=True) as server:
        person = Person(
            {
                "What now": ["4", "3"],
                "File of certificates": [str(nothing), str(server.ca_file)],
                "Write this": ["n"],
            }
        )
        person.sets_up(path, server.base_url)
        assert f'ca_file = "{server.ca_file}"' in person.said
    assert "is not one that this machine trusts" in person.heard
    assert "No certificate can be read there" in person.heard
    assert "IP address is not allowed for the key" in person.heard
