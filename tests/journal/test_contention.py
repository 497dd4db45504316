"""Many processes with one journal: nobody is turned away, nothing is lost, nothing looks broken."""

from contextlib import ExitStack
from pathlib import Path

from tests.journal.conftest import Open
from tests.journal.process import another_process, line_of

PROCESSES, ROUNDS = 8, 6


def test_eight_processes_take_turns(opened: Open, folder: Path) -> None:
    """Each begins, settles and checks among the others: none is refused, no number missing."""
    journal = opened()
    with ExitStack() as stack:
        others = [
            stack.enter_context(another_process(folder, "contend", str(ROUNDS)))
            for _ in range(PROCESSES)
        ]
        assert [line_of(other) for other in others] == ["ready"] * PROCESSES
        for other in others:
            assert other.stdin is not None
            other.stdin.write("go\n")
            other.stdin.flush()
        said = [line_of(other) for other in others for _ in range(ROUNDS)]
        assert [other.wait() for other in others] == [0] * PROCESSES
    total = PROCESSES * ROUNDS
    assert sorted(map(int, said)) == list(range(1, total + 1))
    journal.check()
    assert journal.problem is None
    assert len(journal.history(2 * total)) == total
    assert journal.open_entries() == ()
