"""The wire to SMS Partner: a typed, synchronous client that answers with values.

`from smspartner_tui.partner import SmsPartner` is all that a script without the screen needs.
httpx is imported in this package alone, when the first request is made, and nothing of it
leaves: a movement gives an `Outcome`, a reading gives values or raises `ReadingError`.
"""

from smspartner_tui.core.accounts import Listing, ReadingProblem, SubAccountList
from smspartner_tui.core.movement import Outcome, Reason, State
from smspartner_tui.partner.asking import ReadingError
from smspartner_tui.partner.client import DEFAULT_BASE_URL, SmsPartner

__all__ = [
    "DEFAULT_BASE_URL",
    "Listing",
    "Outcome",
    "ReadingError",
    "ReadingProblem",
    "Reason",
    "SmsPartner",
    "State",
    "SubAccountList",
]
