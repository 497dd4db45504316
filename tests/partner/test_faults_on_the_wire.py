"""Every fault of the misbehaving server, through the real client, over real sockets."""

import time

import pytest

import smspartner_tui.partner.line  # noqa: F401 (loaded here, so that no deadline pays for it)
from smspartner_tui.core.movement import Outcome, Reason
from smspartner_tui.partner import SmsPartner
from tests.faults import FAULTS, MOVED, REPLIES, REPLY_FAULTS, SOCKET_FAULTS, Door, Fault
from tests.faults import FaultServer as Server
from tests.partner import FIFTY, KEY, OVERRUN, TOKEN, client_of, until

ADD, REMOVE = "/v1/subaccount/credit/add", "/v1/subaccount/credit/remove"

PLAIN = [fault for fault in FAULTS.values() if not fault.needs_tls]
OVER_TLS = [fault for fault in FAULTS.values() if not fault.plain_only]
ENDS_AT_ONCE = {"reset-at-once", "half-close-at-once", "speaks-first"}
SPARES_PLAIN = [f for f in SOCKET_FAULTS if not f.needs_tls and not f.deadline]
SPARES_TLS = [f for f in SOCKET_FAULTS if not f.plain_only]
UNDER_200 = [FAULTS[reply.name] for reply in REPLIES if reply.status == 200]


def named(fault: Fault) -> str:
    """How a case is called in the list of tests."""
    return fault.name


def check(fault: Fault, server: Server, outcome: Outcome, path: str) -> None:
    """The outcome is the table's, and the server saw what it may have seen."""
    assert fault.allows(outcome.state, server.posts), outcome
    assert outcome.state is not fault.expected or outcome.reason is reason_of(fault, outcome)
    assert server.posts in ({0, 1} if fault.posts is None else {fault.posts})
    # Nothing but this one POST: no second one, no redirect followed, no reading in between.
    assert len(server.requests) == server.posts
    for request in server.requests:
        assert not request.target.endswith(MOVED)
        assert path.startswith(request.target)
    assert KEY not in repr(outcome)


def reason_of(fault: Fault, outcome: Outcome) -> Reason:
    """What the outcome has to rest on: of two rows that fit a 5xx, the one that says more."""
    return Reason.SERVER_ERROR if (outcome.status or 0) >= 500 else fault.reason_hint


def add(partner: SmsPartner, fault: Fault, waiting: float = 0.0) -> Outcome:
    """Add credit; the time it may take is watched where time has to run out.

    `waiting` is what it may take besides, in seconds, for a connection that is being opened ahead.
    """
    began = time.monotonic()
    outcome = partner.add_credit(TOKEN, FIFTY)
    elapsed = time.monotonic() - began
    if fault.deadline is not None:
        assert elapsed <= fault.deadline + waiting + OVERRUN
    assert outcome.seconds <= elapsed
    return outcome


def is_patient(fault: Fault) -> bool:
    """Whether the server leaves a connection in peace until something is asked on it."""
    opens = fault.door in {Door.OPEN, Door.LATE}
    return opens and not fault.raw and fault.name not in ENDS_AT_ONCE


def check_fault(fault: Fault, *, tls: bool) -> None:
    """One movement, without a spare."""
    with Server(fault, tls=tls) as server:
        with client_of(server) as partner:
            outcome = add(partner, fault)
        server.settle()
        check(fault, server, outcome, ADD)


def check_spare(fault: Fault, *, tls: bool) -> None:
    """One movement with connections opened ahead, where the fault lets any stand."""
    with Server(fault, tls=tls) as server:
        with client_of(server) as partner:
            partner.prepare()
            if is_patient(fault):
                spares = partner._line().spares
                until(lambda: spares.count == spares.MOST)
            # Half the time to connect, and a handshake begun after that has all of it again.
            is_waiting = tls and not is_patient(fault)
            outcome = add(partner, fault, (fault.deadline or 0.0) / 2 if is_waiting else 0.0)
        server.settle()
        check(fault, server, outcome, ADD)


@pytest.mark.parametrize("fault", PLAIN, ids=named)
def test_a_fault_ends_as_the_table_says(fault: Fault) -> None:
    """Over plain HTTP: the outcome, its reason, one POST at most, and the deadline."""
    check_fault(fault, tls=False)


@pytest.mark.parametrize("fault", OVER_TLS, ids=named)
def test_a_fault_over_tls_ends_as_the_table_says(fault: Fault) -> None:
    """Over TLS the same."""
    check_fault(fault, tls=True)


@pytest.mark.parametrize("fault", SPARES_PLAIN, ids=named)
def test_a_fault_on_a_spare_ends_as_the_table_says(fault: Fault) -> None:
    """A connection opened ahead changes no outcome and adds no POST."""
    check_spare(fault, tls=False)


@pytest.mark.parametrize("fault", SPARES_TLS, ids=named)
def test_a_fault_on_a_spare_over_tls_ends_as_the_table_says(fault: Fault) -> None:
    """Over TLS neither, deadlines included."""
    check_spare(fault, tls=True)


@pytest.mark.parametrize("fault", REPLY_FAULTS[::7], ids=named)
def test_a_reply_on_a_spare_is_the_same_reply(fault: Fault) -> None:
    """What a whole reply says does not depend on the connection it came on."""
    check_spare(fault, tls=True)


@pytest.mark.parametrize(
    "fault", [f for f in (*SOCKET_FAULTS, *UNDER_200) if not (f.needs_tls or f.deadline)], ids=named
)
def test_a_removal_ends_as_the_table_says(fault: Fault) -> None:
    """The other call is judged by the same table, and reaches its own address."""
    with Server(fault) as server:
        with client_of(server) as partner:
            outcome = partner.remove_credit(TOKEN, FIFTY)
        server.settle()
        check(fault, server, outcome, REMOVE)


def test_the_whole_request_is_counted_where_it_was_read() -> None:
    """A POST that was answered was read to its last byte, to the address of its verb."""
    with Server(FAULTS["good"]) as server:
        with client_of(server) as partner:
            partner.add_credit(TOKEN, FIFTY)
            partner.remove_credit(TOKEN, FIFTY)
        server.settle()
        assert [request.target for request in server.requests] == [ADD, REMOVE]
        assert server.complete_posts == 2
        # A connection of its own for each.
        assert server.connections == 2
