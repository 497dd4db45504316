"""One record of the history with everything that the journal holds of it."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from smspartner_tui.core.history import Record, Rise, Step
from smspartner_tui.core.movement import Before, Entry, Link, State
from smspartner_tui.core.operator import Operator
from smspartner_tui.i18n import _
from smspartner_tui.tui.presentation.history import name_of
from smspartner_tui.tui.presentation.record import TAIL, meaning, reply, told
from smspartner_tui.tui.presentation.times import at_second, before
from smspartner_tui.wording import euros, outcome
from smspartner_tui.wording import state as state_word
from smspartner_tui.wording.doubts import ruling
from smspartner_tui.wording.runs import KINDS

_IN_A_LINE: Final = 4
"""Pieces of a hash."""

Pairs = list[tuple[str, str]]
"""Names of facts and the facts; a blank pair is a blank line."""


def everything(record: Record, steps: Sequence[Step]) -> Pairs:
    """All that the journal holds of a record."""
    if isinstance(record, Rise):
        return _all_of_rise(record)
    groups = (
        _what(record),
        _who(record.operator),
        _steps(steps),
        _balances(record),
        _answer(record),
        _decision(record),
    )
    pairs: Pairs = []
    for group in groups:
        known = [(name, fact) for name, fact in group if fact]
        if known:
            pairs += [("", ""), *known] if pairs else known
    return pairs


def _what(entry: Entry) -> Pairs:
    movement = entry.movement
    amount = euros(movement.change_of_subaccount, signed=True, exact=True)
    whole = _("{amount}, the whole balance").format(amount=amount)
    return [
        (_("State"), state_word(entry.state)),
        (_("Sub-account"), movement.name),
        (_("Token"), f"…{movement.token[-4:]}"),
        (_("Amount"), whole if movement.everything else amount),
        (_("Reference"), movement.reference),
        *_link(entry.link),
    ]


def _link(link: Link) -> Pairs:
    """What a movement has to do with others."""
    run = "" if link.kind is None else _(KINDS[link.kind]).format(number=link.run)
    number = _("No. {number}")
    return [
        (_("Part of"), run),
        (_("Undoes"), number.format(number=link.undoes) if link.undoes else ""),
        (_("Undone by"), number.format(number=link.undone_by) if link.undone_by else ""),
    ]


def _who(operator: Operator) -> Pairs:
    return [
        (_("By"), operator.name),
        (_("Login"), operator.login),
        (_("Sudo by"), operator.sudo_user),
        (_("Address"), operator.address),
        (_("Terminal"), operator.terminal),
        (_("Server"), operator.host),
    ]


def _steps(steps: Sequence[Step]) -> Pairs:
    pairs: Pairs = []
    for step in steps:
        pieces = [step.hash[at : at + TAIL] for at in range(0, len(step.hash), TAIL)]
        lines = [" ".join(pieces[at : at + _IN_A_LINE]) for at in range(0, len(pieces), _IN_A_LINE)]
        pairs += _listed(state_word(step.state), [at_second(step.at), *lines])
    return pairs


def _balances(entry: Entry) -> Pairs:
    main, subaccount = told(entry)
    return [
        *_balance(_("Main account"), entry.main_before, main, entry),
        *_balance(_("Sub-account"), entry.subaccount_before, subaccount, entry),
    ]


def _balance(account: str, was: Before | None, now: Decimal | None, entry: Entry) -> Pairs:
    facts: list[str] = []
    if was is not None:
        words = _("{balance}, read at {time}, {age}")
        balance = euros(was.amount, exact=True)
        age = before(was.read_at, entry.at)
        facts.append(words.format(balance=balance, time=at_second(was.read_at), age=age))
    if now is not None:
        words = _("{balance}, told by the answer")
        facts.append(words.format(balance=euros(now, exact=True)))
    return _listed(account, facts)


def _answer(entry: Entry) -> Pairs:
    result = entry.outcome
    if result is None:
        return []
    lines = outcome(entry.movement, result, entry.number)
    if result.state is State.CONFIRMED or entry.state is not result.state:
        # What the state says already, or what to do about a doubt that is none any more.
        lines = lines[1:]
    return [
        *_listed(_("Answer"), [*lines, *(part for part in reply(result) if part not in lines)]),
        (_("Cause"), result.detail),
        (_("Reply kept"), result.reply),
    ]


def _decision(entry: Entry) -> Pairs:
    resolution = entry.resolution
    if resolution is None:
        return []
    word = State.RESOLVED_APPLIED if resolution.applied else State.RESOLVED_NOT_APPLIED
    who = resolution.operator
    return [
        (_("Decision"), state_word(word)),
        (_("Decided by"), " ".join(filter(None, (who.name, who.address, who.host)))),
        (_("Decided at"), at_second(resolution.at)),
        (_("Why"), resolution.because),
        (_("Proposal"), ruling(resolution.ruling, resolution.why, entry)),
        *_listed(
            _("Read then"),
            [
                _seen(_("main account"), resolution.main),
                _seen(_("sub-account"), resolution.subaccount),
            ],
        ),
    ]


def _listed(name: str, facts: Iterable[str]) -> Pairs:
    """Facts under each other, their name beside the first."""
    known = [fact for fact in facts if fact]
    return list(zip((name, *[""] * len(known)), known, strict=False))


def _seen(account: str, balance: Before | None) -> str:
    if balance is None:
        return ""
    return _("{account} {balance} at {time}").format(
        account=account, balance=euros(balance.amount, exact=True), time=at_second(balance.read_at)
    )


def _all_of_rise(rise: Rise) -> Pairs:
    pairs = [
        (_("Account"), name_of(rise)),
        (_("Token"), f"…{rise.token[-4:]}" if rise.token else ""),
        (_("At least"), euros(rise.amount, signed=True, exact=True)),
        (_("Not there at"), at_second(rise.since)),
        (_("There at"), at_second(rise.at)),
        (_("After"), _("No. {number}").format(number=rise.after) if rise.after else ""),
        ("", ""),
        (_("Meaning"), meaning(rise)),
    ]
    return [(name, fact) for name, fact in pairs if fact or not name]
