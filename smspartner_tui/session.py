"""One session at the dashboard: its parts put together, run, and taken apart in order."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, Final

from smspartner_tui.assembly import assembled, desk_over
from smspartner_tui.core.accounts import SubAccount
from smspartner_tui.core.facts import Fact, MovementSettled, MovementStopped, RunStopped
from smspartner_tui.core.guards import Limits
from smspartner_tui.core.money import Language
from smspartner_tui.core.movement import Entry, Movement, Outcome
from smspartner_tui.core.text import clean
from smspartner_tui.desk import Desk
from smspartner_tui.entrance import Arrival
from smspartner_tui.i18n import _, name_instead_of_keys
from smspartner_tui.journal import Journal, JournalError
from smspartner_tui.journal.mounts import file_system_of, is_remote
from smspartner_tui.partner import SmsPartner
from smspartner_tui.reading import now
from smspartner_tui.settings.config import Settings
from smspartner_tui.settings.errors import SettingsError
from smspartner_tui.settings.following import InFile
from smspartner_tui.settings.identity import who_is_there
from smspartner_tui.settings.key import KeyEnvironment, KeySource, read_key
from smspartner_tui.settings.places import state_folder
from smspartner_tui.settings.profile import Profile
from smspartner_tui.settings.remembered import Remembered, recall, remember
from smspartner_tui.tui.leaving import ignore_signals, let_go_of_terminal
from smspartner_tui.tui.remapping import in_sentences
from smspartner_tui.tui.terminal import suit
from smspartner_tui.wording import euros, outcome, stopped
from smspartner_tui.wording.runs import called
from smspartner_tui.wording.runs import stopped as stopped_run

if TYPE_CHECKING:
    from smspartner_tui.tui.board import Account

REHEARSAL_DEADLINE: Final = 8.0
"""Seconds: a silent sub-account should teach its lesson without a long wait."""

_STALE_AFTER: Final = timedelta(minutes=5)
_INTERVAL: Final = timedelta(seconds=60)


class Session:
    """A desk, the screen in front of it, and what must be tidied away behind it."""

    def __init__(
        self,
        desk: Desk,
        journal: Journal,
        account: "Account",
        *,
        interval: timedelta | None,
        settings: Settings | None = None,
        rekey: Callable[[], str] | None = None,
        keeper: InFile | None = None,
        start_late: Callable[[], object] = lambda: None,
        tidy: Callable[[], object] = lambda: None,
    ) -> None:
        self._desk = desk
        self._journal = journal
        self._account = account
        self._interval = interval
        self._settings = settings
        self._rekey = rekey
        self._keeper = keeper
        self._start_late = start_late
        self._tidy = tidy
        self._kept = Remembered()

    def run(self) -> int:
        """Show the dashboard until the operator leaves; the exit status."""
        from smspartner_tui.tui.app import SmsPartnerApp
        from smspartner_tui.tui.presentation.accounts import View
        from smspartner_tui.tui.themes import AUTOMATIC, theme_to_start_with

        self._kept = recall(state_folder())
        if self._account.is_rehearsal:
            self._kept = Remembered(theme=self._kept.theme)
        name_instead_of_keys(in_sentences(self._settings.keys) if self._settings else None)
        terminal = suit(os.environ)
        configured = self._settings.ui.theme if self._settings else AUTOMATIC
        self._desk.look_ahead()
        app = SmsPartnerApp(
            self._desk,
            self._account,
            clock=now,
            refresh_interval=self._interval,
            view=View(order=self._kept.order, reverse=self._kept.reverse),
            remember=lambda order, reverse: self._remember(order=order, reverse=reverse),
            remember_theme=lambda theme: self._remember(theme=theme),
            remember_language=self._remember_language,
            rekey=self._rekey,
            keeper=self._keeper,
            has_new_configuration=(
                self._keeper.has_new_configuration if self._keeper else lambda: False
            ),
            theme=theme_to_start_with(self._kept.theme, configured, terminal),
            keymap=self._settings.keys if self._settings else None,
            no_colour=bool(os.environ.get("NO_COLOR")),
        )
        Thread(target=self._start_late, name="rehearsal bank", daemon=True).start()
        try:
            app.run(mouse=self._settings.ui.mouse if self._settings else False)
        finally:
            # However the screen ended: the journal is not closed under a movement in flight.
            ignore_signals()
            self._finish(app.take_untold)
        return app.return_code or 0

    @property
    def _remember_language(self) -> Callable[[Language], object] | None:
        """How a language is remembered; none where nothing is, because it needs another start."""
        if self._account.is_rehearsal:
            return None
        return lambda language: self._remember(language=language)

    def _finish(self, take_untold: Callable[[], Iterable[Fact]]) -> None:
        """Wait for the movement in flight, and say what came of it, and of the others."""
        self._desk.tell = _print_outcome
        for fact in take_untold():
            _print_outcome(fact)
        if self._desk.is_sending:
            _print(_("Waiting for the outcome of the movement in flight…"))
        is_written = self._desk.close()
        # A thread that was about to tell may still have told the screen.
        for fact in take_untold():
            _print_outcome(fact)
        if not is_written:
            _print(_("The outcome could not be written: the next start will show it in doubt."))

    def _remember(self, **chosen: Any) -> None:
        self._kept = replace(self._kept, **chosen)
        # What is rehearsed leaves nothing behind.
        if not self._account.is_rehearsal:
            remember(state_folder(), self._kept)

    def close(self) -> None:
        """Close the journal, and tidy away what was for this session only."""
        self._journal.close()
        self._tidy()


def _print(*lines: str) -> None:
    try:
        # At once: another thread may have something to say as well.
        sys.stderr.write("".join(f"{line}\n" for line in lines))
        sys.stderr.flush()
    except OSError:
        # The terminal went away meanwhile: there is nobody to tell, and still an end to come to.
        let_go_of_terminal()


def _print_outcome(fact: Fact) -> None:
    match fact:
        case MovementSettled(entry=Entry(outcome=Outcome() as result) as entry):
            movement, number = entry.movement, entry.number
            words = _("No. {number}, {name}, {amount}:")
            which = words.format(number=number, name=movement.name, amount=_signed(movement))
            _print(which, *outcome(movement, result, number))
        case MovementStopped(movement=movement):
            words = _("{name}, {amount}:")
            which = words.format(name=movement.name, amount=_signed(movement))
            why = stopped(fact, now().astimezone().date())
            _print(which, _("Not sent. Nothing moved."), *why)
        case RunStopped(run=run):
            _print(_("{what}:").format(what=called(run)), *stopped_run(fact))
        case _:
            pass


def _signed(movement: Movement) -> str:
    return euros(movement.change_of_subaccount, signed=True)


def configured(
    settings: Settings, profile: Profile, arrival: Arrival, *, read_only: bool
) -> Session:
    """A session on a real account."""
    parts = assembled(profile, arrival, read_only=read_only)
    source = profile.key_source.describe()
    account = _account(
        profile.label,
        profile.subaccounts,
        parts.desk.limits,
        stale_after=profile.stale_after,
        deadline=profile.deadline,
    )
    account = replace(
        account,
        main_low=profile.main_low,
        profile=profile.name,
        journal_path=clean(str(parts.journal.path)),
        config_path=clean(str(settings.path)),
        key_source=f"{source} (…{parts.key_tail})" if parts.key_tail else source,
        proxy=parts.partner.proxy_host,
        operator=parts.operator,
        notice=_notice(parts.journal.path),
    )
    return Session(
        parts.desk,
        parts.journal,
        account,
        interval=profile.refresh_interval,
        settings=settings,
        rekey=partial(_rekey, parts.partner, parts.journal, profile.key_source),
        keeper=InFile(settings, profile),
    )


def _notice(journal_path: Path) -> str:
    """What is wrong with where the journal stands, though it can be used there."""
    kind = file_system_of(journal_path)
    if not is_remote(kind):
        return ""
    words = _(
        "The journal stands on a network file system ({kind}), where locks may not hold: "
        "give it a folder of this server (`journal` in the configuration)."
    )
    return words.format(kind=kind)


def _rekey(partner: SmsPartner, journal: Journal, source: KeySource) -> str:
    """Use the key that stands at its source now; what is wrong with it, or nothing."""
    if isinstance(source, KeyEnvironment):
        return _("API key refused: it came with the start, so start again with the new one.")
    try:
        key = read_key(source)
    except SettingsError as error:
        return str(error)
    # First, so that nothing is sent with it before other journals can see whose account it is.
    journal.use_fingerprint(key.fingerprint)
    partner.use_key(key)
    return ""


def rehearsal(*, read_only: bool) -> Session:
    """A session on the rehearsal bank, in this process; its journal is thrown away at the end."""
    from smspartner_tui.simulator import DEMO_KEY, Bank, SimulatorServer, demo_subaccounts, past

    server = SimulatorServer(Bank(key=DEMO_KEY))
    folder = Path(tempfile.mkdtemp(prefix="smspartner-tui-"))
    partner = SmsPartner(DEMO_KEY, server.base_url, deadline=REHEARSAL_DEADLINE)
    journal = Journal(folder / "rehearsal", server.base_url, who_is_there(), now)
    with suppress(JournalError):
        journal.keep_past(past(now()))
    limits = Limits(read_only=read_only, main_reserve=Decimal(500), max_per_day=Decimal(1000))
    subaccounts = demo_subaccounts()
    desk = desk_over(partner, journal, subaccounts, limits, _STALE_AFTER)
    account = _account(
        _("Rehearsal"),
        subaccounts,
        limits,
        stale_after=_STALE_AFTER,
        deadline=REHEARSAL_DEADLINE,
    )

    def tidy() -> None:
        server.close()
        shutil.rmtree(folder, ignore_errors=True)

    return Session(
        desk,
        journal,
        replace(account, is_rehearsal=True),
        interval=_INTERVAL,
        start_late=server.start,
        tidy=tidy,
    )


def _account(
    label: str,
    subaccounts: tuple[SubAccount, ...],
    limits: Limits,
    *,
    stale_after: timedelta,
    deadline: float,
) -> "Account":
    from smspartner_tui.tui.board import Account

    return Account(
        label=label,
        operator=who_is_there(),
        subaccounts=subaccounts,
        stale_after=stale_after,
        deadline=deadline,
        is_fixed_read_only=limits.read_only,
    )
