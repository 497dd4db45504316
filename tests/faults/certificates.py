"""Certificates made for the test run: an authority the client trusts, and leaves good and bad."""

import datetime
import functools
import ssl
from enum import StrEnum

import trustme


class Leaf(StrEnum):
    """Which certificate the server shows."""

    GOOD = "signed by the authority, for 127.0.0.1 and localhost"
    UNTRUSTED = "signed by somebody else"
    WRONG_NAME = "for another host"
    EXPIRED = "no longer valid"


@functools.cache
def authority() -> trustme.CA:
    """The authority whose certificate clients are given; one for the test run."""
    return trustme.CA()


@functools.cache
def _leaf(leaf: Leaf) -> trustme.LeafCert:
    if leaf is Leaf.UNTRUSTED:
        return trustme.CA().issue_cert("127.0.0.1", "localhost")
    if leaf is Leaf.WRONG_NAME:
        return authority().issue_cert("elsewhere.invalid")
    if leaf is Leaf.EXPIRED:
        past = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
        return authority().issue_cert("127.0.0.1", "localhost", not_after=past)
    return authority().issue_cert("127.0.0.1", "localhost")


@functools.cache
def server_context(
    leaf: Leaf = Leaf.GOOD, *, demand_client_certificate: bool = False
) -> ssl.SSLContext:
    """A TLS context for the server's side; one for the test run."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    _leaf(leaf).configure_cert(context)
    if demand_client_certificate:
        # Before 1.3 the demand is part of the handshake; since, it fails only after it.
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.verify_mode = ssl.CERT_REQUIRED
        authority().configure_trust(context)
    return context
