"""Stop following a sub-account: what that means, and the question."""

from smspartner_tui.core.accounts import SubAccount
from smspartner_tui.core.following import Edit
from smspartner_tui.i18n import _
from smspartner_tui.tui.edits import EditAgreed
from smspartner_tui.tui.presentation.accounts import amount_of
from smspartner_tui.tui.screens.ask import AskScreen
from smspartner_tui.wording import euros
from smspartner_tui.wording.following import where


class StopScreen(AskScreen):
    """Asks whether a sub-account is to be followed no more, and hands over the yes."""

    def __init__(self, subaccount: SubAccount) -> None:
        self._subaccount = subaccount
        words = _("Stop following {name} (token …{tail})?")
        super().__init__(words.format(name=subaccount.name, tail=subaccount.token_tail))

    def on_mount(self) -> None:
        """Ask, saying what stays."""
        amount = amount_of(self.board, self._subaccount.token)
        self._detail = "\n".join(
            (
                _("Its credit stays where it is: {amount}.").format(
                    amount=_("not known") if amount is None else euros(amount)
                ),
                _("Its history stays, and it can be followed again (i)."),
                where(self.board.account.config_path),
            )
        )
        super().on_mount()

    def answered(self, yes: bool) -> None:
        """Hand it over."""
        if yes:
            self.app.post_message(EditAgreed(Edit(stop=(self._subaccount.token,))))
        super().answered(yes)
