"""What the rehearsal bank answers to a credit call, and the lines of its ledger: plain values."""

from decimal import Decimal
from typing import ClassVar, Final

from smspartner_tui.core.accounts import CURRENCY
from smspartner_tui.core.frozen import frozen
from smspartner_tui.core.movement import Direction

MESSAGES: Final = {
    1: "La Clé API est requise",
    2: "Le crédit est requis",
    3: "L'identifiant du sous-compte est requis",
    4: "Vous n'avez pas l'autorisation",
    5: "Le crédit à attribuer doit être supérieur à 0",
    6: "La balance doit être supérieur à 0",
    7: "Le sous-compte n'existe pas",
    8: "Crédit insufisant",
    10: "Clé API incorrecte",
    90: "Le JSON est malformé",
}
"""The vendor's own words, their spelling included [seed]; 90 is of its general page [public]."""


@frozen
class Accepted:
    """A movement that was applied, with both balances in euros after it."""

    main: Decimal
    sub: Decimal
    currency: str = CURRENCY
    slow: bool = False
    success: ClassVar[bool] = True
    code: ClassVar[int] = 200


@frozen
class Refused:
    """A movement that was refused: nothing moved."""

    code: int
    slow: bool = False
    success: ClassVar[bool] = False

    @property
    def message(self) -> str:
        """The vendor's own words for the code."""
        return MESSAGES[self.code]


Reply = Accepted | Refused


@frozen
class Applied:
    """A line of the ledger: a movement that did happen; everything in euros."""

    direction: Direction
    token: str
    amount: Decimal
    main_after: Decimal
    sub_after: Decimal
