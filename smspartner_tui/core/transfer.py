"""A transfer as it is being typed: who pays, who gets how much, and what speaks against it. Pure.

The platform has no transfer of its own: it is a debit, then a credit, in that order only, because
crediting first would spend money that the payer may no longer have.
"""

from decimal import Decimal

from smspartner_tui.core.accounts import SubAccount
from smspartner_tui.core.frozen import frozen
from smspartner_tui.core.guards import Objection
from smspartner_tui.core.money import (
    AmountError,
    AmountProblem,
    Everything,
    amount_to_add,
    amount_to_remove,
    read_amount,
)
from smspartner_tui.core.movement import Direction, Movement
from smspartner_tui.core.run import Leg
from smspartner_tui.core.weighing import Known, WeighedLeg, forbidden, weigh


@frozen
class TransferDraft:
    """What was typed, weighed: two legs that can be asked for, or why they cannot.

    `must_retype` says how yes is given.
    """

    legs: tuple[WeighedLeg, ...] = ()
    problem: AmountProblem | None = None
    must_retype: bool = False

    @property
    def amount(self) -> Decimal | None:
        """Euros that change hands."""
        return self.legs[0].leg.movement.amount if self.legs else None

    @property
    def may_be_asked(self) -> bool:
        """Whether the operator can be asked for yes."""
        return bool(self.legs) and not forbidden(self.legs)

    @property
    def is_again(self) -> bool:
        """Whether a leg is like a movement that was made lately."""
        return any(one.duplicate is not None for one in self.legs)

    @property
    def objections(self) -> tuple[Objection, ...]:
        """What the guards say of either leg, each word once."""
        return tuple(dict.fromkeys(word for one in self.legs for word in one.objections))


def draft_transfer(
    ids: tuple[str, str],
    payer: SubAccount,
    payee: SubAccount,
    typed: str,
    reference: str,
    known: Known,
) -> TransferDraft:
    """Weigh what was typed: `=100` is what the payee comes to, `all` what the payer has.

    `ids` are those of its two movements.
    """
    try:
        wanted = read_amount(typed)
        if isinstance(wanted, Everything):
            amount = amount_to_remove(wanted, _amount_of(payer, known))
        else:
            amount = amount_to_add(wanted, _amount_of(payee, known))
    except AmountError as error:
        return TransferDraft(problem=error.problem)
    is_all = isinstance(wanted, Everything)
    debit = Movement(
        ids[0], payer.token, payer.name, Direction.REMOVE, amount, reference, everything=is_all
    )
    credit = Movement(ids[1], payee.token, payee.name, Direction.ADD, amount, reference)
    legs = weigh((Leg(debit), Leg(credit)), known)
    return TransferDraft(legs, must_retype=is_all or amount >= known.limits.confirm_above)


def _amount_of(subaccount: SubAccount, known: Known) -> Decimal | None:
    """A balance that can be reckoned from; none where a movement has changed it untold."""
    balance = known.balances.of(subaccount.token)
    return None if balance is None or balance.stale else balance.amount
