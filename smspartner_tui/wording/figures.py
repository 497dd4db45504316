"""Amounts and times, in the language in force."""

from datetime import date, datetime
from decimal import Decimal

from smspartner_tui.core import money
from smspartner_tui.i18n import language


def euros(amount: Decimal, *, signed: bool = False, exact: bool = False) -> str:
    """Euros in the language in force, with the currency's sign."""
    return money.euros(amount, language(), signed=signed, exact=exact)


def clock(at: datetime, today: date | None = None) -> str:
    """A local clock time, with its date where that is not today."""
    local = at.astimezone()
    if today is None or local.date() == today:
        return f"{local:%H:%M}"
    return f"{local:%d/%m %H:%M}" if language() == "fr" else f"{local:%d %b %H:%M}"
