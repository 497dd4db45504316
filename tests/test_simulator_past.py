"""The rehearsal bank's past: what it would have told, had it been read for weeks."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Final

from smspartner_tui.core.days import Recent, days_left, trend
from smspartner_tui.core.history import Held
from smspartner_tui.simulator import CLIENTS, Bank, Client, past
from smspartner_tui.simulator.bank import SMS_PRICE

NOW: Final = datetime(2025, 6, 12, 12, 32, 7, tzinfo=UTC)
DAY: Final = timedelta(days=1)


def test_every_client_was_read_once_a_day() -> None:
    """For four weeks with today, whole messages less each time, and nobody was credited."""
    found = past(NOW)
    assert set(found) == {client.token for client in CLIENTS}
    for client in CLIENTS:
        held = found[client.token]
        assert [one.first_at for one in held] == [NOW - n * DAY for n in range(27, 0, -1)]
        balances = [*(one.amount for one in held), client.balance]
        for earlier, later in pairwise(balances):
            assert earlier > later
            assert (earlier - later) % SMS_PRICE == 0


def test_each_spent_about_as_fast_as_it_does_now() -> None:
    """So that days left are those of the bank's own pace, to a tenth."""
    bank = Bank(clock=lambda: 0.0)
    for client in CLIENTS:
        now = Held(bank.balance(client.token), NOW, NOW)
        rate = trend(Recent((*past(NOW)[client.token], now)), NOW).rate
        assert rate is not None
        assert abs(rate / (client.per_hour * 24) - 1) < Decimal("0.1"), client.name
    rates = [client.per_hour * 24 for client in CLIENTS]
    days = [days_left(client.balance, rate) for client, rate in zip(CLIENTS, rates, strict=True)]
    assert {0, 12, 95} <= set(days)


def test_it_is_the_same_each_time() -> None:
    """Two rehearsals at the same time look the same."""
    assert past(NOW) == past(NOW) != past(NOW + DAY)


def test_who_spends_nothing_held_what_it_has() -> None:
    """One balance, seen all that time."""
    idle = Client("t", "Nobody", balance=Decimal(5))
    assert past(NOW, [idle]) == {"t": (Held(Decimal(5), NOW - 27 * DAY, NOW - DAY),)}
