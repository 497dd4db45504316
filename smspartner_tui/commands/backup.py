"""`backup`: a copy of the journal, made while it is in use, and checked."""

import argparse
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from smspartner_tui.commands.telling import (
    DONE,
    FAULT,
    WRONG_USE,
    archive_of,
    complaint,
    give_lines,
    how_to_restore,
    say,
    shown,
    status_of,
)
from smspartner_tui.core.damage import Damage, Part
from smspartner_tui.i18n import _, ngettext
from smspartner_tui.journal import JournalError
from smspartner_tui.journal.archive import Archive, NoJournal
from smspartner_tui.settings.identity import who_is_there
from smspartner_tui.settings.profile import Profile
from smspartner_tui.wording import damage


def run(profile: Profile, options: argparse.Namespace) -> int:
    """Copy the journal, check the copy, and return the exit status."""
    target: Path = options.file.expanduser()
    try:
        with archive_of(profile.journal_folder) as archive:
            if problem := _copy(archive, target):
                say(problem)
                return WRONG_USE
            return _judge(archive, target)
    except (NoJournal, JournalError) as error:
        say(complaint(error, profile.journal_folder))
        return status_of(error)


def _copy(archive: Archive, target: Path) -> str:
    """Make the copy; why there is none, or nothing."""
    try:
        archive.back_up(target, datetime.now(UTC), who_is_there())
    except FileExistsError:
        return _("{path} is there already: name another file.").format(path=shown(target))
    except OSError as error:
        return _("Nothing was written: {problem}.").format(problem=error.strerror or str(error))
    except JournalError as error:
        # The journal is in memory: what failed is the writing.
        return _("Nothing was written: {problem}.").format(problem=error.detail)
    return ""


def _judge(archive: Archive, target: Path) -> int:
    """Hold the copy against its own evidence, and say what came of it."""
    damaged = _damage_of(target)
    if damaged is None:
        return _tell(archive, target)
    archive.check()
    if archive.damage is None:
        # Nobody must find it on the day that it is needed.
        target.unlink()
        say(_("The copy did not read back as it was written and was removed: name another disk."))
        return WRONG_USE
    words = _(
        "The journal is damaged, and so is the copy at {path}. {damage} "
        "Keep both, and restore an older backup:"
    )
    told = words.format(path=shown(target), damage=damage(archive.damage))
    say(f"{told} {how_to_restore()}")
    return FAULT


def _damage_of(target: Path) -> Damage | None:
    try:
        with closing(Archive(target.parent, target.name)) as copy:
            copy.check()
            return copy.damage
    except JournalError:
        return Damage(Part.PAGES)


def _tell(archive: Archive, target: Path) -> int:
    summary = archive.summary()
    words = ngettext(
        "Backup of {count} movement, {size} bytes, checked and sound: {path}",
        "Backup of {count} movements, {size} bytes, checked and sound: {path}",
        summary.movements,
    )
    size = target.stat().st_size
    told = words.format(count=summary.movements, size=size, path=shown(target))
    restored = _("How to restore it: {how}").format(how=how_to_restore())
    return DONE if give_lines(told, restored) else WRONG_USE
