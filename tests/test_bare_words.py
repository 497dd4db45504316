"""Nothing that a person reads goes past the catalogue."""

from typing import Final

import pytest

from tests.bare_words import bare_words
from tests.catalogue import CODE

READ_BY_PEOPLE: Final = (
    "cli.py",
    "options.py",
    "entrance.py",
    "session.py",
    "wording",
    "tui",
    "settings",
    "simulator",
)


def test_nothing_on_screen_goes_past_the_catalogue() -> None:
    """No text with a word in it is shown as it stands in the code."""
    found: dict[str, list[str]] = {}
    for place in READ_BY_PEOPLE:
        files = [CODE / place] if place.endswith(".py") else sorted((CODE / place).rglob("*.py"))
        assert files
        for path in files:
            if words := bare_words(path.read_text(encoding="utf-8")):
                found[str(path.relative_to(CODE))] = words
    assert found == {}


@pytest.mark.parametrize(
    "code",
    [
        'lines.show("Not sent.")',
        'app.say(f"Not sent. {name}")',
        'app.say("Not " + "sent.")',
        'app.say(_("Sent.") if done else "Not sent.")',
        'lines.show(*["Not sent."])',
        'bar.show((("v", "Not sent."),))',
        'Label("Not sent.", markup=False)',
        'Column("state", "Not sent.", 10)',
        'box.border_title = "Not sent."',
        'raise SettingsError("Not sent. {name}".format(name=name))',
        'table.fault("key", "Not sent.")',
        'parser.add_argument("--yes", help="Not sent.")',
        'problem = "Not sent."',
        'sys.stderr.write("Not sent.")',
    ],
)
def test_words_that_go_past_the_catalogue_are_found(code: str) -> None:
    """A text is found wherever it is shown, with whatever stands around it."""
    assert "sent." in "".join(bare_words(code))


@pytest.mark.parametrize(
    "code",
    [
        'lines.show(_("Not sent."), "")',
        'app.say(_("Not sent. {name}").format(name="name"))',
        'bar.show((("v", _("Check")),))',
        'Label("€", markup=False)',
        'Column("state", _("State"), 10, "right")',
        'table.fault("token", problem)',
        'lines.show(f"= {euros(amount)}")',
        'self.query_one("#hint").show(ngettext("{n} day", "{n} days", n))',
        '@work(thread=True, description="reading")\ndef read(): pass',
    ],
)
def test_what_is_translated_or_not_shown_is_left_alone(code: str) -> None:
    """Signs, names for the program's own use and translated texts are no faults."""
    assert bare_words(code) == []
