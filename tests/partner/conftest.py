"""Connections on socket pairs, and nothing of them left behind."""

from collections.abc import Iterator

import pytest

from smspartner_tui.partner.spares import Spares
from tests.partner import keepers, until
from tests.partner.pairs import Pair


@pytest.fixture
def pair() -> Iterator[Pair]:
    """The other ends, closed afterwards."""
    pair = Pair()
    yield pair
    for end in pair.ends:
        end.close()


@pytest.fixture
def spares(pair: Pair) -> Iterator[Spares]:
    """Connections opened ahead on socket pairs."""
    spares = Spares(pair.open_one)
    yield spares
    spares.rest()
    if pair.gate is not None:
        pair.gate.release(100)
    until(lambda: not keepers())
