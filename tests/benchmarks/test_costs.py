"""What repeats exactly, held: bytes, writes, imports. No bar here is one to the clock.

One start of the installed command, in a real terminal of 100 by 30 on a bank of thirty, is looked
at by all tests but the last.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Final, NamedTuple

import pytest

from tests.benchmarks.drawn import screen_after
from tests.benchmarks.made_bank import MadeBank
from tests.benchmarks.profile import IMPORTS
from tests.benchmarks.screen_programs import DOWN, PAGE_DOWN, Program, ours
from tests.benchmarks.screen_rounds import QUIET, SETTLED, opened, started
from tests.benchmarks.screen_table import CHANGED_BYTES, DATA_TABLE
from tests.benchmarks.watched import Chunk, Watched
from tests.terminal.place import Place

MOST_OF_A_KEY: Final = 480
"""Bytes of a cursor key: the row left, the row come to, and the details of that one."""

MOST_OF_A_START: Final = 8_000
"""Bytes from nothing to the settled screen, yesterday's balances on it first."""

NOT_BEFORE_THE_PAINT: Final = frozenset(
    {
        *("httpx", "httpcore", "h11", "anyio", "certifi", "idna"),
        *("urllib.request", "http.client", "http.server", "email"),
        *("rich.traceback", "pygments", "markdown_it"),
        *("smspartner_tui.simulator", "smspartner_tui.export", "smspartner_tui.partner.line"),
        *("textual.widgets._markdown", "textual.widgets._text_area", "textual.widgets._data_table"),
    }
)
"""What takes its time, and what nobody needs before there is something to see."""

_TABLE: Final = range(4, 22)
"""Lines of the screen on which rows stand, counted from 1."""

_RUN: Final = re.compile(rb"\x1b\[([0-9]+);([0-9]+)H")


class Seen(NamedTuple):
    """A program that has started and settled, what it is, and the bytes until then."""

    watched: Watched
    program: Program
    start: int

    def pressed(self, keys: bytes, quiet: float = QUIET) -> list[Chunk]:
        """What keys lead to."""
        return self.watched.until_answered(keys, quiet, SETTLED)

    def read_after(self, spent: int) -> list[Chunk]:
        """What a reading leads to before which so many balances changed."""
        assert self.program.bank is not None
        self.program.bank.spend(spent)
        return self.pressed(b"r", 2 * SETTLED)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    """The command, its table live."""
    with MadeBank(30) as bank:
        program = ours(30, bank, Place(tmp_path_factory.mktemp("costs")))
        with opened(program) as watched:
            run = started(program, watched)
            yield Seen(watched, program, run.bytes)
            watched.leave(program.leaves)


def size(chunks: list[Chunk]) -> int:
    """The bytes of it."""
    return sum(len(chunk.data) for chunk in chunks)


def painted(chunks: list[Chunk]) -> set[tuple[int, int]]:
    """Where among the rows something was painted: line and column of each run of cells."""
    places = _RUN.findall(b"".join(chunk.data for chunk in chunks))
    return {(int(line), int(column)) for line, column in places if int(line) in _TABLE}


def test_a_start_is_not_painted_over_and_over(seen: Seen) -> None:
    """Last known balances, the live ones, and what else comes late, in so many bytes."""
    assert seen.start <= MOST_OF_A_START
    assert "61.80" in screen_after(seen.watched.chunks)


def test_a_cursor_key_paints_two_rows_and_the_details(seen: Seen) -> None:
    """No other row, no scrollbar, no layout: in the middle of the list, key after key."""
    seen.pressed(b"g", SETTLED)
    for line in range(_TABLE.start, _TABLE.start + 8):
        written = seen.pressed(DOWN)
        assert {place[0] for place in painted(written)} == {line, line + 1}
        assert 0 < size(written) <= MOST_OF_A_KEY


def test_a_key_that_leads_nowhere_paints_nothing(seen: Seen) -> None:
    """The cursor at the end of the list stays there, and nothing is written."""
    seen.pressed(b"G", SETTLED)
    assert seen.pressed(DOWN) == []
    assert seen.pressed(PAGE_DOWN) == []


def test_a_reading_that_changed_three_balances_paints_three_cells(seen: Seen) -> None:
    """Each within its bar, and nothing else among the rows; where none changed, nothing at all."""
    seen.pressed(b"g", SETTLED)
    none, one, three = (seen.read_after(spent) for spent in (0, 1, 3))
    assert [len(painted(written)) for written in (none, one, three)] == [0, 1, 3]
    each = CHANGED_BYTES.most * DATA_TABLE
    # The clock may go on to another minute, and a client come to be low.
    spare = 400
    assert size(one) - size(none) <= each + spare
    assert size(three) - size(none) <= 3 * each + spare


def test_nothing_is_written_while_nothing_changes(seen: Seen) -> None:
    """No cursor blinks, nothing ticks."""
    written = seen.watched.written
    seen.watched.listen(1.0)
    assert seen.watched.written == written


def test_nothing_heavy_is_imported_before_the_first_paint() -> None:
    """The wire, the bank, exports and the toolkit's large widgets come when they are needed."""
    code = f"{IMPORTS}; import json, sys; print(json.dumps(sorted(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.PIPE).stdout
    assert NOT_BEFORE_THE_PAINT & set(json.loads(told)) == set()
