"""A plan as a text that a colleague can review: written as TOML, read back strictly.

Amounts are texts, because TOML's own decimals are binary. What is to be said to a person, in
comments and about flaws, comes from elsewhere; nothing that stands in a name or in a comment can
end a line or drive a terminal.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final, NamedTuple

from smspartner_tui.core.frozen import frozen
from smspartner_tui.core.keyed import FilingError, Flaw, Keys, parsed
from smspartner_tui.core.money import ZERO, number
from smspartner_tui.core.movement import Direction
from smspartner_tui.core.plan import AsFiled, Because, Filed, Plan, Row
from smspartner_tui.core.text import clean

__all__ = [
    "MOST_ROWS",
    "About",
    "FiledPlan",
    "FiledRow",
    "FilingError",
    "Flaw",
    "Remarks",
    "read",
    "written",
    "written_euros",
]

MOST_ROWS: Final = 10_000
"""Movements of one plan."""

_HEAD_KEYS: Final = (
    *("made_at", "profile", "label", "reference", "take_back"),
    *("total", "adds", "removes", "movements"),
)
_ROW_KEYS: Final = ("name", "token", "direction", "amount", "before", "to")

_LONGEST_COMMENT: Final = 400
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_HALF: Final = "\ufffd"
"""What stands for half a character, which no file can hold."""


class About(NamedTuple):
    """What a plan is about: when it was made (UTC), of which profile, under which reference.

    `take_back` tells whether it takes back what is above the maximum.
    """

    made_at: datetime
    profile: str
    label: str = ""
    reference: str = ""
    take_back: bool = False


class Remarks(NamedTuple):
    """What is said to a person beside a plan: at its head, of each row, of each left out."""

    head: Sequence[str] = ()
    rows: Sequence[str] = ()
    left_out: Sequence[str] = ()


class FiledRow(NamedTuple):
    """One movement as the file has it, with the name and the balance in euros of that time."""

    name: str
    filed: Filed
    before: Decimal | None = None


@frozen
class FiledPlan:
    """A plan that was read back; `total` is in euros, `rows` stand by token, in their order."""

    about: About
    total: Decimal
    rows: Mapping[str, FiledRow]

    @property
    def wish(self) -> AsFiled:
        """What it asks for."""
        return AsFiled({token: row.filed for token, row in self.rows.items()})


# Written


_NOTHING_SAID: Final = Remarks()


def written(plan: Plan, about: About, remarks: Remarks = _NOTHING_SAID) -> str:
    """A plan as TOML; `remarks` stand in it as comments."""
    adds = sum(row.direction is Direction.ADD for row in plan.rows)
    made_at = about.made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    lines = [*map(_comment, remarks.head), ""] if remarks.head else []
    lines += [
        f"made_at = {made_at.isoformat()}Z",
        f"profile = {_quoted(about.profile)}",
        f"label = {_quoted(about.label)}",
        f"reference = {_quoted(about.reference)}",
        f"take_back = {'true' if about.take_back else 'false'}",
        f'total = "{written_euros(plan.total)}"',
        f"adds = {adds}",
        f"removes = {len(plan.rows) - adds}",
    ]
    for place, row in enumerate(plan.rows):
        remark = remarks.rows[place : place + 1]
        lines += ["", *map(_comment, remark), *_table(row)]
    if remarks.left_out:
        lines += ["", *map(_comment, remarks.left_out)]
    return "\n".join(lines) + "\n"


def _table(row: Row) -> list[str]:
    lines = [
        "[[movements]]",
        f"name = {_quoted(row.subaccount.name)}",
        f"token = {_quoted(row.subaccount.token)}",
        f'direction = "{row.direction}"',
        f'amount = "{written_euros(row.amount)}"',
    ]
    if row.before is not None:
        lines.append(f'before = "{written_euros(row.before)}"')
    if (goal := _goal(row)) is not None:
        lines.append(f'to = "{written_euros(goal)}"')
    return lines


def _goal(row: Row) -> Decimal | None:
    """The balance that the amount is reckoned from anew; none for what was changed by hand."""
    if row.because is Because.EDITED:
        return None
    return ZERO if row.everything else row.goal


def written_euros(amount: Decimal) -> str:
    """Euros as files have them: every decimal that there is, two at least."""
    return number(amount, "en", exact=True).replace(",", "")


def _quoted(text: str) -> str:
    """A basic string of TOML."""
    return f'"{"".join(map(_escaped, text))}"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    category = unicodedata.category(character)
    if category == "Cs":
        return _HALF
    if category in _HIDDEN:
        return f"\\U{ord(character):08X}"
    return character


def _comment(line: str) -> str:
    indent = line[: len(line) - len(line.lstrip(" "))]
    return f"# {indent}{clean(line, _LONGEST_COMMENT)}".rstrip()


# Read back


def read(text: str) -> FiledPlan:
    """A plan from its text.

    Raises:
        FilingError: it is no TOML, a key is unknown, missing or of another kind, a sub-account
            is there twice, or the rows do not add up to the total.
    """
    head = Keys(parsed(text)).only(_HEAD_KEYS)
    about = About(
        made_at=head.time("made_at"),
        profile=head.text("profile"),
        label=head.text("label", ""),
        reference=head.text("reference", ""),
        take_back=head.flag("take_back"),
    )
    rows: dict[str, FiledRow] = {}
    for keys in head.tables("movements", MOST_ROWS):
        token = keys.only(_ROW_KEYS).text("token")
        if token in rows:
            raise keys.flawed(Flaw.TWICE, "token")
        rows[token] = _row(keys)
    filed = [row.filed for row in rows.values()]
    total = sum((one.amount for one in filed), ZERO)
    if head.amount("total", zero=True) != total:
        raise head.flawed(Flaw.WRONG_TOTAL, "total", total)
    for key, direction in (("adds", Direction.ADD), ("removes", Direction.REMOVE)):
        count = sum(one.direction is direction for one in filed)
        if head.count(key) != count:
            raise head.flawed(Flaw.WRONG_COUNT, key, Decimal(count))
    return FiledPlan(about, total, rows)


def _row(keys: Keys) -> FiledRow:
    direction = keys.text("direction")
    if direction not in {*Direction}:
        raise keys.flawed(Flaw.NOT_DIRECTION, "direction")
    goal = keys.amount("to", zero=True) if "to" in keys else None
    filed = Filed(Direction(direction), keys.amount("amount"), goal)
    before = keys.balance("before") if "before" in keys else None
    return FiledRow(keys.text("name"), filed, before)
