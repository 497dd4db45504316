"""What the guards and the screen ask of a journal now; nothing here writes."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from smspartner_tui.core.accounts import Balance, Balances
from smspartner_tui.core.guards import Situation, Surroundings
from smspartner_tui.core.money import from_micros
from smspartner_tui.core.movement import APPLIED_STATES, COUNTED_STATES, OPEN_STATES, Entry
from smspartner_tui.journal import rows
from smspartner_tui.journal.reader import MAIN, Reader, listed

RECENT: Final = timedelta(hours=24)

# Each is looked for behind the one before: all rows together may be a year of every account.
_EACH_ACCOUNT: Final = """
    SELECT min(account) FROM reading
    UNION ALL
    SELECT (SELECT min(account) FROM reading WHERE account > named.account)
    FROM named WHERE account IS NOT NULL
"""


class Questions(Reader):
    """What stands now: situations, what is open, balances."""

    def situation(self, token: str, now: datetime) -> Situation:
        """What the journal knows that the guards ask about a sub-account.

        Its balances may be a colleague's; one from the future says nothing about now.

        Raises:
            JournalError: it cannot be read.
        """
        with self._reading():
            recent = self._all(
                "WHERE token = ? AND sent_at >= ? ORDER BY number DESC",
                token,
                rows.moment(now - RECENT),
            )
            main, subaccount = (
                balance if balance is not None and balance.read_at <= now else None
                for balance in (self._balance(MAIN), self._balance(token))
            )
            return Situation(
                now=now,
                main=main,
                subaccount=subaccount,
                added_today=self.added_today(now),
                recent=recent,
                open_entry=self._one(
                    f"WHERE token = ? AND state IN ({listed(OPEN_STATES)})", token
                ),
            )

    def surroundings(self, now: datetime) -> Surroundings:
        """What the journal knows that the guards ask about every sub-account.

        Raises:
            JournalError: it cannot be read.
        """
        with self._reading():
            recent: dict[str, list[Entry]] = {}
            for entry in self._all(
                "WHERE sent_at >= ? ORDER BY number DESC", rows.moment(now - RECENT)
            ):
                recent.setdefault(entry.movement.token, []).append(entry)
            return Surroundings(
                now=now,
                added_today=self.added_today(now),
                recent={token: tuple(entries) for token, entries in recent.items()},
                open_entries={entry.movement.token: entry for entry in self.open_entries()},
            )

    def added_today(self, now: datetime) -> Decimal:
        """Euros added since local midnight, counting what is in flight and unknown.

        A clock that goes back does not reopen the day: what was sent later counts too.

        Raises:
            JournalError: it cannot be read.
        """
        # Without its offset, because on two days of the year midnight had another one.
        midnight = now.astimezone().replace(
            hour=0, minute=0, second=0, microsecond=0, tzinfo=None, fold=0
        )
        with self._reading():
            micros = self._value(
                "SELECT coalesce(sum(micros), 0) FROM movement WHERE direction = 'add' "  # noqa: S608
                f"AND sent_at >= ? AND state IN ({listed(COUNTED_STATES)})",
                rows.moment(midnight),
            )
            return from_micros(micros)

    def open_entries(self) -> tuple[Entry, ...]:
        """Movements in flight or unknown, oldest first.

        Raises:
            JournalError: it cannot be read.
        """
        with self._reading():
            return self._all(f"WHERE state IN ({listed(OPEN_STATES)}) ORDER BY number")

    def last_of(self, token: str) -> Entry | None:
        """The newest movement on a sub-account.

        Raises:
            JournalError: it cannot be read.
        """
        with self._reading():
            return self._one("WHERE token = ? ORDER BY number DESC LIMIT 1", token)

    def balances(self) -> Balances:
        """The balances last seen, with when that was.

        Raises:
            JournalError: they cannot be read.
        """
        with self._reading():
            found = dict(self._seen(_EACH_ACCOUNT))
            return Balances(found.pop(MAIN, None), found)

    def _balance(self, account: str) -> Balance | None:
        """The balance last seen, stale when a movement has changed it since."""
        return dict(self._seen("VALUES (?)", account)).get(account)

    def _seen(self, accounts: str, *values: str) -> Iterator[tuple[str, Balance]]:
        """The balances last seen of some accounts, which a query names."""
        moved = f"state IN ({listed(APPLIED_STATES)}) ORDER BY number DESC LIMIT 1"
        found = self._db.execute(
            f"""
            WITH RECURSIVE named (account) AS ({accounts})
            SELECT reading.account, micros, last_at, CASE named.account
                WHEN '{MAIN}' THEN (SELECT sent_at FROM movement WHERE {moved})
                ELSE (SELECT sent_at FROM movement WHERE token = named.account AND {moved})
            END AS moved_at
            FROM named JOIN reading ON id = (
                SELECT id FROM reading WHERE account = named.account ORDER BY id DESC LIMIT 1
            )
            """,  # noqa: S608
            values,
        )
        for account, micros, last_at, moved_at in found:
            is_stale = moved_at is not None and moved_at > last_at
            seen_at = datetime.fromisoformat(last_at)
            yield account, Balance(from_micros(micros), seen_at, stale=is_stale)
