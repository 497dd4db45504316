"""Movements in doubt: how to check and decide, and what the program never does."""

from smspartner_tui.i18n import N_
from smspartner_tui.wording.guide.topic import Topic

TOPIC = Topic(
    "doubt",
    N_("When no answer comes"),
    (
        N_(
            "The platform has no identifier for a movement and no history, so a request without "
            "an answer may have moved the money, or not. Do not repeat it, neither here nor on "
            "the web site."
        ),
        N_(
            "Before a byte leaves, the movement is in the journal, on the disk. Its outcome is "
            "there before it is on the screen. Only one leaves at a time, each on a connection "
            "of its own, each at most once: nothing is ever sent again by itself."
        ),
        N_(
            "Only what the platform itself says decides: done when it said so, refused when it "
            "said so, not sent when no byte of the request had left. Everything else is in "
            "doubt, and says so."
        ),
        N_(
            "A sub-account with a movement in doubt takes no other, from any operator, until a "
            "person has decided. {check} shows both balances before and at each reading since, "
            "what either answer would need, and what is proposed."
        ),
        N_(
            "Only a credit raises a balance. If the account to be credited rose, it went "
            "through. If the one that pays holds more than it could after paying, it had no "
            "effect, which is final two minutes after the deadline. Where money moved elsewhere "
            "meanwhile, nothing is proposed."
        ),
        N_("Your decision is kept with your name, your reason and the evidence."),
        N_(
            "An equal movement by another hand at the same time, on the web site or from another "
            "server, cannot be told apart: do not repeat it there meanwhile."
        ),
        N_(
            "Quitting, a lost connection and the signals TERM and HUP wait for the answer and "
            "write it down. After a kill -9 or a power cut, the next start, or a colleague's "
            "screen, shows the movement in doubt."
        ),
        N_("If the journal cannot be written, nothing is sent."),
        N_("The same without a screen:"),
        ("  smspartner-tui resolve\n  smspartner-tui resolve 1042 --applied --because '12/06'"),
    ),
)
