"""What the menu offers: the actions of the screen that is open, and what belongs to the whole."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from textual.app import SystemCommand
from textual.screen import Screen

from smspartner_tui.core.money import Language
from smspartner_tui.i18n import _, language
from smspartner_tui.tui import screens
from smspartner_tui.tui.errands import Errands
from smspartner_tui.tui.keys import BY_ACTION, CARD, CURSOR_KEYS, Key, Keymap, shown
from smspartner_tui.tui.screens.base import BoardShown
from smspartner_tui.tui.screens.dashboard import Dashboard


class Offering(Errands):
    """An app with a menu; never over a dialog, where it would do what stands behind that."""

    keymap: Keymap
    remember_language: Callable[[Language], object] | None

    def show_menu(self) -> None:
        """Show all that can be done on the screen on top."""
        if isinstance(screen := self.on_top, BoardShown) and screen.MENU:
            self.push_screen(screens.MenuScreen(list(self.get_system_commands(screen))))

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """What works now there; not Textual's own, whose screenshot shows clients' balances."""
        if isinstance(screen, BoardShown):
            # Who looks for an action in a menu knows how to move a cursor: that comes last.
            keys = sorted(screen.MENU, key=lambda key: key in CURSOR_KEYS)
            for key in keys:
                if key.action != "menu":
                    yield from self._of(screen, key, shown(key, self.keymap))
        if isinstance(screen, Dashboard):
            card = shown(BY_ACTION["card"], self.keymap)
            for key in CARD:
                there = shown(key, self.keymap)
                yield from self._of(screen, key, there and f"{card} {there}")
        yield SystemCommand(_("Choose a theme"), "", self.choose_theme)
        if self.remember_language is not None:
            yield self._other_language()

    def _of(self, screen: Screen[Any], key: Key, how: str) -> Iterator[SystemCommand]:
        """An action with its key, if it has words and works now."""
        if key.help and screen.check_action(key.action, ()):
            words = _(key.help)
            run = partial(self._do_there, screen, key.action)
            yield SystemCommand(words[:1].upper() + words[1:], how, run)

    async def _do_there(self, screen: Screen[Any], action: str) -> None:
        """Do what was chosen, unless the screen that it was chosen for has gone by then."""
        if screen is self.on_top:
            await screen.run_action(action)

    def choose_theme(self) -> None:
        """Show the themes, to choose one."""
        self.push_screen(screens.ThemeScreen(self.theme))

    def _other_language(self) -> SystemCommand:
        """The one that is not spoken, in words that those who speak only that one find."""
        if language() == "fr":
            title = _("English, from the next start")
            return SystemCommand(title, "", lambda: self.choose_language("en"))
        title = _("Français (French), from the next start")
        return SystemCommand(title, "", lambda: self.choose_language("fr"))

    def choose_language(self, chosen: Language) -> None:
        """Remember a language; what stands on the screens was said in the other one already."""
        if self.remember_language is not None:
            self.remember_language(chosen)
            words = {
                "en": _("English is spoken from the next start."),
                "fr": _("French is spoken from the next start."),
            }
            self.say(words[chosen])
