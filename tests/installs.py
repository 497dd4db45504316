"""The program as people install it: `python -m tests.installs`.

Builds the sdist, and the wheel from it, in a folder of its own (or the one that is named), then
installs the wheel and the checkout with pip, pipx and uv, each into an empty place. All six must
hold the same files, byte for byte, and open the rehearsal bank in a terminal. Needs the extra
`installs`, and the network for what the program itself needs.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from smspartner_tui import __version__
from tests.reliability.report import Line, tell
from tests.terminal.terminal import Terminal

ROOT: Final = Path(__file__).parent.parent
PROGRAM: Final = "smspartner-tui"

Files = Mapping[str, str]
"""A package's files by their names in it, each with a hash of what it holds."""


def build(folder: Path) -> Path:
    """The wheel, built from the sdist, both in this folder."""
    _run([sys.executable, "-m", "build", "--outdir", str(folder), str(ROOT)])
    (wheel,) = folder.glob("*.whl")
    return wheel


def with_pip(source: Path, place: Path) -> Path:
    """The command, installed with pip into an environment of its own."""
    venv.create(place, with_pip=True)
    _run([str(place / "bin" / "pip"), "install", "--quiet", str(source)])
    return place / "bin" / PROGRAM


def with_pipx(source: Path, place: Path) -> Path:
    """The command, installed with pipx."""
    where = {"PIPX_HOME": str(place / "home"), "PIPX_BIN_DIR": str(place / "bin")}
    _run([sys.executable, "-m", "pipx", "install", "--quiet", str(source)], where)
    return place / "bin" / PROGRAM


def with_uv(source: Path, place: Path) -> Path:
    """The command, installed with uv, on the Python that runs this."""
    where = {"UV_TOOL_DIR": str(place / "tools"), "UV_TOOL_BIN_DIR": str(place / "bin")}
    uv = [sys.executable, "-m", "uv", "tool", "install", "--quiet", "--python", sys.executable]
    _run([*uv, str(source)], where)
    return place / "bin" / PROGRAM


WAYS: Final[Mapping[str, Callable[[Path, Path], Path]]] = {
    "pip": with_pip,
    "pipx": with_pipx,
    "uv": with_uv,
}


def _run(argv: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
    subprocess.run(argv, env=os.environ | (environment or {}), check=True, stdout=sys.stderr)


def files_of(command: Path) -> Files:
    """The files of the package that a command starts; bytecode is the machine's own."""
    package = next(
        path
        for path in command.resolve().parents[1].rglob("smspartner_tui")
        if (path / "__init__.py").exists()
    )
    return {
        path.relative_to(package).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(package.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def opens(command: Path, home: Path) -> bool:
    """Whether it tells its version, and opens the rehearsal bank in a terminal and leaves it."""
    told = subprocess.run([command, "--version"], capture_output=True, text=True, check=False)
    home.mkdir()
    env = {"HOME": str(home), "TERM": "xterm-256color", "LANG": "C.UTF-8", "PATH": os.defpath}
    with Terminal([str(command), "--demo"], env=env, cwd=home) as terminal:
        terminal.sees("61.80")
        terminal.type("q")
        status = terminal.wait()
    return told.stdout.split() == [PROGRAM, __version__] and status == 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Install it in every way, and say whether all of them are the same program; 1 if not."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.installs",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--dist", type=Path, help="where the sdist and the wheel are left")
    place = Path(tempfile.mkdtemp(prefix="installs-"))
    try:
        dist = parser.parse_args(arguments).dist or place / "dist"
        return tell(_measured(build(dist), place))
    finally:
        shutil.rmtree(place)


def _measured(wheel: Path, place: Path) -> list[Line]:
    lines = [Line("size of the wheel, kB", f"{wheel.stat().st_size / 1000:.0f}")]
    wanted: Files | None = None
    for name, install in WAYS.items():
        for source in (wheel, ROOT):
            where = place / f"{name}-{'wheel' if source is wheel else 'checkout'}"
            command = install(source, where)
            files = files_of(command)
            wanted = wanted or files
            is_same = files == wanted and opens(command, where / "as-a-user")
            figure = "the same, and it opens" if is_same else "NOT the same, or it does not open"
            lines.append(Line(where.name, figure, holds=is_same))
    return lines


if __name__ == "__main__":
    sys.exit(main())
