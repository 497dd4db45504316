"""A plan on screen: read, changed by hand, agreed to by its total; the ledger is what counts."""

import stat
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from smspartner_tui.core.filing import read
from smspartner_tui.core.movement import RunKind
from smspartner_tui.core.run import RunState
from smspartner_tui.tui.screens.yes import Stage
from tests.rehearsal import followed, staged
from tests.turns import begins_plan, marks, opens_plan, plan_screen, waits_for_run

GARAGE = "Garage Martin"
CLINIC = "Clinique Saint-Yves"
LEROY = "Pharmacie Leroy"
TOWN = "Mairie de Vannes"
HAIR = "Coiffure Élégance"
OURS = followed(GARAGE, LEROY, TOWN, HAIR, CLINIC)
LIFTED = [("add", CLINIC, "99.2"), ("add", LEROY, "51.75"), ("add", HAIR, "30.1")]
QUESTION = "CARRY OUT 3 movements, €181.05 moved in all?"


async def test_p_the_total_and_enter_carry_out_all_of_it(tmp_path: Path) -> None:
    """Who is low is lifted to the target, the neediest first; the sums are there before."""
    async with staged(tmp_path, subaccounts=OURS) as stage:
        robot = stage.robot
        await opens_plan(robot)
        await robot.sees(
            "Plan: lift who is low to the target",
            "1 Clinique Saint-… 0.80 +99.20 100.00 target",
            "2 Pharmacie Leroy 8.24 +51.75 59.99 target",
            "3 Coiffure Élégan… 19.90 +30.10 50.00 target",
            "3 movements · credits €181.05",
            "Main account €2,869.20 → €2,688.15",
            "reserve €500.00",
            QUESTION,
            "Type the total again",
        )
        before = robot.keys_pressed
        await robot.retypes("181,05")
        await waits_for_run(robot, RunState.ENDED)
        assert robot.keys_pressed - before == len("181,05") + 1
        assert stage.moved == LIFTED
        assert {(one.link.kind, one.link.run) for one in stage.history} == {(RunKind.PLAN, 1)}
        await robot.presses("escape")
        await robot.sees("Plan no. 1: 3 done, €181.05 moved", "Main account €2,688.15")


async def test_nothing_but_the_total_typed_by_hand_is_yes(tmp_path: Path) -> None:
    """Enters typed ahead, letters, a paste, another total and one typed too early send nothing."""
    async with staged(tmp_path, subaccounts=OURS) as stage:
        robot = stage.robot
        await robot.presses("p", *["enter"] * 6, *"181.05", "enter")
        await robot.waits_for_stage(Stage.QUESTION)
        await robot.presses("escape", "enter", *"181.05", "enter")
        await robot.sees("Too early: type it once more, from the beginning.")
        await robot.waits_for_ears()
        await robot.pastes("181.05")
        await robot.sees("Type it by hand, please: a paste is not an answer.")
        for wrong in ("", "o", "181.04", "99.20"):
            await robot.retypes(wrong)
            await robot.sees("The total typed again differs. Nothing was sent.")
        assert stage.posts == 0
        await robot.retypes("181.05")
        await waits_for_run(robot, RunState.ENDED)
        assert stage.moved == LIFTED


async def test_rows_are_struck_out_and_put_back(tmp_path: Path) -> None:
    """Esc leads to the list; what is struck out stays in sight, and the total follows."""
    async with staged(tmp_path, subaccounts=OURS) as stage:
        robot = stage.robot
        await opens_plan(robot)
        await robot.presses("escape", "j", "x")
        await robot.sees("- Pharmacie Leroy (51.75) struck out", "2 movements · credits €129.30")
        await robot.presses("x")
        await robot.sees("2 Pharmacie Leroy 8.24 +51.75", "3 movements")
        await robot.presses("g", "space", "enter")
        await robot.sees("CARRY OUT 2 movements, €81.85 moved in all?")
        await robot.retypes("81.85")
        await waits_for_run(robot, RunState.ENDED)
        assert stage.moved == LIFTED[1:]


async def test_an_amount_is_changed_within_what_the_plan_is_for(tmp_path: Path) -> None:
    """Less is taken as it is, more is bounded and said, what is no amount stays to be mended."""
    async with staged(tmp_path, subaccounts=OURS) as stage:
        robot = stage.robot
        await opens_plan(robot)
        await robot.presses("escape", "e")
        await robot.clears()
        await robot.presses(*"2x", "enter")
        await robot.sees("Cannot read this amount: write 50 or 50.25")
        await robot.clears()
        await robot.presses(*"150", "enter")
        await robot.sees("€99.20 at most: its target, its maximum and what there is are kept.")
        await robot.sees("1 Clinique Saint-… 0.80 +99.20 100.00 changed by hand")
        await robot.presses("j", "e")
        await robot.clears()
        await robot.presses(*"=20", "enter")
        await robot.sees("2 Pharmacie Leroy 8.24 +11.75 19.99 changed by hand")
        await robot.presses("j", "e", "5", "escape", "enter")
        await robot.sees("CARRY OUT 3 movements, €141.05 moved in all?")
        await robot.retypes("141.05")
        await waits_for_run(robot, RunState.ENDED)
        assert stage.moved == [LIFTED[0], ("add", LEROY, "11.75"), LIFTED[2]]


async def test_taking_back_is_switched_on_and_goes_first(tmp_path: Path) -> None:
    """`d` adds what is above the maximum; debits come before the credits that they pay."""
    async with staged(tmp_path, subaccounts=OURS) as stage:
        robot = stage.robot
        await opens_plan(robot)
        await robot.presses("escape", "d")
        await robot.sees(
            "take back what is above the maximum",
            "1 Mairie de Vannes 1,204.50 -804.50 400.00 maximum",
            "4 movements · debits €804.50 · credits €181.05",
            "Main account €2,869.20 → €3,492.65",
        )
        await robot.presses("d")
        await robot.does_not_see("maximum", "debits")
        await robot.presses("d", "enter")
        await robot.retypes("985.55")
        await waits_for_run(robot, RunState.ENDED)
        assert stage.moved == [("remove", TOWN, "804.5"), *LIFTED]


async def test_the_list_is_read_while_the_total_is_typed(tmp_path: Path) -> None:
    """Arrows and pages move its cursor, and the total loses no digit by it."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        screen = await opens_plan(robot)
        await robot.waits_for_ears()
        await robot.presses("4", "pagedown", "4", "down", "6")
        assert screen.table.cursor_index == len(screen.plan.rows) - 1
        await robot.presses("up", "pageup", ".", "4", "5")
        assert screen.table.cursor_index == 0
        assert screen.retyped.value == f"{screen.plan.total}" == "446.45"
        assert stage.posts == 0


async def test_balances_that_change_change_the_question(tmp_path: Path) -> None:
    """It is asked anew by itself where nothing was typed yet, else taken back and said."""
    every = timedelta(seconds=0.1)
    async with staged(tmp_path, subaccounts=OURS, refresh_interval=every) as stage:
        robot = stage.robot
        await opens_plan(robot)
        stage.bank.spends(CLINIC, "0.50")
        await robot.sees("CARRY OUT 3 movements, €181.55 moved in all?")
        await robot.waits_for_ears()
        await robot.presses("1", "8")
        stage.bank.spends(CLINIC, "0.20")
        await robot.sees("A balance changed: look again, then Enter.", "+99.90 100.00 target")
        assert plan_screen(robot).stage is Stage.FORM
        await robot.presses(*"1.55", "enter")
        await robot.sees("CARRY OUT 3 movements, €181.75 moved in all?")
        assert stage.posts == 0
        await robot.retypes("181.75")
        await waits_for_run(robot, RunState.ENDED)
        assert stage.moved == [("add", CLINIC, "99.9"), *LIFTED[1:]]


async def test_a_plan_is_of_what_is_marked(tmp_path: Path) -> None:
    """Nobody else is in it; once it was agreed to, nothing is marked any more."""
    async with staged(tmp_path, subaccounts=OURS) as stage:
        robot = stage.robot
        await marks(robot, HAIR, GARAGE)
        await opens_plan(robot)
        await robot.sees("Plan: lift who is low to the target, of 2 marked", "1 movement · credits")
        await robot.retypes("30.10")
        await waits_for_run(robot, RunState.ENDED)
        await robot.presses("escape")
        await robot.does_not_see("marked")
        assert stage.moved == [LIFTED[2]]


async def test_a_plan_is_saved_as_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`s` writes it where the program was started, for a colleague to review; nothing is sent."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    async with staged(tmp_path, subaccounts=OURS) as stage:
        robot = stage.robot
        await opens_plan(robot)
        await robot.presses("escape", "s")
        await robot.sees("Written to ", "smspartner-tui apply carries it out.")
        [file] = (tmp_path / "work").iterdir()
        assert (file.suffix, stat.S_IMODE(file.stat().st_mode)) == (".toml", 0o600)
        filed = read(file.read_text(encoding="utf-8"))
        assert filed.total == Decimal("181.05")
        assert [row.name for row in filed.rows.values()] == [CLINIC, LEROY, HAIR]
        assert stage.posts == 0


@pytest.mark.parametrize("size", [(40, 10), (59, 16), (120, 40)])
async def test_it_is_carried_out_in_any_window(tmp_path: Path, size: tuple[int, int]) -> None:
    """However small: the rows, the question, and what is typed are in sight."""
    async with staged(tmp_path, size, subaccounts=OURS) as stage:
        robot = stage.robot
        screen = await opens_plan(robot)
        await robot.sees("Clinique Saint-Y", "+99.20", "CARRY OUT 3 movements, €181.05 moved")
        await robot.waits_for_ears()
        await robot.types("181.05")
        assert "181.05" in robot.lines[screen.retyped.region.y]
        await robot.presses("enter")
        await waits_for_run(robot, RunState.ENDED)
        await robot.sees("done", "3 done")
        assert stage.moved == LIFTED


async def test_a_plan_speaks_french(tmp_path: Path) -> None:
    """The same screen, and the total as the French write it."""
    async with staged(tmp_path, subaccounts=OURS, language="fr") as stage:
        robot = stage.robot
        await robot.presses("p")
        await robot.sees(
            "1 Clinique Saint-… 0,80 +99,20 100,00 cible",
            "EXÉCUTER 3 mouvements, 181,05 € déplacés au total ?",
            "Retapez le total",
        )
        await robot.retypes("181,05 €")
        run = await waits_for_run(robot, RunState.ENDED)
        await robot.sees("Plan n° 1", "3 faits", "181,05 €")
        assert run.total == Decimal("181.05")
        assert stage.moved == LIFTED


async def test_a_plan_that_moves_nothing_is_not_asked_for(tmp_path: Path) -> None:
    """Nobody is low: Enter says so; once it was carried out, there is nothing left to plan."""
    async with staged(tmp_path, subaccounts=followed(GARAGE, CLINIC)) as stage:
        robot = stage.robot
        await begins_plan(robot)
        await waits_for_run(robot, RunState.ENDED)
        await robot.presses("escape", "p")
        await robot.sees("Nothing to move: nobody is below the low mark.")
        await robot.presses("enter", "x", "e", "s")
        await robot.sees("Nothing to move: nothing is sent.")
        await robot.presses("escape")
        assert robot.screen is robot.app.dashboard
        assert stage.moved == [LIFTED[0]]
