"""The Monte Carlo of the verdict in short, and proof that it sees a rule that is wrong."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from smspartner_tui.core.movement import Ruling, Why
from smspartner_tui.core.verdict import Evidence, Sighting, Verdict, judge
from tests.reliability import verdict
from tests.reliability.verdict import (
    BARRED,
    BROKEN,
    MOST_UNDECIDED,
    SOUND,
    Mark,
    Row,
    lines,
    mark,
    marks_of,
    run,
)
from tests.reliability.verdict_worlds import LATE, Broken, Run, World, play, poisson

WORLDS = {world.name: world for world in (*SOUND, *BROKEN)}
WORLD = WORLDS["1/s, 5/s, 60 s, every 5 s; fresh"]
NOON = datetime(2025, 6, 12, 12, 0, tzinfo=UTC)


def test_no_verdict_is_wrong_where_the_facts_are_so() -> None:
    """Two thousand runs over all the worlds miss no bar, and decide in every world."""
    rows = run(SOUND, 64, seed=1)
    assert [line for line in lines(rows) if not line.holds] == []
    assert sum(row.marks.total() for row in rows) == 64 * len(SOUND)
    for row in rows:
        assert row.marks[Mark.RIGHT] > 5, row.world.name


def test_what_the_rule_cannot_know_is_shown() -> None:
    """Broken worlds come out as bad as they are: wrong, or in conflict."""
    rows = {row.world.broken: row for row in run(BROKEN, 200, seed=1)}
    assert set(rows) == set(Broken) - {Broken.NOTHING}
    for broken in (Broken.TOPPED_UP, Broken.REFUNDS, Broken.ON_THE_SITE):
        assert rows[broken].per_cent(Mark.CONFLICT) > 80, broken
    for broken in (Broken.REPEATED, Broken.AFTER_ALL):
        assert 30 < rows[broken].per_cent(Mark.WRONG) < 70, broken
    assert all(line.holds for line in lines(list(rows.values())))


def _off_by_the_amount(evidence: Evidence, deadline: float) -> Verdict:
    """As if twice the amount had to be taken: the payer seems to hold."""
    movement = evidence.entry.movement
    twice = replace(movement, amount=2 * movement.amount)
    return judge(replace(evidence, entry=replace(evidence.entry, movement=twice)), deadline)


def _alone(evidence: Evidence, deadline: float) -> Verdict:
    """As if there were no other movements."""
    return judge(replace(evidence, others=()), deadline)


def _at_once(seen: tuple[Sighting, ...]) -> tuple[Sighting, ...]:
    return tuple(sighting._replace(answered_by=sighting.asked_at) for sighting in seen)


def _answered_at_once(evidence: Evidence, deadline: float) -> Verdict:
    """As if balances were true when they were asked for."""
    main, subaccount = _at_once(evidence.main), _at_once(evidence.subaccount)
    return judge(replace(evidence, main=main, subaccount=subaccount), deadline)


def _impatient(evidence: Evidence, deadline: float) -> Verdict:
    """As if nothing were carried out after ten seconds, and the first word were the last."""
    until = evidence.entry.at + timedelta(seconds=10)
    main = tuple(seen for seen in evidence.main if seen.asked_at <= until)
    subaccount = tuple(seen for seen in evidence.subaccount if seen.asked_at <= until)
    found = judge(replace(evidence, main=main, subaccount=subaccount), deadline)
    is_final = found.ruling is Ruling.PROVISIONAL
    return replace(found, ruling=Ruling.NOT_APPLIED) if is_final else found


FAULTS: dict[Callable[[Evidence, float], Verdict], str] = {
    _off_by_the_amount: "10/s, 50/s, 15 s, every 5 s; up to 60 s old",
    _alone: "1/s, 5/s, 3 other own, 15 s, every 5 s; up to 60 s old",
    _answered_at_once: "10/s, 50/s, 2 read, slow, 15 s, every 5 s; up to 60 s old",
    _impatient: "1/s, 5/s, to the end; fresh",
}


@pytest.mark.parametrize("rule", FAULTS)
def test_comparison_sees_a_rule_that_is_wrong(rule: Callable[[Evidence, float], Verdict]) -> None:
    """Each seeded fault ends in wrong verdicts, and so in a bar that is missed."""
    world = WORLDS[FAULTS[rule]]
    marks = marks_of(world, 400, "1", rule)
    assert marks[Mark.WRONG] > 4
    assert [line.holds for line in lines([Row(world, marks)])] == [True, False]
    assert marks_of(world, 400, "1")[Mark.WRONG] == 0


@pytest.mark.parametrize(("undecided", "holds"), [(80, True), (81, False)])
def test_too_much_undecided_misses_its_bar(undecided: int, holds: bool) -> None:
    """In the one world that has a bar for it, and from there on."""
    marks = Counter({Mark.RIGHT: 1000 - undecided, Mark.UNDECIDED: undecided})
    assert Row(WORLD, marks).per_cent(Mark.UNDECIDED) <= MOST_UNDECIDED or not holds
    assert [line.holds for line in lines([Row(WORLD, marks)])] == [True, holds]
    elsewhere = WORLDS["1/s, 5/s, 60 s, once; fresh"]
    assert [line.holds for line in lines([Row(elsewhere, marks)])] == [True, True]
    assert sum(world.name.startswith(BARRED) for world in SOUND) == 2


MARKS: list[tuple[Ruling, Why, bool, Mark, Mark]] = [
    (Ruling.APPLIED, Why.ROSE, True, Mark.RIGHT, Mark.RIGHT),
    (Ruling.APPLIED, Why.ROSE, False, Mark.WRONG, Mark.WRONG),
    (Ruling.NOT_APPLIED, Why.HELD, False, Mark.RIGHT, Mark.RIGHT),
    (Ruling.NOT_APPLIED, Why.HELD, True, Mark.WRONG, Mark.WRONG),
    (Ruling.PROVISIONAL, Why.HELD, False, Mark.RIGHT, Mark.UNDECIDED),
    (Ruling.PROVISIONAL, Why.HELD, True, Mark.WRONG, Mark.UNDECIDED),
    (Ruling.OPEN, Why.NOT_SHOWN, True, Mark.UNDECIDED, Mark.UNDECIDED),
    (Ruling.OPEN, Why.NO_BEFORE, True, Mark.UNDECIDED, Mark.UNDECIDED),
    (Ruling.OPEN, Why.BOTH, False, Mark.CONFLICT, Mark.CONFLICT),
    (Ruling.OPEN, Why.TOO_MUCH, False, Mark.CONFLICT, Mark.CONFLICT),
    (Ruling.OPEN, Why.ELSEWHERE, False, Mark.CONFLICT, Mark.CONFLICT),
]


@pytest.mark.parametrize(("ruling", "why", "is_applied", "so_far", "to_the_end"), MARKS)
def test_verdict_is_marked_by_the_truth(
    ruling: Ruling, why: Why, is_applied: bool, so_far: Mark, to_the_end: Mark
) -> None:
    """What is said of "so far" is a word on what the window shows, and not a final one."""
    found = Verdict(ruling, why, NOON)
    assert mark(WORLD, found, is_applied=is_applied) is so_far
    final = replace(WORLD, is_final=True)
    assert mark(final, found, is_applied=is_applied) is to_the_end


def test_seed_plays_the_same_runs_again_in_any_number_of_processes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A seed gives the same marks, another seed others; the last share is what is left."""
    monkeypatch.setattr(verdict, "_SHARE", 100)
    worlds = SOUND[4:6]
    alone = run(worlds, 250, seed=3)
    assert run(worlds, 250, seed=3, processes=2) == alone
    assert run(worlds, 250, seed=4) != alone
    assert [row.marks.total() for row in alone] == [250, 250]


def _asked(found: Run) -> list[float]:
    return [
        (seen.asked_at - found.evidence.entry.at).total_seconds() for seen in found.evidence.main
    ]


def test_worlds_are_read_as_they_say() -> None:
    """Once at the end of the window, or every 5 s of it; to the end: once it is too late."""
    assert _asked(play(WORLD, Random(1))) == [5.0 * step for step in range(1, 13)]
    once = WORLDS["1/s, 5/s, 60 s, once; fresh"]
    assert _asked(play(once, Random(1))) == [60.0]
    for world in SOUND:
        asked = _asked(play(world, Random(2)))
        assert asked == sorted(asked)
        assert asked[-1] <= world.window or world.is_final
        assert (asked[-1] >= LATE) is world.is_final


def test_half_of_the_movements_are_applied_in_either_direction() -> None:
    """Amounts lie between 5 and 500 euros, half of them below 50; some are not alone."""
    world: World = WORLDS["1/s, 5/s, 3 other own, 15 s, once; fresh"]
    rng = Random(1)
    runs = [play(world, rng) for _ in range(1000)]
    entries = [one.evidence.entry for one in runs]
    amounts = [entry.movement.amount for entry in entries]
    others = [other for one in runs for other in one.evidence.others]
    assert 450 < sum(one.is_applied for one in runs) < 550
    assert 450 < sum(entry.movement.direction == "add" for entry in entries) < 550
    assert min(amounts) >= 5
    assert max(amounts) <= 500
    assert 450 < sum(amount < 50 for amount in amounts) < 550
    assert max(len(one.evidence.others) for one in runs) == 3
    assert 0.15 < sum(other.state != "confirmed" for other in others) / len(others) < 0.25


@pytest.mark.parametrize("mean", [0.5, 25.0, 59.0, 61.0, 3000.0])
def test_spending_has_the_mean_and_the_spread_of_poisson(mean: float) -> None:
    """Both are the same number, within what 2000 draws tell."""
    rng = Random(1)
    drawn = [poisson(mean, rng) for _ in range(2000)]
    middle = sum(drawn) / len(drawn)
    spread = sum((count - middle) ** 2 for count in drawn) / len(drawn)
    assert abs(middle - mean) < 4 * (mean / len(drawn)) ** 0.5
    assert 0.85 < spread / mean < 1.15


def test_command_prints_the_table(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each world has its line, and the exit status is 0."""
    monkeypatch.setattr("sys.argv", ["verdict", "--runs", "64", "--processes", "1"])
    assert verdict.main() == 0
    told = capsys.readouterr().out
    assert all(name in told for name in WORLDS)
    assert "0 of 64" in told


def test_command_ends_with_one_where_a_bar_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a verdict is wrong among the sound worlds."""
    monkeypatch.setattr("sys.argv", ["verdict", "--runs", "64", "--processes", "1"])
    monkeypatch.setattr(verdict, "SOUND", (WORLDS[f"broken: {Broken.REPEATED}"],))
    assert verdict.main() == 1
