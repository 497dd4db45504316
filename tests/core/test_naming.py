"""Which sub-account a typed name means."""

import pytest

from smspartner_tui.core.accounts import SubAccount
from smspartner_tui.core.naming import NamingError, named

ECOLE = SubAccount("1" * 40, "École")
ECOLES = SubAccount("2" * 40, "Écoles du Golfe")
RADIO = SubAccount("3" * 40, "Radio")
OTHER_RADIO = SubAccount("4" * 40, "Radio")
LONG = SubAccount("5" * 40, "é" * 199 + "…")
ALL = (ECOLE, ECOLES, RADIO, OTHER_RADIO, LONG)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("École", ECOLE),
        (" École ", ECOLE),
        ("Écoles du Golfe", ECOLES),
        ("3" * 40, RADIO),
        ("é" * 300, LONG),
    ],
)
def test_a_whole_name_means_one(typed: str, meant: SubAccount) -> None:
    """Or its token, where two share a name; a long one is cut as the configuration's is."""
    assert named(ALL, typed, by_beginning=False) is meant


@pytest.mark.parametrize(("typed", "meant"), [("ecole", ECOLE), ("ECOLES", ECOLES), ("éé", LONG)])
def test_a_beginning_means_one(typed: str, meant: SubAccount) -> None:
    """Without case and accents; what is whole that way comes first."""
    assert named(ALL, typed, by_beginning=True) is meant
    with pytest.raises(NamingError):
        named(ALL, typed, by_beginning=False)


@pytest.mark.parametrize(
    ("typed", "fitting"),
    [("eco", (ECOLE, ECOLES)), ("Radio", (RADIO, OTHER_RADIO)), ("x", ()), ("", ()), ("3", ())],
)
def test_what_fits_none_or_several_means_nothing(
    typed: str, fitting: tuple[SubAccount, ...]
) -> None:
    """Those that it may mean are told."""
    with pytest.raises(NamingError) as error:
        named(ALL, typed, by_beginning=True)
    assert error.value.fitting == fitting
