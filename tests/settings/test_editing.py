"""Tests of changing who is followed in the text of a configuration: no other line changes."""

import tomllib
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smspartner_tui.core.following import MARKS, Edit, Followed, Written
from smspartner_tui.settings.config import understood
from smspartner_tui.settings.editing import rewritten, texts_of

BLOCKS = """\
# Ours
default_profile = "prod"  # the real one

[profiles.prod]  # the account
label = 'Production'

# the garage pays on the 5th
[[profiles.prod.subaccounts]]
token = "aaaa"   # as the platform shows it
name = 'Garage'  # Martin
low = "50"       # agreed by phone
note = "x"

[[ profiles . "prod" . subaccounts ]]
name = "Clinic"
token = "bbbb"
# a comment in the middle
locked = true

# before the guards
[profiles.prod.guards]
max_per_day = "3000.00"
"""

INLINE = """\
[profiles]
prod = { label = "P", subaccounts = [ { token = "aaaa", name = 'Garage', low = "50" }, { token = \
"bbbb", name = "Clinic", locked = true } ] } # all in one
"""

LISTED = """\
[profiles.prod]
ignored = ["zzzz"] # old tests
subaccounts = [
  # the first
  { token = "aaaa", name = 'Garage', low = "50" }, # a
  { name = "Clinic", token = "bbbb", locked = true } # b
  # the end
]
"""

DOTTED = """\
profiles.prod.label = "P" # here
profiles.prod.subaccounts = [{token="aaaa",name='Garage',low="50"},
  {token="bbbb",name="Clinic",locked=true},]
ui.mouse = false
"""

FORMS = {"blocks": BLOCKS, "inline": INLINE, "listed": LISTED, "dotted": DOTTED}


def followed_in(text: str) -> Followed:
    """Who is followed, as the configuration's reader has it."""
    return understood(Path("/c.toml"), text).profile("prod").followed


def after(text: str, edit: Edit) -> str:
    """The text with an edit, which is held to say what is wanted and to keep all else."""
    known = followed_in(text)
    wanted = edit.applied_to(known)
    new = rewritten(text, "prod", known, wanted)
    assert followed_in(new) == wanted, new
    assert others(new) == others(text)
    return new


def others(text: str) -> object:
    """What a configuration says but for who is followed."""
    tables = tomllib.loads(text)
    tables["profiles"]["prod"].pop("subaccounts", None)
    tables["profiles"]["prod"].pop("ignored", None)
    return tables


def lines_changed(old: str, new: str) -> tuple[list[str], list[str]]:
    """The lines that went, and those that came."""
    before, now = old.splitlines(), new.splitlines()
    return (
        [line for line in before if line not in now],
        [line for line in now if line not in before],
    )


def garage(text: str, **changes: object) -> Edit:
    """A change of the first one."""
    return Edit(change=(replace(followed_in(text).written[0], **changes),))  # type: ignore[arg-type]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_takes_every_change(form: str) -> None:
    """However the sub-accounts are written, each can be changed, stopped, followed, ignored."""
    text = FORMS[form]
    new = Written("cccc", 'Été "Sud"', "auto", {"low": Decimal(5), "cap": None}, note="n\\o")
    marks = {"target": Decimal(100), "cap": Decimal("400.5")}
    after(text, garage(text, name="Garage [x] 'M'", group="g", marks=marks, locked=True))
    after(text, Edit(follow=(new, Written("dddd"))))
    after(text, Edit(ignore=("eeee", "ffff")))
    for stopped in (("aaaa",), ("bbbb",), ("aaaa", "bbbb")):
        alone = after(text, Edit(stop=stopped))
        after(alone, Edit(follow=(new,), ignore=("eeee",)))
    ignoring = after(text, Edit(ignore=("eeee", "ffff")))
    assert after(ignoring, Edit(unignore=("ffff",)))
    assert followed_in(after(ignoring, Edit(follow=(Written("eeee"),)))).written[-1].name == ""


def test_a_change_touches_its_line_only() -> None:
    """A value that is written again keeps its quotes, and its comment stays beside it."""
    new = after(BLOCKS, garage(BLOCKS, name="Garage Martin"))
    assert lines_changed(BLOCKS, new) == (
        ["name = 'Garage'  # Martin"],
        ["name = 'Garage Martin'  # Martin"],
    )


def test_a_new_key_stands_in_its_place() -> None:
    """A key that was not there is written below those that come before it."""
    new = after(BLOCKS, garage(BLOCKS, group="auto"))
    assert '# Martin\ngroup = "auto"\nlow = ' in new


def test_a_key_that_goes_leaves_its_comment() -> None:
    """What stood beside it is somebody's word, and stays."""
    new = after(BLOCKS, garage(BLOCKS, marks={}))
    assert "\n# agreed by phone\nnote" in new


def test_who_is_stopped_goes_without_a_trace() -> None:
    """The lines go, one blank line with them; comments on lines of their own stay."""
    new = after(BLOCKS, Edit(stop=("bbbb",)))
    assert new == BLOCKS.replace(
        '[[ profiles . "prod" . subaccounts ]]\nname = "Clinic"\ntoken = "bbbb"\n', ""
    ).replace("locked = true\n", "")


def test_who_is_new_stands_behind_the_others() -> None:
    """After the last one, in the spelling of its header."""
    new = after(BLOCKS, Edit(follow=(Written("cccc", "New"),)))
    header = '[[ profiles . "prod" . subaccounts ]]'
    block = f'locked = true\n\n{header}\ntoken = "cccc"\nname = "New"\n\n# before the guards'
    assert block in new


def test_items_of_a_list_stand_on_lines_of_their_own() -> None:
    """As those before them do, behind a comma that was missing."""
    new = after(LISTED, Edit(follow=(Written("cccc", "New"),)))
    assert (
        '{ name = "Clinic", token = "bbbb", locked = true }, # b\n'
        '  { token = "cccc", name = "New" },\n  # the end\n]'
    ) in new


def test_an_empty_profile_gets_its_first() -> None:
    """Below the profile's own lines; a last line without an end is no obstacle."""
    text = 'default_profile = "prod"\n[profiles.prod]\nlabel = "P"'
    new = after(text, Edit(follow=(Written("cccc", "New"),), ignore=("dddd",)))
    assert new == (
        f'{text}\nignored = [\n  "dddd",\n]\n\n[[profiles.prod.subaccounts]]\n'
        'token = "cccc"\nname = "New"\n'
    )


@pytest.mark.parametrize("text", ["[profiles.prod]", "profiles.prod = {}", "[profiles]\nprod = {}"])
def test_a_profile_of_defaults_only_gets_its_first(text: str) -> None:
    """Whatever little there is of it."""
    after(text, Edit(follow=(Written("cccc", "New"),), ignore=("dddd",)))


def test_ends_of_lines_stay() -> None:
    """A file of Windows's keeps them everywhere, in new lines too."""
    text = BLOCKS.replace("\n", "\r\n")
    edit = garage(text, group="auto", marks={"cap": Decimal(9)})
    new = after(after(text, edit), Edit(follow=(Written("cccc"),), ignore=("dddd",)))
    assert new.count("\n") == new.count("\r\n") > text.count("\n")


HOSTILE = ('"', "'", "\\", "🎉", "אבג", "[x]", "#", "é" * 300, "'''", '"""', "\\u0041", "=1+1")


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("form", FORMS)
def test_hostile_names_come_back_as_they_are(form: str, name: str) -> None:
    """Quotes, emoji, right to left, markup, a comment's sign."""
    text = FORMS[form]
    kept = replace(Written("cccc"), name=name[:200], note=name[:200], group=name[:200])
    assert kept in followed_in(after(text, Edit(follow=(kept,)))).written
    after(text, garage(text, name=name[:200], note=name[:200]))


# Any configuration, any edit

_TOKENS = ("aaaa", "bbbb", "cccc", "dddd", "eeee", "ffff")
_names = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), max_size=8)
_amounts = st.decimals(0, 10_000, places=2, allow_nan=False, allow_infinity=False)


@st.composite
def _one(draw: st.DrawFn, token: str) -> Written:
    names = draw(st.sets(st.sampled_from(MARKS)))
    amounts = sorted(draw(st.lists(_amounts, min_size=len(names), max_size=len(names))))
    ordered = [name for name in MARKS if name in names]
    marks: dict[str, Decimal | None] = dict(zip(ordered, amounts, strict=True))
    if marks and draw(st.sampled_from([False, True])):
        marks[ordered[0]] = None
    return Written(token, draw(_names), draw(_names), marks, draw(st.booleans()), draw(_names))


@st.composite
def _written_as_blocks(draw: st.DrawFn, ones: list[Written]) -> str:
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    lines = ["# top", "[profiles.prod]", 'label = "a" # label', ""]
    for number, one in enumerate(ones):
        lines += draw(st.lists(st.sampled_from(["", f"# above {number}"]), max_size=2))
        lines.append(draw(st.sampled_from(["", "  "])) + "[[profiles.prod.subaccounts]] # head")
        texts = list(texts_of(one).items())
        for key, value in draw(st.permutations(texts)):
            margin = draw(st.sampled_from(["", "\t", "  "]))
            beside = draw(st.sampled_from(["", f" # beside {key} {number}"]))
            lines.append(f"{margin}{key} = {_value(value)}{beside}")
        lines += draw(st.lists(st.sampled_from(["", f"# below {number}"]), max_size=2))
    lines += draw(st.sampled_from([[], ["[profiles.other]", 'label = "o" # other']]))
    return newline.join(lines) + draw(st.sampled_from(["", newline]))


@st.composite
def _written_as_list(draw: st.DrawFn, ones: list[Written]) -> str:
    rows: list[str] = []
    for number, one in enumerate(ones):
        pairs = draw(st.permutations(list(texts_of(one).items())))
        row = ", ".join(f"{key} = {_value(value)}" for key, value in pairs)
        rows.append(f"{{{row}}}")
        is_last = number == len(ones) - 1
        rows[-1] += "" if is_last and draw(st.booleans()) else ","
        rows[-1] += draw(st.sampled_from([" ", "\n  ", f" # item {number}\n  ", "\n\n"]))
    inner = draw(st.sampled_from(["", " ", "\n  "])) + "".join(rows)
    return f'[profiles.prod] # p\nsubaccounts = [{inner}] # list\nlabel = "a" # label\n'


def _value(value: str | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    escaped = "".join(f"\\U{ord(sign):08x}" if sign in '"\\' else sign for sign in value)
    return f'"{escaped}"'


@st.composite
def _cases(draw: st.DrawFn) -> tuple[str, Edit]:
    tokens = draw(st.lists(st.sampled_from(_TOKENS[:4]), unique=True))
    ones = [draw(_one(token)) for token in tokens]
    forms = _written_as_blocks(ones), _written_as_list(ones)
    text = draw(forms[draw(st.integers(0, 1))])
    stop = draw(st.sets(st.sampled_from(tokens))) if tokens else set()
    changed = draw(st.sets(st.sampled_from(tokens))) if tokens else set()
    new = draw(st.sets(st.sampled_from(_TOKENS)))
    return text, Edit(
        change=tuple(draw(_one(token)) for token in sorted(changed)),
        stop=tuple(sorted(stop)),
        follow=tuple(draw(_one(token)) for token in sorted(new)),
        ignore=tuple(sorted(draw(st.sets(st.sampled_from(_TOKENS[3:]))))),
    )


def _comments(text: str) -> list[str]:
    """The comments on lines of their own, and those that no sub-account's line has beside it."""
    lines = [line.strip() for line in text.splitlines()]
    return [line for line in lines if line.startswith(("# top", "# above", "# below"))]


def _lines_with(text: str, sign: str) -> int:
    return sum(line.endswith(sign) for line in text.splitlines())


@settings(max_examples=60)
@given(_cases())
def test_any_edit_changes_what_is_wanted_and_nothing_else(case: tuple[str, Edit]) -> None:
    """What is edited is as wanted; all other values, and all comments in their order, are there."""
    text, edit = case
    new = after(text, edit)
    assert _comments(new) == _comments(text)
    for comment in ("# label", "# p", "# list", "# other"):
        assert new.count(comment) == text.count(comment)
    for one in followed_in(text).written:
        if one.token not in edit.stop:
            number = followed_in(text).written.index(one)
            for sign in (f"# item {number}", *(f"# beside {k} {number}" for k in texts_of(one))):
                assert _lines_with(new, sign) == _lines_with(text, sign)
    wanted = followed_in(new)
    assert edit.applied_to(wanted) == wanted
    assert rewritten(new, "prod", wanted, wanted) == new
