"""Changes to who is followed, written into the text of a configuration: no other line changes.

The sub-accounts of a profile can stand under headers of their own, in an array, or anywhere
inside inline tables; all are edited where they stand. A comment on a line of its own always
stays, and one beside a key that goes stays in its place; one beside a line of a sub-account that
is followed no more goes with it.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from smspartner_tui.core.following import MARKS, Followed, Written
from smspartner_tui.settings.draft import Draft, written, written_key
from smspartner_tui.settings.syntax import Assignment, Pair
from smspartner_tui.settings.whereabouts import (
    Block,
    add_to_profile,
    blocks,
    end_of_profile,
    value_at,
)

KEYS: Final = ("token", "name", "group", *MARKS, "locked", "note")
"""The keys of a sub-account, in the order in which they are written."""

_NONE = ""
_COMMENT_LINE = re.compile(r"^[ \t]*#", re.MULTILINE)

Texts = Mapping[str, str | bool]
"""Keys of a sub-account with what is written for them."""


def texts_of(subaccount: Written) -> dict[str, str | bool]:
    """The keys that have to be written for a sub-account, in order."""
    marks = {name: _amount(subaccount.marks[name]) for name in MARKS if name in subaccount.marks}
    found: dict[str, str | bool] = {"token": subaccount.token}
    for key in KEYS[1:]:
        value = marks[key] if key in marks else getattr(subaccount, key, _NONE)
        if value or key in marks:
            found[key] = value
    return found


def _amount(amount: Decimal | None) -> str:
    return _NONE if amount is None else f"{amount:.2f}"


def rewritten(text: str, profile: str, before: Followed, after: Followed) -> str:
    """A valid text that follows `before`, made to follow and ignore `after`.

    What a text cannot be made to say in this way is left out: the caller compares.
    """
    wanted = {one.token: one for one in after.written}
    known = {one.token for one in before.written}
    changed = {
        place: (one, wanted[one.token])
        for place, one in enumerate(before.written)
        if one.token in wanted and wanted[one.token] != one
    }
    gone = [place for place, one in enumerate(before.written) if one.token not in wanted]
    new = [texts_of(one) for one in after.written if one.token not in known]
    not_ignored = [n for n, token in enumerate(before.ignored) if token not in after.ignored]
    ignored = [written(token) for token in after.ignored if token not in before.ignored]
    # One after the other, because each looks where things stand in what the last one left.
    if changed or gone:
        text = _changed(text, lambda draft: _rewrite(draft, profile, changed, gone))
    if new:
        text = _changed(text, lambda draft: _append(draft, profile, new))
    if not_ignored:
        text = _changed(text, lambda draft: _ignore_no_more(draft, profile, not_ignored))
    if ignored:
        text = _changed(text, lambda draft: add_to_profile(draft, profile, "ignored", ignored))
    return text


def _changed(text: str, change: Callable[[Draft], None]) -> str:
    draft = Draft(text)
    change(draft)
    return draft.changed()


def _ignore_no_more(draft: Draft, profile: str, gone: Sequence[int]) -> None:
    if (array := value_at(draft, ("profiles", profile, "ignored"))) is not None:
        draft.remove_items(array, gone)


def _rewrite(
    draft: Draft,
    profile: str,
    changed: Mapping[int, tuple[Written, Written]],
    gone: Sequence[int],
) -> None:
    array = value_at(draft, ("profiles", profile, "subaccounts"))
    if array is not None:
        for place, (before, after) in changed.items():
            _rewrite_inline(draft, array.items[place].pairs, *_difference(before, after))
        draft.remove_items(array, gone)
        return
    there = blocks(draft, profile)
    for place, (before, after) in changed.items():
        _rewrite_block(draft, there[place].pairs, *_difference(before, after))
    for place in gone:
        _remove_block(draft, there[place])


def _difference(before: Written, after: Written) -> tuple[Texts, frozenset[str]]:
    """The keys to be written anew, and those that are to go."""
    old, new = texts_of(before), texts_of(after)
    wanted = {key: value for key, value in new.items() if old.get(key) != value}
    return wanted, frozenset(old) - frozenset(new)


def _set_known(draft: Draft, pairs: Iterable[Pair], wanted: Texts) -> list[str]:
    """Write the keys that stand there already; those that do not are left."""
    there = {pair.key[0]: pair.value for pair in pairs}
    for key in wanted:
        if (value := there.get(key)) is not None:
            old = draft.text[value.start : value.end]
            draft.replace(value.start, value.end, written(wanted[key], old))
    return [key for key in KEYS if key in wanted and key not in there]


def _anchor(pairs: Iterable[Pair], gone: frozenset[str], key: str) -> Pair:
    """The pair after which a new key stands: the last one that stays, of those before it."""
    staying = [pair for pair in pairs if pair.key[0] not in gone]
    before = [pair for pair in staying if KEYS.index(pair.key[0]) < KEYS.index(key)]
    return max(before or staying, key=lambda pair: KEYS.index(pair.key[0]))


def _rewrite_block(
    draft: Draft, pairs: Sequence[Pair], wanted: Texts, gone: frozenset[str]
) -> None:
    for key in _set_known(draft, pairs, wanted):
        anchor = _anchor(pairs, gone, key)
        line = f"{draft.indentation(anchor.start)}{key} = {written(wanted[key])}"
        draft.add_lines(anchor.value.end, [line])
    for pair in pairs:
        if pair.key[0] not in gone:
            continue
        comment = draft.comment_after(pair.value.end)
        if comment is None:
            draft.remove_lines(pair.start, pair.value.end)
        else:
            draft.remove(pair.start, comment)


def _rewrite_inline(
    draft: Draft, pairs: Sequence[Pair], wanted: Texts, gone: frozenset[str]
) -> None:
    for key in _set_known(draft, pairs, wanted):
        anchor = _anchor(pairs, gone, key)
        draft.insert(anchor.value.end, f", {key} = {written(wanted[key])}")
    is_first = True
    for place, pair in enumerate(pairs):
        if pair.key[0] not in gone:
            is_first = False
        elif is_first:
            draft.remove(pair.start, pairs[place + 1].start)
        else:
            draft.remove(pairs[place - 1].value.end, pair.value.end)


def _remove_block(draft: Draft, block: Block) -> None:
    draft.remove_lines(block.header.start, block.header.end)
    for pair in block.pairs:
        draft.remove_lines(pair.start, pair.value.end)
    above = draft.line_start(block.header.start)
    leaves_comment = _COMMENT_LINE.search(draft.text, block.header.end, block.end) is not None
    if leaves_comment or not above:
        return
    if draft.is_blank_line(above - 1) and draft.is_blank_line(draft.line_end(block.end)):
        draft.remove_lines(above - 1, above - 1)


def _append(draft: Draft, profile: str, new: Sequence[Texts]) -> None:
    there = blocks(draft, profile)
    if there:
        last = there[-1]
        header = draft.text[last.header.start : last.header.end]
        _add_blocks(draft, last.end, header, new)
        return
    base = ("profiles", profile)
    inline = any(
        isinstance(one, Assignment) and one.place in {base, base[:1]} for one in draft.statements
    )
    if inline or value_at(draft, (*base, "subaccounts")) is not None:
        add_to_profile(draft, profile, "subaccounts", [_inline(texts) for texts in new])
        return
    header = f"[[profiles.{written_key(profile)}.subaccounts]]"
    _add_blocks(draft, end_of_profile(draft, base), header, new)


def _inline(texts: Texts) -> str:
    return "{ " + ", ".join(f"{key} = {written(value)}" for key, value in texts.items()) + " }"


def _add_blocks(draft: Draft, end: int, header: str, new: Sequence[Texts]) -> None:
    lines: list[str] = []
    for texts in new:
        lines += ("", header, *(f"{key} = {written(value)}" for key, value in texts.items()))
    draft.add_lines(end, lines)
