"""Mutation testing: small faults in the modules that decide about money, and who notices.

Run as `python -m tests.reliability.mutation`, or `--module core/money --sample 50 --seed 1` for
some of the mutants of one module. Each mutant is a module with one fault; the tests of that
module run against it until one fails, in a copy of the tree, two mutants at a time. A mutant that
no test notices survives. Every survivor is printed with its line, with the change, and with why
no test can notice it, where that is so; it counts as a survivor all the same.

The exit status is 1 if less than 95 % of a module's mutants are killed, or if a survivor is not
explained. Killed are those under which a test fails, nothing can be imported, or no end comes.

It has its own operators because the tables of what is legal and of what an outcome means stand
outside functions, where mutmut changes nothing. It does not show that a test asks for the right
thing, nor that several faults at once are seen.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple

from tests.reliability import mutation_worker
from tests.reliability.mutation_explained import EXPLAINED
from tests.reliability.mutation_mutants import Mutant, mutants
from tests.reliability.report import Line, tell

LEAST_KILLED: Final = 95.0
"""Per cent of a module's mutants."""

PROCESSES: Final = 2
PATIENCE: Final = 5
"""How many times as long as without a fault the tests may take; and never less than so long."""
LEAST_PATIENCE: Final = 60.0

PACKAGE: Final = "smspartner_tui"
ROOT: Final = Path(__file__).parents[2]

MODULES: Final[Mapping[str, Sequence[str]]] = {
    "core/money": ("tests/core/test_money*.py",),
    "core/movement": ("tests/core/test_movement*.py",),
    "core/verdict": ("tests/core/test_verdict*.py", "tests/reliability/test_verdict.py"),
    "partner/outcome": ("tests/partner/test_outcome*.py",),
}
"""Each module, and the tests that concern it, quick ones first."""


class End(StrEnum):
    """What became of a mutant."""

    FAILED = "a test failed"
    BROKEN = "it could not be imported"
    LATE = "the time was up"
    SURVIVED = "survived"


_ENDS: Final = {"0": End.SURVIVED, "1": End.FAILED, "late": End.LATE}
"""By what the worker prints: pytest's exit status, or a word; any other is of an import."""


class BlindError(Exception):
    """The tests cannot tell anything about a module."""


class Result(NamedTuple):
    """A module, its mutants, and what became of each."""

    module: str
    ends: Sequence[tuple[Mutant, End]]
    seconds: float = 0.0

    @property
    def survivors(self) -> list[Mutant]:
        """Those that no test noticed."""
        return [mutant for mutant, end in self.ends if end is End.SURVIVED]

    @property
    def score(self) -> float:
        """How many of a hundred were killed."""
        return 100 * (1 - len(self.survivors) / max(1, len(self.ends)))


@contextmanager
def copied(root: Path) -> Iterator[Path]:
    """A copy of the package and its tests, to run in; whatever they leave goes with it."""
    unneeded = shutil.ignore_patterns("__pycache__", "*.svg")
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        for part in (PACKAGE, "tests"):
            shutil.copytree(root / part, Path(folder, part), ignore=unneeded)
        shutil.copy(root / "pyproject.toml", folder)
        yield Path(folder)


def _try(copy: Path, task: mutation_worker.Task) -> list[str]:
    """What a worker in the copy says of each source, in turn."""
    done = subprocess.run(
        [sys.executable, mutation_worker.__file__],
        input=json.dumps(task),
        cwd=copy,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout.split()


def run(copy: Path, module: str, tests: Sequence[str], drawn: Sequence[Mutant]) -> Result:
    """Try each of a module's mutants; `module` and `tests` are paths in the copy.

    Raises:
        BlindError: the tests fail without a fault.
    """
    started = time.monotonic()
    source = (copy / module).with_suffix(".py").read_text(encoding="utf-8")
    files = [path for each in tests for path in sorted(copy.glob(each))]

    def tried(share: Sequence[Mutant]) -> list[tuple[Mutant, End]]:
        task = mutation_worker.Task(
            module=module.replace("/", "."),
            sources=[source, *(each.source for each in share)],
            tests=[str(path.relative_to(copy)) for path in files],
            patience=PATIENCE,
            at_least=LEAST_PATIENCE,
        )
        first, *said = _try(copy, task)
        if first != "0":
            raise BlindError(f"the tests of {module} fail without a fault: {first}")
        return [*zip(share, (_ENDS.get(each, End.BROKEN) for each in said), strict=True)]

    shares = [share for start in range(PROCESSES) if (share := drawn[start::PROCESSES])]
    with ThreadPoolExecutor(PROCESSES) as pool:
        ends = sorted(chain.from_iterable(pool.map(tried, shares)))
    return Result(module, ends, time.monotonic() - started)


def draw(source: str, sample: int | None, seed: int) -> list[Mutant]:
    """A module's mutants, or so many of them."""
    every = [*mutants(source)]
    if sample is None or sample >= len(every):
        return every
    return random.Random(seed).sample(every, sample)


def why(module: str, mutant: Mutant) -> str | None:
    """Why no test can notice a mutant; None where nobody has said."""
    return EXPLAINED.get((module, mutant.place, mutant.change))


def survivors(results: Sequence[Result]) -> Iterator[str]:
    """Each survivor with its line, the change, and why no test can notice it."""
    for result in results:
        for mutant in result.survivors:
            yield f"{result.module}.py:{mutant.line} {mutant.place}".rstrip()
            yield f"    {mutant.change}"
            yield f"    {why(result.module, mutant) or 'NOT EXPLAINED'}"


def lines(results: Sequence[Result]) -> Iterator[Line]:
    """The table: the score of each module, and whether somebody answers for every survivor."""
    yield Line("module", "mutants   killed  survived   score")
    for result in results:
        total, survived = len(result.ends), len(result.survivors)
        figure = f"{total:7} {total - survived:8} {survived:9} {result.score:6.1f}%"
        holds = result.score >= LEAST_KILLED
        yield Line(result.module, figure, f"{LEAST_KILLED:.0f} %", holds)
    ends = Counter(end for result in results for _, end in result.ends)
    for end in (End.FAILED, End.BROKEN, End.LATE):
        yield Line(f"killed, {end}", str(ends[end]))
    nobody = sum(why(each.module, mutant) is None for each in results for mutant in each.survivors)
    yield Line("survivors that nobody explains", str(nobody), "0", nobody == 0)
    yield Line("seconds", f"{sum(result.seconds for result in results):.0f}")


def main() -> int:
    """Run as the command line says, and print the table; 1 if a bar is missed."""
    parser = argparse.ArgumentParser(description="Small faults in modules, and who notices.")
    parser.add_argument("--module", action="append", choices=[*MODULES])
    parser.add_argument("--sample", type=int, help="so many mutants of each, instead of all")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    results = []
    with copied(ROOT) as copy:
        for name in asked.module or MODULES:
            source = (copy / PACKAGE / f"{name}.py").read_text(encoding="utf-8")
            drawn = draw(source, asked.sample, asked.seed)
            result = run(copy, f"{PACKAGE}/{name}", MODULES[name], drawn)
            results.append(result._replace(module=name))
    sys.stdout.writelines(f"{line}\n" for line in survivors(results))
    return tell([*lines(results)])


if __name__ == "__main__":
    sys.exit(main())
