"""What is installed: the wheel holds the program, all that it reads, and nothing else."""

import zipfile
from collections.abc import Mapping
from email import message_from_string
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from smspartner_tui import __version__

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """The files of the wheel, by their names in it."""
    folder = tmp_path_factory.mktemp("dist")
    (path,) = WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    with zipfile.ZipFile(path) as wheel:
        return {name: wheel.read(name) for name in wheel.namelist()}


def test_all_that_the_program_reads_is_in_it(held: Mapping[str, bytes]) -> None:
    """Every module, the styles, the compiled catalogue and the mark of typed code are there."""
    package = ROOT / "smspartner_tui"
    wanted = {
        path.relative_to(ROOT).as_posix()
        for suffix in ("*.py", "*.tcss", "*.mo", "py.typed")
        for path in package.rglob(suffix)
    }
    assert {name for name in held if name.startswith("smspartner_tui/")} == wanted
    assert all(held[name] == (ROOT / name).read_bytes() for name in wanted)


def test_nothing_else_is_in_it(held: Mapping[str, bytes]) -> None:
    """Tests, pictures and the catalogue for translators stay at home."""
    tops = {name.partition("/")[0] for name in held}
    assert tops == {"smspartner_tui", f"smspartner_tui-{__version__}.dist-info"}


def test_it_says_what_it_needs_and_where_it_runs(held: Mapping[str, bytes]) -> None:
    """One command, three packages, Python 3.11 and later, its licence beside it."""
    about = f"smspartner_tui-{__version__}.dist-info"
    metadata = message_from_string(held[f"{about}/METADATA"].decode())
    needed = metadata.get_all("Requires-Dist") or []
    own = {one.split("<")[0].split("=")[0].split(">")[0] for one in needed if "extra ==" not in one}
    assert own == {"textual", "httpx", "platformdirs", "tomli"}
    assert metadata["Requires-Python"] == ">=3.11"
    assert b"smspartner-tui = smspartner_tui.cli:main" in held[f"{about}/entry_points.txt"]
    assert f"{about}/licenses/LICENSE" in held
