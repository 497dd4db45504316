"""One record of the history: in a few lines below the list, or all of it in its dialog."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from smspartner_tui.core.history import Record, Rise, Step
from smspartner_tui.core.movement import Before, Entry, Outcome, Resolution, State
from smspartner_tui.core.operator import Operator
from smspartner_tui.i18n import _, language
from smspartner_tui.tui.presentation.flow import flowed
from smspartner_tui.tui.presentation.history import name_of
from smspartner_tui.tui.presentation.times import at_second, before, when
from smspartner_tui.wording import euros, outcome, platform_word
from smspartner_tui.wording import state as state_word
from smspartner_tui.wording.doubts import RULED, ruling

_TAIL = 8
"""Digits of a hash that people read to each other."""

Pairs = list[tuple[str, str]]
"""Names of facts and the facts; a blank pair is a blank line."""


def title(record: Record) -> str:
    """What a record is called."""
    if isinstance(record, Rise):
        return _("Credited elsewhere")
    return _("Movement no. {number}").format(number=record.number)


def details(
    record: Record, steps: Sequence[Step], today: date, width: int, height: int
) -> list[str]:
    """The most important of a record, in so many lines of so many cells."""
    parts = (
        _of_rise(record, today) if isinstance(record, Rise) else _of_entry(record, steps, today)
    )
    return flowed(parts, width, height)


def everything(record: Record, steps: Sequence[Step], today: date) -> Pairs:
    """All that the journal holds of a record."""
    if isinstance(record, Rise):
        return _all_of_rise(record, today)
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


# In a few lines


def _of_entry(entry: Entry, steps: Sequence[Step], today: date) -> Iterator[str]:
    operator = entry.operator
    yield _("No. {number}").format(number=entry.number)
    yield state_word(entry.state)
    yield at_second(entry.at, today)
    yield operator.name
    if operator.login and operator.login != operator.name:
        yield _("login {login}").format(login=operator.login)
    if operator.sudo_user:
        yield _("sudo by {user}").format(user=operator.sudo_user)
    yield " ".join(filter(None, (operator.address, operator.terminal, operator.host)))
    if entry.outcome is not None:
        yield from _reply(entry.outcome, 1)
    main, subaccount = _told(entry)
    yield _change(_("main account"), entry.main_before, main)
    yield _change(_("sub-account"), entry.subaccount_before, subaccount)
    if (resolution := entry.resolution) is not None:
        yield _decided(resolution, today)
        yield _(RULED[resolution.ruling])
    if entry.movement.reference:
        yield _("reference: {reference}").format(reference=entry.movement.reference)
    if steps:
        yield _("fingerprint …{tail}").format(tail=steps[-1].hash[-_TAIL:])


def _reply(result: Outcome, decimals: int) -> Iterator[str]:
    word = platform_word(result)
    yield word
    if result.code is not None and str(result.code) not in word:
        yield _("Code {code}").format(code=result.code)
    if result.status is not None and str(result.status) not in word:
        yield _("HTTP status {status}").format(status=result.status)
    yield _("{seconds} s").format(seconds=_rounded(result.seconds, decimals))


def _told(entry: Entry) -> tuple[Decimal | None, Decimal | None]:
    """Both balances as the reply told them."""
    result = entry.outcome
    return (None, None) if result is None else (result.main_balance, result.subaccount_balance)


def _change(account: str, was: Before | None, now: Decimal | None) -> str:
    if was is None and now is None:
        return ""
    if was is None or now is None:
        words = _("{account} {balance} after") if was is None else _("{account} {balance} before")
        known = was.amount if was is not None else now or Decimal(0)
        return words.format(account=account, balance=euros(known, exact=True))
    return _("{account} {before} to {after}").format(
        account=account, before=euros(was.amount, exact=True), after=euros(now, exact=True)
    )


def _decided(resolution: Resolution, today: date) -> str:
    return _("decided {when} by {who}: {because}").format(
        when=when(resolution.at, today),
        who=resolution.operator.name,
        because=resolution.because,
    )


def _of_rise(rise: Rise, today: date) -> Iterator[str]:
    yield _("{account}: {amount} at least").format(
        account=name_of(rise), amount=euros(rise.amount, signed=True, exact=True)
    )
    yield _("between {since} and {until}").format(
        since=at_second(rise.since, today), until=at_second(rise.at, today)
    )
    yield _meaning(rise)


def _meaning(rise: Rise) -> str:
    if rise.token:
        return _(
            "Only a credit can raise a balance: the web site, a script, another server, or a "
            "purchase by the client."
        )
    return _(
        "Only a credit can raise a balance: your own purchase, or credit that the web site, a "
        "script or another server took back."
    )


# All of it


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
        pairs += [(state_word(step.state), at_second(step.at)), ("", step.hash)]
    return pairs


def _balances(entry: Entry) -> Pairs:
    main, subaccount = _told(entry)
    return [
        *_balance(_("Main account"), entry.main_before, main, entry),
        *_balance(entry.movement.name, entry.subaccount_before, subaccount, entry),
    ]


def _balance(account: str, was: Before | None, now: Decimal | None, entry: Entry) -> Pairs:
    pairs: Pairs = []
    if was is not None:
        words = _("{balance}, read at {time}, {age}")
        told = words.format(
            balance=euros(was.amount, exact=True),
            time=at_second(was.read_at),
            age=before(was.read_at, entry.at),
        )
        pairs.append((account, told))
    if now is not None:
        words = _("{balance}, told by the answer")
        pairs.append(("" if pairs else account, words.format(balance=euros(now, exact=True))))
    return pairs


def _answer(entry: Entry) -> Pairs:
    result = entry.outcome
    if result is None:
        return []
    lines = outcome(entry.movement, result, entry.number)
    if result.state is State.CONFIRMED or entry.state is not result.state:
        # What the state says already, or what to do about a doubt that is none any more.
        lines = lines[1:]
    told = [*lines, *(part for part in _reply(result, 3) if part not in lines)]
    names = (_("Answer"), *[""] * len(told))
    return [
        *zip(names, filter(None, told), strict=False),
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
        (_("Read then"), _seen(_("main account"), resolution.main)),
        ("", _seen(entry.movement.name, resolution.subaccount)),
    ]


def _seen(account: str, balance: Before | None) -> str:
    if balance is None:
        return ""
    return _("{account} {balance} at {time}").format(
        account=account, balance=euros(balance.amount, exact=True), time=at_second(balance.read_at)
    )


def _all_of_rise(rise: Rise, today: date) -> Pairs:
    pairs = [
        (_("Account"), name_of(rise)),
        (_("Token"), f"…{rise.token[-4:]}" if rise.token else ""),
        (_("At least"), euros(rise.amount, signed=True, exact=True)),
        (_("Not there at"), at_second(rise.since)),
        (_("There at"), at_second(rise.at)),
        (_("After"), _("No. {number}").format(number=rise.after) if rise.after else ""),
        ("", ""),
        (_("Meaning"), _meaning(rise)),
    ]
    return [(name, fact) for name, fact in pairs if fact or not name]


def _rounded(seconds: float, decimals: int) -> str:
    text = f"{seconds:.{decimals}f}"
    return text.replace(".", ",") if language() == "fr" else text
