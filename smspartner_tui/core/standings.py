"""How sub-accounts stand, from what is known of their balances and held open in the journal."""

from collections.abc import Mapping

from smspartner_tui.core.accounts import Balances, Reading, Standing, SubAccount, standing
from smspartner_tui.core.movement import Entry, State


def standing_of(
    subaccount: SubAccount,
    balances: Balances,
    open_entries: Mapping[str, Entry],
    reading: Reading | None,
) -> Standing:
    """How a sub-account stands; `open_entries` are in flight or in doubt, by token.

    Where the list of the `reading` is not whole, nobody is missing from it.
    """
    entry = open_entries.get(subaccount.token)
    return standing(
        subaccount,
        balances.of(subaccount.token),
        doubt=entry is not None and entry.state is State.UNKNOWN,
        moving=entry is not None and entry.state is State.SENDING,
        missing=(
            reading is not None
            and reading.is_complete
            and subaccount.token not in (reading.listings or {})
        ),
    )
