"""How amounts are typed, and what counts as yes."""

from smspartner_tui.i18n import N_
from smspartner_tui.wording.guide.topic import Topic

TOPIC = Topic(
    "amounts",
    N_("Amounts and yes"),
    (
        N_(
            "An amount is “50”, “50,5”, “50.25” or “1 200,00”, in euros and cents. “=100” is the "
            "balance to reach, and “all”, when taking back, is all that is there."
        ),
        N_(
            "Before the question you see both balances before and after, and every guard that "
            "stands against it. Nothing has been sent then."
        ),
        N_("Yes is o or y. From `confirm_above` on, and for “all”, yes is the amount typed again."),
        N_(
            "Enter alone never moves money, nor does a paste, nor a burst of keys: exactly one "
            "movement leaves, or none. Esc goes back."
        ),
        N_(
            "The guards, from the configuration: the most in one movement, the most added in a "
            "day, the reserve of the main account, and the same movement again within a time, "
            "which is asked for as such."
        ),
        N_("A filter takes words, !word (without), <20 (less than 20 €), and low. Esc clears it."),
        N_(
            "“Left” is for how many days a balance lasts, from the program's own readings of "
            "four weeks."
        ),
    ),
)
