"""Movements by keys in a real terminal, typed as people and impatient fingers type them."""

from decimal import Decimal

import pytest

from tests.terminal.place import (
    ADD_50,
    GARAGE,
    MAIRIE,
    GatedBank,
    Place,
    close_dialog,
    open_question,
    wait_until_it_listens,
)
from tests.terminal.terminal import Terminal


def leave(terminal: Terminal) -> None:
    """Out of the question, out of the dialog, out of the program."""
    terminal.sees_no_more("Esc Cancel")
    terminal.type("\x1b")
    terminal.sees("Esc Cancel")
    close_dialog(terminal)
    terminal.type("q")
    assert terminal.wait() == 0


def test_a_whole_add_takes_eight_keys(desk: Place, bank: GatedBank) -> None:
    """From the dashboard to the new balances: six keys, one POST, one confirmed row."""
    keys = 0
    with desk.start() as terminal:
        terminal.sees("61.80")
        for key in "a50\r\r":
            terminal.type(key)
            keys += 1
        terminal.sees(ADD_50)
        wait_until_it_listens(terminal)
        terminal.type("o")
        keys += 1
        terminal.sees("Added €50.00 to Garage Martin, new balance €111.80 (no. 1)")
        terminal.sees("€2,819.20")
        assert terminal.until(lambda: "111.80" in terminal.line_of(">  Garage Martin"))
        terminal.type("q")
        assert terminal.wait() == 0
    assert keys <= 8
    assert [(line.token, line.amount) for line in bank.ledger] == [(GARAGE.token, Decimal(50))]
    assert bank.posts == {GARAGE.token: 1}
    (written,) = desk.movements()
    assert (written.state, written.direction, written.amount) == ("confirmed", "add", Decimal(50))


def test_a_large_removal_asks_for_the_amount_again(desk: Place, bank: GatedBank) -> None:
    """Above the limit yes is the amount, typed: other keys, another amount or a paste are not."""
    with desk.start() as terminal:
        terminal.sees("1,204.50")
        terminal.type("j")
        open_question(terminal, "d1204.50\r\r", "TAKE BACK €1,204.50 from Mairie de Vannes?")
        terminal.type("o\r")
        terminal.sees("The amount typed again differs. Nothing was sent.")
        terminal.paste("1204.50")
        terminal.sees("a paste is not an answer")
        terminal.type("\r")
        terminal.sees("The amount typed again differs. Nothing was sent.")
        assert not bank.posts
        terminal.type("1 204,50\r")
        terminal.sees("Took back €1,204.50 from Mairie de Vannes, new balance €0.00")
        terminal.type("q")
        assert terminal.wait() == 0
    assert [(line.token, line.amount) for line in bank.ledger] == [
        (MAIRIE.token, Decimal("1204.50"))
    ]
    (written,) = desk.movements()
    assert (written.state, written.direction) == ("confirmed", "remove")


def test_a_whole_add_in_french(desk: Place, bank: GatedBank) -> None:
    """With --lang fr the words are French, the amounts have a comma, `o` means yes."""
    with desk.start("--lang", "fr") as terminal:
        terminal.sees("61,80")
        assert "Sous-compte" in terminal.screen
        open_question(terminal, "a50,00\r\r", "CRÉDITER Garage Martin de 50,00 € ?")
        terminal.type("o")
        terminal.sees("111,80")
        terminal.sees("Principal 2 819,20 €")
        terminal.type("q")
        assert terminal.wait() == 0
    assert len(bank.ledger) == 1


@pytest.mark.parametrize("burst", ["a50\r\r\r\r\r\r", "a50\r\roooooo\royoyoy"])
def test_keys_typed_ahead_move_nothing(desk: Place, bank: GatedBank, burst: str) -> None:
    """Whatever is typed before the question listens, in one write, is no yes."""
    with desk.start() as terminal:
        terminal.sees("61.80")
        terminal.type(burst)
        terminal.sees(ADD_50)
        leave(terminal)
    assert not bank.posts
    assert desk.movements() == []


def test_a_burst_loses_no_digit_and_keeps_its_order(desk: Place) -> None:
    """Keys that come in one write are handled one after the other, Backspace too."""
    with desk.start() as terminal:
        terminal.sees("61.80")
        for keys, amount in (("a150", "150"), ("a5\x7f6", "6"), ("a1\x7f\x7f2345.67", "2345.67")):
            terminal.type(keys)
            terminal.sees(f"+€{Decimal(amount):,.2f}")
            assert terminal.line_of("Amount").replace("│", " ").split()[1] == amount
            close_dialog(terminal)
        terminal.type("q")
        assert terminal.wait() == 0


def test_a_paste_is_never_an_answer(desk: Place, bank: GatedBank) -> None:
    """A pasted line fills the field at most; pasted into the question it does nothing."""
    with desk.start() as terminal:
        terminal.sees("61.80")
        terminal.type("a")
        terminal.sees("Add credit")
        terminal.paste("50\ro")
        terminal.sees("+€50.00")
        assert ADD_50 not in terminal.screen
        open_question(terminal, "\r\r", ADD_50)
        terminal.paste("o")
        terminal.paste("o\ro\r")
        terminal.type(" ")
        terminal.sees("Answer o or y to move credit")
        leave(terminal)
    assert not bank.posts


@pytest.mark.parametrize("burst", ["oo", "oooooo\r\r\ryyy"])
def test_a_burst_of_yes_is_one_movement(desk: Place, bank: GatedBank, burst: str) -> None:
    """However often yes comes in one write, one POST leaves."""
    bank.hold()
    with desk.start() as terminal:
        terminal.sees("61.80")
        open_question(terminal, "a50\r\r", ADD_50)
        terminal.type(burst)
        assert bank.moved.wait(10)
        bank.answer()
        terminal.sees("Added €50.00 to Garage Martin")
        terminal.type("q")
        assert terminal.wait() == 0
    assert bank.posts == {GARAGE.token: 1}
    assert [written.state for written in desk.movements()] == ["confirmed"]
