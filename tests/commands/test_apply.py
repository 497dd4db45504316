"""`apply`: reckoned anew, agreed to by its total, sent one by one, with the status of the worst."""

import json
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from smspartner_tui import i18n
from smspartner_tui.core.filing import MOST_ROWS
from smspartner_tui.core.movement import RunKind, State
from smspartner_tui.core.run import Halt, Leg, Run, RunState
from smspartner_tui.journal import Journal
from smspartner_tui.journal.store import FILE_NAME
from tests.commands.banking import ALL, GARAGE, MAIRIE, RADIO, REFUS, SALON, Banking, row
from tests.commands.conftest import Command
from tests.journal.helpers import NADIA, agree, confirmed, movement

LIFT_SALON = row(SALON, "51.75", "60")
LIFT_GARAGE = row(GARAGE, "80", "100")
LOWER_MAIRIE = row(MAIRIE, "-804.50", "400")
LIFT_REFUS = row(REFUS, "30", "31")
LIFT_RADIO = row(RADIO, "40", "42")


def opened(banking: Banking) -> "closing[Journal]":
    """The journal of the account, as a colleague has it."""
    return closing(
        Journal(banking.journal_folder, banking.profile.base_url, NADIA, lambda: datetime.now(UTC))
    )


def runs(banking: Banking) -> list[tuple[RunState, Halt | None]]:
    """Where the runs stand that have not ended."""
    with opened(banking) as journal:
        return [(run.state, run.halt) for run in journal.open_runs()]


# Carried out


def test_a_plan_is_carried_out(banking: Banking, at_bank: Command) -> None:
    """One by one, in its order, each told as it is settled; then what it came to."""
    path = banking.file(LOWER_MAIRIE, LIFT_SALON, LIFT_GARAGE, reference="juin")
    said = at_bank("apply", path, "--confirm", "936.25")
    assert (said.status, said.out) == (0, "")
    assert banking.moved == [
        (MAIRIE.name, "-804.50"),
        (SALON.name, "+51.75"),
        (GARAGE.name, "+80.00"),
    ]
    assert said.err.splitlines()[-4:] == [
        "  1/3  Took back €804.50 from Mairie de Vannes, new balance €400.00 (no. 1)",
        "  2/3  Added €51.75 to Coiffure Élégance, new balance €59.99 (no. 2)",
        "  3/3  Added €80.00 to Garage Martin, new balance €100.00 (no. 3)",
        "smspartner-tui: Plan no. 1: 3 done, €936.25 moved",
    ]
    with opened(banking) as journal:
        assert journal.open_runs() == ()
        assert {entry.movement.reference for entry in journal.past().entries} == {"juin"}


def test_a_plan_is_carried_out_for_programs(banking: Banking, at_bank: Command) -> None:
    """One object a line, amounts as texts; the words stand beside them."""
    path = banking.file(LIFT_SALON, LIFT_GARAGE)
    said = at_bank("apply", path, "--confirm", "131.75", "--json")
    assert said.status == 0
    assert [json.loads(line) for line in said.out.splitlines()] == [
        {
            "number": 1,
            "name": SALON.name,
            "direction": "add",
            "amount": "51.75",
            "state": "confirmed",
            "main_after": "2817.45",
            "subaccount_after": "59.995",
        },
        {
            "number": 2,
            "name": GARAGE.name,
            "direction": "add",
            "amount": "80.00",
            "state": "confirmed",
            "main_after": "2737.45",
            "subaccount_after": "100.00",
        },
    ]
    assert "Plan no. 1: 2 done" in said.err


def test_what_plan_writes_is_what_apply_takes(
    banking: Banking, at_bank: Command, tmp_path: Path
) -> None:
    """From one to the other, and once it is there, nothing is left to move."""
    path = tmp_path / "plan.toml"
    path.write_text(at_bank("plan", "--take-back").out)
    path.chmod(0o644)
    assert at_bank("apply", path, "--confirm", "936.25").status == 0
    said = at_bank("apply", path, "--confirm", "0.00")
    assert said.status == 0
    assert said.err.count("The balance is there already: nothing to move") == 6
    assert "smspartner-tui: Nothing to move: nothing is sent.\n" in said.err
    assert len(banking.bank.ledger) == 3


@pytest.mark.parametrize("total", ["1 020,55 €", "€1,020.55", "1020.55", " 1\u202f020,55"])
def test_the_total_may_be_written_in_any_way(
    banking: Banking, at_bank: Command, total: str
) -> None:
    """The displayed one included."""
    path = banking.file(LOWER_MAIRIE, row(GARAGE, "216.05", "236.05"))
    assert at_bank("apply", path, "--confirm", total).status == 0
    assert len(banking.bank.ledger) == 2


def test_the_reference_may_be_another(banking: Banking, at_bank: Command) -> None:
    """It takes the place of the file's."""
    path = banking.file(LIFT_SALON, reference="juin")
    at_bank("apply", path, "--confirm", "51.75", "--reference", "juillet")
    with opened(banking) as journal:
        assert [entry.movement.reference for entry in journal.past().entries] == ["juillet"]


# Shown


def test_a_dry_run_sends_nothing(banking: Banking, at_bank: Command) -> None:
    """It shows what would go, and asks for nothing."""
    path = banking.file(LOWER_MAIRIE, LIFT_SALON)
    said = at_bank("apply", path, "--dry-run")
    assert (said.status, said.out) == (0, "")
    assert "1  Mairie de Vannes   1,204.50     -804.50   400.00     -  balance asked" in said.err
    assert "2 movements · debits €804.50 · credits €51.75" in said.err
    assert "Not as in the file" not in said.err
    assert said.err.endswith("smspartner-tui: Nothing is sent: this was a dry run.\n")
    assert banking.posts == 0


def test_a_dry_run_is_told_to_programs(banking: Banking, at_bank: Command) -> None:
    """As movements that are planned."""
    banking.limit(read_only=True)
    said = at_bank("apply", banking.file(LIFT_SALON), "--dry-run", "--json")
    assert said.status == 0
    told = json.loads(said.out)
    assert (told["name"], told["amount"], told["state"]) == (SALON.name, "51.75", "planned")
    assert (told["number"], told["main_after"], told["subaccount_after"]) == (None, None, None)


def test_every_difference_is_told(banking: Banking, at_bank: Command) -> None:
    """Another amount, who is left out and why, who is not followed, another order."""
    banking.lock(MAIRIE)
    stranger = replace(GARAGE, token="f" * 40, name="Théâtre\x1b[2J du Port")
    path = banking.file(
        row(GARAGE, "60", "100"), row(stranger, "5"), LOWER_MAIRIE, row(SALON, "51.75", "60")
    )
    said = at_bank("apply", path, "--dry-run")
    assert said.err.splitlines()[-6:] == [
        "smspartner-tui: Not as in the file of 12 Jun 14:36:",
        "  Garage Martin: +€80.00 instead of +€60.00 (balance asked for)",
        "  Théâtre·[2J du Port: left out, +€5.00 in the file (not in the configuration)",
        "  Mairie de Vannes: left out, -€804.50 in the file (locked)",
        "  The order is another: who needs it most comes first.",
        "smspartner-tui: Nothing is sent: this was a dry run.",
    ]


def test_another_total_sends_nothing(banking: Banking, at_bank: Command) -> None:
    """What was reviewed is not what it is today: both figures, and a guard's status."""
    path = banking.file(row(GARAGE, "60", "100"))
    said = at_bank("apply", path, "--confirm", "60")
    assert said.status == 7
    assert "--confirm says 60, and today it is €80.00." in said.err
    assert banking.posts == 0
    assert at_bank("apply", path, "--confirm", "80").status == 0


@pytest.mark.parametrize("total", ["", "all", "=80", "80.001", "8e1", "-80"])
def test_what_is_no_total_sends_nothing(banking: Banking, at_bank: Command, total: str) -> None:
    """It is not read in any other way."""
    said = at_bank("apply", banking.file(LIFT_GARAGE), f"--confirm={total}")
    assert (said.status, banking.posts) == (7, 0)


def test_without_a_terminal_the_total_must_be_given(banking: Banking, at_bank: Command) -> None:
    """Nobody could type it: what to add is said, before anything is asked of the platform."""
    banking.server.close()
    said = at_bank("apply", banking.file(LIFT_GARAGE))
    assert (said.status, said.out) == (2, "")
    assert said.err == (
        "smspartner-tui: Without a terminal the total must be given: add --confirm 80.00.\n"
    )
    assert not banking.journal_folder.exists()


def test_nothing_that_can_go_is_a_guards_word(banking: Banking, at_bank: Command) -> None:
    """Where it is not there already, nothing to move is no success."""
    banking.lock(GARAGE)
    said = at_bank("apply", banking.file(LIFT_GARAGE), "--confirm", "0.00")
    assert (said.status, banking.posts) == (7, 0)
    assert "Nothing to move: nothing is sent." in said.err


# What each came to


def test_a_refusal_skips_its_row(banking: Banking, at_bank: Command) -> None:
    """The others go, the worst of them is the status, and nothing is left of the plan."""
    banking.follow(*ALL)
    path = banking.file(LIFT_REFUS, LIFT_SALON)
    said = at_bank("apply", path, "--confirm", "81.75", "--json")
    assert said.status == 3
    assert banking.moved == [(SALON.name, "+51.75")]
    states = [json.loads(line)["state"] for line in said.out.splitlines()]
    assert states == ["rejected", "confirmed"]
    assert "  1/2  Refus Assurances, +€30.00: Refused. Nothing moved." in said.err
    assert "“Vous n'avez pas l'autorisation”" in said.err
    assert said.err.endswith("smspartner-tui: Plan no. 1: 1 done, 1 refused, €51.75 moved\n")
    assert runs(banking) == []


def test_an_unknown_outcome_stops_the_line(banking: Banking, at_bank: Command) -> None:
    """Nothing behind it is sent, and it is never sent again."""
    banking.follow(*ALL)
    path = banking.file(LIFT_RADIO, LIFT_SALON)
    said = at_bank("apply", path, "--confirm", "91.75", "--json")
    assert said.status == 4
    assert banking.posts == 1
    states = [json.loads(line)["state"] for line in said.out.splitlines()]
    assert states == ["unknown", "left"]
    assert "Radio Silence, +€40.00: No answer: the money may have moved." in said.err
    assert "Check it (`smspartner-tui resolve`) before you go on." in said.err
    assert "  Coiffure Élégance  +€51.75\n" in said.err
    assert "1 movement is left: `smspartner-tui resume 1` goes on with it" in said.err
    assert runs(banking) == [(RunState.PAUSED, Halt.DOUBT)]
    again = at_bank("apply", path, "--confirm", "51.75")
    assert again.status == 7
    assert "Plan no. 1 of " in again.err
    assert (
        "has not ended (0 done, 1 in doubt, 1 left): `smspartner-tui resume 1` goes on with it"
        in again.err
    )
    assert banking.posts == 1


def test_what_is_in_doubt_is_not_repeated(banking: Banking, at_bank: Command) -> None:
    """Where nothing else is left of the plan, its file can be taken again, without it."""
    banking.follow(*ALL)
    path = banking.file(LIFT_RADIO)
    assert at_bank("apply", path, "--confirm", "40").status == 4
    said = at_bank("apply", path, "--confirm", "40")
    assert said.status == 7
    assert "Radio Silence: left out, +€40.00 in the file (? in doubt)" in said.err
    assert "--confirm says 40, and today it is €0.00." in said.err
    assert at_bank("apply", path, "--confirm", "0.00").status == 7
    assert banking.posts == 1


def test_a_key_that_is_refused_stops_the_line(banking: Banking, at_bank: Command) -> None:
    """The next movement would be refused as well; so would a reading."""
    banking.bank.after_reading = banking.bank.change_key
    path = banking.file(LIFT_SALON, LIFT_GARAGE)
    said = at_bank("apply", path, "--confirm", "131.75")
    assert (said.status, banking.posts) == (6, 1)
    assert "API key refused." in said.err
    assert "2 movements are left" in said.err
    assert at_bank("apply", path, "--dry-run").status == 6


def test_without_balances_nothing_is_sent(banking: Banking, at_bank: Command) -> None:
    """They are read first."""
    banking.server.close()
    said = at_bank("apply", banking.file(LIFT_SALON), "--confirm", "51.75")
    assert said.status == 5
    assert "Platform unreachable" in said.err


def test_a_guard_in_the_middle_stops_the_line(banking: Banking, at_bank: Command) -> None:
    """The main account spent meanwhile what the reserve asks for."""
    banking.limit(main_reserve=Decimal("2700"))
    banking.bank.before_moving = lambda: banking.bank.spend_main(100)
    said = at_bank("apply", banking.file(LIFT_SALON, LIFT_GARAGE), "--confirm", "131.75", "--json")
    assert said.status == 7
    assert banking.moved == [(SALON.name, "+51.75")]
    assert "Garage Martin, +€80.00: Blocked by your reserve of €2,700.00" in said.err
    assert "Stopped by a guard, which forbids the rest as well." in said.err
    told = [json.loads(line) for line in said.out.splitlines()]
    assert [(one["state"], one["number"]) for one in told] == [("confirmed", 1), ("blocked", None)]


def test_read_only_sends_nothing(banking: Banking, at_bank: Command) -> None:
    """Nor asks the platform."""
    banking.limit(read_only=True)
    said = at_bank("apply", banking.file(LIFT_SALON), "--confirm", "51.75")
    assert (said.status, banking.posts) == (7, 0)
    assert "Read-only: no movement is possible" in said.err
    assert not banking.journal_folder.exists()


def test_the_same_again_is_asked_for_as_such(banking: Banking, at_bank: Command) -> None:
    """An amount without a balance to reach would be moved twice, by the same file."""
    path = banking.file(row(SALON, "5"), row(GARAGE, "7", "27"))
    assert at_bank("apply", path, "--confirm", "12").status == 0
    said = at_bank("apply", path, "--confirm", "5")
    assert (said.status, banking.posts) == (7, 2)
    assert "  Coiffure Élégance: Already +€5.00 at " in said.err
    assert "to repeat what was moved lately all the same, add --again." in said.err
    assert at_bank("apply", path, "--confirm", "5", "--again").status == 0
    assert banking.moved[2:] == [(SALON.name, "+5.00")]


def test_a_plan_that_runs_is_waited_for(banking: Banking, at_bank: Command) -> None:
    """Two plans do not run at once: whose it is, and how far it has come."""
    legs = (Leg(movement(GARAGE.token)), Leg(movement(SALON.token)))
    path = banking.file(LIFT_SALON)
    with opened(banking) as journal:
        journal.open_run(Run("run", RunKind.PLAN, legs))
        said = at_bank("apply", path, "--confirm", "51.75")
        assert (said.status, banking.posts) == (7, 0)
        assert "nadia has plan no. 1 running, 1 of 2: wait for its end." in said.err
        shown = at_bank("apply", path, "--dry-run")
        assert shown.status == 0
        assert "nadia has plan no. 1 running" in shown.err
        journal.leave_run("run", Halt.DROPPED)
        assert at_bank("apply", path, "--confirm", "51.75").status == 0


def test_a_half_done_transfer_is_no_plan(banking: Banking, at_bank: Command) -> None:
    """What waits on the main account stands in nobody's way."""
    legs = (Leg(movement(GARAGE.token, "5")), Leg(movement(SALON.token, "5")))
    with opened(banking) as journal:
        journal.open_run(Run("run", RunKind.TRANSFER, legs))
        journal.begin(legs[0].movement, agree, run_id="run")
        journal.settle(legs[0].movement.id, confirmed("2869.2", "20"))
        journal.leave_run("run", Halt.REFUSED)
    assert at_bank("apply", banking.file(LIFT_SALON), "--confirm", "51.75").status == 0


def test_a_journal_that_cannot_be_written_sends_nothing(banking: Banking, at_bank: Command) -> None:
    """A fault of ours, told with its remedy."""
    banking.journal_folder.mkdir(mode=0o700)
    (banking.journal_folder / FILE_NAME).mkdir()
    said = at_bank("apply", banking.file(LIFT_SALON), "--confirm", "51.75")
    assert (said.status, banking.posts) == (1, 0)
    assert "The journal cannot be written" in said.err


def test_a_journal_that_is_damaged_meanwhile_sends_nothing(
    banking: Banking, at_bank: Command
) -> None:
    """Found at the last question that it is asked."""
    path = banking.file(LIFT_SALON)
    assert at_bank("apply", path, "--dry-run").status == 0
    journal = banking.journal_folder / FILE_NAME
    banking.bank.after_reading = lambda: journal.write_bytes(b"not a database" * 999)
    said = at_bank("apply", path, "--confirm", "51.75")
    assert (said.status, banking.posts) == (1, 0)
    assert "The journal is damaged or gone: nothing will be sent." in said.err


def test_without_a_key_it_is_wrong_use(banking: Banking, at_bank: Command) -> None:
    """Told as everywhere."""
    banking.key_file.unlink()
    said = at_bank("apply", banking.file(LIFT_SALON), "--confirm", "51.75")
    assert (said.status, banking.posts) == (2, 0)
    assert "there is no such key file" in said.err


# The file


def changed(banking: Banking, old: str, new: str) -> Path:
    """A file with something in it that is not as it should be."""
    path = banking.file(LIFT_SALON, LIFT_GARAGE)
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    return path


@pytest.mark.parametrize(
    ("old", "new", "line", "remedy"),
    [
        ('"131.75"', '"131"', 6, "`total` must be 131.75, which is what the movements come to"),
        ("adds = 2", "adds = 3", 7, "`adds` must be 2, which is what the movements come to"),
        ("adds = 2", 'adds = "2"', 7, "`adds` must be a whole number, without quotes"),
        ("adds = 2", "addds = 2", 7, "unknown key `addds`; did you mean `adds`?"),
        ("adds = 2", "xyz = 2", 7, "unknown key `xyz`; known here: made_at, profile"),
        ("= false", '= "no"', 5, "`take_back` must be true or false, without quotes"),
        ("00Z", "00", 1, "`made_at` must be a time with its zone, such as 2025-"),
        ('"80.00"', "80.00", 22, "`amount` must be a text between quotes"),
        ('"80.00"', '"80.001"', 22, '`amount` is not an amount in euros: write it such as "50'),
        ('"20.00"', '"20,00"', 23, '`before` is not a balance in euros: write it such as "8.2'),
        ('direction = "add"', 'direction = "give"', 13, '`direction` must be "add" or "remove"'),
        (GARAGE.token, SALON.token, 20, "this `token` stands there already: keep one movement"),
        (f'name = "{GARAGE.name}"\n', "", 18, "`name` is missing: make the plan anew"),
        ("removes = 0", "removes =", 8, "this is not TOML: texts stand between quotes"),
        ("[[movements]]", "[movements]", 18, "this is not TOML: texts stand between quotes"),
    ],
)
def test_a_flaw_in_the_file_is_told_with_its_line(
    banking: Banking, at_bank: Command, old: str, new: str, line: int, remedy: str
) -> None:
    """One line that names the place and the remedy, and wrong use."""
    path = changed(banking, old, new)
    said = at_bank("apply", path, "--confirm", "131.75")
    assert (said.status, said.out, banking.posts) == (2, "", 0)
    assert said.err.startswith(f"smspartner-tui: {path}, line {line}: ")
    assert remedy in said.err
    assert said.err.count("\n") == 1


def test_movements_are_tables(banking: Banking, at_bank: Command) -> None:
    """And there is an end to how many."""
    path = banking.file()
    head = path.read_text()
    path.write_text(head + "movements = 3\n")
    said = at_bank("apply", path, "--dry-run")
    assert "`movements` must be a list of tables, each under [[movements]]" in said.err
    path.write_text(head + "[[movements]]\n" * (MOST_ROWS + 1))
    said = at_bank("apply", path, "--dry-run")
    assert "more than 10000 `movements`: make several plans" in said.err


def test_a_file_that_is_no_text_is_told(banking: Banking, at_bank: Command) -> None:
    """Nor is one that is not there, or no file."""
    path = banking.file(LIFT_SALON)
    path.write_bytes(path.read_bytes() + b"\n# \xff")
    said = at_bank("apply", path, "--dry-run")
    assert (said.status, "not UTF-8 text: save it again as UTF-8" in said.err) == (2, True)
    path.unlink()
    said = at_bank("apply", path, "--dry-run")
    assert said.status == 2
    assert f"There is no file {path}: make one with `smspartner-tui plan" in said.err
    path.mkdir()
    said = at_bank("apply", path, "--dry-run")
    assert (said.status, "this is not a regular file" in said.err) == (2, True)


def test_a_file_that_others_may_change_is_refused(banking: Banking, at_bank: Command) -> None:
    """What was reviewed must be what is carried out; a colleague's own file is as good."""
    path = banking.file(LIFT_SALON)
    path.chmod(0o666)
    said = at_bank("apply", path, "--confirm", "51.75")
    assert (said.status, banking.posts) == (2, 0)
    assert f"others may change it: run `chmod o-w {path}`" in said.err
    path.chmod(0o664)
    assert at_bank("apply", path, "--confirm", "51.75").status == 0


def test_a_plan_for_another_profile_is_refused(banking: Banking, at_bank: Command) -> None:
    """With the option that chooses it."""
    path = banking.file(LIFT_SALON, profile="test")
    said = at_bank("apply", path, "--confirm", "51.75")
    assert (said.status, banking.posts) == (2, 0)
    assert "This plan is for the profile test, not for prod: add --profile test." in said.err


def test_a_name_on_another_token_is_refused(banking: Banking, at_bank: Command) -> None:
    """A name is what was reviewed, and a token is what is credited."""
    path = banking.file(row(replace(SALON, name=GARAGE.name), "51.75", "60"))
    said = at_bank("apply", path, "--confirm", "51.75")
    assert (said.status, banking.posts) == (2, 0)
    words = "“Garage Martin” in the file is “Coiffure Élégance” in the configuration"
    assert words in said.err


def test_it_speaks_french(banking: Banking, at_bank: Command) -> None:
    """States for programs are the same in every language."""
    i18n.use("fr")
    said = at_bank("apply", banking.file(LIFT_SALON), "--confirm", "51,75", "--json")
    assert said.status == 0
    assert json.loads(said.out)["state"] == State.CONFIRMED
    assert "51,75" in said.err
