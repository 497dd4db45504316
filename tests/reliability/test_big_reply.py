"""Big replies in short, and proof that a process which takes one in is seen to grow."""

from tests.faults import FAULTS
from tests.reliability.big_reply import BAR, SMALL, Cost, cost, lines

FAIR = Cost("fair", "get", 0.1, 0.1, "unreadable")


def missed(*costs: Cost) -> list[bool]:
    """Whether each figure misses its bar, the last being the number of those not refused."""
    return [not line.holds for line in lines(costs, [])]


def test_a_bomb_costs_nothing() -> None:
    """A movement is answered with half a megabyte that stands for five hundred."""
    assert missed(cost("bomb", FAULTS["gzip-bomb"], "post")) == [False, False]


def test_what_takes_the_reply_in_is_seen() -> None:
    """Stock httpx grows by all that it was sent, however big the process that measures it."""
    taken = cost("stock", SMALL, "get", "stock")
    assert taken.growth > 2 * BAR
    assert taken.came_to == "20000000 bytes"
    assert missed(FAIR, taken) == [False, True, True]
