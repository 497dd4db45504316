"""Scenes of the program as pictures show them: for the snapshots and for the README alike.

Each is played by the robot on real parts, and holds nothing that differs from run to run: no
port, no path, no time but the clock's.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Final

from smspartner_tui.core.guards import Limits
from smspartner_tui.tui.board import Account
from smspartner_tui.tui.screens.yes import Stage
from smspartner_tui.tui.widgets.facts import Lines
from tests.past import (
    SILENT,
    half_spent,
    read_hours_ago,
    settled,
    spent_for_weeks,
    unanswered,
)
from tests.rehearsal import LIMITS, Rehearsal, Wishes
from tests.robot import Robot
from tests.scenes_in_turn import (
    asks_for_a_plan,
    asks_for_a_transfer,
    asks_for_the_same,
    carries_out_a_plan,
    has_a_plan_stopped,
    leaves_a_transfer_half_done,
    plain,
    undoes,
)

Play = Callable[[Robot, Rehearsal], Awaitable[None]]
Prepare = Callable[[Rehearsal], None]


@dataclass(frozen=True)
class Scene:
    """What the robot does, what has happened before, and where it is played."""

    does: Play
    before: Prepare = lambda _rehearsal: None
    wishes: Wishes = field(default_factory=Wishes)
    size: tuple[int, int] = (80, 24)

    async def play(self, robot: Robot, rehearsal: Rehearsal) -> None:
        """Have the robot do it; what follows the cursor a moment later is there when it ends."""
        await self.does(robot, rehearsal)
        app = robot.app
        await robot.waits_until(
            lambda: (
                app.dashboard.table.cursor_key in {None, *app.dashboard.lasts}
                or app.board.journal_problem is not None
            ),
            "the last movement",
        )
        await robot.settles()


def installed(account: Account) -> Account:
    """An account whose places and key are those of an ordinary installation."""
    return replace(
        account,
        journal_path="~/.local/state/smspartner-tui/prod/journal.sqlite3",
        config_path="~/.config/smspartner-tui/config.toml",
        key_source="pass show smspartner/prod (…7d02)",
    )


# What the robot does


async def looks(robot: Robot, _rehearsal: Rehearsal) -> None:
    """Nothing: the dashboard as it opens."""
    await robot.waits_until(lambda: not robot.works("journal"), "what is open")


async def marks(robot: Robot, rehearsal: Rehearsal) -> None:
    """Two rows marked, in the order of their state."""
    await robot.presses("o", "o", "o", "o", "g", "space", "space")
    await looks(robot, rehearsal)


async def filters(robot: Robot, _rehearsal: Rehearsal) -> None:
    """A filter being typed."""
    await robot.presses("f", *"golfe")
    await robot.waits_until(lambda: len(robot.names) == 2, "two rows")


async def fills_in(robot: Robot, _rehearsal: Rehearsal) -> None:
    """The form, with an amount to reach."""
    await robot.opens_add("Garage Martin")
    await robot.types("=100")


async def asks_to_add(robot: Robot, _rehearsal: Rehearsal) -> None:
    """The question."""
    await robot.adds("Garage Martin", "50", "FA-2031")


async def asks_to_remove(robot: Robot, _rehearsal: Rehearsal) -> None:
    """Everything, with the amount typed again."""
    await robot.removes("Mairie de Vannes", "tout", "fin de contrat")
    await robot.waits_for_ears()
    await robot.types("1204,50")


async def is_blocked(robot: Robot, _rehearsal: Rehearsal) -> None:
    """Two guards at once."""
    await robot.opens_add("Garage Martin")
    await robot.fills_in("2 500")


async def waits(robot: Robot, rehearsal: Rehearsal) -> None:
    """A movement in flight, for three seconds now."""
    rehearsal.bank.movements.hold()
    await robot.adds("Garage Martin", "50", "FA-2031")
    await robot.says_yes()
    question = robot.dialog.query_one("#question", Lines)
    rehearsal.clock.advance(seconds=3)
    await robot.waits_until(lambda: "3 s" in plain(question.lines), "three seconds")


async def is_refused(robot: Robot, _rehearsal: Rehearsal) -> None:
    """The platform's no, with what was typed."""
    await robot.adds("Refus Assurances", "50", "FA-2031")
    await robot.says_yes()
    await robot.waits_for_stage(Stage.ANSWERED)
    await robot.waits_until(lambda: not robot.works("reading"), "the reading behind it")


async def is_unanswered(robot: Robot, _rehearsal: Rehearsal) -> None:
    """No answer."""
    await robot.adds(SILENT, "50", "FA-2031")
    await robot.says_yes()
    await robot.waits_for_stage(Stage.ANSWERED)
    await robot.waits_until(lambda: not robot.works("reading"), "the reading behind it")


async def leaves_it_in_doubt(robot: Robot, _rehearsal: Rehearsal) -> None:
    """The row that is locked by it, and the details below."""
    await robot.says_no()
    await robot.selects(SILENT)
    await robot.waits_until(lambda: not robot.works("last"), "the last movement")


async def is_offered(robot: Robot, _rehearsal: Rehearsal) -> None:
    """The question that a start with a doubt asks."""
    await robot.waits_for_ears()


async def checks(robot: Robot, _rehearsal: Rehearsal) -> None:
    """What is known of it."""
    await robot.says_yes()
    await robot.waits_until(lambda: bool(robot.screen.query("#figures")), "the figures")


async def gives_a_reason(robot: Robot, rehearsal: Rehearsal) -> None:
    """The decision, up to its question."""
    await checks(robot, rehearsal)
    await robot.presses("a")
    await robot.types("vu dans l'espace client")
    await robot.presses("enter")
    await robot.waits_for_ears()


async def looks_back(robot: Robot, _rehearsal: Rehearsal) -> None:
    """The history, on a movement that was decided by hand."""
    await robot.presses("h")
    await robot.waits_until(lambda: bool(robot.screen.query("#entries")), "the history")
    await robot.waits_until(lambda: not robot.works("history"), "the journal")
    await robot.presses("G", "k")


async def opens_a_record(robot: Robot, rehearsal: Rehearsal) -> None:
    """A movement in full."""
    await looks_back(robot, rehearsal)
    await robot.presses("enter")
    await robot.waits_until(lambda: not robot.works("steps"), "its steps")
    await robot.settles()


async def copies_a_receipt(robot: Robot, rehearsal: Rehearsal) -> None:
    """Three lines for the client."""
    await looks_back(robot, rehearsal)
    await robot.presses("c")


async def wants_a_file(robot: Robot, rehearsal: Rehearsal) -> None:
    """What to export."""
    await looks_back(robot, rehearsal)
    await robot.presses("x")


async def opens_the_card(robot: Robot, _rehearsal: Rehearsal) -> None:
    """All about one sub-account."""
    await looks(robot, _rehearsal)
    await robot.presses("enter")


async def asks_for_help(robot: Robot, _rehearsal: Rehearsal) -> None:
    """The keys."""
    await robot.presses("?")


async def grows_old(robot: Robot, rehearsal: Rehearsal) -> None:
    """The last balances known, hours later, with the platform out of reach."""
    await looks(robot, rehearsal)


SCENES: Final[dict[str, Scene]] = {
    "dashboard": Scene(looks, settled),
    "dashboard-wide": Scene(looks, settled, size=(120, 40)),
    "dashboard-narrow": Scene(looks, settled, size=(59, 16)),
    "marks": Scene(marks),
    "filter": Scene(filters),
    "add-form": Scene(fills_in, settled),
    "add": Scene(asks_to_add, settled),
    "remove": Scene(asks_to_remove),
    "blocked": Scene(is_blocked),
    "wait": Scene(waits, wishes=Wishes(deadline=30.0)),
    "refused": Scene(is_refused),
    "unanswered": Scene(is_unanswered, wishes=Wishes(deadline=0.3)),
    "offer": Scene(is_offered, unanswered),
    "doubt": Scene(leaves_it_in_doubt, unanswered),
    "unknown": Scene(checks, unanswered),
    "decision": Scene(gives_a_reason, unanswered),
    "transfer": Scene(asks_for_a_transfer, settled),
    "plan": Scene(asks_for_a_plan, spent_for_weeks, size=(100, 24)),
    # Too narrow for the milliseconds of a reply, which are others each time.
    "plan-running": Scene(carries_out_a_plan, size=(69, 24)),
    "plan-stopped": Scene(has_a_plan_stopped, wishes=Wishes(deadline=0.3), size=(69, 24)),
    "half-done": Scene(leaves_a_transfer_half_done, size=(69, 24)),
    "undo": Scene(undoes, half_spent),
    "same-amount": Scene(asks_for_the_same),
    "history": Scene(looks_back, settled),
    "record": Scene(opens_a_record, settled),
    "receipt": Scene(copies_a_receipt, settled),
    "export": Scene(wants_a_file, settled),
    "card": Scene(opens_the_card, settled),
    "help": Scene(asks_for_help, wishes=Wishes(account=installed)),
    "read-only": Scene(looks, wishes=Wishes(limits=replace(LIMITS, read_only=True))),
    "stale": Scene(grows_old, read_hours_ago, Wishes(is_listening=False)),
    "empty": Scene(looks, wishes=Wishes(subaccounts=(), limits=Limits(), account=installed)),
    "no-colour": Scene(looks, wishes=Wishes(no_colour=True)),
}
