"""The topics of the help: whole in both languages, and within any width; the command for them."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from smspartner_tui import i18n
from smspartner_tui.commands import guide
from smspartner_tui.core.money import Language
from smspartner_tui.settings.remembered import Remembered, remember
from smspartner_tui.tui.keys import BY_ACTION, key_lines
from smspartner_tui.tui.remapping import fault_of
from smspartner_tui.wording.guide import TOPICS, find, page
from smspartner_tui.wording.guide.topic import Topic, is_example

OURS = key_lines({})
"""The keys where none was given."""


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_every_paragraph_has_its_french(topic: Topic) -> None:
    """None stands there in English, and none lost what is typed letter by letter."""
    for text in (topic.title, *topic.paragraphs):
        if is_example(text):
            continue
        i18n.use("fr")
        french = i18n._(text)
        assert french != text
        assert text.count("`") == french.count("`"), text


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("width", [34, 80])
@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_a_page_keeps_to_its_width(topic: Topic, width: int, language: Language) -> None:
    """All but examples, which are whole."""
    i18n.use(language)
    lines = page(topic, width, OURS)
    assert lines[0]
    assert [line for line in lines if len(line) > width and not is_example(line)] == []
    examples = [line for text in topic.paragraphs if is_example(text) for line in text.splitlines()]
    assert set(examples) <= set(lines)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("number", range(1, len(TOPICS) + 1))
def test_the_command_prints_a_page(
    number: int, language: Language, capsys: pytest.CaptureFixture[str]
) -> None:
    """By its number as by its name, title first."""
    i18n.use(language)
    assert guide.run(str(number), OURS) == 0
    by_number = capsys.readouterr().out
    assert guide.run(TOPICS[number - 1].name, OURS) == 0
    assert capsys.readouterr().out == by_number
    assert by_number.startswith(f"{i18n._(TOPICS[number - 1].title)}\n\n")


def test_the_command_names_the_topics(capsys: pytest.CaptureFixture[str]) -> None:
    """All of them, and where there is none of a name."""
    i18n.use("en")
    assert guide.run("", OURS) == 0
    listed = capsys.readouterr().out
    assert guide.run("nothing", OURS) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert all(topic.name in listed and topic.name in told.err for topic in TOPICS)


def test_it_needs_no_terminal() -> None:
    """What draws on it, and what sends, is not even imported."""
    heavy = ["textual", "httpx"]
    code = (
        "import sys; from smspartner_tui.cli import main; main(['--lang', 'fr', 'help', 'doubt']); "
        f"sys.exit(', '.join(set(sys.modules) & {set(heavy)!r}))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.stderr.strip() == ""
    assert ran.stdout.startswith("Quand la réponse ne vient pas\n")


@pytest.mark.parametrize(
    ("text", "chosen", "begins"),
    [
        ('[ui]\nlanguage = "fr"\n[profiles.prod]\n', "", "Quand la réponse ne vient pas"),
        ('[ui]\nlanguage = "en"\n[profiles.prod]\n', "fr", "Quand la réponse ne vient pas"),
        ("[ui]\nlanguage = 1", "fr", "Quand la réponse ne vient pas"),
        ("no TOML", "", "When no answer comes"),
        (None, "", "When no answer comes"),
    ],
)
def test_it_speaks_the_operators_language(
    tmp_path: Path, text: str | None, chosen: str, begins: str
) -> None:
    """Of the configuration, or chosen on screen; without either, or a word of what is wrong."""
    path = tmp_path / "config.toml"
    if text is not None:
        path.touch(mode=0o600)
        path.write_text(text)
    environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path / "state"), "LC_ALL": "C.UTF-8"}
    remember(tmp_path / "state" / "smspartner-tui", Remembered(language=chosen))
    command = [sys.executable, "-m", "smspartner_tui", "--config", str(path), "help", "doubt"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith(f"{begins}\n")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_pages_name_the_keys_that_were_given(language: Language) -> None:
    """In place of ours, in either language; all that sentences name are actions."""
    i18n.use(language)
    given = {action: ("f2",) for action, key in BY_ACTION.items() if key.keys}
    for topic in TOPICS:
        ours, theirs = ("\n".join(page(topic, 80, key_lines(keys))) for keys in ({}, given))
        assert not set("{}") & set(ours + theirs)
        named = {name for text in topic.paragraphs for name in re.findall(r"{(\w+)}", text)}
        assert named <= set(given)
        assert theirs.count("F2") >= len(named)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_name_that_can_be_given_keys_is_listed(language: Language) -> None:
    """With its keys and what it does, and no other name."""
    i18n.use(language)
    topic = find("keys")
    assert topic is not None
    lines = page(topic, 200, key_lines({"add": ("f2", "plus")}))
    listed = {line.split()[0]: line for line in lines if re.match(r"  \w+  ", line)}
    taken = {name for name in BY_ACTION if not fault_of({name: ("escape", "f9")})}
    assert taken <= set(listed)
    assert {name for name in listed if "names no such action" in fault_of({name: ("f9",)})} == set()
    assert "F2, +" in listed["add"]
    assert listed["add"].endswith(i18n._("add credit"))


def test_the_command_names_the_keys_of_the_configuration(tmp_path: Path) -> None:
    """And ours where those cannot be used."""
    path = tmp_path / "config.toml"
    path.touch(mode=0o600)
    command = [sys.executable, "-m", "smspartner_tui", "--lang", "en", "--config", str(path)]
    for keys, shown in (('check = "f4"', "F4 shows both"), ('chek = "f4"', "v shows both")):
        path.write_text(f"[keys]\n{keys}\n[profiles.prod]\n")
        ran = subprocess.run(
            [*command, "help", "doubt"], capture_output=True, text=True, check=True
        )
        assert shown in " ".join(ran.stdout.split())


def test_find_takes_no_other() -> None:
    """Neither nothing, nor a digit beyond the last."""
    assert find("") is None
    assert find(str(len(TOPICS) + 1)) is None
