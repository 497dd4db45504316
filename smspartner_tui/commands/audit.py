"""`audit`: the journal held against all the evidence that it carries."""

import argparse
import textwrap
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from smspartner_tui.commands.telling import (
    DONE,
    FAULT,
    WRONG_USE,
    archive_of,
    complaint,
    give_json,
    give_lines,
    how_to_restore,
    say,
    shown,
    status_of,
)
from smspartner_tui.core.damage import Damage, Part
from smspartner_tui.core.movement import JournalProblem
from smspartner_tui.i18n import N_, _, language, ngettext
from smspartner_tui.journal import JournalError
from smspartner_tui.journal.archive import IN_A_NEWER_ONE, Archive, NoJournal, Summary
from smspartner_tui.journal.store import FILE_NAME
from smspartner_tui.settings.profile import Profile
from smspartner_tui.wording import damage

_WIDE: Final = 78
"""Cells of a line of prose."""

_TAIL: Final = 8
"""Digits of a hash that people read to each other."""

_STEPS: Final[Mapping[str, tuple[Part, ...]]] = {
    N_("pages of the file"): (Part.PAGES,),
    N_("tables and rules"): (Part.RULES,),
    N_("sealed rows"): (Part.ROW,),
    N_("chain of events"): (Part.CHAIN, Part.CUT),
    N_("movements against events and answers"): (Part.MOVEMENT, Part.REPLY),
}
"""What is checked, in this order, and the damage that each step finds."""

_SOUND, _DAMAGED, _UNCHECKED = "sound", "damaged", "not checked"
_RESULTS: Final[Mapping[str, str]] = {
    _SOUND: N_("sound"),
    _DAMAGED: N_("DAMAGED"),
    _UNCHECKED: N_("not checked"),
}


def run(profile: Profile, options: argparse.Namespace) -> int:
    """Check the journal, say what was found, and return the exit status."""
    folder = profile.journal_folder
    try:
        with archive_of(folder, newer_too=True) as archive:
            is_newer = archive.problem is JournalProblem.NEWER
            archive.check()
            findings = _Findings(archive.path, archive.damage, _summary(archive), is_newer)
    except (NoJournal, JournalError) as error:
        status = status_of(error)
        if options.json:
            is_sound = False if status == FAULT else None
            give_json({"journal": str(folder / FILE_NAME), "sound": is_sound})
        say(complaint(error, folder))
        return status
    record, lines = findings.as_record(), findings.as_lines()
    is_told = give_json(record) if options.json else give_lines(*lines)
    return findings.status if is_told else WRONG_USE


def _summary(archive: Archive) -> Summary | None:
    """What a journal holds, as far as it can be told of one that is damaged or newer."""
    try:
        return archive.summary()
    except JournalError:
        return None


class _Findings(NamedTuple):
    """What came of a check."""

    path: Path
    damage: Damage | None
    summary: Summary | None
    is_newer: bool

    @property
    def status(self) -> int:
        """The exit status."""
        return FAULT if self.damage else WRONG_USE if self.is_newer else DONE

    def results(self) -> Iterator[tuple[str, str]]:
        """Each step, and what came of it: nothing is looked at after the first damage."""
        is_over = False
        for step, parts in _STEPS.items():
            if is_over or (self.is_newer and parts[0] not in IN_A_NEWER_ONE):
                yield step, _UNCHECKED
            elif self.damage is not None and self.damage.part in parts:
                yield step, _DAMAGED
                is_over = True
            else:
                yield step, _SOUND

    def as_lines(self) -> Iterator[str]:
        """The findings for a person, line by line."""
        yield _("Journal {path}").format(path=shown(self.path))
        counts = _counts(self.summary)
        results = [(_(step), counts[step], _(_RESULTS[result])) for step, result in self.results()]
        width = max(len(step) for step, _count, _result in results)
        for step, count, result in results:
            yield f"  {step:<{width}}  {count:>9}  {result}"
        if self.summary is not None:
            yield from _held(self.summary)
        yield ""
        yield self._conclusion()
        limits = _(
            "This shows damage and clumsy edits. It cannot show that the owner of the file wrote "
            "all of it anew, or put an older one in its place: note the fingerprint elsewhere."
        )
        yield from textwrap.wrap(limits, _WIDE)

    def _conclusion(self) -> str:
        if self.damage is not None:
            keep = _("Keep the file as it is. To go on, restore a backup:")
            return " ".join((_("DAMAGED."), damage(self.damage), keep, how_to_restore()))
        if self.is_newer:
            return _("A newer version of this program wrote it: update this one to check the rest.")
        return _("Sound: everything in it agrees with everything else.")

    def as_record(self) -> dict[str, object]:
        """The findings for a program."""
        is_sound = False if self.damage else None if self.is_newer else True
        told: dict[str, object] = {
            "journal": str(self.path),
            "sound": is_sound,
            "damage": self.damage and {"part": self.damage.part, "place": self.damage.place},
            "checked": {_STEPS[step][0]: result for step, result in self.results()},
        }
        return told if self.summary is None else told | _record(self.summary)


def _counts(summary: Summary | None) -> Mapping[str, str]:
    if summary is None:
        return dict.fromkeys(_STEPS, "")
    rows = summary.sessions + summary.readings + summary.rises + bool(summary.base_url)
    pages, rules, sealed, chain, movements = _STEPS
    return {
        pages: "",
        rules: "",
        sealed: str(rows),
        chain: str(summary.events),
        movements: str(summary.movements),
    }


def _held(summary: Summary) -> Iterator[str]:
    if summary.first_at is not None and summary.last_at is not None:
        words = _("Events from {first} to {last}.")
        yield words.format(first=_minute(summary.first_at), last=_minute(summary.last_at))
        words = _("Fingerprint of the newest: …{tail} ({head}).")
        yield words.format(tail=summary.head[-_TAIL:], head=summary.head)
    doubts = ngettext(
        "{count} movement in doubt or in flight.",
        "{count} movements in doubt or in flight.",
        summary.doubts,
    )
    yield doubts.format(count=summary.doubts)
    rises = ngettext(
        "{count} balance rose by more than the movements explain (elsewhere in the history).",
        "{count} balances rose by more than the movements explain (elsewhere in the history).",
        summary.rises,
    )
    yield rises.format(count=summary.rises)
    if summary.copied_at is None:
        yield _("It is the original: no backup was put in its place.")
    else:
        words = _("It is a backup of {when}: what was moved from then to its first use is missing.")
        yield words.format(when=_minute(summary.copied_at))


def _minute(at: datetime) -> str:
    local = at.astimezone()
    return f"{local:%d/%m/%Y %H:%M}" if language() == "fr" else f"{local:%Y-%m-%d %H:%M}"


def _record(summary: Summary) -> dict[str, object]:
    return {
        "base_url": summary.base_url,
        "events": summary.events,
        "movements": summary.movements,
        "confirmed": summary.replies,
        "readings": summary.readings,
        "sessions": summary.sessions,
        "rises": summary.rises,
        "doubts": summary.doubts,
        "first_at": _utc(summary.first_at),
        "last_at": _utc(summary.last_at),
        "head": summary.head,
        "head_tail": summary.head[-_TAIL:],
        "copied_at": _utc(summary.copied_at),
    }


def _utc(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat(timespec="milliseconds")
