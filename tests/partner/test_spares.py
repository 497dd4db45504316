"""The connections opened ahead of time: how many, when, for how long, and which one is taken."""

import threading
import time
from collections.abc import Callable
from functools import partial

import pytest

from smspartner_tui.core.movement import Reason, State
from smspartner_tui.core.secret import Secret
from smspartner_tui.partner.connection import Address, Deadline, Network, Stream
from smspartner_tui.partner.line import Line
from smspartner_tui.partner.outcome import Exchange, judge
from smspartner_tui.partner.spares import Backend, Spares
from smspartner_tui.partner.wire import request_body
from tests.faults import FAULTS, SUCCESS, Conversation, FaultServer, http_reply
from tests.partner import FIFTY, KEY, PATIENCE, TOKEN, client_of, keepers, scripted, until
from tests.partner.pairs import Pair

BODY = request_body(TOKEN, FIFTY)


def test_spares_carry_no_byte_until_they_are_used() -> None:
    """Two connections stand with TLS done, and the server has heard nothing on them."""
    with FaultServer(FAULTS["good"], tls=True) as server:
        with client_of(server) as partner:
            partner.prepare()
            spares = partner._line().spares
            until(lambda: spares.count == 2)
            server.wait_for(lambda: server.received == [b"", b""])
            partner.prepare()
            assert len(keepers()) == 1
            partner.rest()
            assert spares.count == 0
        server.settle()
        assert server.received == [b"", b""]


def stand(server: FaultServer, number: int) -> bool:
    """Whether the server accepted so many connections."""
    return server.connections == number


@pytest.mark.parametrize("tls", [False, True], ids=["plain", "tls"])
def test_a_movement_takes_a_spare_and_another_is_opened(tls: bool) -> None:
    """The POST travels on a connection that stood before; then there are two again."""
    with FaultServer(FAULTS["good"], tls=tls) as server:
        with client_of(server) as partner:
            partner.prepare()
            spares = partner._line().spares
            until(lambda: spares.count == 2)
            for used in (1, 2, 3):
                assert partner.add_credit(TOKEN, FIFTY).state is State.CONFIRMED
                # On one of those that stood before it, and alone there.
                stood = server.received[: used + 1]
                assert sum(heard.startswith(b"POST") for heard in stood) == used
                until(lambda: spares.count == 2)
                server.wait_for(partial(stand, server, used + 2))
        server.settle()
        assert server.posts == server.complete_posts == 3
        assert sum(map(bool, server.received)) == 3


def test_the_freshest_clean_spare_is_taken(pair: Pair, spares: Spares) -> None:
    """Dirty and old ones are closed on the way."""
    assert spares.take() is None
    older, fresher = pair.open_one(), pair.open_one()
    assert older is not None
    assert fresher is not None
    spares._spares.extend((older, fresher))
    assert spares.take() is fresher
    assert spares.take() is older
    older.close()
    fresher.close()
    while pair.ends:
        pair.ends.pop().close()
    pair.closed = 0
    spares.MOST = 3
    spares.prepare()
    until(lambda: spares.count == 3)
    with spares._changed:
        oldest, middle, newest = spares._spares
        # Under the lock, so that the thread which refills them finds the same.
        oldest.opened_at -= spares.OLDEST
        pair.end_of[newest].close()
        assert not newest.is_clean
        assert spares.take() is middle
        assert pair.closed == 1
        assert spares.take() is None
        assert pair.closed == 2
    middle.close()


@pytest.mark.parametrize("age", [19.0, 20.0])
def test_a_spare_older_than_its_time_is_discarded(pair: Pair, spares: Spares, age: float) -> None:
    """At twenty seconds, not before."""
    stream = pair.open_one()
    assert stream is not None
    spares._spares.append(stream)
    stream.opened_at -= age
    taken = spares.take()
    assert (taken is stream) == (age < 20)
    assert pair.closed == (age >= 20)
    stream.close()


def test_old_spares_are_replaced(pair: Pair, spares: Spares) -> None:
    """As long as movements are expected, time alone brings fresh ones."""
    spares.OLDEST = 0.02
    spares.prepare()
    until(lambda: len(pair.ends) >= 6)
    spares.rest()
    until(lambda: not keepers())
    assert pair.closed == len(pair.ends)


def test_spares_end_when_they_are_no_longer_wanted(pair: Pair, spares: Spares) -> None:
    """Without a word from anybody, some time after the last movement was prepared."""
    spares.WANTED_FOR = 0.05
    spares.prepare()
    until(lambda: bool(pair.ends))
    until(lambda: not keepers())
    assert (spares.count, pair.closed) == (0, len(pair.ends))
    # And begin again when they are.
    spares.WANTED_FOR = 60
    spares.prepare()
    until(lambda: spares.count == 2)


def test_a_host_that_does_not_answer_is_not_pressed(pair: Pair, spares: Spares) -> None:
    """One try for each that is missing, then a pause; resting ends the pause."""
    pair.answers = False
    spares.prepare()
    assert pair.has_begun(2)
    assert pair.begins_no_more()
    spares.rest()
    until(lambda: not keepers())
    assert pair.ends == []
    spares.prepare()
    assert pair.has_begun(2)


def test_a_host_that_ends_what_it_accepts_is_not_pressed(pair: Pair, spares: Spares) -> None:
    """No storm of connections that die as fast as they are opened."""
    pair.dead_on_arrival = True
    spares.prepare()
    assert pair.has_begun(2)
    assert pair.begins_no_more()
    assert spares.count == 0
    # After the pause, or a movement that asked in vain, it is tried again.
    assert spares.take() is None
    assert pair.has_begun(2)


def test_two_are_opened_at_once(pair: Pair, spares: Spares) -> None:
    """Neither waits for the other, and there is no third."""
    pair.gate = threading.Semaphore(0)
    spares.prepare()
    assert pair.has_begun(2)
    spares.prepare()
    assert pair.begins_no_more()
    assert (spares.count, len(keepers())) == (0, 1)
    pair.gate.release(2)
    until(lambda: spares.count == 2)
    assert pair.begins_no_more()


def test_what_is_taken_is_replaced_at_once(pair: Pair, spares: Spares) -> None:
    """While the other is still being opened, and though nobody asks for a third."""
    pair.gate = threading.Semaphore(1)
    spares.prepare()
    assert pair.has_begun(2)
    until(lambda: spares.count == 1)
    stream = spares.take()
    assert stream is not None
    assert pair.has_begun()
    assert (spares.count, len(pair.ends)) == (0, 1)
    pair.gate.release(2)
    until(lambda: spares.count == 2)
    stream.close()


def test_resting_while_they_are_being_opened_closes_those_too(pair: Pair, spares: Spares) -> None:
    """They come too late to be wanted."""
    pair.gate = threading.Semaphore(0)
    spares.prepare()
    assert pair.has_begun(2)
    spares.rest()
    pair.gate.release(2)
    until(lambda: not keepers())
    assert (spares.count, pair.closed, len(pair.ends)) == (0, 2, 2)


def test_resting_waits_for_no_answer(pair: Pair, spares: Spares) -> None:
    """The host never answers: nothing is left, and no pause either when they are wanted again."""
    pair.gate, pair.answers = threading.Semaphore(0), False
    spares.prepare()
    assert pair.has_begun(2)
    spares.rest()
    pair.gate.release(2)
    until(lambda: not keepers())
    pair.answers = True
    pair.gate.release(2)
    spares.prepare()
    until(lambda: spares.count == 2)


def test_those_being_opened_serve_who_wants_them_again(pair: Pair, spares: Spares) -> None:
    """After a rest and another word, no more than two are open or being opened."""
    pair.gate = threading.Semaphore(0)
    spares.prepare()
    assert pair.has_begun(2)
    spares.rest()
    spares.prepare()
    assert pair.begins_no_more()
    pair.gate.release(2)
    until(lambda: spares.count == 2)
    assert (pair.closed, len(pair.ends)) == (0, 2)


def test_a_line_keeps_its_spares_wanted(pair: Pair, spares: Spares) -> None:
    """Each taking prolongs their time, which one preparation alone would not outlast."""
    spares.WANTED_FOR = 60
    spares.prepare()
    until(lambda: spares.count == 2)
    with spares._changed:
        spares._wanted_until -= 59
    stream = spares.take()
    assert stream is not None
    assert spares._wanted_until > time.monotonic() + 58
    stream.close()


def test_taking_alone_makes_no_spare_wanted(pair: Pair, spares: Spares) -> None:
    """Where nobody prepared, or the line is at rest, nothing is opened."""
    assert spares.take(PATIENCE) is None
    spares.prepare()
    until(lambda: spares.count == 2)
    spares.rest()
    assert spares.take(PATIENCE) is None
    until(lambda: not keepers())
    assert (pair.closed, len(pair.ends)) == (2, 2)


def test_no_thread_to_open_one_is_a_pause(
    pair: Pair, spares: Spares, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A movement then finds none, and connects by itself."""
    start = threading.Thread.start
    tries: list[str] = []

    def refuse(thread: threading.Thread) -> None:
        tries.append(thread.name)
        if thread.name == "spare connection":
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", refuse)
    spares.prepare()
    spares.prepare()
    assert tries == ["spare connections", "spare connection"]
    assert spares.take(PATIENCE) is None
    # It asked in vain, so it is tried again.
    until(lambda: tries[2:] == ["spare connection"])
    monkeypatch.undo()
    assert spares.take() is None
    until(lambda: spares.count == 2)


# A movement that comes while they are being opened.


class Asked(Spares):
    """Tells when somebody asked for one, and what was given."""

    def __init__(self, open_one: Callable[[], Stream | None]) -> None:
        super().__init__(open_one)
        self.asked = threading.Event()
        self.given: list[Stream | None] = []

    def take(self, patience: float | None = 0.0) -> Stream | None:
        """As ever."""
        self.asked.set()
        self.given.append(super().take(patience))
        return self.given[-1]

    def taking(self, patience: float | None) -> threading.Thread:
        """Somebody who asks, in a thread of its own."""
        taker = threading.Thread(target=self.take, args=(patience,))
        taker.start()
        assert self.asked.wait(PATIENCE)
        return taker


def opening_two(pair: Pair) -> Asked:
    """Two that are being opened, held at the gate."""
    pair.gate = threading.Semaphore(0)
    spares = Asked(pair.open_one)
    spares.prepare()
    assert pair.has_begun(2)
    return spares


def end(pair: Pair, spares: Spares) -> None:
    """Let everything on, and leave nothing open."""
    assert pair.gate is not None
    spares.rest()
    pair.gate.release(100)
    until(lambda: not keepers())


def test_one_being_opened_is_waited_for(pair: Pair) -> None:
    """Given as soon as it is there, and replaced at once though it never stood."""
    spares = opening_two(pair)
    assert pair.gate is not None
    taker = spares.taking(None)
    assert pair.begins_no_more()
    assert spares.given == []
    pair.gate.release()
    taker.join(PATIENCE)
    (stream,) = spares.given
    assert stream is not None
    assert pair.has_begun()
    stream.close()
    end(pair, spares)
    assert pair.closed == len(pair.ends) == 3


def test_two_that_wait_get_one_each(pair: Pair) -> None:
    """No connection is given twice."""
    spares = opening_two(pair)
    assert pair.gate is not None
    takers = [spares.taking(None) for _ in range(2)]
    pair.gate.release(2)
    for taker in takers:
        taker.join(PATIENCE)
    one, other = spares.given
    assert one is not None
    assert other is not None
    assert one is not other
    one.close()
    other.close()
    end(pair, spares)


def test_one_that_is_not_opened_in_time_is_not_waited_for(pair: Pair) -> None:
    """Neither beyond the patience, nor without any."""
    spares = opening_two(pair)
    assert spares.take(0.01) is None
    assert spares.take() is None
    end(pair, spares)


@pytest.mark.parametrize("how", ["no answer", "dead on arrival", "rest"])
def test_one_that_will_not_come_is_waited_for_no_longer(pair: Pair, how: str) -> None:
    """The host does not answer, or ends what it accepted, or the line goes to rest."""
    spares = opening_two(pair)
    assert pair.gate is not None
    taker = spares.taking(None)
    pair.answers = how != "no answer"
    pair.dead_on_arrival = how == "dead on arrival"
    if how == "rest":
        spares.rest()
    else:
        # One more may be on its way: who asks ends the pause that the first one led to.
        pair.gate.release(4)
    taker.join(PATIENCE)
    assert spares.given == [None]
    end(pair, spares)
    assert pair.closed == len(pair.ends)


class Slow(Asked):
    """Real connections, whose opening waits for a gate."""

    def __init__(self, line: Line) -> None:
        self.gate = threading.Semaphore(0)
        self.begun = threading.Semaphore(0)
        self._line = line
        super().__init__(self._open_slowly)

    def _open_slowly(self) -> Stream | None:
        self.begun.release()
        assert self.gate.acquire(timeout=PATIENCE)
        return self._line._route.open_ahead(self._line._money_network)


def slow_line(server: FaultServer, connect_timeout: float) -> tuple[Line, Slow]:
    """A line whose two spares are being opened."""
    line = Line(server.base_url, Secret(KEY), connect_timeout, ca_file=server.ca_file)
    line.spares = spares = Slow(line)
    line.prepare()
    assert all(spares.begun.acquire(timeout=PATIENCE) for _ in range(2))
    return line, spares


def leave(spares: Slow) -> None:
    """Let everything on, and leave nothing open."""
    spares.rest()
    spares.gate.release(100)
    until(lambda: not keepers())


def test_a_movement_waits_for_a_connection_that_is_being_opened() -> None:
    """It opens no third, which would be there later."""
    exchanges: list[Exchange] = []
    with FaultServer(FAULTS["good"], tls=True) as server:
        line, spares = slow_line(server, PATIENCE)
        sending = threading.Thread(
            target=lambda: exchanges.append(line.post("/subaccount/credit/add", BODY, PATIENCE))
        )
        sending.start()
        assert spares.asked.wait(PATIENCE)
        spares.gate.release(2)
        sending.join(PATIENCE)
        until(lambda: spares.count == 1)
        assert judge(exchanges[0]).state is State.CONFIRMED
        assert server.connections == 2
        leave(spares)
        server.settle()
        assert server.posts == 1


def test_a_movement_does_not_wait_for_one_that_never_comes() -> None:
    """It connects by itself while there is time left to."""
    with FaultServer(FAULTS["good"], tls=True) as server:
        line, spares = slow_line(server, 0.4)
        exchange = line.post("/subaccount/credit/add", BODY, PATIENCE)
        assert judge(exchange).state is State.CONFIRMED
        assert spares.given == [None]
        assert server.connections == server.posts == 1
        leave(spares)
        server.settle()


def test_waiting_and_connecting_take_no_longer_than_connecting_may(pair: Pair) -> None:
    """The time spent on one that did not come is not given a second time."""
    spares = opening_two(pair)
    left: list[float | None] = []

    class Noting(Network):
        def connect(
            self, host: str, port: int, deadline: Deadline, timeout: float | None
        ) -> Stream:
            left.append(timeout)
            return super().connect(host, port, deadline, timeout)

    def resolve(host: str, port: int) -> list[Address]:
        return [("127.0.0.1", server.port)]

    with FaultServer(FAULTS["good"]) as server:
        backend = Backend(Noting(resolve), Deadline(), spares)
        backend.connect_tcp("platform.test", 80, timeout=0.4).close()
        spares.rest()
        # Nothing is coming any more, so nothing was spent.
        backend.connect_tcp("platform.test", 80, timeout=60).close()
        backend.connect_tcp("platform.test", 80).close()
        server.settle()
    first, second, unlimited = left
    assert first is not None
    assert second is not None
    assert 0 < first <= 0.2
    assert 59 < second <= 60
    assert unlimited is None
    end(pair, spares)


# A spare that dies.


class Dying(Spares):
    """Connections whose server ends them in the moment they are taken."""

    now = threading.Event()

    def take(self, patience: float | None = 0.0) -> Stream | None:
        """A connection that was clean a moment ago."""
        stream = super().take(patience)
        assert stream is not None
        self.now.set()
        until(lambda: not stream.is_clean)
        return stream


@pytest.mark.parametrize("tls", [False, True], ids=["plain", "tls"])
@pytest.mark.parametrize("how", ["end", "reset", "408"])
def test_a_spare_that_dies_before_the_post(how: str, tls: bool) -> None:
    """The POST was begun on it, so the outcome is unknown, and it is not sent again."""
    Dying.now = threading.Event()

    def serve(conversation: Conversation) -> None:
        assert Dying.now.wait(PATIENCE)
        if how == "reset":
            conversation.reset()
        if how == "408":
            conversation.send(http_reply(408, b"", headers=("Connection: close",)))
        conversation.finish()

    with FaultServer(scripted(serve), tls=tls) as server:
        line = Line(server.base_url, Secret(KEY), PATIENCE, ca_file=server.ca_file if tls else None)
        line.spares = Dying(lambda: line._route.open_ahead(line._money_network))
        line.prepare()
        until(lambda: line.spares.count == 2)
        exchange = line.post("/subaccount/credit/add", BODY, 10)
        line.spares.rest()
        assert exchange.post_began
        outcome = judge(exchange)
        assert outcome.state is State.UNKNOWN
        assert outcome.reason in {Reason.NO_REPLY, Reason.UNREADABLE}
        until(lambda: not keepers())
        server.settle()
        assert server.posts <= 1


def test_a_spare_found_dead_costs_nothing() -> None:
    """It is left aside, and the movement goes through on a new connection."""
    ends = threading.Event()
    first: list[Conversation] = []

    def serve(conversation: Conversation) -> None:
        first.append(conversation)
        if len(first) <= 2:
            assert ends.wait(PATIENCE)
            conversation.finish()
        conversation.read_request()
        conversation.send(http_reply(200, SUCCESS))
        conversation.stay_silent()

    with FaultServer(scripted(serve)) as server:
        with client_of(server) as partner:
            partner.prepare()
            spares = partner._line().spares
            until(lambda: spares.count == 2 and server.connections == 2)
            ends.set()
            with spares._changed:
                until(lambda: not any(stream.is_clean for stream in spares._spares))
            assert partner.add_credit(TOKEN, FIFTY).state is State.CONFIRMED
        server.settle()
        assert server.posts == 1
        assert server.received[:2] == [b"", b""]
