"""The configuration as it is written: what differs from the program's own defaults, as TOML."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from decimal import Decimal

from smspartner_tui.core.accounts import SubAccount
from smspartner_tui.core.following import Marks
from smspartner_tui.core.guards import Limits
from smspartner_tui.core.money import number
from smspartner_tui.i18n import _
from smspartner_tui.settings.key import DEFAULT_VARIABLE, KeyCommand, KeyEnvironment, KeyFile
from smspartner_tui.settings.profile import BASE_URL
from smspartner_tui.settings.writing import listed, quoted
from smspartner_tui.setup.amounts import UNMARKED
from smspartner_tui.setup.answers import Answers, Key
from smspartner_tui.setup.terminal import fitted


def document(answers: Answers, encoding: str = "utf-8") -> str:
    """The configuration, in letters that an encoding has, so that it can be shown as it is.

    Of one that is there already, what is added to it.
    """
    return "\n".join("\n".join([*block, ""]) for block in _blocks(answers, encoding))


def _blocks(answers: Answers, encoding: str) -> Iterator[list[str]]:
    """The tables that have something to say, each as its lines."""
    words = _("Made by `smspartner-tui init`. The key itself stands elsewhere.")
    yield [f"# {fitted(words, encoding)}"]
    profile = f"profiles.{answers.request.profile}"
    existing = answers.request.existing
    guards = [*_limits(answers.limits, existing.limits if existing else Limits())]
    if existing is None and answers.language != "auto":
        yield ["[ui]", f'language = "{answers.language}"']
    if existing is None and guards:
        yield ["[guards]", *guards]
    yield [f"[{profile}]", *_profile(answers, encoding)]
    if existing is not None and guards:
        yield [f"[{profile}.guards]", *guards]
    if marks := list(_marks(answers.defaults)):
        yield [f"[{profile}.defaults]", *marks]
    for name, group in answers.groups.items():
        if marks := list(_marks(group, answers.defaults)):
            yield [f"[{profile}.groups.{quoted(name, encoding)}]", *marks]
    for subaccount in answers.subaccounts:
        yield [f"[[{profile}.subaccounts]]", *_subaccount(subaccount, encoding)]


def _limits(limits: Limits, usual: Limits) -> Iterator[str]:
    """Those that were asked for and are not as they are without a word."""
    for one in fields(Limits):
        value = getattr(limits, one.name)
        if value != getattr(usual, one.name) and (value is None or isinstance(value, Decimal)):
            yield f'{one.name} = "{"" if value is None else _euros(value)}"'


def _profile(answers: Answers, encoding: str) -> Iterator[str]:
    if answers.request.base_url != BASE_URL:
        yield f"base_url = {quoted(answers.request.base_url, encoding)}"
    yield from _key(answers.key, encoding)
    if answers.team.folder is not None:
        yield f"journal = {quoted(str(answers.team.folder), encoding)}"
    if answers.team.operators:
        yield f"operators = {listed(answers.team.operators, encoding)}"


def _key(key: Key, encoding: str) -> Iterator[str]:
    match key.source:
        case KeyCommand(argv):
            yield f"api_key_command = {listed(argv, encoding)}"
        case KeyFile(path):
            yield f"api_key_file = {quoted(str(path), encoding)}"
        case KeyEnvironment(name) if name != DEFAULT_VARIABLE:
            yield f"api_key_env = {quoted(name, encoding)}"
        case _:
            # Without a word of it the program looks into its own variable, then asks.
            pass
    if key.ca_file is not None:
        yield f"ca_file = {quoted(str(key.ca_file), encoding)}"


def _marks(marks: Marks, base: Marks = UNMARKED) -> Iterator[str]:
    """Those that are not as in `base`; "" is none where that has one."""
    for name, mark, usual in zip(Marks._fields, marks, base, strict=True):
        if mark != usual:
            yield f'{name} = "{"" if mark is None else _euros(mark)}"'


def _subaccount(subaccount: SubAccount, encoding: str) -> Iterator[str]:
    texts: Mapping[str, str] = {
        "token": subaccount.token,
        "name": subaccount.name,
        "group": subaccount.group,
    }
    for name, text in texts.items():
        if text:
            yield f"{name} = {quoted(text, encoding)}"
    yield from _marks(Marks(subaccount.low, subaccount.target, subaccount.cap))


def _euros(amount: Decimal) -> str:
    return number(amount, "en").replace(",", "")
