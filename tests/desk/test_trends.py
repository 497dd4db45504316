"""What the desk tells of days left, and the thinning that it asks for."""

from datetime import timedelta
from decimal import Decimal

from smspartner_tui.core.days import Trend
from smspartner_tui.core.history import Held
from smspartner_tui.desk import Desk
from smspartner_tui.journal import Journal
from tests.desk.fakes import Told
from tests.journal.helpers import GARAGE, MAIRIE, SALON, Clock

DAY = timedelta(days=1)


def test_trends_are_told_of_who_is_followed(
    desk: Desk, journal: Journal, clock: Clock, told: Told
) -> None:
    """How each spends by the journal's own readings; of who was never read, that it is not known.

    Nothing is told to anybody else by it.
    """
    now = clock.now
    journal.keep_past(
        {
            GARAGE: [
                Held(Decimal(30 + days), now - days * DAY, now - days * DAY) for days in (5, 4)
            ],
            "nobody's": [Held(Decimal(7), now - DAY, now)],
        }
    )
    clock.now += timedelta(seconds=5)
    desk.refresh()
    trends = desk.trends()
    assert set(trends) == {GARAGE, MAIRIE, SALON}
    garage = trends[GARAGE].rate
    assert garage is not None
    assert round(garage, 2) == 5
    assert trends[GARAGE].points == tuple(map(Decimal, ("35", "34", "34", "34", "34", "10")))
    assert trends[SALON] == Trend(None, (Decimal(10),))
    assert [type(fact).__name__ for fact in told.facts] == ["BalancesRead"]


def test_trends_end_when_they_are_not_wanted_any_more(desk: Desk) -> None:
    """Whoever leaves does not wait for the rest of a long list."""
    wanted = iter([True, True, False])
    assert len(desk.trends(lambda: next(wanted))) == 2


def test_the_desk_thins_the_journal(desk: Desk, journal: Journal, clock: Clock) -> None:
    """As of now, and only as long as that is wanted."""
    times = [clock.now - 20 * DAY + timedelta(minutes=minutes) for minutes in range(50)]
    journal.keep_past({GARAGE: [Held(Decimal(99 - n), at, at) for n, at in enumerate(times)]})
    assert desk.thin(lambda: False) == 0
    assert desk.thin() > 0
    assert desk.thin() == 0
