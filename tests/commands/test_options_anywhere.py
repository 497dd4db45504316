"""Options of a command wherever they stand; what is wrong stays wrong, with status 2."""

import argparse
import itertools

import pytest

from smspartner_tui.commands import options
from smspartner_tui.commands.options.mixed import CommandParser


def parsed(*words: str) -> argparse.Namespace:
    """The options of a command line."""
    parser = argparse.ArgumentParser(prog="smspartner-tui", allow_abbrev=False)
    options.add_to(parser.add_subparsers(dest="command", parser_class=CommandParser))
    return parser.parse_args(words)


def test_the_order_of_options_means_nothing() -> None:
    """Before, between and behind the words, in every order."""
    wanted = parsed("add", "Garage", "Salon", "50", "--yes", "--ref", "FA-1", "--confirm=50")
    assert wanted.words == ["Garage", "Salon", "50"]
    pieces = (("Garage", "Salon"), ("50",), ("--yes",), ("--ref", "FA-1"), ("--confirm=50",))
    for order in itertools.permutations(pieces):
        if order.index(("50",)) > order.index(("Garage", "Salon")):
            assert parsed("add", *itertools.chain(*order)) == wanted


def test_each_of_a_transfers_words_keeps_its_place() -> None:
    """Who pays, who gets it, and how much, with options between any of them."""
    found = parsed("move", "--yes", "Mairie", "--again", "Garage", "--ref", "x", "50")
    assert (found.payer, found.payee, found.amount) == ("Mairie", "Garage", "50")
    assert (found.yes, found.again, found.reference) == (True, True, "x")


def test_two_dashes_end_the_options() -> None:
    """What follows is words, however it begins."""
    assert parsed("add", "A", "--yes", "--", "-B", "50").words == ["A", "-B", "50"]
    assert parsed("add", "A", "-5", "--yes").words == ["A", "-5"]


@pytest.mark.parametrize(
    "words",
    [
        ("add", "Garage", "50", "--ref"),
        ("add", "Garage", "--ref", "--yes", "50"),
        ("add", "--confirm", "--", "Garage", "50", "20"),
        ("add", "Garage", "--no-such", "50"),
        ("add", "Garage", "--ye", "50"),
        ("undo", "1", "--yes", "2"),
        ("resolve", "1", "--applied", "--not-applied"),
        ("backup", "--yes"),
    ],
)
def test_wrong_use_stays_wrong(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    """A name is never the value that an option lacks; the usage is that of the command."""
    with pytest.raises(SystemExit) as left:
        parsed(*words)
    assert left.value.code == 2
    assert f"smspartner-tui {words[0]}" in capsys.readouterr().err
