"""Tests of what the configuration refuses, each with its line and its remedy."""

import pytest

from tests.settings.conftest import Refusal

HEX = "0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d"
LONG = "Ab3Ab3Ab3Ab3Ab3Ab3Ab3Ab3Ab3"


def profile(lines: str) -> str:
    """A configuration with one profile, whose first own line is line 2."""
    return f"[profiles.prod]\n{lines}\n"


def subaccount(lines: str) -> str:
    """A configuration with one sub-account, whose first own line is line 3."""
    return f"[profiles.prod]\n[[profiles.prod.subaccounts]]\n{lines}\n"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("defaul_profile = 'a'", 1, "unknown key `defaul_profile`; did you mean `default_profile`"),
        ("\n[uii]\n", 2, "did you mean `ui`"),
        ("[ui]\nmouze = true", 2, "did you mean `mouse`"),
        ("[ui]\nqqqq = true", 2, "known here: language, theme, mouse"),
        ("[guards]\nmax_day = '1'", 2, "did you mean `max_per_day`"),
        ("[guards]\nrequire_reference = true", 2, "unknown key"),
        ("[refresh]\nsettle = '5s'", 2, "unknown key"),
        (profile("decimals_in = 2"), 2, "unknown key"),
        (profile("banner = 'x'"), 2, "unknown key"),
        (profile("[profiles.prod.defaults]\nlov = '1'"), 3, "did you mean `low`"),
        (profile("[profiles.prod.groups.a]\ncapp = '1'"), 3, "did you mean `cap`"),
        (profile("[profiles.prod.guards]\nreadonly = true"), 3, "did you mean `read_only`"),
        (subaccount("token = 'a1'\nlokced = true"), 4, "did you mean `locked`"),
        ('"a\\u001b[2Jb" = 1', 1, "unknown key `a·[2Jb`"),
    ],
)
def test_an_unknown_key_names_its_line_and_the_nearest(
    refusal: Refusal, text: str, line: int, said: str
) -> None:
    """A slip of the pen is found at once, wherever it stands."""
    told = refusal(text)
    assert told.startswith(f"line {line}: ")
    assert said in told


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"api_key = '{LONG}'", 1),
        (profile("api_key = 'short'"), 2),
        (profile("apiKey = 1"), 2),
        (profile("API-KEY = 'x'"), 2),
        (profile("password = 'x'"), 2),
        (profile("token = 'x'"), 2),
        ("[keys]\nkey = 'x'", 2),
        (subaccount("token = 'a1'\napi_key = 'x'"), 4),
        (profile(f"label = '{HEX}'"), 2),
        (profile(f"{HEX} = ''"), 2),
        (subaccount(f"token = 'a1'\nnote = '{HEX}'"), 4),
        (profile(f"api_key_env = '{HEX}'"), 2),
        (profile(f"api_key_env = '{LONG}'"), 2),
        (profile(f"api_key_file = '{LONG}'"), 2),
        (profile(f"api_key_command = ['/bin/echo', '{LONG}']"), 2),
        (profile(f"api_key_command = ['printf', '{LONG}']"), 2),
    ],
)
def test_a_key_in_the_file_is_refused_without_being_shown(
    refusal: Refusal, text: str, line: int
) -> None:
    """Whatever it is called and wherever it hides, the remedy is told and the key is not."""
    told = refusal(text)
    assert told.startswith(f"line {line}: this looks like an API key")
    assert "api_key_file" in told
    assert HEX not in told
    assert LONG not in told


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("[guards]\nmax_per_day = 3000.0", 2, "between quotes"),
        ("[guards]\nmax_per_day = 3000", 2, "between quotes"),
        ("[guards]\nmax_per_day = true", 2, "between quotes"),
        ("[guards]\nmax_per_day = 'abc'", 2, "not an amount"),
        ("[guards]\nmax_per_day = '1.234'", 2, "not an amount"),
        ("[guards]\nmax_per_day = '-5'", 2, "not an amount"),
        ("[guards]\nmax_per_day = '1e3'", 2, "not an amount"),
        ("[guards]\nmax_per_day = '=100'", 2, "not an amount"),
        ("[guards]\nmax_per_day = 'all'", 2, "not an amount"),
        ("[guards]\nmax_per_day = '٣'", 2, "not an amount"),
        (f"[guards]\nmax_per_day = '{'9' * 30}'", 2, "not an amount"),
        ("[guards]\nmax_per_day = '0.00'", 2, "may not be zero"),
        ("[guards]\nmax_per_operation = '0'", 2, "may not be zero"),
        ("[guards]\nconfirm_above = ''", 2, "needs an amount"),
        ("[guards]\nread_only = 'true'", 2, "true or false"),
        ("[ui]\nmouse = 1", 2, "true or false"),
        ("[ui]\nlanguage = 'de'", 2, "one of: auto, fr, en"),
        ("[ui]\ntheme = 1", 2, "a text between quotes"),
        ("[refresh]\ninterval = 60", 2, "a text between quotes"),
        ("[refresh]\ninterval = '60'", 2, "a duration such as"),
        ("[refresh]\ninterval = '1.5m'", 2, "a duration such as"),
        ("[refresh]\ninterval = '29s'", 2, "between 30s and 24h"),
        ("[refresh]\nstale_after = 'off'", 2, "a duration such as"),
        ("[refresh]\nstale_after = '25h'", 2, "between 30s and 24h"),
        ("[guards]\nduplicate_window = '25h'", 2, "between 0s and 24h"),
        (profile("deadline = '4s'"), 2, "between 5s and 2m"),
        (profile("deadline = '121s'"), 2, "between 5s and 2m"),
        (profile("reply_format = 'yaml'"), 2, "one of: json, xml"),
        (profile("label = 1"), 2, "a text between quotes"),
        (profile("main_low = 700"), 2, "between quotes"),
        (profile("journal = 'here'"), 2, "a full path"),
        (profile("journal = '~nobody-of-this-name/x'"), 2, "a full path"),
        (profile('journal = "/a\\u0000b"'), 2, "a full path"),
        (profile("ca_file = 'company.pem'"), 2, "a full path"),
        (profile("ca_file = '/nowhere/company.pem'"), 2, "names no file"),
        (profile("guards = 1"), 2, "`guards` must be a table"),
        (profile("subaccounts = 1"), 2, "`subaccounts` must be a list of tables"),
        (profile("subaccounts = [1]"), 2, "`subaccounts` must be a list of tables"),
        ("[profiles]\nprod = 1", 2, "`prod` must be a table"),
        ("profiles = 1", 1, "`profiles` must be a table"),
    ],
)
def test_a_wrong_value_names_its_line_and_the_remedy(
    refusal: Refusal, text: str, line: int, said: str
) -> None:
    """A value of the wrong kind, or out of bounds, is told where it stands."""
    told = refusal(text)
    assert told.startswith(f"line {line}: ")
    assert said in told


@pytest.mark.parametrize(
    ("lines", "line", "said"),
    [
        ("name = 'x'", 2, "needs its `token`"),
        ("token = ''", 3, "needs its `token`"),
        ("token = 'a b'", 3, "needs its `token`"),
        ("token = 'é'", 3, "needs its `token`"),
        ("token = 12", 3, "a text between quotes"),
        ("token = 'a'\nlow = '30'\ntarget = '20'", 5, "`low` (€30.00) is above `target` (€20.00)"),
        ("token = 'a'\ncap = '10'\ntarget = '20'", 4, "`target` (€20.00) is above `cap` (€10.00)"),
        ("token = 'a'\nlow = '30'\ncap = '20.50'", 5, "`low` (€30.00) is above `cap` (€20.50)"),
        ("token = 'a'\nlow = 30.0", 4, "between quotes"),
    ],
)
def test_a_sub_account_is_held_to_sense(refusal: Refusal, lines: str, line: int, said: str) -> None:
    """A token is needed, and low, target and cap may not cross."""
    told = refusal(subaccount(lines))
    assert told.startswith(f"line {line}: ")
    assert said in told


def test_marks_may_not_cross_with_those_of_the_group_or_the_defaults(refusal: Refusal) -> None:
    """What a sub-account or a group inherits counts as if it had been written there."""
    defaults = "[profiles.prod.defaults]\nlow = '50'\n"
    crossing = "[profiles.prod.groups.auto]\ntarget = '40'\n"
    assert refusal(defaults + crossing).startswith("line 4: `low` (€50.00) is above `target`")
    one = "[[profiles.prod.subaccounts]]\ntoken = 'a'\ncap = '20'\n"
    assert refusal(defaults + one).startswith("line 5: `low` (€50.00) is above `cap`")


def test_a_mark_above_an_inherited_one_is_told_on_its_own_line(refusal: Refusal) -> None:
    """The line named is the one that the sub-account itself can change."""
    text = (
        "[profiles.prod.groups.auto]\ntarget = '40'\n"
        "[[profiles.prod.subaccounts]]\ntoken = 'a'\ngroup = 'auto'\nlow = '60'\n"
    )
    assert refusal(text).startswith("line 6: `low` (€60.00) is above `target` (€40.00)")


def test_a_token_twice_names_both_lines(refusal: Refusal) -> None:
    """One sub-account followed twice would be moved twice by a plan."""
    text = subaccount("token = 'a'\n[[profiles.prod.subaccounts]]\nname = 'b'\ntoken = 'a'")
    assert refusal(text) == ("line 6: this `token` stands on line 3 already: remove one of the two")


def test_an_inline_list_names_the_line_it_begins_on(refusal: Refusal) -> None:
    """Where a value has no line of its own, that of what holds it is told."""
    text = profile("label = 'x'\nsubaccounts = [\n  { token = 'a' },\n  { token = 'a' },\n]")
    assert refusal(text).startswith("line 3: this `token` stands on line 3 already")


def test_two_groups_that_differ_in_case_only_are_refused(refusal: Refusal) -> None:
    """Groups are compared without case, so one of the two would be lost."""
    text = profile("[profiles.prod.groups.auto]\nlow = '1'\n[profiles.prod.groups.AUTO]\n")
    assert refusal(text).startswith("line 4: this group is there twice")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("yes = 'a'", "`yes` cannot be changed"),
        ("no = ['a']", "`no` cannot be changed"),
        ("add = []", "must be a key, or a list"),
        ("add = ''", "must be a key, or a list"),
        ("add = 'a,b'", "must be a key, or a list"),
        ("add = 1", "must be a key, or a list"),
        ("add = ['a', 1]", "must be a key, or a list"),
        ('add = "\\u001b"', "must be a key, or a list"),
    ],
)
def test_keys_are_texts_and_never_the_answers(refusal: Refusal, value: str, said: str) -> None:
    """Yes and no keep their keys, and a key is one word."""
    told = refusal(f"[keys]\n{value}\n")
    assert told.startswith("line 2: ")
    assert said in told


@pytest.mark.parametrize("name", ["..", "a/b", "", "screen.json", "é", "-x", "a" * 65])
def test_a_profile_name_must_do_as_a_folder(refusal: Refusal, name: str) -> None:
    """The journal's folder bears the profile's name, so it may lead nowhere else."""
    assert "letters, digits" in refusal(f'[profiles."{name}"]\n')


def test_two_profiles_never_share_a_journal(refusal: Refusal) -> None:
    """Neither by the same folder nor by names that some file systems take for one."""
    same = "[profiles.a]\njournal = '/team'\n[profiles.b]\njournal = '/team'\n"
    assert refusal(same).startswith("line 3: `b` would keep its journal where `a` does")
    assert "`PROD` would keep" in refusal("[profiles.prod]\n[profiles.PROD]\n")


def test_a_configuration_without_profile_says_how_to_add_one(refusal: Refusal) -> None:
    """An empty file is no configuration."""
    assert "see `smspartner-tui help 6`" in refusal("")
    assert "see `smspartner-tui help 6`" in refusal("[profiles]\n")


def test_the_default_profile_must_be_there(refusal: Refusal) -> None:
    """A default that names nothing is told with the names there are."""
    told = refusal("default_profile = 'b'\n[profiles.a]\n")
    assert told == "line 1: `default_profile` names no profile; there are: a"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[ui]\nmouse = yes\n", "line 2: this is not TOML"),
        ("[ui]\nmouse = true\nmouse = false\n", "line 3: this key or table is there twice"),
        ("[ui]\n[ui]\n", "line 2: this key or table is there twice"),
        ("[ui]\ntheme = '''", "line 2: this is not TOML"),
        ("[ui]\n\nmouse =", "line 3: this is not TOML"),
        (f"a = {'9' * 5000}", "this is not TOML"),
    ],
)
def test_what_is_not_toml_names_its_line(refusal: Refusal, text: str, said: str) -> None:
    """The reader's own errors are told in the program's words."""
    assert refusal(text).startswith(said)


@pytest.mark.parametrize("names", ["['Paul', 'paul']", "['Nadège', 'nadege']", "['\u200b']"])
def test_operators_can_be_told_apart(refusal: Refusal, names: str) -> None:
    """Two names that read the same, or one that cannot be read, name nobody."""
    told = refusal(profile(f"operators = {names}"))
    assert told.startswith("line 2: ")
    assert "`operators`" in told
