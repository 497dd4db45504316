"""Tests of the sample: complete, sound once it is filled in, and what is off can be switched on."""

import tomllib
from pathlib import Path

import pytest

from smspartner_tui import i18n
from smspartner_tui.core.following import MARKS
from smspartner_tui.core.guards import Limits
from smspartner_tui.core.money import Language
from smspartner_tui.settings import config, profile
from smspartner_tui.settings.config import understood
from smspartner_tui.settings.errors import SettingsError
from smspartner_tui.settings.key import KeyEnvironment
from smspartner_tui.setup.sample import sample
from smspartner_tui.wording.guide.options import FILL_IN, SECTIONS

PATH = Path("/home/paul/config.toml")
TOKEN = "0a1b2c3d4e5f9f3a"
KNOWN = {
    *config.KEYS,
    *config.UI_KEYS,
    *config.REFRESH_KEYS,
    *profile.GUARD_KEYS,
    *profile.PROFILE_KEYS,
    *MARKS,
    *profile.SUBACCOUNT_KEYS,
}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_it_is_understood_once_the_token_is_filled_in(language: Language) -> None:
    """As all defaults are, and not before."""
    i18n.use(language)
    text = sample()
    with pytest.raises(SettingsError, match="token"):
        understood(PATH, text)
    settings = understood(PATH, text.replace(FILL_IN, TOKEN))
    assert settings.profile().limits == Limits()
    assert settings.profile().key_source == KeyEnvironment()
    assert settings.ui == config.Ui()
    [one] = settings.profile().subaccounts
    assert (one.token, one.locked) == (TOKEN, False)


def test_every_option_is_in_it() -> None:
    """Whatever the settings know, by its name."""
    named = {option.line.partition(" =")[0] for section in SECTIONS for option in section.options}
    named |= {
        part.strip("[]") for section in SECTIONS for part in section.heading.split(".") if part
    }
    assert named >= KNOWN


def test_every_option_that_is_off_is_toml_too() -> None:
    """So that taking the comment away is enough."""
    for section in SECTIONS:
        for option in section.options:
            assert tomllib.loads(option.line)


def test_every_line_says_what_it_does() -> None:
    """A word for each, but where the line above says it for both."""
    silent = [option.line for section in SECTIONS for option in section.options if not option.words]
    assert [line.partition(" ")[0] for line in silent] == ["target", "target", "cap"]
    assert all(len(line) <= 100 for line in sample().splitlines())
