"""Sentences about who is followed: what a question shows, and what became of it."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from smspartner_tui.core.following import MARKS, Edit, Followed, Marks, Written
from smspartner_tui.i18n import N_, _, ngettext
from smspartner_tui.wording.figures import euros

FIELDS: Final[Mapping[str, str]] = {
    "name": N_("Name"),
    "group": N_("Group"),
    "low": N_("Low mark"),
    "target": N_("Target"),
    "cap": N_("Maximum"),
    "locked": N_("Locked"),
    "note": N_("Note"),
}
"""What can be changed of a sub-account, in the order of the form."""

_MOST_LINES: Final = 8


def name_of(written: Written) -> str:
    """What a sub-account is called; the end of its token where it has no name."""
    return written.name or f"…{written.token[-4:]}"


def where(place: str) -> str:
    """Where a change will be kept."""
    if not place:
        return _("For this session only: the rehearsal keeps nothing.")
    return _("Written to {path}; nothing else in it changes.").format(path=place)


def held(name: str) -> str:
    """Why a sub-account cannot be left alone."""
    words = _(
        "{name} has a movement in flight, in doubt or in a plan that is open: "
        "settle it first, then stop following."
    )
    return words.format(name=name)


def changed_meanwhile() -> str:
    """That somebody else was faster."""
    return _(
        "Somebody else has changed who is followed: this is how it stands now. "
        "Nothing of yours was written: look, then ask again."
    )


def by_hand(path: str, profile: str) -> tuple[str, ...]:
    """How sub-accounts are followed where the platform does not tell which there are."""
    return (
        _("The platform does not give its list: add them to this file by hand, then start again:"),
        path,
        f"[[profiles.{profile}.subaccounts]]",
        'token = "…"',
        'name = "…"',
    )


def offer(count: int) -> str:
    """That there are new ones, and what to do."""
    words = ngettext(
        "{count} new sub-account on the platform: follow or ignore it (i)",
        "{count} new sub-accounts on the platform: follow or ignore them (i)",
        count,
    )
    return words.format(count=count)


def what_of(edit: Edit, before: Followed) -> list[str]:
    """An edit in lines: who is followed, ignored or left, and what changes."""
    lines: list[str] = []
    for one in edit.follow:
        group = f" ({one.group})" if one.group else ""
        words = _("follow {name}, token …{tail}")
        lines.append(words.format(name=f"{name_of(one)}{group}", tail=one.token[-4:]))
    lines += [_("ignore for good: token …{tail}").format(tail=one[-4:]) for one in edit.ignore]
    lines += [_("ignore no more: token …{tail}").format(tail=one[-4:]) for one in edit.unignore]
    for one in edit.change:
        if (old := before.get(one.token)) is not None:
            lines += differences(old, one, before)
    return shortened(lines, _MOST_LINES)


def shortened(lines: Sequence[str], most: int) -> list[str]:
    """The first of many lines, and how many others there are."""
    if len(lines) <= most:
        return list(lines)
    left = len(lines) - most + 1
    words = ngettext("and {count} other", "and {count} others", left)
    return [*lines[: most - 1], words.format(count=left)]


def differences(old: Written, new: Written, followed: Followed) -> list[str]:
    """What becomes of each value that changes."""
    pairs = [
        (_(FIELDS[field]), _shown(old, field, followed), _shown(new, field, followed))
        for field in FIELDS
    ]
    words = _("{what}: {before} → {after}")
    return [
        words.format(what=what, before=before, after=after)
        for what, before, after in pairs
        if before != after
    ]


def _shown(written: Written, field: str, followed: Followed) -> str:
    if field == "locked":
        return _("yes") if written.locked else _("no")
    if field not in MARKS:
        return str(getattr(written, field)) or _("nothing")
    if field in written.marks:
        return amount(written.marks[field])
    inherited = getattr(followed.inherited(written.group), field)
    if inherited is None:
        return _("nothing")
    return _("{amount} (by default)").format(amount=amount(inherited))


def amount(mark: Decimal | None) -> str:
    """A mark in euros, or that there is none."""
    return _("nothing") if mark is None else euros(mark)


def kept(edit: Edit, before: Followed, place: str) -> str:
    """What was done."""
    done: list[str] = []
    if count := len(edit.follow):
        words = ngettext("{count} sub-account followed", "{count} sub-accounts followed", count)
        done.append(words.format(count=count))
    if count := len(edit.ignore):
        done.append(
            ngettext("{count} ignored for good", "{count} ignored for good", count).format(
                count=count
            )
        )
    if count := len(edit.unignore):
        words = ngettext("{count} ignored no more", "{count} ignored no more", count)
        done.append(words.format(count=count))
    done += [_("{name} changed").format(name=name_of(one)) for one in edit.change]
    for name in _names(edit.stop, before):
        words = _("{name} is followed no more; its credit and its history stay")
        done.append(words.format(name=name))
    told = ", ".join(done)
    if not place:
        return _("{what} (for this session only).").format(what=told)
    return _("{what}: kept in {path}").format(what=told, path=place)


def _names(tokens: Iterable[str], followed: Followed) -> list[str]:
    return [name_of(one) for token in tokens if (one := followed.get(token)) is not None]


def crossing(marks: Marks) -> str:
    """Which two marks are the wrong way round, or nothing."""
    if (found := marks.crossing) is None:
        return ""
    lower, upper = found
    words = _("{lower} ({least}) is above {upper} ({most}): lower one or raise the other.")
    return words.format(
        lower=_(FIELDS[lower]),
        least=amount(getattr(marks, lower)),
        upper=_(FIELDS[upper]),
        most=amount(getattr(marks, upper)),
    )
