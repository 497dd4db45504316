"""Tests of the conversation itself: defaults, reasons, going back, leaving, letters it lacks."""

import pytest

from smspartner_tui import i18n
from smspartner_tui.core.secret import Secret
from smspartner_tui.settings.errors import SettingsError
from smspartner_tui.setup.talk import Choice, GivenUp, Talk, Wrong
from smspartner_tui.setup.terminal import can_show, fitted
from tests.setup.person import CTRL_D, Person

HEXADECIMAL = "0123456789abcdef" * 2
CHOICES = (Choice("1", "one"), Choice("2", "two"))


def number(typed: str) -> int:
    """A number, or a reason."""
    if not typed.isdecimal():
        raise Wrong("that is no number.")
    return int(typed)


def test_enter_takes_the_default() -> None:
    """Which stands in brackets behind the question."""
    person = Person()
    assert Talk(person).ask("How many", number, "7") == 7
    assert person.said == "How many [7]: \n"


def test_a_wrong_answer_gets_its_reason_and_is_asked_again() -> None:
    """As often as it takes."""
    person = Person({"How many": ["x", "", "3"]})
    assert Talk(person).ask("How many", number) == 3
    assert person.said.count("That is no number.") == 2
    assert person.said.count("How many: ") == 3


@pytest.mark.parametrize("word", ["<", "back", "RETOUR"])
def test_going_back_asks_the_question_before_again(word: str) -> None:
    """With what was answered then in its brackets; what was done once is not done twice."""
    person = Person({"First": ["1", "2"], "Second": [word, "5"]})
    talk = Talk(person)
    done: list[int] = []

    def double(number: int) -> int:
        done.append(number)
        return number * 2

    def script() -> tuple[int, int, int]:
        talk.say("Hello.")
        first = talk.ask("First", number)
        doubled = talk.once(lambda: double(first))
        talk.say("Between.")
        return first, doubled, talk.ask("Second", number)

    assert talk.conduct(script) == (2, 4, 5)
    assert done == [1, 2]
    assert person.said == (
        f"Hello.\nFirst: 1\nBetween.\nSecond: {word}\nHello.\nFirst [1]: 2\nBetween.\nSecond: 5\n"
    )


def test_what_was_done_once_stays_done_behind_another_question() -> None:
    """Only what came after the question that is asked again is done again."""
    person = Person({"Third": ["<", ""]})
    talk = Talk(person)
    done: list[str] = []

    def script() -> int:
        talk.ask("First", number, "1")
        talk.once(lambda: done.append("early"))
        talk.ask("Second", number, "2")
        talk.once(lambda: done.append("late"))
        return talk.ask("Third", number, "3")

    assert talk.conduct(script) == 3
    assert done == ["early", "late", "late"]


def test_the_first_question_leads_nowhere_back() -> None:
    """It says how to leave instead."""
    person = Person({"First": ["<", "1"]})
    talk = Talk(person)
    assert talk.conduct(lambda: talk.ask("First", number)) == 1
    assert "This is the first question: Ctrl+C leaves." in person.said


def test_former_answers_come_back_in_turn() -> None:
    """Two steps back, and Enter twice: all is as it was."""
    person = Person({"A": ["10"], "B": ["20", "<"], "C": ["<"]})
    talk = Talk(person)
    names = ("A", "B", "C")
    assert talk.conduct(lambda: [talk.ask(name, number, "3") for name in names]) == [10, 20, 3]
    assert "A [10]:" in person.said
    assert "B [20]:" in person.said


def test_the_end_of_the_input_is_no_answer() -> None:
    """Ctrl+D, at a question or at the key."""
    with pytest.raises(GivenUp):
        Talk(Person({"How many": [CTRL_D]})).ask("How many", number, "7")
    with pytest.raises(GivenUp):
        Talk(Person(keys=[])).secret()


def test_one_of_a_few() -> None:
    """By its key; anything else is told what there is."""
    person = Person({"Which": ["3", "2"]})
    assert Talk(person).choose("Which", CHOICES, "1") == "2"
    assert "  1  one\n  2  two\nWhich [1]: 3\nAnswer one of: 1, 2.\n" in person.said


@pytest.mark.parametrize(
    ("typed", "agreed"), [("y", True), ("O", True), ("oui", True), ("n", False), ("NON", False)]
)
def test_yes_and_no_in_both_languages(typed: str, agreed: bool) -> None:
    """Whatever is spoken."""
    assert Talk(Person({"Sure": [typed]})).agree("Sure") is agreed


def test_enter_is_no_yes_without_a_default() -> None:
    """And what was typed ahead is let go of before the question that counts."""
    person = Person({"Sure": ["", "maybe", "y"]})
    assert Talk(person).agree_now("Sure")
    assert person.said.count("Answer y for yes or n for no.") == 2
    assert person.forgot_at == [""]


def test_a_default_yes_is_said_in_the_language() -> None:
    """O in French."""
    i18n.use("fr")
    person = Person()
    assert Talk(person).agree("Sûr", default=True)
    assert "Sûr [o]\u00a0: " in person.said


def test_a_key_typed_in_the_open_is_refused() -> None:
    """With the advice to clear the screen; a token may look like one."""
    person = Person({"Name": [HEXADECIMAL, "Martin"], "Token": [HEXADECIMAL]})
    talk = Talk(person)
    assert talk.ask("Name", str) == "Martin"
    assert "That looks like an API key." in person.said
    assert talk.ask("Token", str, may_be_token=True) == HEXADECIMAL


@pytest.mark.parametrize("typed", ["\x1b[A", "a\x00b", "caf\udce9"])
def test_keys_that_write_nothing_are_refused(typed: str) -> None:
    """Arrows, and half of a letter in another encoding."""
    person = Person({"Name": [typed, "Martin"]})
    assert Talk(person).ask("Name", str) == "Martin"
    assert "keys which write nothing" in person.said


def test_a_space_that_does_not_break_is_a_space() -> None:
    """It comes with what is pasted."""
    assert Talk(Person({"Amount": ["1\u00a0200\u202f000"]})).ask("Amount", str) == "1 200 000"


def test_the_key_is_asked_for_unseen() -> None:
    """A key that cannot be one is told as such, and < goes back from there too."""
    talk = Talk(Person(keys=["a-key-that-could-be-one"]))
    assert talk.secret().tail == "-one"
    with pytest.raises(SettingsError, match="cannot be an API key"):
        Talk(Person(keys=["no"])).secret()
    person = Person({"First": ["1", "2"]}, keys=["<", "a-key-that-could-be-one"])
    talk = Talk(person)

    def script() -> tuple[int, Secret]:
        return talk.ask("First", number), talk.secret()

    assert talk.conduct(script)[0] == 2
    assert "a-key" not in person.said


def test_sentences_end_where_the_window_does() -> None:
    """And a path stays whole."""
    person = Person(width=30)
    talk = Talk(person)
    talk.say("It will be written to /home/paul/.config/smspartner-tui/config.toml here.")
    talk.choose("Which", (Choice("1", "a long answer that takes more than a line"),), "1")
    assert person.said.splitlines()[:5] == [
        "It will be written to",
        "/home/paul/.config/smspartner-tui/config.toml",
        "here.",
        "  1  a long answer that takes",
        "     more than a line",
    ]


def test_letters_that_an_encoding_lacks() -> None:
    """Have a stand-in, or lose their accent, and nothing fails."""
    text = "Élégance… 2\u00a0869,20\u00a0€ « où » “œuf” n°\u00a01 ☂"
    assert fitted(text, "utf-8") == text
    assert fitted(text, "latin-1").startswith("Élégance... 2\u00a0869,20\u00a0EUR « où »")
    assert fitted(text, "ascii") == 'Elegance... 2 869,20 EUR " ou " "oeuf" no 1 ?'
    assert can_show(fitted(text, "latin-1"), "latin-1")
