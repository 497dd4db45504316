"""Times of a history that goes back years: local, as short as says it, or to the second."""

from datetime import date, datetime, timedelta

from smspartner_tui.i18n import _, language, ngettext
from smspartner_tui.wording import clock


def day(at: datetime | date) -> str:
    """A local day, with its year."""
    one = at.astimezone() if isinstance(at, datetime) else at
    return f"{one:%d/%m/%Y}" if language() == "fr" else f"{one:%d %b %Y}"


def platform_day(written: str) -> str:
    """A day as the platform writes it, such as 2016-03-04 09:24:13; as it came where it is none."""
    try:
        return day(date.fromisoformat(written.partition(" ")[0]))
    except ValueError:
        return written


def short_day(one: date, today: date) -> str:
    """A day, with its year where that is not this one."""
    if one.year != today.year:
        return day(one)
    return f"{one:%d/%m}" if language() == "fr" else f"{one:%d %b}"


def when(at: datetime, today: date) -> str:
    """A clock time, with its day where that is not today; of another year, the day alone."""
    return clock(at, today) if at.astimezone().year == today.year else day(at)


def at_second(at: datetime, today: date | None = None) -> str:
    """A local time to the second, with its day where that is not today."""
    local = at.astimezone()
    return f"{local:%H:%M:%S}" if local.date() == today else f"{day(local)} {local:%H:%M:%S}"


def before(earlier: datetime, later: datetime) -> str:
    """How long before a time another one was, in the largest unit that says it."""
    apart = max(later - earlier, timedelta())
    if apart.days:
        words = ngettext("{count} day before", "{count} days before", apart.days)
        return words.format(count=apart.days)
    if hours := apart // timedelta(hours=1):
        return _("{count} h before").format(count=hours)
    if minutes := apart // timedelta(minutes=1):
        return _("{count} min before").format(count=minutes)
    return _("{count} s before").format(count=apart.seconds)
