"""The table of faults sees what is wrong; its short form is `test_faults_on_the_wire`."""

from dataclasses import replace
from decimal import Decimal

from smspartner_tui.core.movement import Outcome, State
from smspartner_tui.partner import SmsPartner
from tests.faults import FAULTS, PROXY_FAULTS
from tests.reliability.faults_table import WAYS, Row, cases, lines, meet, meet_proxy, stock_posts

GOOD, REFUSED, SHUT = FAULTS["good"], FAULTS["refused"], FAULTS["port-closed"]


def missed(*rows: Row) -> list[str]:
    """The figures that miss their bars."""
    return [line.what for line in lines(rows) if not line.holds]


def test_what_the_client_does_right_misses_no_bar() -> None:
    """A success, a refusal, a closed port, a reset and a proxy, on the ways they can be had."""
    met = [meet(fault, way) for way in WAYS for fault in (GOOD, REFUSED)]
    met += [meet(SHUT, WAYS[0]), meet(FAULTS["read-then-reset"], WAYS[-1])]
    met += [meet_proxy(fault) for fault in PROXY_FAULTS if fault.deadline is None]
    assert missed(*met) == []
    assert [row.has_heard for row in met].count(False) == 4


def test_a_wrong_outcome_is_seen() -> None:
    """A table that said otherwise would find the row wrong, in its state or in its reason."""
    for wrong in (
        replace(REFUSED, expected=State.CONFIRMED),
        replace(REFUSED, reason_hint=GOOD.reason_hint),
    ):
        assert missed(meet(wrong, WAYS[0])) == ["rows as the table says"]


def test_a_movement_that_is_sent_twice_is_seen() -> None:
    """The server counts, not the client, which would tell of one."""

    def twice(partner: SmsPartner, token: str, amount: Decimal) -> Outcome:
        partner.add_credit(token, amount)
        return partner.add_credit(token, amount)

    row = meet(GOOD, WAYS[0], twice)
    assert (row.posts, row.outcome.state) == (2, State.CONFIRMED)
    assert missed(row) == [
        "rows as the table says",
        "most POSTs of one movement",
        "not exactly one POST, of 1 rows heard",
    ]
    assert stock_posts() == 2


def test_every_fault_is_met_in_clear_or_over_tls() -> None:
    """No kind is left out, and each way is gone with those that can be had there."""
    met = list(cases())
    assert {fault.name for fault, _ in met} == set(FAULTS)
    assert {way.name for _, way in met} == {way.name for way in WAYS}
    assert len(met) >= 3 * len(FAULTS)
