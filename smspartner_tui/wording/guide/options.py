"""Every option of the configuration with its default, and a word on each."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from smspartner_tui.i18n import N_, _
from smspartner_tui.wording.guide.topic import wrapped
from smspartner_tui.wording.key_line import KeyLine

FILL_IN: Final = "the sub-account's identifier"
"""What stands where a token has to be filled in; it is not taken for one."""


class Option(NamedTuple):
    """A line of the sample: TOML, and what it does; `is_off` where it stands as a comment."""

    line: str
    words: str
    is_off: bool = False


class Section(NamedTuple):
    """A table of the sample: its heading and its options."""

    heading: str
    options: tuple[Option, ...]


_GUARDS: Final = (
    Option("read_only = false", N_("true: balances are shown, no movement is possible")),
    Option('confirm_above = "200.00"', N_("from here on, the amount is typed again")),
    Option('max_per_operation = ""', N_("at most in one movement; none where empty")),
    Option('max_per_day = ""', N_("at most added in a day; none where empty")),
    Option('main_reserve = "0.00"', N_("no add leaves less than this on the main account")),
    Option('duplicate_window = "12h"', N_("the same movement again within it is told")),
)
_MARKS: Final = (
    Option('low = ""', N_("below this a sub-account is LOW, such as 20.00; none where empty")),
    Option('target = ""', N_("a plan lifts to this, such as 60.00")),
    Option('cap = ""', N_("a plan may take back what is above this")),
)

SECTIONS: Final = (
    Section("", (Option('default_profile = "prod"', N_("the one opened without --profile")),)),
    Section(
        "[ui]",
        (
            Option('language = "auto"', N_("auto (as the environment says), en or fr")),
            Option('theme = "auto"', N_("auto, or a theme by its name")),
            Option("mouse = false", N_("true: the mouse works; selecting text then does not")),
        ),
    ),
    Section("[guards]", _GUARDS),
    Section(
        "[refresh]",
        (
            Option('interval = "60s"', N_("how often balances are read; off: on demand only")),
            Option('stale_after = "5m"', N_("older balances are marked as such")),
        ),
    ),
    Section(
        "[keys]",
        (
            Option(
                'add = ["a", "plus"]',
                N_("other keys for an action, by its name: `smspartner-tui help keys`"),
                is_off=True,
            ),
        ),
    ),
    Section(
        "[profiles.prod]",
        (
            Option('label = "Production"', N_("what the first line of the screen calls it")),
            Option('base_url = "https://api.smspartner.fr/v1"', N_("where the platform answers")),
            Option(
                'api_key_command = ["pass", "show", "smspartner/prod"]',
                N_("a command that prints the key; one of these three, none of which holds it"),
                is_off=True,
            ),
            Option(
                'api_key_file = "~/.config/smspartner-tui/prod.key"',
                N_("a file with the key, 0600"),
                is_off=True,
            ),
            Option(
                'api_key_env = "SMSPARTNER_API_KEY"',
                N_("a variable with the key; where it is not set, the key is asked for"),
            ),
            Option('ca_file = ""', N_("certificates of your company's proxy, a PEM file")),
            Option('main_low = ""', N_("below this the main account is LOW")),
            Option('journal = ""', N_("the folder of the journal; your own where empty")),
            Option(
                'operators = ["Paul", "Nadia"]',
                N_("who shares this login, and is asked for at the start"),
                is_off=True,
            ),
            Option(
                "ignored = []", N_("tokens of sub-accounts that are never offered to be followed")
            ),
            Option('reply_format = "json"', N_("how movements are answered: json or xml")),
            Option('deadline = "30s"', N_("how long a movement's answer is waited for")),
        ),
    ),
    Section(
        "[profiles.prod.guards]",
        (
            Option(
                'max_per_day = "1000.00"', N_("any of the guards, for this profile"), is_off=True
            ),
        ),
    ),
    Section("[profiles.prod.defaults]", _MARKS),
    Section(
        "[profiles.prod.groups.auto]",
        (
            Option('low = "50.00"', N_("the same for the group of this name"), is_off=True),
            Option('target = "100.00"', "", is_off=True),
        ),
    ),
    Section(
        "[[profiles.prod.subaccounts]]",
        (
            Option(f'token = "{FILL_IN}"', N_("as the platform shows it: fill it in")),
            Option('name = "Garage Martin"', N_("what you call it")),
            Option('group = "auto"', N_("a word to filter and to plan by")),
            Option('low = "50.00"', N_("its own, in place of the defaults; likewise below")),
            Option('target = "100.00"', ""),
            Option('cap = "400.00"', ""),
            Option("locked = false", N_("true: shown, and never moved")),
            Option('note = ""', N_("shown on its card")),
        ),
    ),
)


def options(width: int, _keys: Sequence[KeyLine]) -> Iterator[str]:
    """The options by their tables, each with its word below it, in the language in force."""
    for section in SECTIONS:
        yield ""
        if section.heading:
            yield f"  {section.heading}"
        for option in section.options:
            yield f"  {option.line}"
            yield from wrapped(_(option.words), width, margin="    ") if option.words else ()
