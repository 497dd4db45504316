"""`log`: the history for other programs, on standard output or in a new file."""

import argparse
from dataclasses import replace
from datetime import UTC, date, datetime

from smspartner_tui.commands.telling import (
    DONE,
    FAULT,
    WRONG_USE,
    archive_of,
    complaint,
    give,
    how_to_restore,
    say,
    shown,
    status_of,
)
from smspartner_tui.core.search import Search, day_of, month_of, read_search
from smspartner_tui.export import Content, Form, encoded, text, to_ask, totals, write_new
from smspartner_tui.i18n import _, ngettext
from smspartner_tui.journal import JournalError
from smspartner_tui.journal.archive import Archive, NoJournal
from smspartner_tui.settings.profile import Profile
from smspartner_tui.wording import damage


def run(profile: Profile, options: argparse.Namespace) -> int:
    """Write what is asked for, and return the exit status."""
    now = datetime.now(UTC)
    search = _search(options, now.astimezone().date())
    if isinstance(search, str):
        say(search)
        return WRONG_USE
    try:
        with archive_of(profile.journal_folder) as archive:
            return max(_write(archive, profile, options, search, now), _check(archive))
    except (NoJournal, JournalError) as error:
        say(complaint(error, profile.journal_folder))
        return status_of(error)


def _search(options: argparse.Namespace, today: date) -> Search | str:
    """What is asked for, or what is wrong with it."""
    search = read_search(options.search, today)
    only_names = Search(search.words, search.without, since=search.since, until=search.until)
    if options.totals and search != only_names:
        return _("--totals adds up whole months: search for names and days only.")
    since: date | None = None
    until: date | None = None
    if options.month is not None:
        month = month_of(options.month)
        if month is None:
            return _("--month needs a month such as 2025-06, not “{text}”.").format(
                text=options.month
            )
        since, until = month
    elif options.since is not None:
        since = day_of(options.since, today)
        if since is None:
            return _("--since needs a day such as 2025-06-01, not “{text}”.").format(
                text=options.since
            )
    begins = [day for day in (since, search.since) if day is not None]
    ends = [day for day in (until, search.until) if day is not None]
    return replace(search, since=max(begins, default=None), until=min(ends, default=None))


def _write(
    archive: Archive,
    profile: Profile,
    options: argparse.Namespace,
    search: Search,
    now: datetime,
) -> int:
    content = Content.TOTALS if options.totals else Content.RECORDS
    form = Form(options.format)
    names = {one.token: one.name for one in profile.subaccounts}
    past = archive.past(to_ask(content, search))
    written = text(past, content, form, names, search)
    if options.output is None:
        return DONE if give(encoded(written)) else WRONG_USE
    stem = f"smspartner-{profile.name}-{now.astimezone():%Y%m%d-%H%M}"
    try:
        path = write_new(options.output.expanduser(), stem, form, written)
    except OSError as error:
        say(_("Nothing was written: {problem}.").format(problem=error.strerror or str(error)))
        return WRONG_USE
    count = len(past.entries) + len(past.rises)
    if options.totals:
        count = len(totals(past, names, search))
    words = ngettext("{count} record written to:", "{count} records written to:", count)
    say(f"{words.format(count=count)} {shown(path)}")
    return DONE


def _check(archive: Archive) -> int:
    """Whether what was written can be relied on; said where it cannot."""
    archive.check()
    if archive.damage is None:
        return DONE
    words = _("The journal is damaged, so this may not be what happened. {damage}")
    say(f"{words.format(damage=damage(archive.damage))} {how_to_restore()}")
    return FAULT
