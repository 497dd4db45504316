"""A robot that does what an operator does: presses keys, reads the screen, waits for it to change.

It never sleeps: every wait is for something, and a wait in vain shows the screen.
"""

import asyncio
import re
import time
from collections.abc import Callable
from functools import partial

from textual import events
from textual._context import visible_screen_stack
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.screen import Screen
from textual.strip import Strip

from smspartner_tui.tui.app import SmsPartnerApp
from smspartner_tui.tui.screens.ask import AskScreen
from smspartner_tui.tui.screens.check import CheckScreen
from smspartner_tui.tui.screens.check import Stage as CheckStage
from smspartner_tui.tui.screens.movement import MovementDialog
from smspartner_tui.tui.screens.yes import AsksForYes, Stage

PATIENCE = 20.0
"""Seconds that a wait may take before it is called a failure."""

_LOOK_AGAIN = 0.005
_LOOK_AT_LEAST = 0.02
"""Seconds between two looks: soon at first, then not so often, because each reads the screen."""

_CHARACTERS = {"enter": "\r", "tab": "\t", "space": " ", "escape": "\x1b", "backspace": "\x7f"}
_FRAMES = str.maketrans(dict.fromkeys("│┌┐└┘─━▔▁▎▊", " "))
_THUMB = re.compile(r"(?m)(?<= )█(?=[ │]*$)")
"""A scrollbar's, at the right end of a line."""


class Robot:
    """An operator at the keyboard of a running app."""

    def __init__(self, pilot: Pilot[int]) -> None:
        app = pilot.app
        assert isinstance(app, SmsPartnerApp)
        self.app = app
        self.pilot = pilot
        self.keys_pressed = 0

    # What is on the screen

    @property
    def lines(self) -> list[str]:
        """The lines of the terminal, as they are painted now."""
        return [strip.text for strip in self._strips()]

    def _strips(self) -> list[Strip]:
        visible_screen_stack.set(self.app._background_screens)
        return self.app.screen._compositor.render_strips(self.app.size)

    @property
    def text(self) -> str:
        """All that can be read: no frames, and one space wherever there is any.

        What a dialog's box holds is read once more by itself, where its lines are not broken by
        what stands beside it.
        """
        strips = self._strips()
        texts = [strip.text for strip in strips]
        for box in self.screen.query("#box"):
            left, top, width, height = box.scrollable_content_region
            texts += [strip.crop(left, left + width).text for strip in strips[top : top + height]]
        return plain("\n".join(texts))

    def line(self, part: str) -> str:
        """The first line that holds this text, without frames."""
        found = next((line for line in map(plain, self.lines) if plain(part) in line), None)
        assert found is not None, self._with_screen(f"no line with {part!r}")
        return found

    @property
    def screen(self) -> Screen[object]:
        """The screen on top."""
        return self.app.screen

    @property
    def dialog(self) -> MovementDialog:
        """The dialog of a movement, which must be on top."""
        assert isinstance(self.screen, MovementDialog), self._with_screen("no dialog")
        return self.screen

    @property
    def selected(self) -> str:
        """The name of the sub-account under the dashboard's cursor."""
        subaccount = self.app.dashboard.selected
        return "" if subaccount is None else subaccount.name

    @property
    def names(self) -> list[str]:
        """The names in the dashboard's list, in order."""
        return [row.cells[0].text for row in self.app.dashboard.table.rows]

    async def sees(self, *texts: str) -> None:
        """Wait until all these texts can be read."""
        for text in texts:
            await self.waits_until(partial(self._reads, text), f"{text!r}")

    async def does_not_see(self, *texts: str) -> None:
        """Wait until none of these texts can be read."""
        for text in texts:
            await self.waits_until(partial(self._misses, text), f"{text!r} to go")

    def _reads(self, text: str) -> bool:
        return plain(text) in self.text

    def _misses(self, text: str) -> bool:
        return not self._reads(text)

    # Waiting

    async def waits_until(self, predicate: Callable[[], object], description: str) -> None:
        """Wait until something is so; a wait in vain shows the screen."""
        until = time.monotonic() + PATIENCE
        pause = _LOOK_AGAIN
        while not predicate():
            if time.monotonic() > until:
                raise AssertionError(self._with_screen(f"waited in vain for {description}"))
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, _LOOK_AT_LEAST)

    async def waits_until_ready(self) -> None:
        """Wait until the app has read the balances, as far as it gets any, and the journal."""
        await self.waits_until(
            lambda: self.app.board.reading is not None and not self.works("reading", "journal"),
            "the first reading",
        )
        await self.settles()

    def works(self, *groups: str) -> bool:
        """Whether a worker of these groups has work to do still."""
        return any(worker.group in groups and not worker.is_finished for worker in self.app.workers)

    async def settles(self) -> None:
        """Wait until every key is handled and nothing is left to be painted."""
        received = asyncio.Event()
        self.app.call_later(received.set)
        await self.waits_until(
            lambda: received.is_set() and not self.app._is_handling, "keys to be handled"
        )
        await self.pilot.pause()

    def _with_screen(self, words: str) -> str:
        return "\n".join((words, *self.lines))

    # Keys

    async def presses(self, *keys: str) -> None:
        """Press keys, by Textual's names; they arrive together, as over a slow link."""
        for key in keys:
            self.press_only(key)
        await self.settles()

    async def types(self, text: str) -> None:
        """Type a text."""
        await self.presses(*text)

    async def clears(self) -> None:
        """Empty the line that is being typed in."""
        await self.presses("end", "ctrl+u")

    async def pastes(self, text: str) -> None:
        """Paste a text, as a terminal does."""
        self.paste_only(text)
        await self.settles()

    def paste_only(self, text: str) -> None:
        """Paste a text, and wait for nothing."""
        self.app.post_message(events.Paste(text))

    def press_only(self, key: str) -> None:
        """Press a key and wait for nothing: it may end the app."""
        self.keys_pressed += 1
        if len(key) == 1:
            self.app.post_message(events.Key(_character_to_key(key), key))
        else:
            self.app.post_message(events.Key(key, _CHARACTERS.get(key)))

    # The dashboard

    async def selects(self, name: str) -> None:
        """Put the dashboard's cursor on a sub-account."""
        table = self.app.dashboard.table
        await self.waits_until(lambda: name in self.names, f"{name} in the list")
        by = self.names.index(name) - (table.cursor_index or 0)
        await self.presses(*(["j"] * by if by > 0 else ["k"] * -by))
        await self.waits_until(lambda: self.selected == name, f"the cursor on {name}")

    # A movement

    async def opens_add(self, name: str) -> None:
        """Open the dialog that adds credit."""
        await self.selects(name)
        await self.presses("a")
        await self.waits_until_dialog()

    async def opens_remove(self, name: str) -> None:
        """Open the dialog that takes credit back."""
        await self.selects(name)
        await self.presses("d")
        await self.waits_until_dialog()

    async def waits_until_dialog(self) -> None:
        """Wait until a movement's dialog is open, and the journal has been asked."""
        await self.waits_until(
            lambda: isinstance(self.screen, MovementDialog) and self.dialog._situation is not None,
            "a dialog",
        )

    async def fills_in(self, amount: str, reference: str = "") -> None:
        """Type an amount and a reference, each with its Enter."""
        await self.types(amount)
        await self.presses("enter")
        await self.types(reference)
        await self.presses("enter")

    async def waits_for_stage(self, stage: Stage) -> None:
        """Wait until what asks for yes before credit moves stands there."""
        await self.waits_until(lambda: self._stands_at(stage), f"a screen at {stage}")

    def _stands_at(self, stage: Stage) -> bool:
        screen = self.screen
        return isinstance(screen, AsksForYes) and screen.stage is stage

    async def adds(self, name: str, amount: str, reference: str = "") -> None:
        """Fill in the adding of credit, up to its question."""
        await self.opens_add(name)
        await self.fills_in(amount, reference)
        await self.waits_for_stage(Stage.QUESTION)

    async def removes(self, name: str, amount: str, reference: str = "") -> None:
        """Fill in the taking back of credit, up to its question."""
        await self.opens_remove(name)
        await self.fills_in(amount, reference)
        await self.waits_for_stage(Stage.QUESTION)

    async def waits_for_ears(self) -> None:
        """Wait until the question on screen listens."""
        await self.waits_until(self._listens, "a question that listens")

    def _listens(self) -> bool:
        screen = self.screen
        if isinstance(screen, AsksForYes):
            return screen.stage is Stage.QUESTION and screen.listener.listens
        if isinstance(screen, CheckScreen):
            return screen.stage is CheckStage.QUESTION and screen.listener.listens
        return isinstance(screen, AskScreen) and screen.listener.listens

    async def says_yes(self, key: str = "o") -> None:
        """Answer yes, once the question listens."""
        await self.waits_for_ears()
        await self.presses(key)

    async def says_no(self, key: str = "n") -> None:
        """Answer no, once the question listens."""
        await self.waits_for_ears()
        await self.presses(key)

    async def retypes(self, amount: str) -> None:
        """Type the amount again, once the question listens, and Enter."""
        await self.waits_for_ears()
        await self.types(amount)
        await self.presses("enter")


def plain(text: str) -> str:
    """Text without frames, with one ordinary space wherever there is any."""
    return " ".join(_THUMB.sub(" ", text).translate(_FRAMES).split())
