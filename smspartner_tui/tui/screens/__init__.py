"""One file a screen or dialog; each is loaded when it is first named here, or as one of `FILES`.

Loading them all would hold back the first paint, which needs one of them. Left until its key is
pressed, an update of the program meanwhile could bring a screen of another version.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from smspartner_tui.tui.screens.ask import AskScreen as AskScreen
    from smspartner_tui.tui.screens.card import CardScreen as CardScreen
    from smspartner_tui.tui.screens.change import ChangeDialog as ChangeDialog
    from smspartner_tui.tui.screens.check import CheckScreen as CheckScreen
    from smspartner_tui.tui.screens.copy import CopyScreen as CopyScreen
    from smspartner_tui.tui.screens.edits import Edits as Edits
    from smspartner_tui.tui.screens.export import ExportScreen as ExportScreen
    from smspartner_tui.tui.screens.follow import FollowScreen as FollowScreen
    from smspartner_tui.tui.screens.help import HelpScreen as HelpScreen
    from smspartner_tui.tui.screens.history import HistoryScreen as HistoryScreen
    from smspartner_tui.tui.screens.last import ShowsLast as ShowsLast
    from smspartner_tui.tui.screens.menu import MenuScreen as MenuScreen
    from smspartner_tui.tui.screens.movement import MovementDialog as MovementDialog
    from smspartner_tui.tui.screens.plan import PlanScreen as PlanScreen
    from smspartner_tui.tui.screens.record import RecordScreen as RecordScreen
    from smspartner_tui.tui.screens.resume import ResumeDialog as ResumeDialog
    from smspartner_tui.tui.screens.run import RunScreen as RunScreen
    from smspartner_tui.tui.screens.stop import StopScreen as StopScreen
    from smspartner_tui.tui.screens.theme import ThemeScreen as ThemeScreen
    from smspartner_tui.tui.screens.transfer import TransferDialog as TransferDialog
    from smspartner_tui.tui.screens.undo import UndoDialog as UndoDialog
    from smspartner_tui.tui.screens.weighing import WeighsMany as WeighsMany

_HOMES: Final = {
    "AskScreen": "ask",
    "CardScreen": "card",
    "ChangeDialog": "change",
    "CheckScreen": "check",
    "CopyScreen": "copy",
    "Edits": "edits",
    "ExportScreen": "export",
    "FollowScreen": "follow",
    "HelpScreen": "help",
    "HistoryScreen": "history",
    "MenuScreen": "menu",
    "MovementDialog": "movement",
    "PlanScreen": "plan",
    "RecordScreen": "record",
    "ResumeDialog": "resume",
    "RunScreen": "run",
    "ShowsLast": "last",
    "StopScreen": "stop",
    "ThemeScreen": "theme",
    "TransferDialog": "transfer",
    "UndoDialog": "undo",
    "WeighsMany": "weighing",
}
"""What may be named here, and the file that it is in."""

FILES: Final = tuple(f"{__name__}.{home}" for home in _HOMES.values())
"""The modules of all the screens."""


def _load(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(name)
    found = globals()[name] = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    return found


if not TYPE_CHECKING:
    # Type checkers would take any name for one that is there.
    __getattr__ = _load
