"""The command that keeps the French catalogue: what it takes from the code, and what it writes."""

import gettext
from pathlib import Path

import pytest

from tests.catalogue import main, problems, sentences, texts, update, write, written

CODE = """
first = _("Reading "
          "the balances")
title = f"{name} | {_('Rehearsal')}"
state = N_("done") if fine else N_("refused")
count = ngettext("{n} day", "{n} days", n)
verb = pgettext("key", "Mark")
noun = pgettext("mark on a row", "Mark")
shown = _(label)
"""
FRENCH = {
    "Reading the balances": "Lecture des soldes",
    "Rehearsal": "Entraînement",
    "done": "fait",
    "refused": "refusé",
}


@pytest.fixture
def code(tmp_path: Path) -> Path:
    """A folder with one module of code."""
    folder = tmp_path / "code"
    folder.mkdir()
    (folder / "module.py").write_text(CODE, encoding="utf-8")
    return folder


@pytest.fixture
def po(tmp_path: Path) -> Path:
    """Where its catalogue goes."""
    return tmp_path / "locale" / "fr" / "LC_MESSAGES" / "code.po"


def translate(po: Path, english: str, french: str) -> None:
    """Fill in a translation, as a person would with an editor."""
    text = po.read_text(encoding="utf-8")
    empty = f'msgid "{english}"\nmsgstr ""'
    assert empty in text
    po.write_text(text.replace(empty, f'msgid "{english}"\nmsgstr "{french}"'), encoding="utf-8")


def test_what_is_taken_from_the_code(code: Path, po: Path) -> None:
    """Texts side by side, inside an f-string, with a plural or with a context; no variables."""
    write(code, po)
    found = [(texts(message.id), message.context) for message in sentences(written(po))]
    assert found == [
        (("Reading the balances",), None),
        (("Rehearsal",), None),
        (("done",), None),
        (("refused",), None),
        (("{n} day", "{n} days"), None),
        (("Mark",), "key"),
        (("Mark",), "mark on a row"),
    ]


def test_files_hold_nothing_that_changes_by_itself(code: Path, po: Path) -> None:
    """A line more in the code changes neither file: no line numbers, no dates."""
    write(code, po)
    before = update(code, po)
    (code / "module.py").write_text("# a comment\n\n" + CODE, encoding="utf-8")
    assert update(code, po) == before
    assert b"#: code/module.py\n" in before.po
    assert b"Date" not in before.po + before.mo


def test_french_is_kept_and_read(code: Path, po: Path) -> None:
    """What was translated stays, and the program finds it in the compiled file."""
    write(code, po)
    for english, french in FRENCH.items():
        translate(po, english, french)
    missing = write(code, po)
    assert missing == ["no French: {n} day", "no French: Mark", "no French: Mark"]
    catalogue = gettext.translation("code", po.parents[2], ["fr"])
    assert {english: catalogue.gettext(english) for english in FRENCH} == FRENCH
    # What has no French yet is shown in English, never as nothing.
    assert catalogue.ngettext("{n} day", "{n} days", 2) == "{n} days"
    assert catalogue.pgettext("key", "Mark") == "Mark"


def test_a_sentence_that_changed_waits_for_its_french(code: Path, po: Path) -> None:
    """Nothing is guessed from a sentence that was nearly the same; the old one is told."""
    write(code, po)
    translate(po, "Rehearsal", "Entraînement")
    write(code, po)
    (code / "module.py").write_text('title = _("Rehearsals")\n', encoding="utf-8")
    told = write(code, po)
    assert "no French: Rehearsals" in told
    assert "no longer in the code: Rehearsal = Entraînement" in told
    assert [message.string for message in sentences(written(po))] == [""]


def test_the_check_tells_what_is_missing_left_over_or_stale(code: Path, po: Path) -> None:
    """The check finds every way in which the files can fall behind, and nothing else."""
    (code / "module.py").write_text('first = _("Yes")\n', encoding="utf-8")
    assert len(problems(code, po)) == 3
    write(code, po)
    assert problems(code, po) == ["no French: Yes"]
    translate(po, "Yes", "Oui")
    assert problems(code, po) == ["code.mo is not up to date: run python -m tests.catalogue"]
    assert write(code, po) == []
    assert problems(code, po) == []
    (code / "module.py").write_text("", encoding="utf-8")
    assert problems(code, po)[0] == "no longer in the code: Yes = Oui"


def test_the_command(code: Path, po: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With --check nothing is written; without, both files are; the status tells a script."""
    assert main(["--check"], code, po) == 1
    assert not po.exists()
    (code / "module.py").write_text("", encoding="utf-8")
    assert main([], code, po) == 0
    assert po.exists()
    assert po.with_suffix(".mo").exists()
    assert main(["--check"], code, po) == 0
    assert "no French: Rehearsal" in capsys.readouterr().err
