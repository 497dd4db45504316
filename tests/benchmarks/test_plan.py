"""The plan's benchmark measures what it says: few sub-accounts, and no bar to the clock."""

from pathlib import Path

from tests.benchmarks.plan import measured


async def test_a_plan_is_shown_and_carried_out(tmp_path: Path) -> None:
    """All that are low are lifted, and every figure was taken."""
    found = await measured(12, tmp_path)
    assert found.rows == 12
    assert min(found.reckoned, found.shown, found.carried_out, found.early, found.late) > 0
