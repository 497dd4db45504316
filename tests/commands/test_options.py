"""The help of the commands: each with an example, in both languages, and every exit status."""

import argparse
import re

import pytest

from smspartner_tui import i18n
from smspartner_tui.commands import options
from smspartner_tui.commands.options.mixed import CommandParser
from smspartner_tui.core.money import Language

STATUSES = {
    "check": "0124567",
    "list": "01256",
    "info": "02",
    "runs": "07",
    "resolve": "01247",
    "drop": "0127",
    **dict.fromkeys(("add", "remove", "move", "undo", "resume", "give-back"), "01234567"),
}
"""The exit statuses of the commands that have any of their own."""


def help_of(name: str, language: Language) -> str:
    """What a command says of itself, in one line."""
    i18n.use(language)
    commands = argparse.ArgumentParser(prog="smspartner-tui").add_subparsers(
        dest="command", parser_class=CommandParser
    )
    options.add_to(commands)
    return re.sub(r"\s+", " ", commands.choices[name].format_help())


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", sorted(options.NAMES))
def test_help_has_an_example(name: str, language: Language) -> None:
    """Of the command itself."""
    told = help_of(name, language)
    example = {"en": "Example", "fr": "Exemple"}[language]
    assert f"smspartner-tui {name}" in told.partition(example)[2]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(("name", "statuses"), STATUSES.items())
def test_help_has_the_exit_statuses(name: str, statuses: str, language: Language) -> None:
    """All of them, in their order."""
    told = help_of(name, language)
    start = {"en": "Exit status", "fr": "Code de sortie"}[language]
    sentence = told.partition(start)[2].partition(". ")[0]
    assert "".join(re.findall(r"\b[0-7]\b", sentence)) == statuses


def test_headings_are_set_as_french_is() -> None:
    """With a space before the colon, which English has none of."""
    assert "options : -h" in help_of("add", "fr")
    assert "options: -h" in help_of("add", "en")


def test_all_names_parse() -> None:
    """What is named is there, and nothing else but what needs no profile."""
    commands = argparse.ArgumentParser().add_subparsers(dest="command", parser_class=CommandParser)
    options.add_to(commands)
    assert set(commands.choices) == {*options.NAMES, "init", "help"}
