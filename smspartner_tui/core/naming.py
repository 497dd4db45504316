"""Which sub-account a typed name means: the whole name, or its beginning where that is allowed."""

from collections.abc import Iterable, Sequence

from smspartner_tui.core.accounts import SubAccount
from smspartner_tui.core.filter import fold
from smspartner_tui.core.text import clean


class NamingError(LookupError):
    """A name means no sub-account, or more than one: those that it may mean are `fitting`."""

    def __init__(self, fitting: Sequence[SubAccount] = ()) -> None:
        super().__init__(len(fitting))
        self.fitting = tuple(fitting)


def named(subaccounts: Iterable[SubAccount], typed: str, *, by_beginning: bool) -> SubAccount:
    """The sub-account of this name or token; by its beginning where it fits one only.

    A beginning is compared without case and accents.

    Raises:
        NamingError: there is none, or there are several.
    """
    known = tuple(subaccounts)
    wanted = clean(typed)
    found = [one for one in known if one.token == wanted] or [
        one for one in known if one.name == wanted
    ]
    if not found and wanted and by_beginning:
        begun = [one for one in known if fold(one.name).startswith(fold(wanted))]
        found = [one for one in begun if fold(one.name) == fold(wanted)] or begun
    if len(found) != 1:
        raise NamingError(found)
    return found[0]
