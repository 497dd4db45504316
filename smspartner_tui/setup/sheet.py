"""A small CSV: which sub-accounts to follow, their names, groups and marks."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

from smspartner_tui.core.accounts import Listing, SubAccount
from smspartner_tui.core.filter import fold
from smspartner_tui.core.following import Marks
from smspartner_tui.core.text import clean
from smspartner_tui.i18n import _
from smspartner_tui.settings.errors import shown
from smspartner_tui.settings.profile import TOKEN
from smspartner_tui.settings.values import is_hexadecimal
from smspartner_tui.setup.amounts import check_order, over, own_marks, read_mark
from smspartner_tui.setup.naming import shown_email
from smspartner_tui.setup.talk import Wrong

COLUMNS: Final = ("token", "name", "group", "low", "target", "cap")
"""The columns, in their order; the first may hold the e-mail instead."""

_LONGEST: Final = 4_000_000
"""Bytes: ten thousand rows take less than one million."""

_MOST_TOLD: Final = 5
_OTHER_NAMES: Final = {
    "email": "token",
    "e-mail": "token",
    "adresse": "token",
    "identifiant": "token",
    "nom": "name",
    "groupe": "group",
    "courriel": "token",
    "bas": "low",
    "seuil": "low",
    "cible": "target",
    "maximum": "cap",
}


class Line(NamedTuple):
    """One line of a sheet: its number, whom it names, and what it says."""

    number: int
    who: str
    name: str
    group: str
    marks: Marks


def is_sheet(typed: str) -> bool:
    """Whether an answer names a file rather than anything else."""
    return "/" in typed or typed.casefold().endswith((".csv", ".txt"))


def read_sheet(typed: str) -> list[Line]:
    """The lines of a sheet, separated by semicolons, commas or tabs.

    Raises:
        Wrong: it cannot be read, or lines of it cannot be understood.
    """
    text = _text(Path(typed).expanduser())
    first = text.partition("\n")[0]
    separator = max(";,\t", key=first.count)
    try:
        rows = list(csv.reader(text.splitlines(), delimiter=separator, strict=True))
    except csv.Error as error:
        raise Wrong(_("This is no CSV ({reason}).").format(reason=clean(str(error)))) from None
    return _lines(rows)


def _text(path: Path) -> str:
    try:
        if not path.is_file():
            raise Wrong(_("There is no file {path}.").format(path=shown(path)))
        if path.stat().st_size > _LONGEST:
            raise Wrong(_("{path} is too long.").format(path=shown(path)))
        content = path.read_bytes()
    except OSError as error:
        words = _("{path} cannot be read ({reason}).")
        raise Wrong(words.format(path=shown(path), reason=error.strerror)) from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # As older spreadsheets write it.
        return content.decode("cp1252", errors="replace")


def _lines(rows: Sequence[Sequence[str]]) -> list[Line]:
    order, start = _order(rows)
    lines: list[Line] = []
    problems: list[str] = []
    for number, row in enumerate(rows[start:], start=start + 1):
        cells = dict(zip(order, (cell.strip() for cell in row), strict=False))
        if not any(cells.values()):
            continue
        try:
            lines.append(_line(number, cells, len(row) > len(order)))
        except Wrong as reason:
            problems.append(_at_line(number, str(reason)))
    _refuse(problems)
    if not lines:
        raise Wrong(_("There is nothing in this file."))
    return lines


def _order(rows: Sequence[Sequence[str]]) -> tuple[Sequence[str], int]:
    """Which column is which, and the first line with a sub-account: behind a heading, if any."""
    heading = [fold(cell.strip()) for cell in rows[0]] if rows else []
    named = [_OTHER_NAMES.get(cell, cell) for cell in heading]
    if "token" not in named:
        return COLUMNS, 0
    if unknown := [cell for cell in named if cell not in COLUMNS]:
        words = _("Line 1: unknown column “{column}”. Known: {known}.")
        raise Wrong(words.format(column=clean(unknown[0]), known=", ".join(COLUMNS)))
    return named, 1


def _line(number: int, cells: Mapping[str, str], has_more: bool) -> Line:
    if has_more:
        raise Wrong(_("more cells than columns; is a comma in a name or an amount?"))
    who = clean(cells.get("token", ""))
    if not who:
        raise Wrong(_("no sub-account is named."))
    marks = Marks(*(read_mark(cells.get(mark, "")) for mark in Marks._fields))
    check_order(marks)
    name = clean(cells.get("name", ""))
    if is_hexadecimal(name):
        raise Wrong(_("the name looks like a key."))
    return Line(number, who, name, clean(cells.get("group", "")), marks)


def _at_line(number: int, reason: str) -> str:
    return _("Line {number}: {reason}").format(number=number, reason=reason)


def _refuse(problems: Sequence[str]) -> None:
    """Refuse a sheet for its first few problems, all in one go.

    Raises:
        Wrong: there are problems.
    """
    if problems:
        told = list(problems[:_MOST_TOLD])
        if more := len(problems) - len(told):
            told.append(_("and {count} more.").format(count=more))
        raise Wrong(" ".join(told))


def followed(lines: Iterable[Line], known: Mapping[str, Listing] | None) -> tuple[SubAccount, ...]:
    """The sub-accounts that a sheet names, found in the platform's list where there is one.

    Raises:
        Wrong: it names one that is not in the list, or one twice.
    """
    by_email = _by_email(known or {})
    problems: list[str] = []
    found: dict[str, SubAccount] = {}
    for line in lines:
        token = by_email.get(line.who.casefold(), line.who)
        if token in found:
            problems.append(_at_line(line.number, _("this sub-account is there twice.")))
        elif not TOKEN.fullmatch(token) or (known is not None and token not in known):
            problems.append(_at_line(line.number, _("no such sub-account in your list.")))
        elif known is None and "@" in token:
            words = _("your list cannot be read, so give the token, not the e-mail.")
            problems.append(_at_line(line.number, words))
        else:
            email = shown_email(known[token]) if known is not None else ""
            name = line.name or email or f"…{token[-4:]}"
            found[token] = SubAccount(token, name, line.group, *line.marks)
    _refuse(problems)
    return tuple(found.values())


def _by_email(known: Mapping[str, Listing]) -> dict[str, str]:
    """Tokens by e-mail, of those that no other has too."""
    times = Counter(listing.email.casefold() for listing in known.values())
    return {
        listing.email.casefold(): token
        for token, listing in known.items()
        if listing.email and times[listing.email.casefold()] == 1
    }


def amended(
    subaccounts: Iterable[SubAccount],
    lines: Iterable[Line],
    known: Mapping[str, Listing] | None,
) -> Iterator[SubAccount]:
    """Sub-accounts with what a sheet says of them, who are named there by token, e-mail or name.

    Raises:
        Wrong: it names one that is not among them.
    """
    everyone = list(subaccounts)
    by_name = {one.name.casefold(): one.token for one in everyone}
    by_email = _by_email(known or {})
    tokens = {one.token for one in everyone}
    said: dict[str, Line] = {}
    problems: list[str] = []
    for line in lines:
        who = line.who.casefold()
        token = line.who if line.who in tokens else by_email.get(who) or by_name.get(who)
        if token in tokens and token is not None:
            said[token] = line
        else:
            problems.append(_at_line(line.number, _("not one of those that you follow.")))
    _refuse(problems)
    for one in everyone:
        line_of = said.get(one.token)
        yield one if line_of is None else _with(one, line_of)


def _with(subaccount: SubAccount, line: Line) -> SubAccount:
    marks = over(line.marks, own_marks(subaccount))
    return replace(
        subaccount,
        name=line.name or subaccount.name,
        group=line.group or subaccount.group,
        low=marks.low,
        target=marks.target,
        cap=marks.cap,
    )
