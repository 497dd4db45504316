"""The faulty bank: raw sockets over a ledger of its own, and a note of all that arrived."""

import contextlib
import json
import select
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Final

from smspartner_tui.core.money import plain
from smspartner_tui.core.movement import State
from smspartner_tui.simulator import Bank
from smspartner_tui.simulator.clients import Client
from smspartner_tui.simulator.replies import Accepted
from tests.faults.conversation import Conversation, HangUpError, Request
from tests.faults.replies import REFUSAL, XML, XML_REFUSAL
from tests.reliability.chaos_faults import FAULTS, Welcome
from tests.reliability.chaos_plan import TOKENS, Moment, Plan

RICH: Final = Decimal(10**8)
"""Euros that every account opens with: nothing is ever refused for want of money."""

_LOOK: Final = 0.005
_PATIENCE: Final = 20.0

Notice = Callable[[Plan, Moment], None]


@dataclass(slots=True)
class Seen:
    """What the bank saw of one movement; `stands_for` is what a reply said in full stands for."""

    posts: int = 0
    stands_for: State | None = None
    said_at: float = 0.0


class Post:
    """A credit call that was read whole."""

    def __init__(self, bank: "ChaosBank", talk: Conversation, call: Request, plan: Plan) -> None:
        self.conversation = talk
        self.random = Random(f"{plan.draws} server")
        self._bank = bank
        self._call = call
        self._plan = plan
        self._is_xml = "_format=xml" in call.target
        self._reply: object = None

    def apply(self) -> None:
        """Move the money in the bank's ledger."""
        fields = json.loads(self._call.body)
        is_add = self._call.target.partition("?")[0].endswith("/credit/add")
        move = self._bank.money.add if is_add else self._bank.money.remove
        self._reply = move(fields["apiKey"], fields["credit"], fields["tokenSubaccount"])
        self._bank.notice(self._plan, Moment.APPLIED)

    def success(self) -> bytes:
        """The good body for a movement that was applied."""
        if not isinstance(self._reply, Accepted):
            raise TypeError(f"the bank refused: {self._reply}")
        main, sub = plain(self._reply.main), plain(self._reply.sub)
        if self._is_xml:
            entries = "".join(f"<entry>{v}</entry>" for v in ("true", 200, main, sub, "EUR"))
            return XML + f"<result>{entries}</result>".encode()
        if self.random.random() < 0.5:
            main, sub = f'"{main}"', f'"{sub}"'
        figures = f'"credit": {main}, "subaccountCredit": {sub}, "currency": "EUR"'
        return f'{{"success": true, "code": 200, {figures}}}'.encode()

    def refusal(self) -> bytes:
        """The body of a refusal."""
        return XML_REFUSAL if self._is_xml else REFUSAL

    def say(self, raw: bytes, stands_for: State | None = None) -> None:
        """Say this; a complete reply stands for an outcome, a part of one for none."""
        middle = len(raw) // 2
        self.conversation.send(raw[:middle])
        self._bank.notice(self._plan, Moment.HALF_SAID)
        self.conversation.send(raw[middle:])
        seen = self._bank.seen[self._plan.amount]
        seen.stands_for, seen.said_at = stands_for, time.monotonic()
        self._bank.notice(self._plan, Moment.SAID)


class _Talk:
    """A connection, and the movement that came over it; `has_heard` once a byte of it did."""

    def __init__(self, conversation: Conversation) -> None:
        self.conversation = conversation
        self.plan: Plan | None = None
        self.has_heard = False


class ChaosBank:
    """Serves each movement as its plan says, and keeps a ledger; `notice` is told each moment.

    `followed` counts requests after a redirection, `errors` holds what went wrong in here.
    """

    def __init__(self, plans: Mapping[Decimal, Plan], notice: Notice) -> None:
        accounts = [Client(token, "Client", RICH) for token in TOKENS]
        self.money = Bank(spending=False, accounts=accounts, main=RICH)
        self.notice = notice
        self.seen = {amount: Seen() for amount in plans}
        self.followed = 0
        self.errors: list[BaseException] = []
        self._plans = plans
        self._lock = threading.Condition()
        self._stop = threading.Event()
        self._talks: dict[threading.Thread, _Talk] = {}
        self._welcomes: Counter[Welcome] = Counter()
        # Bound and never listening: the port stays ours while the door is shut.
        self._holder = self._bound(0)
        self.base_url = f"http://127.0.0.1:{self._holder.getsockname()[1]}/v1"
        self._door: socket.socket | None = None
        self._open_door()
        self._acceptor = threading.Thread(target=self._accept, name="chaos bank", daemon=True)
        self._acceptor.start()

    def _bound(self, port: int) -> socket.socket:
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(("127.0.0.1", port))
        return sock

    def _open_door(self) -> None:
        self._door = self._bound(self._holder.getsockname()[1])
        self._door.listen(64)

    def close(self) -> None:
        """End every conversation and every thread, and free every socket."""
        self._stop.set()
        self._acceptor.join(_PATIENCE)
        with self._lock:
            talks = dict(self._talks)
            for sock in (self._holder, self._door):
                if sock is not None:
                    sock.close()
        for thread, talk in talks.items():
            talk.conversation.interrupt()
            thread.join(_PATIENCE)

    # The door

    @contextmanager
    def welcoming(self, welcome: Welcome | None) -> Iterator[None]:
        """Receive whoever connects in this way, until the block ends."""
        if welcome is None:
            yield
            return
        self._change_welcome(welcome, 1)
        try:
            yield
        finally:
            self._change_welcome(welcome, -1)

    def _change_welcome(self, welcome: Welcome, change: int) -> None:
        with self._lock:
            self._welcomes[welcome] += change
            if not self._welcomes[Welcome.REFUSED]:
                if self._door is None:
                    self._open_door()
            elif self._door is not None:
                self._door.close()
                self._door = None

    def _welcome(self) -> Welcome | None:
        return next((welcome for welcome in Welcome if self._welcomes[welcome]), None)

    def _accept(self) -> None:
        while not self._stop.wait(_LOOK):
            with self._lock:
                while (
                    self._door is not None
                    and self._welcome() is not Welcome.LATE
                    and _is_readable(self._door)
                ):
                    self._take(self._door.accept()[0], self._welcome())

    def _take(self, sock: socket.socket, welcome: Welcome | None) -> None:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        conversation = Conversation(sock, threading.Condition(), self._stop, self.base_url)
        talk = _Talk(conversation)
        thread = threading.Thread(target=self._talk, args=(talk, welcome), daemon=True)
        self._talks[thread] = talk
        thread.start()

    # Conversations

    def _talk(self, talk: _Talk, welcome: Welcome | None) -> None:
        try:
            with contextlib.suppress(HangUpError, OSError):
                self._converse(talk, welcome)
        except Exception as error:
            self.errors.append(error)
        finally:
            talk.conversation.close()
            with self._lock:
                del self._talks[threading.current_thread()]

    def _converse(self, talk: _Talk, welcome: Welcome | None) -> None:
        conversation = talk.conversation
        if welcome is Welcome.RESET:
            conversation.reset()
            return
        if welcome is Welcome.MUTE:
            conversation.half_close()
        # Not read before `has_heard` is set, so that nothing is ever in between the two.
        select.select([conversation.sock], [], [])
        with self._lock:
            talk.has_heard = True
        if welcome is Welcome.CUT:
            conversation.read(1)
            conversation.reset()
            return
        while True:
            call = conversation.read_request()
            if call.target.partition("?")[0].rpartition("/")[2] in {"add", "remove"}:
                self._serve(talk, call)
            else:
                self.followed += 1

    def _serve(self, talk: _Talk, call: Request) -> None:
        plan = self._plans[Decimal(json.loads(call.body)["credit"])]
        fault = FAULTS[plan.fault]
        with self._lock:
            talk.plan = plan
            self.seen[plan.amount].posts += 1
        self.notice(plan, Moment.READ)
        fault.play(Post(self, talk.conversation, call, plan))

    # What became of a movement

    def has_applied(self, plan: Plan) -> bool:
        """Whether the ledger holds a movement, once nothing of it can be on its way any more.

        Asked when its sender is done with it, or dead.
        """
        end = time.monotonic() + _PATIENCE
        while not self._is_done_with(plan):
            if time.monotonic() > end:
                raise TimeoutError(f"{plan.movement.id} is still on its way")
            self._stop.wait(_LOOK)
        return any(line.amount == plan.amount for line in tuple(self.money.ledger))

    def _is_done_with(self, plan: Plan) -> bool:
        with self._lock:
            if self._door is not None and _is_readable(self._door):
                return False
            return not any(self._may_carry(talk, plan) for talk in self._talks.values())

    def _may_carry(self, talk: _Talk, plan: Plan) -> bool:
        if talk.plan is not None:
            return talk.plan is plan
        return talk.has_heard or _is_readable(talk.conversation.sock)


def _is_readable(sock: socket.socket) -> bool:
    # A socket that its own thread closes meanwhile has nothing more to say.
    try:
        return bool(select.select([sock], [], [], 0)[0])
    except (OSError, ValueError):
        return False
