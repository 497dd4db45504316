"""Connections on socket pairs, and nothing of them left behind; an empty store of authorities."""

from collections.abc import Iterator

import pytest

from smspartner_tui.partner.spares import Spares
from tests.partner import keepers, until
from tests.partner.pairs import Pair


@pytest.fixture(scope="package", autouse=True)
def _no_authorities(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Have the system know no authority: no server here is signed by one, and reading all is slow.

    To read them takes longer than an exchange, and every client does it anew.
    """
    store = tmp_path_factory.mktemp("authorities") / "none.pem"
    store.touch()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(store))
        patch.setenv("SSL_CERT_DIR", str(store.parent))
        yield


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
