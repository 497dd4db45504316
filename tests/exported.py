"""Exports read back as other programs read them, and something to export."""

import csv
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any, Final

from smspartner_tui.core.history import Past, Rise
from smspartner_tui.core.movement import (
    Before,
    Direction,
    Entry,
    Movement,
    Outcome,
    Reason,
    Resolution,
    Ruling,
    State,
    Why,
)
from smspartner_tui.core.operator import Operator
from smspartner_tui.export import Form
from smspartner_tui.export.rows import RECORD_HEADERS, TOTAL_HEADERS

SENT_AT: Final = datetime(2025, 6, 12, 12, 36, 42, 500_000, tzinfo=UTC)
"""14:36:42 in Paris."""

TOKEN: Final = "0a1b2c3d4e5f9f3a"
NADIA: Final = Operator("nadia", "equipe", 1001, "nadia", "192.0.2.7", "pts/3", "bastion")

ANSWER: Final = Outcome(
    State.CONFIRMED,
    Reason.SUCCESS,
    main_balance=Decimal("1619.2"),
    subaccount_balance=Decimal("1258.245"),
    code=200,
    status=200,
    seconds=0.3124,
    reply='{"success": true, "secret": "what the reply says besides"}',
)
CONFIRMED: Final = Entry(
    Movement("id 1", TOKEN, "Garage Martin", Direction.ADD, Decimal(1250), "FA-2031"),
    State.CONFIRMED,
    NADIA,
    SENT_AT - timedelta(seconds=9),
    number=1041,
    sent_at=SENT_AT,
    settled_at=SENT_AT + timedelta(seconds=1),
    main_before=Before(Decimal("2869.2"), SENT_AT - timedelta(minutes=2)),
    subaccount_before=Before(Decimal("8.245"), SENT_AT - timedelta(minutes=1)),
    outcome=ANSWER,
    owner="process 1",
)
REFUSED: Final = replace(
    CONFIRMED,
    movement=replace(CONFIRMED.movement, id="id 2", direction=Direction.REMOVE),
    state=State.REJECTED,
    number=1042,
    main_before=None,
    outcome=Outcome(State.REJECTED, Reason.REFUSED, code=8, message="Crédit insufisant"),
)
DECIDED: Final = replace(
    CONFIRMED,
    movement=replace(CONFIRMED.movement, id="id 3"),
    state=State.RESOLVED_APPLIED,
    number=1043,
    outcome=Outcome(State.UNKNOWN, Reason.DEADLINE, seconds=30.0),
    resolution=Resolution(
        applied=True,
        operator=Operator("paul"),
        at=SENT_AT + timedelta(hours=1),
        because="présent dans l'espace client",
        ruling=Ruling.APPLIED,
        why=Why.ROSE,
    ),
)
FLYING: Final = replace(CONFIRMED, state=State.SENDING, number=1044, settled_at=None, outcome=None)

RISE: Final = Rise(
    1, TOKEN, "Garage", Decimal("36.4"), SENT_AT, SENT_AT + timedelta(hours=8), after=1042
)
MAIN_RISE: Final = Rise(2, "", "", Decimal(500), SENT_AT, SENT_AT + timedelta(hours=9), after=1043)

PAST: Final = Past((CONFIRMED, REFUSED, DECIDED, FLYING), (RISE, MAIN_RISE), {})


def read(
    text: str, form: Form, headers: Mapping[str, str] = RECORD_HEADERS
) -> list[dict[str, str]]:
    """Rows by the names that programs know their columns by; what JSON has no value for is gone."""
    if form is Form.JSON:
        lines = text.split("\n")
        assert lines.pop() == ""
        return [{k: v for k, v in json.loads(line).items() if v is not None} for line in lines]
    if form is Form.SPREADSHEET:
        assert text.startswith("\ufeff")
    delimiter = ";" if form is Form.SPREADSHEET else ","
    rows = csv.reader(StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter)
    names = [*next(rows)]
    assert len(names) == len(headers)
    return [dict(zip(headers, row, strict=True)) for row in rows]


def read_totals(text: str, form: Form) -> list[dict[str, Any]]:
    """The same of totals."""
    return read(text, form, TOTAL_HEADERS)
