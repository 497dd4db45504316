"""Who is followed, line by line: new ones, what is kept of one, and no more."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Final

from smspartner_tui.commands.asking import says_yes, typed
from smspartner_tui.commands.interview import asked_for_subaccounts
from smspartner_tui.commands.telling import DONE, FAULT, FORBIDDEN, Stop, say, tell
from smspartner_tui.commands.visit import Visit
from smspartner_tui.core.accounts import Listing
from smspartner_tui.core.following import MARKS, Edit, Followed, Written
from smspartner_tui.core.money import AmountError, read_euros
from smspartner_tui.core.text import clean
from smspartner_tui.i18n import _, ngettext
from smspartner_tui.settings.following import ChangedMeanwhile, Keeper
from smspartner_tui.wording import amount_problem, euros
from smspartner_tui.wording.following import (
    FIELDS,
    changed_meanwhile,
    crossing,
    held,
    kept,
    what_of,
    where,
)

_NONE: Final = "-"
_YES: Final = frozenset("oy")
_NO: Final = frozenset("n-")
_LONGEST: Final = 60
"""Characters of a name or a group, as on the screen."""

Work = Callable[[Visit, Keeper], int]


def follow(there: Visit, keeper: Keeper) -> int:
    """Name those that are new on the platform, or ignore them for good, one after the other."""
    if there.read().problem is not None:
        return FAULT
    known = {one.token for one in keeper.followed.written} | {*keeper.followed.ignored}
    new = [one for one in there.listings.values() if one.token not in known]
    words = ngettext("{count} new sub-account.", "{count} new sub-accounts.", len(new))
    tell(words.format(count=len(new)))
    followed: list[Written] = []
    ignored: list[str] = []
    for one in new:
        tell(_introduced(one))
        name = clean(typed(_("Its name to follow it, - to ignore it for good, Enter for later: ")))
        if name == _NONE:
            ignored.append(one.token)
        elif name:
            group = clean(typed(_("Its group, or Enter for none: ")), _LONGEST)
            followed.append(Written(one.token, name[:_LONGEST], group))
    return _keep(keeper, Edit(follow=tuple(followed), ignore=tuple(ignored)))


def _introduced(one: Listing) -> str:
    return ", ".join(filter(None, (clean(one.email), f"…{one.token[-4:]}", euros(one.balance))))


def change(there: Visit, keeper: Keeper) -> int:
    """Ask for each thing that is kept of a sub-account, as it is where nothing is typed."""
    token, *_others = _tokens(there, _("Change which sub-account?"))
    if (before := keeper.followed.get(token)) is None:
        raise Stop(FORBIDDEN, changed_meanwhile())
    tell(_("Enter keeps what it is, - stands for none."))
    name, group = (_text(field, getattr(before, field)) for field in ("name", "group"))
    marks = dict(_marks(before))
    after = Written(token, name, group, marks, _is_locked(before), _text("note", before.note))
    if problem := crossing(keeper.followed.marks_of(after)):
        raise Stop(FORBIDDEN, problem)
    return _keep(keeper, Edit(change=(after,)) if after != before else Edit())


def _is_locked(before: Written) -> bool:
    answer = typed(f"{_prompt('locked', _('yes') if before.locked else _('no'))} ")
    letter = answer.strip().casefold()[:1]
    return letter in _YES if letter in _YES | _NO else before.locked


def _text(field: str, now: str) -> str:
    answer = clean(typed(f"{_prompt(field, now)} "), _LONGEST)
    return "" if answer == _NONE else answer or now


def _marks(before: Written) -> Iterator[tuple[str, Decimal | None]]:
    """The marks that are to be written: those that were, and those that are typed."""
    for field in MARKS:
        now = before.marks.get(field)
        shown = euros(now) if now is not None else _NONE if field in before.marks else ""
        answer = _mark(_prompt(field, shown))
        if answer is not None:
            yield field, None if answer == _NONE else read_euros(answer)
        elif field in before.marks:
            yield field, now


def _mark(prompt: str) -> str | None:
    """A mark as it was typed, once it can be read; nothing where it stays."""
    while answer := typed(f"{prompt} ").strip():
        if answer == _NONE:
            return answer
        try:
            read_euros(answer)
        except AmountError as error:
            tell(amount_problem(error.problem))
        except ValueError:
            tell(_("An amount such as 50 or 50.25, or - for none."))
        else:
            return answer
    return None


def _prompt(field: str, now: str) -> str:
    words = _("{what}, now {now}:") if now else _("{what}:")
    return words.format(what=_(FIELDS[field]), now=now)


def stop(there: Visit, keeper: Keeper) -> int:
    """Follow one no more, where nothing of it is open."""
    tokens = _tokens(there, _("Stop following which sub-account?"))
    busy = {entry.movement.token for entry in there.desk.open_entries()}
    busy |= {leg.movement.token for run in there.desk.open_runs() for leg in run.legs}
    for one in there.profile.subaccounts:
        if one.token in busy & {*tokens}:
            raise Stop(FORBIDDEN, held(one.name))
    return _keep(keeper, Edit(stop=tokens))


def _tokens(there: Visit, question: str) -> tuple[str, ...]:
    found = asked_for_subaccounts(question, there.profile, there.desk.balances.of)
    return tuple(one.token for one in found)


def _twins(edit: Edit, before: Followed) -> Iterator[str]:
    """That a name will not be enough to tell two of them apart."""
    after = edit.applied_to(before).written
    for one in (*edit.follow, *edit.change):
        if any(other.name == one.name for other in after if other.token != one.token):
            yield _("! Another sub-account has this name already.")


def _keep(keeper: Keeper, edit: Edit) -> int:
    """Say what will be written, and write it on yes."""
    if edit == Edit():
        say(_("Nothing is changed."))
        return DONE
    before = keeper.followed
    tell(*what_of(edit, before), *_twins(edit, before), where(keeper.place))
    if not says_yes():
        raise Stop(FORBIDDEN, _("No: nothing is changed."))
    try:
        keeper.keep(edit)
    except ChangedMeanwhile:
        raise Stop(FORBIDDEN, changed_meanwhile()) from None
    say(kept(edit, before, keeper.place))
    return DONE
