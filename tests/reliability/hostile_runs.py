"""What is done with hostile texts: walks through the screens, starts, refusals, floods."""

import signal
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from tests.reliability.hostile_place import (
    HostileBank,
    Text,
    hostile_platform,
    write_doubts,
    written,
)
from tests.reliability.hostile_texts import FLOOD
from tests.reliability.hostile_walk import ROOM, Tally, Walk
from tests.terminal.place import Place, close_dialog, open_question, quoted
from tests.terminal.terminal import PATIENCE, Terminal

_NOWHERE: Final = "http://127.0.0.1:9/v1"
_CHUNK: Final = 4096
_COMMANDS: Final = (
    *(("log", "--format", form) for form in ("csv", "rfc", "json")),
    ("log", "--totals"),
    ("audit",),
)


def walk(folder: Path, texts: Sequence[Text], tally: Tally, weakness: str = "") -> None:
    """Every screen of a wide window, with every text in every field."""
    with hostile_platform(folder, texts) as place:
        write_doubts(place, texts)
        with place.start_trapped(weakness=weakness, **ROOM) as terminal:
            walking = Walk(terminal, place.trap, texts, tally)
            try:
                walking.puts_off()
                walking.starts()
                for text in texts:
                    walking.checks(text)
                for text in texts:
                    walking.reads_card(text)
                    walking.filters(text)
                    walking.searches_menu(text)
                    walking.adds(text)
                    walking.takes_back(text)
                walking.reads_history()
                walking.leaves()
            finally:
                tally.take("the screens", terminal, place.trap.actions)


def walk_narrow(folder: Path, texts: Sequence[Text], tally: Tally) -> None:
    """The card in a box, where the window has no room beside the list."""
    with hostile_platform(folder, texts) as place, place.start_trapped() as terminal:
        terminal.sees("10,000.00")
        walking = Walk(terminal, place.trap, texts, tally)
        try:
            for text in texts:
                walking.reads_card(text, beside=False)
            walking.leaves()
        finally:
            tally.take("the card", terminal, place.trap.actions)


def read_foreign_journal(folder: Path, texts: Sequence[Text], tally: Tally) -> None:
    """A journal in which the texts stand as they are, because another program wrote it."""
    with hostile_platform(folder, texts) as place:
        write_doubts(place, texts, by_us=False)
        for words in _COMMANDS:
            with place.start(*words) as terminal:
                if terminal.wait() != 0:
                    tally.crashes.append(f"{' '.join(words)}: {terminal.screen}")
                tally.shown["commands without a screen"] += 1
                # A spreadsheet knows by the mark at its beginning how a file is encoded.
                where = f"`{' '.join(words)}` on a journal of others"
                tally.take(where, terminal, allowed="\ufeff")
        with place.start_trapped(**ROOM) as terminal:
            walking = Walk(terminal, place.trap, texts, tally)
            try:
                walking.puts_off()
                for text in texts:
                    walking.checks(text)
                walking.leaves()
            finally:
                tally.take("a journal of others", terminal, place.trap.actions)


def start(folder: Path, text: Text, tally: Tally) -> None:
    """A label, an operator and paths; then the outcome that is told after the screen."""
    name = written(text.text)
    bank = HostileBank([text])
    path = "".join(letter for letter in name if letter not in "/\0")[:60]
    with hostile_platform(folder, [text], label=text.tagged("l")[:60], bank=bank) as place:
        config = place.config_file.with_name(f"{text.tag('y')}{path}.toml")
        place.config_file.rename(config)
        env = {
            "SUDO_USER": f"{text.tag('u')} {name}".replace("\0", ""),
            "SSH_CONNECTION": f"{name} 1 2 3".replace("\0", ""),
            "XDG_STATE_HOME": str(folder / f"{text.tag('z')}{path}"),
        }
        with place.start_trapped("--config", str(config), env=env, **ROOM) as terminal:
            try:
                _see_start(terminal, text, tally)
                bank.hold()
                open_question(terminal, "a5\r\r", f"ADD €5.00 to {text.tag('n')}")
                terminal.type("o")
                assert bank.moved.wait(PATIENCE)
                terminal.signal(signal.SIGTERM)
                assert terminal.until(lambda: b"Waiting for the outcome" in terminal.raw)
                bank.answer()
                assert terminal.wait() == 128 + signal.SIGTERM
                told = terminal.raw.rpartition(b"Waiting for the outcome")[2]
                assert text.tag("m").encode() in told
                tally.shown["after the screen: platform's message"] += 1
            finally:
                bank.answer()
                tally.take(f"start, text {text.number}", terminal, place.trap.actions)


def _see_start(terminal: Terminal, text: Text, tally: Tally) -> None:
    terminal.sees("10,000.00")
    for place, where in (("title: label", "l"), ("title: operator", "u")):
        terminal.sees(text.tag(where))
        tally.shown[place] += 1
    terminal.type("?")
    terminal.sees("menu of all actions")
    # The page of where things are.
    terminal.type("6")
    terminal.sees("Configuration")
    for place, where in (("help: journal's path", "z"), ("help: configuration's path", "y")):
        # A long path stands on several lines, broken anywhere.
        assert terminal.until(partial(_reads, terminal, text.tag(where))), terminal.screen
        tally.shown[place] += 1
    terminal.type("\x1b")
    assert terminal.until(lambda: not _reads(terminal, text.tag("z"))), terminal.screen
    close_dialog(terminal)


def _reads(terminal: Terminal, tag: str) -> bool:
    return tag in "".join("".join(_in_the_box(terminal.screen.splitlines())).split())


def _in_the_box(lines: list[str]) -> list[str]:
    """What stands inside the frame on top, without its scrollbar; all where there is none."""
    top = next((line for line in lines if "┌" in line), "")
    left, right = top.find("┌"), top.rfind("─")
    return [line[left + 1 : right].rstrip(" │█") for line in lines] if top else lines


# Refusals, each of them a line on the terminal as it is


def _unknown_profile(place: Place, _text: str) -> None:
    place.configure(_NOWHERE)


def _unknown_key(place: Place, text: str) -> None:
    place.configure(_NOWHERE, top=f"{quoted(text)} = 1")


def _profile_name(place: Place, text: str) -> None:
    place.configure(_NOWHERE, top=f"[profiles.{quoted(text)}]\napi_key_env = 'A'")


def _default_profile(place: Place, text: str) -> None:
    place.configure(_NOWHERE, top=f"default_profile = {quoted(text)}")


def _key_action(place: Place, text: str) -> None:
    place.configure(_NOWHERE, top=f"[keys]\n{quoted(text)} = 'x'")


def _key_file(place: Place, text: str) -> None:
    place.configure(_NOWHERE, profile=f"api_key_file = {quoted('/' + text)}")


def _key_command(place: Place, text: str) -> None:
    place.configure(_NOWHERE, profile=f"api_key_command = ['false', {quoted(text)}]")


def _base_url(place: Place, text: str) -> None:
    place.configure(f"https://{text}/v1")


REFUSALS: Final[tuple[Callable[[Place, str], None], ...]] = (
    _unknown_profile,
    _unknown_key,
    _profile_name,
    _default_profile,
    _key_action,
    _key_file,
    _key_command,
    _base_url,
)


def refusals(folder: Path, text: Text, tally: Tally) -> None:
    """What a configuration is refused for, said with the hostile text in it."""
    for number, prepare in enumerate(REFUSALS):
        below = folder / str(number)
        below.mkdir()
        place = Place(below)
        words = written(text.tagged("q"))
        prepare(place, words)
        profile = words.replace("\0", "") if prepare is _unknown_profile else "prod"
        with place.start("--profile", profile) as terminal:
            status = terminal.wait()
            tally.take(f"refusal{prepare.__name__}, text {text.number}", terminal)
            if status != 2:
                tally.crashes.append(f"status {status} of {prepare.__name__} with {text}")
            tally.shown["refusal at the start"] += text.tag("q").encode() in terminal.raw


# Floods


def floods(folder: Path, text: Text, tally: Tally) -> None:
    """Five million characters: pasted, from the platform, and from the configuration."""
    flood = "x" * FLOOD
    _paste_floods(_below(folder, "pasted"), text, flood, tally)
    _read_floods(_below(folder, "read"), text, flood, tally)
    place = Place(_below(folder, "written"))
    place.configure(_NOWHERE, clients=[replace(text.client, name=flood)])
    with place.start() as terminal:
        terminal.sees("xxxxx…")
        terminal.type("q")
        assert terminal.wait() == 0
        tally.shown["flood in the configuration"] += 1
        tally.take("floods", terminal)


def _below(folder: Path, name: str) -> Path:
    below = folder / name
    below.mkdir()
    return below


def _paste_floods(folder: Path, text: Text, flood: str, tally: Tally) -> None:
    with hostile_platform(folder, [text]) as place, place.start_trapped() as terminal:
        terminal.sees("10,000.00")
        for keys, sign in (("f", "Filter:"), ("a5\r", "+€5.00"), (":", "🔎")):
            terminal.type(keys)
            terminal.sees(sign)
            for part in ("\x1b[200~", *_chunks(flood), "\x1b[201~"):
                terminal.type(part)
            terminal.type("\x1b")
            terminal.sees_no_more(sign)
            tally.shown["flood pasted"] += 1
        terminal.type("q")
        assert terminal.wait() == 0
        # An input rings the terminal's bell when it takes no more.
        tally.take("floods", terminal, place.trap.actions, allowed="\x07")


def _read_floods(folder: Path, text: Text, flood: str, tally: Tally) -> None:
    bank = HostileBank([text])
    with (
        hostile_platform(folder, [text], bank=bank) as place,
        place.start_trapped() as terminal,
    ):
        terminal.sees("10,000.00")
        bank.say(flood)
        terminal.type("r")
        terminal.sees("list cannot be read")
        tally.shown["flood in the list"] += 1
        open_question(terminal, "a5\r\r", f"ADD €5.00 to {text.tag('n')}")
        terminal.type("o")
        terminal.sees("The answer cannot be read")
        tally.shown["flood in an answer"] += 1
        terminal.type("\x1b")
        terminal.sees_no_more("┌")
        terminal.signal(signal.SIGTERM)
        assert terminal.wait() == 128 + signal.SIGTERM
        tally.take("floods", terminal, place.trap.actions)


def _chunks(text: str) -> list[str]:
    return [text[start : start + _CHUNK] for start in range(0, len(text), _CHUNK)]
