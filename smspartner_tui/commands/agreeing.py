"""Yes without a screen: typed at a terminal, or given by options where nobody is there to ask."""

import argparse
from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal

from smspartner_tui.commands.asking import is_at_terminal, says_yes, typed_now
from smspartner_tui.commands.telling import FORBIDDEN, WRONG_USE, Stop, tell
from smspartner_tui.commands.visit import local_day
from smspartner_tui.core.filing import written_euros
from smspartner_tui.core.frozen import frozen
from smspartner_tui.core.guards import Surroundings
from smspartner_tui.core.money import same_amount
from smspartner_tui.core.movement import Entry
from smspartner_tui.core.text import clean
from smspartner_tui.desk import Desk
from smspartner_tui.i18n import _
from smspartner_tui.wording import already, euros


@frozen
class Question:
    """What yes will do, and the euros that are typed again, where a letter is not enough."""

    words: str
    amount: Decimal
    must_retype: bool
    is_total: bool = False


def refuse_unasked(options: argparse.Namespace) -> None:
    """See whether yes can be given at all, before anybody is contacted.

    Raises:
        Stop: nobody is there to be asked, and no option says yes.
    """
    if not (options.yes or options.confirm or is_at_terminal()):
        raise Stop(
            WRONG_USE,
            _("Without a terminal nobody can be asked: add --yes, or --confirm with the amount."),
        )


def agree(asked: Question, options: argparse.Namespace) -> bool:
    """Have yes said; whether a person was asked for it.

    Raises:
        Stop: it was not.
    """
    if options.confirm is not None:
        if not same_amount(options.confirm, asked.amount):
            words = _("Nothing is sent: --confirm says {given}, and it is {amount}.")
            given = clean(options.confirm)
            raise Stop(FORBIDDEN, words.format(given=given, amount=euros(asked.amount)))
        return False
    if options.yes and not asked.must_retype:
        return False
    if not is_at_terminal():
        words = _("Without a terminal the amount must be given once more: add --confirm {amount}.")
        raise Stop(WRONG_USE, words.format(amount=written_euros(asked.amount)))
    ask(asked)
    return True


def ask(asked: Question) -> None:
    """Ask the person at the terminal.

    Raises:
        Stop: it was not yes.
    """
    tell(asked.words)
    if not asked.must_retype:
        if not says_yes():
            raise Stop(FORBIDDEN, _("No: nothing is sent."))
    elif asked.is_total:
        if not same_amount(typed_now(_("The total again, or Enter to leave: ")), asked.amount):
            raise Stop(FORBIDDEN, _("That is not the total: nothing is sent."))
    elif not same_amount(typed_now(_("The amount again, or Enter to leave: ")), asked.amount):
        raise Stop(FORBIDDEN, _("That is not the amount: nothing is sent."))


def refuse_duplicates(
    like: Iterable[tuple[str, Entry | None]],
    options: argparse.Namespace,
    *,
    is_told: bool = False,
    is_interview: bool = False,
) -> None:
    """Have what was moved lately asked for as such: by name, which movement it is like.

    Each is named unless that `is_told`. In an interview, where no option can say so, it is asked.

    Raises:
        Stop: it was not.
    """
    found = [(name, entry) for name, entry in like if entry is not None]
    if not found or options.again:
        return
    if not is_told:
        tell(*(f"  {name}: {already(entry, local_day())}" for name, entry in found))
    if is_interview:
        tell(_("Move it once more all the same?"))
        if says_yes():
            return
        raise Stop(FORBIDDEN, _("No: nothing is sent."))
    raise Stop(
        FORBIDDEN,
        _("Nothing is sent: to repeat what was moved lately all the same, add --again."),
    )


@frozen
class Meanwhile:
    """What a question rests on: seen before it, and held against what is so behind it."""

    desk: Desk
    before: Surroundings
    stale_after: timedelta

    def refuse_changes(self, tokens: Iterable[str]) -> None:
        """See whether all is still as it was when the question was asked.

        Raises:
            Stop: it is not.
            JournalError: the journal cannot be read.
        """
        after = self.desk.surroundings()
        is_old = after.now - self.before.now > self.stale_after
        if is_old or any(_last(self.before, token) != _last(after, token) for token in tokens):
            raise Stop(FORBIDDEN, _("Balances have changed meanwhile: nothing is sent, try again."))


def _last(around: Surroundings, token: str) -> tuple[object, ...]:
    """What was last moved on a sub-account, and what is in flight there or in doubt."""
    return (*around.recent.get(token, ())[:1], around.open_entries.get(token))
