"""Tests of the small CSV: what it may look like, what it says, what is wrong with it."""

from decimal import Decimal
from pathlib import Path

import pytest

from smspartner_tui.core.accounts import Listing, SubAccount
from smspartner_tui.settings.config import load
from smspartner_tui.setup.amounts import own_marks
from smspartner_tui.setup.sheet import amended, followed, is_sheet, read_sheet
from smspartner_tui.setup.talk import Wrong
from smspartner_tui.simulator import SimulatorServer
from tests.setup.conftest import GARAGE, SALON, marked
from tests.setup.person import Person

TOKEN = "0a1b2c3d4e5f9f3a"
OTHER = "7f6e5d4c3b2a7be2"
KNOWN = {
    TOKEN: Listing(TOKEN, Decimal(1), email="Garage@Martin.example"),
    OTHER: Listing(OTHER, Decimal(2), email="salon@elegance.example"),
}
ONE = SubAccount(TOKEN, "Garage Martin", "auto", Decimal(50), Decimal("100.50"), Decimal(400))


def sheet(folder: Path, text: str, encoding: str = "utf-8") -> str:
    """A file that holds it."""
    path = folder / "accounts.csv"
    path.write_bytes(text.encode(encoding))
    return str(path)


@pytest.mark.parametrize(
    "text",
    [
        f"{TOKEN},Garage Martin,auto,50,100.50,400\n",
        f"{TOKEN};Garage Martin;auto;50;100,50;400\r\n\r\n",
        "garage@martin.EXAMPLE\tGarage Martin\tauto\t50\t100,50 €\t400",
        f"token;name;group;low;target;cap\n{TOKEN};Garage Martin;auto;50;100,50;400\n",
        f"Adresse;Nom;Groupe;Seuil;Cible;Maximum\n{TOKEN};Garage Martin;auto;50;100,5;400",
        "Nom;Groupe;Bas;Cible;Maximum;E-mail\nGarage Martin;auto;50;100,5;400;0a1b2c3d4e5f9f3a",
        f'\ufeff{TOKEN},"Garage Martin",auto,50,"100,50",400\n',
    ],
)
def test_the_ways_in_which_spreadsheets_write(tmp_path: Path, text: str) -> None:
    """Separators, headings, decimals, line ends, a mark at the beginning."""
    assert followed(read_sheet(sheet(tmp_path, text)), KNOWN) == (ONE,)


def test_what_is_left_out_is_left_open(tmp_path: Path) -> None:
    """A token alone is enough: the e-mail is the name, and marks come from elsewhere."""
    lines = read_sheet(sheet(tmp_path, f"{TOKEN}\n"))
    assert followed(lines, KNOWN) == (SubAccount(TOKEN, "Garage@Martin.example"),)
    assert followed(lines, None) == (SubAccount(TOKEN, "…9f3a"),)


def test_an_older_spreadsheets_letters(tmp_path: Path) -> None:
    """Accents in the encoding of Windows."""
    [line] = read_sheet(sheet(tmp_path, f"{TOKEN};Coiffure Élégance", "cp1252"))
    assert line.name == "Coiffure Élégance"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "There is nothing in this file."),
        ("token;colour\nx;red", "Line 1: unknown column “colour”. Known: token, name, "),
        (f"{TOKEN};Garage;auto;1,234", "Line 1: This amount can be read in two ways"),
        (f"{TOKEN};Garage;auto;100;50", "Line 1: low must not be above target"),
        (f"{TOKEN};Garage;auto;1;2;3;4", "Line 1: more cells than columns"),
        (f"\n;Garage\n{TOKEN}", "Line 2: no sub-account is named."),
        (f"{TOKEN};{'a1' * 20}", "Line 1: the name looks like a key."),
        ('"open;x', "This is no CSV"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, text: str, reason: str) -> None:
    """And nothing of the sheet is taken."""
    with pytest.raises(Wrong) as caught:
        read_sheet(sheet(tmp_path, text))
    assert reason in str(caught.value)


def test_many_problems_are_told_at_once(tmp_path: Path) -> None:
    """The first few of them."""
    with pytest.raises(Wrong) as caught:
        read_sheet(sheet(tmp_path, f"{TOKEN};x;y;z\n" * 9))
    assert str(caught.value).count("Cannot read this amount") == 5
    assert str(caught.value).endswith("and 4 more.")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("nobody@example", "Line 1: no such sub-account in your list."),
        (f"{TOKEN}\ngarage@martin.example", "Line 2: this sub-account is there twice."),
    ],
)
def test_only_those_of_the_list_once_each(tmp_path: Path, text: str, reason: str) -> None:
    """Whoever is not there cannot be followed."""
    with pytest.raises(Wrong) as caught:
        followed(read_sheet(sheet(tmp_path, text)), KNOWN)
    assert str(caught.value) == reason


def test_an_e_mail_needs_a_list(tmp_path: Path) -> None:
    """Without one the token must be given."""
    with pytest.raises(Wrong, match="give the token, not the e-mail"):
        followed(read_sheet(sheet(tmp_path, "garage@martin.example")), None)


def test_an_e_mail_of_two_names_neither(tmp_path: Path) -> None:
    """Money must not go to the one that comes first."""
    known = {one: Listing(one, Decimal(1), email="same@x.example") for one in (TOKEN, OTHER)}
    with pytest.raises(Wrong, match="no such sub-account"):
        followed(read_sheet(sheet(tmp_path, "same@x.example")), known)


def test_those_that_are_followed_get_what_it_says(tmp_path: Path) -> None:
    """Named by token, e-mail or name; what it leaves out stays."""
    both = (SubAccount(TOKEN, "Garage", "auto"), SubAccount(OTHER, "Salon", cap=Decimal(90)))
    lines = read_sheet(sheet(tmp_path, "garage;;;50\nsalon@elegance.example;Élégance;;20;60"))
    garage, salon = amended(both, lines, KNOWN)
    assert garage == SubAccount(TOKEN, "Garage", "auto", Decimal(50))
    assert salon == SubAccount(OTHER, "Élégance", "", Decimal(20), Decimal(60), Decimal(90))
    with pytest.raises(Wrong, match="not one of those that you follow"):
        list(amended(both[:1], lines, KNOWN))


@pytest.mark.parametrize(
    ("path", "reason"), [("/nowhere/at/all.csv", "There is no file"), ("/", "There is no file")]
)
def test_a_file_that_is_not_there(path: str, reason: str) -> None:
    """Or is none."""
    with pytest.raises(Wrong, match=reason):
        read_sheet(path)


def test_a_file_that_is_too_long(tmp_path: Path) -> None:
    """Is not read."""
    path = tmp_path / "long.csv"
    with path.open("wb") as file:
        file.truncate(5_000_000)
    with pytest.raises(Wrong, match="is too long"):
        read_sheet(str(path))


def test_an_answer_that_names_a_file() -> None:
    """By its slash or its ending."""
    assert is_sheet("~/accounts.txt")
    assert is_sheet("accounts.CSV")
    assert not is_sheet("1-3 8")


def test_a_sheet_answers_it_all(server: SimulatorServer, path: Path, tmp_path: Path) -> None:
    """Whom to follow, their names and their marks: neither is asked for any more."""
    text = f"{GARAGE.token},Garage,auto,50,100\nsalon@elegance.example,Salon,,20,60,90"
    person = Person({"Which ones": ["nowhere.csv", sheet(tmp_path, text)], "Write this": ["y"]})
    person.sets_up(path, server.base_url)
    assert "There is no file nowhere.csv." in person.said
    assert not any("for all" in question or "1/2" in question for question in person.asked)
    garage, salon = load(path).profile().subaccounts
    assert (garage.name, garage.group) == ("Garage", "auto")
    assert own_marks(garage) == marked(50, 100)
    assert (salon.token, salon.name) == (SALON.token, "Salon")
    assert own_marks(salon) == marked(20, 60, 90)


def test_a_sheet_gives_marks(server: SimulatorServer, path: Path, tmp_path: Path) -> None:
    """To some; for the others there are the defaults, which must agree with it."""
    typed = sheet(tmp_path, "garage@martin.example;;;80")
    person = Person({"for all": [typed, "20 60", "20 90"], "Write this": ["y"]})
    person.sets_up(path, server.base_url)
    assert "Garage@martin.example: low must not be above target" in person.said
    garage, mairie, _salon = load(path).profile().subaccounts
    assert own_marks(garage) == marked(80, 90)
    assert own_marks(mairie) == marked(20, 90)
