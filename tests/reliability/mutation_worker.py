"""A process that runs tests against mutants, each in a fork of its own, in a copy of the tree.

It stands in the copy and knows nothing of the tree that it was made from; it has pytest loaded, so
that a mutant costs its tests and little more. What it is to do comes by its standard input. It
says in a word of each source what became of it, first of the one without a fault.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from multiprocessing import get_context
from pathlib import Path
from types import CodeType, ModuleType
from typing import Final, TypedDict

import pytest
from hypothesis import Phase, settings

GENTLE: Final = 10
"""How nice it is to everything else on the machine."""

_PLUGINS: Final = ("pytest_asyncio.plugin", "_hypothesis_pytestplugin")
_PROFILE: Final = "mutation"


class Task(TypedDict):
    """Which module is replaced by which sources, the first of them without a fault; its tests.

    A fault may take `patience` times as long as none, and at least so many seconds.
    """

    module: str
    sources: Sequence[str]
    tests: Sequence[str]
    patience: float
    at_least: float


class _Mutated(SourceFileLoader):
    """Loads a source that no file holds."""

    def __init__(self, fullname: str, path: str, source: str) -> None:
        super().__init__(fullname, path)
        self._source = source

    def get_code(self, fullname: str) -> CodeType:
        """Compile it; nothing is cached."""
        return compile(self._source, self.get_filename(fullname), "exec", dont_inherit=True)


class _Instead(MetaPathFinder):
    """Finds a mutant in the place of its module, and nothing else."""

    def __init__(self, module: str, source: str) -> None:
        self._module, self._source = module, source

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Where the module is, with the mutant's source."""
        if fullname != self._module:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.origin is not None:
            spec.loader = _Mutated(fullname, spec.origin, self._source)
        return spec


def _test(module: str, source: str, tests: Sequence[str]) -> None:
    """Run the tests against a mutant, and leave with what pytest says."""
    os.setsid()
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    sys.meta_path.insert(0, _Instead(module, source))
    # The same examples each time, and none made smaller: that it fails is all that is asked.
    settings.register_profile(
        _PROFILE, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate]
    )
    plugins = [part for name in _PLUGINS for part in ("-p", name)]
    options = ["-x", "-q", "--tb=no", "--assert=plain", f"--hypothesis-profile={_PROFILE}"]
    sys.exit(pytest.main([*plugins, "-p", "no:cacheprovider", *options, *tests]))


def _end(task: Task, source: str, limit: float | None) -> str:
    """What became of a source: pytest's exit status, or that it was too late."""
    fork = get_context("fork").Process(target=_test, args=(task["module"], source, task["tests"]))
    fork.start()
    fork.join(limit)
    if fork.exitcode is None:
        os.killpg(fork.ident or 0, signal.SIGKILL)
        fork.join()
        return "late"
    return str(fork.exitcode)


def work(task: Task) -> Iterator[str]:
    """What became of each source; no further than the first, if that fails."""
    original, *mutants = task["sources"]
    started = time.monotonic()
    yield (end := _end(task, original, None))
    if end != "0":
        return
    limit = max(task["at_least"], task["patience"] * (time.monotonic() - started))
    for source in mutants:
        yield _end(task, source, limit)


def main() -> None:
    """Work off the task that comes in."""
    sys.path[0] = str(Path.cwd())
    os.nice(GENTLE)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    for name in _PLUGINS:
        import_module(name)
    for end in work(json.load(sys.stdin)):
        print(end, flush=True)  # noqa: T201 (its whole output)


if __name__ == "__main__":
    main()
