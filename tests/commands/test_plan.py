"""`plan`: reckoned from balances read now, written as a file, and nothing sent."""

import stat
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from smspartner_tui import i18n
from smspartner_tui.core.filing import FiledPlan, read
from smspartner_tui.core.history import Held
from smspartner_tui.core.movement import Direction
from smspartner_tui.journal import Journal
from smspartner_tui.journal.store import FILE_NAME
from smspartner_tui.settings.key import KeyEnvironment
from smspartner_tui.simulator import SimulatorServer
from tests.commands.banking import ALL, CLIENTS, GARAGE, MAIRIE, SALON, Banking
from tests.commands.conftest import Command, Said
from tests.journal.helpers import NADIA, agree, movement


def filed(said: Said) -> FiledPlan:
    """The plan on standard output."""
    return read(said.out)


def amounts(plan: FiledPlan) -> list[tuple[str, str, str]]:
    """Each movement: the name, the amount with its sign, the balance to reach."""
    return [
        (
            row.name,
            f"{'+' if row.filed.direction is Direction.ADD else '-'}{row.filed.amount}",
            str(row.filed.goal),
        )
        for row in plan.rows.values()
    ]


def open_journal(banking: Banking) -> "closing[Journal]":
    """The journal of the account, as a colleague has it."""
    return closing(
        Journal(
            banking.journal_folder,
            banking.profile.base_url,
            NADIA,
            lambda: datetime.now(UTC),
        )
    )


def test_who_is_low_is_lifted(banking: Banking, at_bank: Command) -> None:
    """The lowest first; the file to standard output, what it comes to beside it, nothing sent."""
    said = at_bank("plan")
    assert said.status == 0
    plan = filed(said)
    assert amounts(plan) == [(SALON.name, "+51.75", "60.00"), (GARAGE.name, "+80.00", "100.00")]
    assert (plan.total, plan.about.profile) == (Decimal("131.75"), "prod")
    assert (plan.about.label, plan.about.take_back) == ("Production", False)
    assert abs(plan.about.made_at - datetime.now(UTC)) < timedelta(minutes=1)
    assert plan.rows[SALON.token].before == Decimal("8.245")
    assert banking.posts == 0


def test_it_is_told_in_a_table(banking: Banking, at_bank: Command) -> None:
    """Row by row with its reason, then the sums, and what the main account holds."""
    assert at_bank("plan").err.splitlines() == [
        "  No.  Sub-account        Before €  Movement €  After €  Left  Why",
        "    1  Coiffure Élégance      8.24      +51.75    59.99     -  target",
        "    2  Garage Martin         20.00      +80.00   100.00     -  target",
        "2 movements · credits €131.75",
        "Main account €2,869.20 → €2,737.45 · lowest €2,737.45",
    ]


def test_comments_tell_a_colleague(banking: Banking, at_bank: Command) -> None:
    """What it is, how to run it, why each amount, and who is left out."""
    banking.lock(GARAGE)
    out = at_bank("plan").out
    assert out.startswith(
        "# Plan for Production: 1 movement, €51.75 in all. Nothing of it has been sent.\n"
    )
    assert "#   smspartner-tui apply plan.toml --confirm 51.75\n" in out
    assert "\n# 1. target\n[[movements]]\n" in out
    assert out.endswith(f"\n# Left out:\n#   {GARAGE.name} (…9f3a): locked (€80.00)\n")


def test_what_is_above_the_cap_comes_back_first(banking: Banking, at_bank: Command) -> None:
    """Where that is asked for."""
    said = at_bank("plan", "--take-back")
    plan = filed(said)
    assert amounts(plan)[0] == (MAIRIE.name, "-804.50", "400.00")
    assert (len(plan.rows), plan.about.take_back) == (3, True)
    assert "3 movements · debits €804.50 · credits €131.75" in said.err
    assert "Main account €2,869.20 → €3,541.95 · lowest €2,869.20\n" in said.err


def test_groups_are_chosen(banking: Banking, at_bank: Command) -> None:
    """However their names are written; one that is not there is told, with those that are."""
    assert amounts(filed(at_bank("plan", "--group", "BEAUTÉ"))) == [(SALON.name, "+51.75", "60.00")]
    both = at_bank("plan", "--group", "auto", "--group", "beauté")
    assert len(filed(both).rows) == 2
    said = at_bank("plan", "--group", "santé")
    assert (said.status, said.out) == (2, "")
    assert "There is no group “santé”; there are: auto, Public, beauté." in said.err


def test_a_profile_without_groups_has_none(banking: Banking, at_bank: Command) -> None:
    """Said in so many words."""
    banking.follow(replace(GARAGE, group=""))
    assert "no group “auto”; there are: none." in at_bank("plan", "--group", "auto").err


def test_who_runs_dry_first_comes_first(banking: Banking, at_bank: Command) -> None:
    """By the days that a balance lasts, where the journal can tell them."""
    now = datetime.now(UTC)
    spent = tuple(
        Held(Decimal(20 + 10 * days), now - timedelta(days=days), now - timedelta(days=days))
        for days in range(8, 0, -1)
    )
    with open_journal(banking) as journal:
        journal.keep_past({GARAGE.token: spent})
    said = at_bank("plan")
    assert [name for name, *_rest in amounts(filed(said))] == [GARAGE.name, SALON.name]
    assert "+80.00   100.00     2  target\n" in said.err


def test_what_is_not_enough_is_told(banking: Banking, at_bank: Command) -> None:
    """A row that the reserve cuts, and one that gets nothing, each with what it would have been."""
    banking.limit(main_reserve=Decimal("2769.20"))
    said = at_bank("plan")
    assert amounts(filed(said)) == [
        (SALON.name, "+51.75", "60.00"),
        (GARAGE.name, "+48.25", "100.00"),
    ]
    assert "reserve: of €80.00" in said.err
    banking.limit(main_reserve=Decimal("2840"))
    said = at_bank("plan")
    assert amounts(filed(said)) == [(SALON.name, "+29.20", "60.00")]
    assert "- Garage Martin (80.00) reserve reached" in " ".join(said.err.split())
    assert "1 movement · credits €29.20 · 1 left out\n" in said.err
    assert "· reserve €2,840.00" in said.err


def test_nobody_low_is_said(banking: Banking, at_bank: Command) -> None:
    """A plan that moves nothing is one too, and no fault."""
    banking.follow(MAIRIE)
    said = at_bank("plan")
    assert (said.status, filed(said).rows) == (0, {})
    assert "smspartner-tui: Nothing to move: nobody is below the low mark.\n" in said.err


def test_who_is_not_on_the_platform_is_left_out(banking: Banking, at_bank: Command) -> None:
    """A balance that was read earlier is not the one of now."""
    assert len(filed(at_bank("plan")).rows) == 2
    del banking.bank._clients[GARAGE.token]
    said = at_bank("plan")
    assert amounts(filed(said)) == [(SALON.name, "+51.75", "60.00")]
    assert "balance unknown" in said.err


def test_who_is_in_doubt_is_left_out(banking: Banking, at_bank: Command) -> None:
    """Until somebody has decided what became of it."""
    asked = movement(GARAGE.token, "5")
    with open_journal(banking) as journal:
        journal.begin(asked, agree)
    # Its program is gone: nobody will tell what became of the movement.
    said = at_bank("plan")
    assert amounts(filed(said)) == [(SALON.name, "+51.75", "60.00")]
    assert "? in doubt" in said.err


def test_a_file_is_written_and_said_where(
    banking: Banking, at_bank: Command, tmp_path: Path
) -> None:
    """New each time, its owner's alone, and nothing on standard output."""
    for count in (1, 2):
        said = at_bank("plan", "--output", tmp_path)
        assert (said.status, said.out) == (0, "")
        written = sorted(tmp_path.glob("smspartner-prod-plan-2*.toml"))
        assert len(written) == count
        path = max(written, key=lambda path: path.stat().st_mtime_ns)
        assert f"smspartner-tui: The plan is written to: {path}\n" in said.err
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert len(read(path.read_text()).rows) == 2


def test_a_folder_that_cannot_be_written_is_told(
    banking: Banking, at_bank: Command, tmp_path: Path
) -> None:
    """With the system's own word."""
    said = at_bank("plan", "--output", tmp_path / "nowhere")
    assert said.status == 2
    assert "Nothing was written: No such file or directory." in said.err


def test_a_key_that_is_refused_is_told(banking: Banking, at_bank: Command) -> None:
    """With its source, and a status of its own."""
    banking.bank.change_key()
    said = at_bank("plan")
    assert (said.status, said.out) == (6, "")
    assert f"API key refused: replace it at its source ({banking.key_file})." in said.err
    assert "“Clé API incorrecte”" in said.err


def test_without_balances_there_is_no_plan(banking: Banking, at_bank: Command) -> None:
    """Those of before would be another one: the platform is away."""
    assert at_bank("plan").status == 0
    banking.server.close()
    said = at_bank("plan")
    assert (said.status, said.out) == (5, "")
    assert "Platform unreachable: look at the connection, and try again." in said.err
    assert "Connection refused" in said.err


@pytest.mark.parametrize("how", ["readings", "list_calls"])
def test_a_platform_that_lets_nothing_be_read_is_told(
    banking: Banking, at_bank: Command, how: str
) -> None:
    """Main balance or not, the sub-accounts' are needed."""
    with SimulatorServer(banking.bank, **{how: False}) as server:  # type: ignore[arg-type]
        banking.profile = replace(banking.profile, base_url=server.base_url)
        said = at_bank("plan")
    assert (said.status, said.out) == (5, "")
    assert "does not let the balances of sub-accounts be read, and a plan needs them" in said.err


def test_a_list_that_cannot_be_read_is_told(banking: Banking, at_bank: Command) -> None:
    """Whatever the platform sent is no list."""
    banking.bank.is_garbled = True
    said = at_bank("plan")
    assert (said.status, said.out) == (5, "")
    assert "The platform's list cannot be read: try again later.\n" in said.err


def test_without_a_key_it_is_wrong_use(banking: Banking, at_bank: Command) -> None:
    """Nobody is there to type one."""
    banking.profile = replace(banking.profile, key_source=KeyEnvironment("NO_SUCH_VARIABLE"))
    said = at_bank("plan")
    assert (said.status, said.out) == (2, "")
    assert "No API key: set the environment variable NO_SUCH_VARIABLE" in said.err


def test_a_damaged_journal_stands_against_it(banking: Banking, at_bank: Command) -> None:
    """What is in doubt could not be told from what is not."""
    assert at_bank("plan").status == 0
    (banking.journal_folder / FILE_NAME).write_bytes(b"not a database" * 999)
    said = at_bank("plan")
    assert (said.status, said.out) == (1, "")
    assert "The journal is damaged or gone: nothing will be sent." in said.err


def test_a_journal_that_is_damaged_meanwhile_stands_against_it(
    banking: Banking, at_bank: Command
) -> None:
    """Found while the balances were read."""
    assert at_bank("plan").status == 0
    journal = banking.journal_folder / FILE_NAME
    banking.bank.after_reading = lambda: journal.write_bytes(b"not a database" * 999)
    said = at_bank("plan")
    assert (said.status, said.out) == (1, "")
    assert "The journal is damaged or gone: nothing will be sent." in said.err


def test_a_journal_that_others_can_reach_stands_against_it(
    banking: Banking, at_bank: Command
) -> None:
    """As at every start."""
    assert at_bank("plan").status == 0
    banking.journal_folder.chmod(0o777)
    said = at_bank("plan")
    assert said.status == 1
    assert "Others can reach the journal" in said.err


def test_the_reading_is_kept(banking: Banking, at_bank: Command) -> None:
    """A plan every night feeds the days left."""
    at_bank("plan")
    with open_journal(banking) as journal:
        kept = journal.balances()
    assert {one: kept.subaccounts[one.token].amount for one in CLIENTS} == {
        one: one.balance for one in CLIENTS
    }


def test_every_sub_account_takes_part(banking: Banking, at_bank: Command) -> None:
    """Those of no group too."""
    banking.follow(*ALL)
    assert len(filed(at_bank("plan")).rows) == 4


def test_it_speaks_french(banking: Banking, at_bank: Command) -> None:
    """Figures in words as people write them, in the file as programs read them."""
    i18n.use("fr")
    said = at_bank("plan")
    assert "+80,00" in said.err
    assert 'amount = "80.00"' in said.out
