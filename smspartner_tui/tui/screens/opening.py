"""What the list of sub-accounts opens: for the selected one, for those that are marked, for all."""

from smspartner_tui.core.accounts import SubAccount
from smspartner_tui.core.movement import Direction, Entry, RunKind
from smspartner_tui.core.run import Run, given_back, resumed
from smspartner_tui.i18n import _
from smspartner_tui.tui import screens
from smspartner_tui.tui.messages import LastMovementWanted, RunWanted
from smspartner_tui.tui.presentation.accounts import View
from smspartner_tui.tui.screens.base import ListScreen
from smspartner_tui.unique import new_id
from smspartner_tui.wording.following import held


class Opening(ListScreen):
    """A list of sub-accounts that opens dialogs and screens here and now.

    The keys that follow belong to what was opened already. `by_token` are those that are followed,
    `lasts` the newest movement of each, as far as the journal was asked, and `wants_undo` the one
    whose undoing waits for its answer.
    """

    def __init__(self, view: View) -> None:
        super().__init__()
        self.view = view
        self.by_token: dict[str, SubAccount] = {}
        self.lasts: dict[str, Entry | None] = {}
        self.wants_undo = ""

    @property
    def selected(self) -> SubAccount | None:
        """The sub-account under the cursor."""
        return self.by_token.get(self.table.cursor_key or "")

    async def action_add(self) -> None:
        """Add credit: to the selected sub-account, or the same to all that are marked."""
        await self._open_dialog(Direction.ADD)

    async def action_remove(self) -> None:
        """Take credit back: from the selected sub-account, or from all that are marked."""
        await self._open_dialog(Direction.REMOVE)

    async def _open_dialog(self, direction: Direction) -> None:
        if self.view.marks:
            await self.app.push_screen(screens.PlanScreen(frozenset(self.view.marks), direction))
        elif (subaccount := self.selected) is not None:
            await self.app.push_screen(screens.MovementDialog(subaccount, direction))

    async def action_transfer(self) -> None:
        """Transfer: from the first marked to the second, from the selected one where none is.

        Where the selected one's last transfer is half done, finish that.
        """
        marked = [self.by_token[token] for token in self.view.marks if token in self.by_token]
        selected = self.selected
        if not marked and selected is not None and (half := self._half_done) is not None:
            await self.app.push_screen(screens.ResumeDialog(half, resumed(half, new_id)))
            return
        if len(marked) > 2:
            self.host.say(_("Mark two at most: the first pays, the second gets."))
            return
        if len(marked) == 1 and selected is not None and selected not in marked:
            marked.append(selected)
        elif not marked and selected is not None:
            marked = [selected]
        payer, payee = (*marked, None, None)[:2]
        everyone = self.board.account.subaccounts
        await self.app.push_screen(screens.TransferDialog(everyone, payer, payee))

    async def action_plan(self) -> None:
        """Plan, of what is marked or of all; what has not ended comes first."""
        if (run := self.board.open_plan) is not None:
            await self.app.push_screen(screens.RunScreen(run))
        else:
            await self.app.push_screen(screens.PlanScreen(frozenset(self.view.marks)))

    async def action_undo(self) -> None:
        """Undo the last movement of the selected sub-account, with its transfer if it is of one.

        Where that transfer is half done, give its credit back.
        """
        if (half := self._half_done) is not None:
            await self.app.push_screen(screens.ResumeDialog(half, given_back(half, new_id)))
        elif (token := self.table.cursor_key) is not None and token not in self.lasts:
            # The journal is asked once the cursor stays, and this key was quicker.
            self.wants_undo = token
            self.post_message(LastMovementWanted(token))
        elif (last := self._last_entry) is None:
            self.host.say(_("No movement yet: there is nothing to undo."))
        elif last.link.kind is RunKind.TRANSFER:
            self.post_message(RunWanted(last.movement.id, to_undo=True))
        else:
            await self.app.push_screen(screens.UndoDialog(last))

    @property
    def _half_done(self) -> Run | None:
        subaccount = self.selected
        return None if subaccount is None else self.board.half_done_of(subaccount.token)

    @property
    def _last_entry(self) -> Entry | None:
        """The newest movement of the selected sub-account, as far as the journal has told it."""
        return self.lasts.get(self.table.cursor_key or "")

    async def action_check(self) -> None:
        """Settle the movement in doubt of this sub-account, else the oldest."""
        subaccount = self.selected
        doubts = self.board.in_doubt
        here = (e for e in doubts if subaccount and e.movement.token == subaccount.token)
        if (entry := next(here, next(iter(doubts), None))) is not None:
            await self.app.push_screen(screens.CheckScreen(entry))

    async def action_history(self) -> None:
        """Open the history."""
        await self.app.push_screen(screens.HistoryScreen())

    async def action_follow(self) -> None:
        """Follow the sub-accounts that are new on the platform, or ignore them for good."""
        await self.app.push_screen(screens.FollowScreen())

    async def action_ignored(self) -> None:
        """See those that are ignored for good, and follow them after all."""
        await self.app.push_screen(screens.FollowScreen(ignored=True))

    async def action_change(self) -> None:
        """Change how the selected sub-account is followed."""
        if (subaccount := self.selected) is not None:
            await self.app.push_screen(screens.ChangeDialog(subaccount.token))

    async def action_stop(self) -> None:
        """Stop following the selected sub-account."""
        if (subaccount := self.selected) is None:
            return
        if self.board.is_held(subaccount.token):
            self.host.say(held(subaccount.name), tone="bad")
            return
        await self.app.push_screen(screens.StopScreen(subaccount))

    async def action_copy(self) -> None:
        """Copy something of the selected sub-account."""
        if (subaccount := self.selected) is not None:
            await self.app.push_screen(screens.CopyScreen(subaccount, self._last_entry))
