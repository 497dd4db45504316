"""Who is followed, changed on screen: handed to what keeps it, and taken in at once."""

from collections.abc import Iterator

from textual import work

from smspartner_tui.core.following import Edit, Followed
from smspartner_tui.journal import JournalError
from smspartner_tui.settings.errors import SettingsError
from smspartner_tui.settings.following import ChangedMeanwhile, Keeper
from smspartner_tui.tui import screens
from smspartner_tui.tui.edits import EditAgreed, EditKept, EditRefused
from smspartner_tui.tui.refreshing import Refreshing
from smspartner_tui.tui.trending import Trending
from smspartner_tui.wording import journal_problem
from smspartner_tui.wording.following import changed_meanwhile, held, kept, name_of


class Following(Refreshing, Trending):
    """An app that follows other sub-accounts, or the same otherwise, without a new start."""

    keeper: Keeper

    def on_edit_agreed(self, agreed: EditAgreed) -> None:
        """Have an edit kept."""
        self.keep_edit(agreed.edit)

    @work(thread=True, group="configuration", description="configuration")
    def keep_edit(self, edit: Edit) -> None:
        """Keep an edit; who is stopped must not be in the middle of something."""
        try:
            for token in edit.stop:
                if self._desk.is_held(token):
                    known = self.keeper.followed.get(token)
                    name = token[-4:] if known is None else name_of(known)
                    self.post_message(EditRefused(held(name)))
                    return
            followed = self.keeper.keep(edit)
        except ChangedMeanwhile as changed:
            self.post_message(EditRefused(changed_meanwhile(), changed.followed))
        except SettingsError as error:
            self.post_message(EditRefused(str(error)))
        except JournalError as error:
            self.post_message(EditRefused(journal_problem(error.problem)))
        else:
            self.post_message(EditKept(edit, followed))

    def on_edit_kept(self, told: EditKept) -> None:
        """Follow from now on who was asked for."""
        words = kept(told.edit, self.board.account.followed, self.keeper.place)
        self.follow(told.followed)
        self.say(words, tone="good")
        for screen in self._editing_screens():
            screen.edit_kept()
        if told.edit.follow:
            # Their balances are kept from now on, and what the journal knows of them is shown.
            self.read_balances()
            self.read_trends()

    def on_edit_refused(self, told: EditRefused) -> None:
        """Say why, where it was asked for; what others changed is taken in."""
        if told.followed is not None:
            self.follow(told.followed)
        screens = list(self._editing_screens())
        for screen in screens:
            screen.edit_refused(told.problem)
        if not screens:
            self.say(told.problem, tone="bad")

    def _editing_screens(self) -> Iterator["screens.Edits"]:
        for screen in self.screen_stack:
            if isinstance(screen, screens.Edits) and screen.is_mounted and screen.is_writing:
                yield screen

    def follow(self, followed: Followed) -> None:
        """Follow these, everywhere and at once."""
        self.board = self.board.with_followed(followed)
        self._desk.follow(self.board.account.subaccounts)
        self.show_board()
