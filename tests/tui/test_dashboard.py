"""The dashboard: what it shows on which width, what it keeps, and what it lets be found."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from smspartner_tui.core.accounts import SubAccount
from tests.held import token_of
from tests.rehearsal import Rehearsal, followed, staged

HEADER = "Sub-account Group Balance € Low mark € Left State Read"


async def test_balances_are_read_at_the_start(tmp_path: Path) -> None:
    """Title, reserve, counts, every row, the details of the selected one, the keys."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await robot.sees(
            "smspartner-tui | prod | demo@bastion Main account €2,869.20 read 14:32",
            "Reserve €500.00 · usable €2,369.20 · 30 sub-accounts · 10 low",
            HEADER,
            "garage@garage-martin.example · simple · token …",
            "No movement yet.",
            "a Add d Take back",
        )
        assert robot.line("> Garage") == "> Garage Martin auto 61.80 50.00 - OK"
        await robot.presses("j", "j")
        await robot.sees("exact balance €8.245")
        assert "8.24 20.00 - ! LOW" in robot.line("> Pharmacie Leroy")
        await robot.presses("G")
        assert robot.selected == robot.names[-1]


async def test_a_held_key_asks_the_journal_where_the_cursor_stays(tmp_path: Path) -> None:
    """The rows in between pass by with what is known of them."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        dashboard = robot.app.dashboard
        await robot.waits_until(lambda: dashboard.lasts, "the last movement")
        first, *between, last = dashboard.table.keys[:6]
        await robot.presses(*"jjjjj")
        await robot.waits_until(lambda: last in dashboard.lasts, "the last movement")
        assert set(dashboard.lasts) == {first, last}
        await robot.presses("k")
        await robot.waits_until(lambda: between[-1] in dashboard.lasts, "that of the one before")


@pytest.mark.parametrize(
    ("width", "header"),
    [
        (160, HEADER),
        (120, "Sub-account Balance € Low mark € Left State Read"),
        (80, HEADER),
        (79, "Sub-account Balance € Low mark € Left State Read"),
        (67, "Sub-account Balance € Left State Read"),
        (59, "Sub-account Balance € State Read"),
        (45, "Sub-account Balance € State"),
    ],
)
async def test_a_narrow_window_drops_what_is_least_needed(
    tmp_path: Path, width: int, header: str
) -> None:
    """The group first, then the mark, then days left: name, balance and state stay to the end."""
    async with staged(tmp_path, (width, 24)) as stage:
        assert header in stage.robot.text
        row = stage.robot.line("> Garage M")
        assert "61.80" in row
        assert "OK" in row


async def test_a_window_that_is_too_small_says_so(tmp_path: Path) -> None:
    """Under 40 by 10 nothing is drawn but that, and a larger window brings all back."""
    async with staged(tmp_path, (39, 24)) as stage:
        robot = stage.robot
        await robot.sees("The window is too small: 40 by 10 at least.")
        assert "Garage" not in robot.text
        await robot.pilot.resize_terminal(80, 24)
        await robot.sees("Garage Martin")
        await robot.does_not_see("too small")
        await robot.pilot.resize_terminal(80, 9)
        await robot.sees("The window is too small: 40 by 10 at least.")


async def test_a_wide_window_keeps_the_card_open(tmp_path: Path) -> None:
    """From 120 columns on, the selected account's card stands beside the list and follows it."""
    async with staged(tmp_path, (120, 40)) as stage:
        robot = stage.robot
        await robot.sees("garage@garage-martin.example", "Target €100.00")
        await robot.presses("j", "j")
        await robot.sees("Balance €8.245")


async def test_the_card_opens_over_the_list(tmp_path: Path) -> None:
    """Enter opens it, any key closes it, and nothing is moved by either."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await robot.presses("enter")
        await robot.sees("Balance €61.80", "Low mark €50.00", "Maximum €400.00", "Esc Close")
        await robot.presses("o")
        await robot.does_not_see("Esc Close")
        assert stage.posts == 0


async def test_a_filter_is_typed_and_cleared(tmp_path: Path) -> None:
    """Words without accents, amounts, `low`, `!word`; Enter keeps it, Esc shows all again."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await robot.presses("f", *"elegance")
        await robot.waits_until(lambda: robot.names == ["Coiffure Élégance"], "one row")
        await robot.sees("Enter Keep the filter Esc Show all")
        await robot.presses("enter")
        await robot.sees("filter: 1 of 30 (Esc)")
        await robot.presses("escape")
        await robot.waits_until(lambda: len(robot.names) == 30, "all rows")
        await robot.presses("/", *"<10 !theatre")
        await robot.waits_until(lambda: len(robot.names) == 4, "those under 10 €")
        await robot.presses("escape")
        before = robot.selected
        await robot.presses("f")
        await robot.pastes("nobody")
        await robot.sees("Nothing fits the filter. Esc shows all.")
        await robot.presses("enter", "a")
        assert robot.screen is robot.app.dashboard
        await robot.presses("escape")
        await robot.waits_until(lambda: robot.selected == before, "the row of before")


async def test_low_ones_only_and_all_again(tmp_path: Path) -> None:
    """`b` shows those under their mark, `b` again all of them, and Esc too."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await robot.presses("b")
        await robot.waits_until(lambda: len(robot.names) == 10, "the low ones")
        assert {"Clinique Saint-Yves", "Institut Azur"} <= set(robot.names)
        await robot.presses("b")
        await robot.waits_until(lambda: len(robot.names) == 30, "all of them")
        await robot.presses("b", "escape")
        await robot.waits_until(lambda: len(robot.names) == 30, "all of them")


async def test_marks_are_summed_and_cleared_after_the_filter(tmp_path: Path) -> None:
    """Space marks, `*` marks all that is shown, Esc clears the filter first, then the marks."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await robot.presses("space", "space")
        await robot.sees("2 marked, total €62.60", "1 Garage Martin", "2 Clinique Saint-Yves")
        await robot.presses("f", *"mairie", "enter", "*")
        await robot.sees("3 marked, total €1,267.10")
        await robot.presses("escape")
        await robot.waits_until(lambda: len(robot.names) == 30, "all rows")
        await robot.sees("3 marked")
        await robot.presses("escape")
        await robot.does_not_see("marked")


async def test_the_order_is_chosen_remembered_and_keeps_the_cursor(tmp_path: Path) -> None:
    """`o` takes the next column, `O` turns it round; the cursor stays on its sub-account."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await robot.selects("Mairie de Vannes")
        await robot.presses("o")
        await robot.sees("order: name")
        assert robot.names[:2] == ["Agence Ouest Immo", "Amicale des Pompiers"]
        assert robot.selected == "Mairie de Vannes"
        await robot.presses("o", "o", "O")
        await robot.sees("order: balance, reversed")
        assert robot.names[0] == "Mairie de Vannes"
        await robot.presses("o")
        await robot.sees("order: days left, reversed")
        await robot.presses("o")
        await robot.sees("order: state, reversed")
        await robot.presses("o")
        await robot.sees("order: order of the file, reversed")
        assert robot.names[-1] == "Garage Martin"
        await robot.waits_until(
            lambda: stage.rehearsal.remembered.orders[-1] == ("file", True), "it to be remembered"
        )


async def test_a_refresh_keeps_the_cursor_and_shows_what_changed(tmp_path: Path) -> None:
    """Rows are known by their sub-account, whatever the order becomes."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await robot.presses("o", "o", "o")
        await robot.selects("Clinique Saint-Yves")
        before = robot.names.index("Clinique Saint-Yves")
        stage.bank.spends("Clinique Saint-Yves", "-400")
        await robot.presses("r")
        await robot.sees("Balances up to date (2 pages,")
        assert robot.selected == "Clinique Saint-Yves"
        assert robot.names.index("Clinique Saint-Yves") > before
        assert "400.80" in robot.line("> Clinique Saint-Yves")


async def test_a_long_list_is_shown_as_it_arrives(tmp_path: Path) -> None:
    """Balances of the first page stand on screen while the second is on its way."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        stage.bank.held_from = 2
        stage.bank.readings.hold()
        stage.bank.spends("Garage Martin", "1.80")
        await robot.presses("r")
        await robot.sees("60.00 50.00 - OK", "Reading the balances… (20 of 30)")
        stage.bank.readings.open()
        await robot.sees("Balances up to date (2 pages,")


async def test_balances_are_read_again_after_the_interval(tmp_path: Path) -> None:
    """Without a key, and without a word where all is well."""
    every = timedelta(seconds=0.1)
    async with staged(tmp_path, refresh_interval=every) as stage:
        stage.bank.spends("Garage Martin", "1.80")
        await stage.robot.sees("60.00 50.00 - OK")
        await stage.robot.does_not_see("Balances up to date")


async def test_the_last_balances_survive_a_restart_with_their_age(tmp_path: Path) -> None:
    """Where nothing can be read, the journal's balances are shown, marked with when they were."""
    with Rehearsal(tmp_path) as rehearsal:
        async with rehearsal.running() as robot:
            await robot.adds("Garage Martin", "50")
            await robot.says_yes()
            await robot.sees("new balance €111.80")
            await robot.waits_until(lambda: not robot.works("reading"), "the reading")
        rehearsal.clock.advance(hours=3)
        rehearsal.server.close()
        async with rehearsal.running() as robot:
            await robot.sees("Main account €2,819.20 of 14:32, old", "Platform unreachable")
            assert "111.80 50.00 - OK 14:32" in robot.line("> Garage Martin")
            await robot.sees("Last: +€50.00 at 14:32 by demo, done")
        rehearsal.clock.advance(days=1)
        async with rehearsal.running() as robot:
            await robot.sees("Main account €2,819.20 of 12 Jun 14:32, old")


async def test_a_sub_account_that_the_platform_does_not_list_is_missing(tmp_path: Path) -> None:
    """It is said in its row, and so are those that the configuration does not follow."""
    ours = (*followed("Garage Martin"), SubAccount("unheard-of", "Ancien Client"))
    async with staged(tmp_path, subaccounts=ours) as stage:
        assert "MISSING" in stage.robot.line("Ancien Client")
        await stage.robot.sees("2 sub-accounts", "29 new (i)")


async def test_nothing_configured_is_said_with_the_way_out(tmp_path: Path) -> None:
    """No sub-account: how to follow some, no money keys, and every other key is harmless."""
    async with staged(tmp_path, subaccounts=()) as stage:
        robot = stage.robot
        await robot.sees("No sub-account is followed yet.", "follow or ignore them (i)")
        await robot.does_not_see("a Add", "d Take back")
        await robot.presses("a", "d", "j", "k", "G", "g", "space", "*", "o", "O", "b", "b", "enter")
        assert robot.screen is robot.app.dashboard
        await robot.presses("h")
        await robot.sees("No movement yet.")


@pytest.mark.parametrize(
    "name",
    ["[/x]", "[ACME] SARL", "[@click=app.quit]n[/]", "🚚 Transports 👨‍👩‍👧", "$name %s {0} \\["],
)
async def test_a_hostile_name_is_data_everywhere(tmp_path: Path, name: str) -> None:
    """In the list, the card, the dialog, the status line, the history and the check."""
    ours = (
        SubAccount(token_of("Garage Martin"), name, note=name, group=name[:8]),
        SubAccount(token_of("Radio Silence (abouti)"), f"2{name}"),
    )
    shown = name.replace("\u200d", "")
    async with staged(tmp_path, (100, 24), subaccounts=ours, deadline=1.5) as stage:
        robot = stage.robot
        await robot.sees(shown)
        await robot.presses("enter")
        await robot.sees("Esc Close", f"Sub-account {name}")
        await robot.presses("escape")
        await robot.presses("a", "5", "enter", *name, "enter")
        await robot.says_yes()
        await robot.sees(f"Added €5.00 to {shown}, new balance €66.80")
        await robot.presses("j", "a", "5", "enter", "enter")
        await robot.says_yes()
        await robot.sees("v Check it")
        await robot.presses("v")
        await robot.sees(f"add €5.00 to 2{shown}")
        await robot.presses("escape", "h")
        await robot.sees("History: 2 movements", shown[:12])
        assert [amount for _way, _name, amount in stage.moved] == ["5", "5"]


async def test_an_endless_name_breaks_nothing(tmp_path: Path) -> None:
    """Three hundred characters are cut in the list, and the figures stay where they belong."""
    ours = (SubAccount(token_of("Garage Martin"), "Garage " + "Martin " * 42, low=Decimal(50)),)
    async with staged(tmp_path, subaccounts=ours) as stage:
        robot = stage.robot
        assert robot.line("> Garage").endswith("61.80 50.00 - OK")
        await robot.presses("a", "5", "0", "enter", "enter")
        await robot.sees("€61.80 +€50.00 €111.80")
        await robot.says_yes()
        await robot.sees("Added €50.00")
        assert stage.moved == [("add", "Garage Martin", "50")]
