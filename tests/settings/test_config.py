"""Tests of the configuration as a whole: what it gives, and the file it stands in."""

import subprocess
import sys
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smspartner_tui.core.accounts import SubAccount
from smspartner_tui.core.guards import Limits
from smspartner_tui.settings.config import Settings, Ui, load
from smspartner_tui.settings.errors import SettingsError
from smspartner_tui.settings.key import KeyCommand, KeyEnvironment
from smspartner_tui.settings.places import journal_folder
from tests.settings.conftest import Write

MINIMAL = "[profiles.prod]\n"

COMPLETE = """
default_profile = "prod"

[ui]
language = "fr"
theme = "nord"
mouse = true

[guards]
read_only = true
confirm_above = "150,50"
max_per_operation = "1 000"
max_per_day = "2000.00"
main_reserve = "500.00"
duplicate_window = "6h"

[refresh]
interval = "5m"
stale_after = "10m"

[keys]
add = ["a", "plus"]
remove = "d"

[profiles.prod]
label = "Production"
base_url = "https://API.example.org:443/v1/"
api_key_command = ["pass", "show", "smspartner/prod"]
ca_file = "{ca}"
main_low = "700.00"
journal = "~/team/journal"
operators = ["Paul", "Nadia"]
reply_format = "xml"
deadline = "45s"

[profiles.prod.guards]
read_only = false
max_per_operation = ""
max_per_day = "3000.00"

[profiles.prod.defaults]
low = "20.00"
target = "60.00"

[profiles.prod.groups.Auto]
low = "50.00"
target = "100.00"
cap = "400.00"

[[profiles.prod.subaccounts]]
token = "0a1b2c3d4e5f9f3a0a1b2c3d4e5f9f3a0a1b2c3d"
name = "Garage Martin"
group = "auto"
cap = ""
locked = true
note = "facturé le 5"

[[profiles.prod.subaccounts]]
token = "7f6e5d4c3b2a7be2"
target = "0.00"
low = "0.00"

[profiles.test]
base_url = "http://127.0.0.1:8080/v1"
"""


def minimal(write: Write, more: str = "") -> Settings:
    """A configuration with one profile and something more, loaded."""
    return load(write(MINIMAL + more))


def test_an_empty_profile_has_every_default(write: Write) -> None:
    """Nothing has to be written but the profile's name."""
    loaded = minimal(write)
    profile = loaded.profile()
    assert loaded.ui == Ui("auto", "auto", mouse=False)
    assert loaded.keys == {}
    assert loaded.default_profile == "prod"
    assert (profile.name, profile.label) == ("prod", "prod")
    assert profile.base_url == "https://api.smspartner.fr/v1"
    assert profile.limits == Limits()
    assert profile.refresh_interval == timedelta(seconds=60)
    assert profile.stale_after == timedelta(minutes=5)
    assert profile.deadline == 30.0
    assert profile.reply_format == "json"
    assert profile.ca_file is None
    assert profile.main_low is None
    assert profile.journal_folder == journal_folder("prod")
    assert profile.operators == ()
    assert profile.subaccounts == ()
    assert profile.key_source == KeyEnvironment("SMSPARTNER_API_KEY")


def test_every_key_is_read(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each key of the configuration reaches the value it is for."""
    monkeypatch.setenv("HOME", str(tmp_path))
    ca = tmp_path / "company.pem"
    ca.touch()
    loaded = load(write(COMPLETE.replace("{ca}", str(ca))))
    assert loaded.ui == Ui("fr", "nord", mouse=True)
    assert loaded.keys == {"add": ("a", "plus"), "remove": ("d",)}
    profile = loaded.profile()
    assert (profile.name, profile.label) == ("prod", "Production")
    assert profile.base_url == "https://api.example.org/v1"
    assert profile.limits == Limits(
        read_only=False,
        confirm_above=Decimal("150.50"),
        max_per_operation=None,
        max_per_day=Decimal(3000),
        main_reserve=Decimal(500),
        duplicate_window=timedelta(hours=6),
    )
    assert profile.refresh_interval == timedelta(minutes=5)
    assert profile.stale_after == timedelta(minutes=10)
    assert profile.deadline == 45.0
    assert profile.reply_format == "xml"
    assert profile.ca_file == ca
    assert profile.main_low == Decimal(700)
    assert profile.journal_folder == tmp_path / "team" / "journal"
    assert profile.operators == ("Paul", "Nadia")
    assert profile.key_source == KeyCommand(("pass", "show", "smspartner/prod"))
    assert profile.subaccounts == (
        SubAccount(
            token="0a1b2c3d4e5f9f3a0a1b2c3d4e5f9f3a0a1b2c3d",
            name="Garage Martin",
            group="auto",
            low=Decimal(50),
            target=Decimal(100),
            cap=None,
            locked=True,
            note="facturé le 5",
        ),
        SubAccount(
            token="7f6e5d4c3b2a7be2",
            name="7be2",
            low=Decimal(0),
            target=Decimal(0),
        ),
    )


def test_the_guards_of_all_hold_where_a_profile_has_none(write: Write, tmp_path: Path) -> None:
    """A profile without guards of its own has those of the whole configuration."""
    ca = tmp_path / "company.pem"
    ca.touch()
    limits = load(write(COMPLETE.replace("{ca}", str(ca)))).profile("test").limits
    assert limits.read_only
    assert limits.max_per_operation == Decimal(1000)
    assert limits.max_per_day == Decimal(2000)


def test_refreshing_can_be_switched_off(write: Write) -> None:
    """An interval of "off" reads on demand only."""
    assert minimal(write, '[refresh]\ninterval = "off"').profile().refresh_interval is None


def test_no_reserve_and_no_alarm_can_be_written_as_nothing(write: Write) -> None:
    """An empty reserve is none, and so is an empty alarm."""
    profile = load(
        write('[profiles.prod]\nmain_low = ""\n[profiles.prod.guards]\nmain_reserve = ""')
    ).profile()
    assert profile.limits.main_reserve == 0
    assert profile.main_low is None


def test_foreign_text_is_made_harmless(write: Write) -> None:
    """Labels, names, groups and notes hold no control character once read."""
    bad = '"a\\u001b[2Jb"'
    profile = load(
        write(
            f'[profiles.prod]\nlabel = {bad}\n[[profiles.prod.subaccounts]]\ntoken = "abcd1234"\n'
            f"name = {bad}\ngroup = {bad}\nnote = {bad}"
        )
    ).profile()
    (one,) = profile.subaccounts
    assert {profile.label, one.name, one.group, one.note} == {"a·[2Jb"}


def test_a_name_of_nothing_visible_gives_way_to_the_token(write: Write) -> None:
    """A name that is empty once cleaned is replaced by the token's tail."""
    loaded = minimal(write, '[[profiles.prod.subaccounts]]\ntoken = "abcd1234"\nname = " \\u200b "')
    assert loaded.profile().subaccounts[0].name == "1234"


def test_sub_accounts_may_stand_in_an_inline_list(write: Write) -> None:
    """TOML's other way of writing a list of tables is read too."""
    loaded = minimal(write, 'subaccounts = [{ token = "one1" }, { token = "two2" }]')
    assert [one.token for one in loaded.profile().subaccounts] == ["one1", "two2"]


def test_a_byte_order_mark_is_passed_over(write: Write) -> None:
    """A file saved with a byte order mark is read like any other."""
    assert minimal(write).profiles == load(write("\ufeff" + MINIMAL)).profiles


def test_an_unknown_profile_names_the_known_ones(write: Write) -> None:
    """Asking for a profile that is not there says which are."""
    loaded = load(write('default_profile = "b"\n[profiles.a]\n[profiles.b]\n'))
    assert loaded.profile("a").name == "a"
    assert loaded.profile(None).name == "b"
    with pytest.raises(SettingsError, match="no profile `c`; there are: a, b"):
        loaded.profile("c")


def test_several_profiles_without_a_default_ask_for_one(write: Write) -> None:
    """With several profiles none is taken by chance."""
    loaded = load(write("[profiles.a]\n[profiles.b]\n"))
    assert loaded.default_profile == ""
    with pytest.raises(SettingsError, match=r"several profiles \(a, b\)"):
        loaded.profile()


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_file_gives_settings_or_one_clear_error(write: Write, content: bytes) -> None:
    """Whatever the file holds, nothing but a settings error comes out."""
    path = write("")
    path.write_bytes(content)
    with pytest.raises(SettingsError) as caught:
        load(path)
    assert len(str(caught.value).splitlines()) == 1


@given(st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_damaged_configuration_never_crashes(write: Write, data: st.DataObject) -> None:
    """A configuration cut and patched anywhere is read, or refused in one line."""
    start = data.draw(st.integers(0, len(COMPLETE)))
    end = data.draw(st.integers(start, min(len(COMPLETE), start + 30)))
    patch = data.draw(st.text(alphabet="\"'[]{}=.,#\\\n\t 0a_é", max_size=6))
    path = write(COMPLETE[:start] + patch + COMPLETE[end:])
    try:
        assert load(path).path == path
    except SettingsError as error:
        assert len(str(error).splitlines()) == 1  # noqa: PT017 (either way is right)


def test_the_settings_need_no_screen_no_wire_and_no_database() -> None:
    """Importing every module of the package leaves the heavy libraries alone."""
    program = (
        "import sys\n"
        "from smspartner_tui.settings import config, key, places, remembered\n"
        "heavy = {'textual', 'rich', 'httpx', 'sqlite3', 'platformdirs'} & set(sys.modules)\n"
        "sys.exit(' '.join(heavy) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert done.stderr == b""
    assert done.returncode == 0
