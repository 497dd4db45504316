"""Where a profile and its sub-accounts stand in the text of a configuration, however written."""

from collections.abc import Sequence

from smspartner_tui.core.frozen import frozen
from smspartner_tui.settings.draft import Draft, is_under, written_key
from smspartner_tui.settings.syntax import Assignment, Header, Pair, Statement, Value


@frozen
class Block:
    """A sub-account under a header of its own."""

    header: Header
    pairs: tuple[Pair, ...]

    @property
    def end(self) -> int:
        """Where its last key ends."""
        return max((self.header.end, *(pair.value.end for pair in self.pairs)))


def blocks(draft: Draft, profile: str) -> list[Block]:
    """The sub-accounts of a profile that have headers, in order."""
    base = ("profiles", profile, "subaccounts")
    headers = [
        one
        for one in draft.statements
        if isinstance(one, Header) and is_under(one, base) and len(one.place) == len(base) + 1
    ]
    under: dict[tuple[str | int, ...], list[Pair]] = {}
    for one in draft.statements:
        if isinstance(one, Assignment) and is_under(one, base):
            under.setdefault(one.table, []).append(one.pair)
    return [Block(header, tuple(under.get(header.place, ()))) for header in headers]


def value_at(draft: Draft, place: tuple[str, ...]) -> Value | None:
    """The value at a place, outside or inside of inline tables."""
    for one in draft.statements:
        if isinstance(one, Assignment) and one.place == place[: len(one.place)]:
            found = _inside(one.pair.value, place[len(one.place) :])
            if found is not None:
                return found
    return None


def _inside(value: Value, rest: tuple[str, ...]) -> Value | None:
    if not rest:
        return value
    for pair in value.pairs:
        if pair.key == rest[: len(pair.key)]:
            found = _inside(pair.value, rest[len(pair.key) :])
            if found is not None:
                return found
    return None


def end_of_profile(draft: Draft, base: tuple[str, str]) -> int:
    """Where the last line about a profile ends, or the text, where more keys come behind it."""
    about = [n for n, one in enumerate(draft.statements) if is_under(one, base)]
    if about:
        following = draft.statements[about[-1] + 1 :][:1]
        if not following or isinstance(following[0], Header):
            return draft.statements[about[-1]].end
    return len(draft.text)


def add_to_profile(draft: Draft, profile: str, key: str, items: Sequence[str]) -> None:
    """Add items to an array of a profile, which is made where there is none."""
    base = ("profiles", profile)
    array = value_at(draft, (*base, key))
    if array is not None:
        draft.add_items(array, items)
        return
    table = value_at(draft, base)
    if table is not None:
        text = f"{key} = [{', '.join(items)}]"
        if table.pairs:
            draft.insert(table.pairs[-1].value.end, f", {text}")
        else:
            draft.replace(table.start, table.end, f"{{ {text} }}")
        return
    lines = (f"{key} = [", *(f"  {item}," for item in items), "]")
    _add_to_table(draft, base, lines)


def _add_to_table(draft: Draft, base: tuple[str, str], lines: Sequence[str]) -> None:
    """Add an assignment below the last one of a profile's own, or below its header."""
    own = [
        one
        for one in draft.statements
        if isinstance(one, Assignment) and is_under(one, base) and len(one.table) <= len(base)
    ]
    if own:
        last: Statement = own[-1]
        missing = base[len(own[-1].table) :]
    else:
        headers = [one for one in draft.statements if one.place == base]
        if not headers:
            name = f"[profiles.{written_key(base[1])}]"
            draft.add_lines(end_of_profile(draft, base), ["", name, *lines])
            return
        last, missing = headers[-1], ()
    margin = draft.indentation(last.start)
    prefix = "".join(f"{written_key(part)}." for part in map(str, missing))
    first, *others = lines
    draft.add_lines(last.end, [f"{margin}{prefix}{first}", *(f"{margin}{one}" for one in others)])
