"""The mutation run in short, and proof that it sees a test that sees nothing."""

from pathlib import Path

import pytest

from tests.reliability import mutation
from tests.reliability.mutation import (
    MODULES,
    PACKAGE,
    ROOT,
    BlindError,
    End,
    Result,
    copied,
    draw,
    lines,
    run,
    survivors,
    why,
)
from tests.reliability.mutation_explained import EXPLAINED
from tests.reliability.mutation_mutants import Mutant, mutants

OPERATORS: dict[str, set[str]] = {
    "a < b": {"a <= b", "a >= b"},
    "a <= b": {"a < b", "a > b"},
    "a is not b": {"a is b"},
    "a in b": {"a not in b"},
    "a < b < c": {"a <= b < c", "a >= b < c", "a < b <= c", "a < b >= c"},
    "a and b": {"a or b", "a", "b"},
    "a or b or c": {"a and b and c", "a or b", "a or c", "b or c"},
    "not a": {"a"},
    "-a": {"a"},
    "a + b * c": {"a - b * c", "a + b / c"},
    "a ** b": {"a * b"},
    "a | b": set(),
    "a += b": {"a -= b"},
    "a[1]": {"a[2]", "a[0]"},
    "a = 0.5": {"a = 1.5", "a = -0.5"},
    "a = True": {"a = False"},
    "a = None": {"a = ''"},
    "a is None": {"a is not None"},
    "Decimal('0.01')": {"Decimal('0.02')", "Decimal('0.00')"},
    "Decimal('much')": {"Decimal('XXmuchXX')"},
    "f('one')": {"f('XXoneXX')"},
    "f(', ')": {"f(' ')", "f(',')"},
    "f('')": {"f('XXXX')"},
    "f(b'a')": {"f(b'Xa')"},
    "f'{a}: {b}'": {"f'{a} {b}'", "f'{a}:{b}'"},
    "re.compile('[a.]')": {
        "re.compile('a.]')",
        "re.compile('[.]')",
        "re.compile('[a]')",
    },
    "re.compile('1?')": {"re.compile('2?')", "re.compile('1')"},
    "re.compile(f'{a}b+')": {"re.compile(f'{a}+')", "re.compile(f'{a}b')"},
    "f(a, b=c, **d)": {"f(a, **d)"},
    "f(State.A, State.B)": {"f(State.B, State.B)", "f(State.A, State.A)"},
    "min(a)": {"max(a)"},
    "a.lstrip()": {"a.rstrip()"},
    "{a, b}": {"{a}", "{b}"},
    "{a: b, c: d}": {"{a: b}", "{c: d}"},
    "a = (b, c)": {"a = (b,)", "a = (c,)"},
    "f((a, b))": set(),
    "a if b else c": {"a if not b else c"},
    "a if b < c else d": {"a if b <= c else d", "a if b >= c else d"},
    "[a for a in b if c]": {"[a for a in b if not c]"},
    "a: Literal['b'] = c": set(),
    'def f(a: int=1) -> 2:\n    """A text."""': {
        'def f(a: int=2) -> 2:\n    """A text."""',
        'def f(a: int=0) -> 2:\n    """A text."""',
    },
    "def f():\n    a()\n    return b": {
        "def f():\n    pass\n    return b",
        "def f():\n    a()\n    return",
    },
    "def f():\n    if a:\n        return b\n    raise c": {
        "def f():\n    if not a:\n        return b\n    raise c",
        "def f():\n    if a:\n        return\n    raise c",
        "def f():\n    if a:\n        pass\n    raise c",
        "def f():\n    if a:\n        return b\n    pass",
    },
    "for a in b:\n    continue": {"for a in b:\n    break", "for a in b:\n    pass"},
    "for a in b:\n    break": {"for a in b:\n    continue", "for a in b:\n    pass"},
}


@pytest.mark.parametrize("source", OPERATORS)
def test_each_operator_makes_its_faults(source: str) -> None:
    """One fault at a time, none twice, and none in what only readers and type checkers see."""
    made = [mutant.source for mutant in mutants(source)]
    assert set(made) == OPERATORS[source]
    assert len(made) == len(set(made))


def test_a_mutant_says_where_it_is_and_what_it_changes() -> None:
    """By line, by function, and as code; the same change twice in a place is told apart."""
    source = "x = 1\nclass A:\n    def f(a):\n        g(a[0])\n        g(a[0])\n"
    told = [(mutant.line, mutant.place, mutant.change) for mutant in mutants(source)]
    assert told[:2] == [(1, "", "x = 1 -> x = 2"), (1, "", "x = 1 -> x = 0")]
    assert told[3] == (4, "A.f", "g(a[0]) -> g(a[1])")
    assert told[6] == (5, "A.f", "g(a[0]) -> g(a[1]) (2)")
    long = f"f({'a + ' * 40}b)"
    assert all(len(mutant.change) < 200 for mutant in mutants(long))


RULE = "def may_pay(amount, limit):\n    return amount <= limit\n"


def _toy(folder: Path, claim: str) -> Path:
    (folder / "toy").mkdir()
    (folder / "toy" / "rule.py").write_text(RULE)
    test = f"from toy.rule import may_pay\n\n\ndef test_limit():\n    assert {claim}\n"
    (folder / "test_toy.py").write_text(test)
    return folder


def test_a_mutant_that_a_blind_test_overlooks_survives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The boundary is not asked about; the contrary, no beginning and no end are noticed."""
    monkeypatch.setattr(mutation, "LEAST_PATIENCE", 2.0)
    toy = _toy(tmp_path, "may_pay(1, 2)")
    endless = Mutant(3, "", "endless", f"{RULE}while True:\n    pass\n")
    broken = Mutant(4, "", "broken", f"{RULE}raise ValueError\n")
    result = run(toy, "toy/rule", ["test_toy.py"], [*draw(RULE, None, 1), endless, broken])
    assert {mutant.change: end for mutant, end in result.ends} == {
        "return amount <= limit -> return": End.FAILED,
        "return amount <= limit -> return amount < limit": End.SURVIVED,
        "return amount <= limit -> return amount > limit": End.FAILED,
        "endless": End.LATE,
        "broken": End.BROKEN,
    }
    assert [line.what for line in lines([result]) if not line.holds] == [
        "toy/rule",
        "survivors that nobody explains",
    ]
    assert [*survivors([result])] == [
        "toy/rule.py:2 may_pay",
        "    return amount <= limit -> return amount < limit",
        "    NOT EXPLAINED",
    ]
    assert (toy / "toy" / "rule.py").read_text() == RULE


def test_tests_that_fail_anyway_prove_nothing(tmp_path: Path) -> None:
    """They would kill every mutant."""
    with pytest.raises(BlindError):
        run(_toy(tmp_path, "may_pay(3, 2)"), "toy/rule", ["test_toy.py"], draw(RULE, 1, 1))


def test_some_real_mutants_are_killed() -> None:
    """A handful of one module's, by the tests of that module, in a copy of this tree."""
    module = "core/movement"
    with copied(ROOT) as copy:
        path = copy / PACKAGE / f"{module}.py"
        drawn = draw(path.read_text(encoding="utf-8"), 4, seed=1)
        result = run(copy, f"{PACKAGE}/{module}", MODULES[module], drawn)
    assert len(result.ends) == 4
    assert result.survivors == []


def test_a_seed_draws_the_same_mutants_again() -> None:
    """And another seed draws others."""
    source = (ROOT / PACKAGE / "core" / "movement.py").read_text(encoding="utf-8")
    assert draw(source, 20, seed=1) == draw(source, 20, seed=1)
    assert draw(source, 20, seed=1) != draw(source, 20, seed=2)


@pytest.mark.parametrize("module", MODULES)
def test_explanations_are_of_mutants_that_there_are(module: str) -> None:
    """An explanation outlives the code that it is about by no day."""
    source = (ROOT / PACKAGE / f"{module}.py").read_text(encoding="utf-8")
    there = {(module, mutant.place, mutant.change) for mutant in mutants(source)}
    assert {key for key in EXPLAINED if key[0] == module} <= there


def test_an_explained_survivor_counts_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """The score knows no excuses; the explanation is printed, and its line holds."""
    mutant = Mutant(1, "f", "a -> b", "b")
    monkeypatch.setitem(EXPLAINED, ("m", "f", "a -> b"), "b is a")
    result = Result("m", [(mutant, End.SURVIVED)])
    assert why("m", mutant) == "b is a"
    assert [line.what for line in lines([result]) if not line.holds] == ["m"]
    assert [*survivors([result])] == ["m.py:1 f", "    a -> b", "    b is a"]
