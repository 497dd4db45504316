"""`init`: the conversation, the last yes, and what is written for it."""

import os
import sys
from pathlib import Path
from typing import Final

from smspartner_tui.core.frozen import frozen
from smspartner_tui.core.money import Language
from smspartner_tui.i18n import _
from smspartner_tui.settings.adding import amended, default_line
from smspartner_tui.settings.config import content_of, decoded, understood
from smspartner_tui.settings.errors import SettingsError, shown
from smspartner_tui.settings.places import config_file
from smspartner_tui.settings.profile import BASE_URL
from smspartner_tui.settings.replacing import check_may_replace
from smspartner_tui.settings.values import read_base_url
from smspartner_tui.setup.answers import Answers, Existing, Request
from smspartner_tui.setup.closing import (
    offer_nightly_check,
    show_document,
    tell_how_to_start,
    tell_where,
)
from smspartner_tui.setup.document import document
from smspartner_tui.setup.placing import place, plan_of
from smspartner_tui.setup.script import ask_all, name_problem
from smspartner_tui.setup.talk import Back, Choice, GivenUp, Talk
from smspartner_tui.setup.terminal import Terminal

DONE: Final = 0
WRONG_USE: Final = 2
INTERRUPTED: Final = 130

USUAL_PROFILE: Final = "prod"


@frozen
class Ending:
    """How the set-up ended: its exit status, and whether the dashboard is wanted now, on what."""

    status: int
    wants_dashboard: bool = False
    profile: str = ""


def requested(
    config: Path | None, profile: str | None, base_url: str | None, language: Language | None
) -> Request:
    """What the options ask for.

    Raises:
        SettingsError: one of them cannot be used, or a configuration that is there.
    """
    path = config.expanduser().absolute() if config else config_file()
    existing = _existing(path) if os.path.lexists(path) else None
    name = profile or ("" if existing else USUAL_PROFILE)
    taken = existing.profiles if existing else ()
    if name and (problem := name_problem(name, taken)):
        raise SettingsError(problem)
    try:
        address = read_base_url(base_url or BASE_URL)
    except ValueError:
        words = _("--base-url must begin with https:// (http:// on a loopback address only).")
        raise SettingsError(words) from None
    return Request(path, name, address, language, existing)


def _existing(path: Path) -> Existing:
    """What a configuration is to which a profile can be added.

    Raises:
        SettingsError: it cannot be read, or nothing can be added to it.
    """
    check_may_replace(path)
    text = decoded(path, content_of(path))
    settings = understood(path, text)
    probe = next(name for name in ("probe", "probe2") if name not in settings.profiles)
    with_probe = understood(path, amended(path, text, f"[profiles.{probe}]\n"))
    limits = with_probe.profile(probe).limits
    return Existing(tuple(settings.profiles), limits, settings.ui.language)


def run(request: Request, terminal: Terminal, *, can_draw: bool) -> Ending:
    """Hold the conversation, and write what it came to if the last answer is yes.

    The dashboard is offered where the terminal `can_draw` it.
    """
    talk = Talk(terminal)
    try:
        agreed = talk.conduct(lambda: _agreed(talk, request))
        if agreed is None:
            talk.say(_("Nothing was written."))
            return Ending(DONE)
        # What is written cannot be gone back from: another conversation begins.
        talk = Talk(terminal)
        if not _is_written(talk, *agreed):
            return Ending(WRONG_USE)
    except (GivenUp, KeyboardInterrupt):
        talk.leave(_("Set-up left: nothing was written."))
        return Ending(INTERRUPTED)
    return _ending(talk, agreed[0], can_draw=can_draw)


def _agreed(talk: Talk, request: Request) -> tuple[Answers, str] | None:
    """What was answered, and the text that was shown and agreed to; None for a no."""
    answers = ask_all(talk, request)
    text = document(answers, talk.terminal.encoding)
    try:
        top = _checked(request, text)
    except SettingsError as error:
        # Each answer was held to rules of its own; this is about what they make together.
        talk.say(str(error), _("Answer otherwise; < goes back further."))
        raise Back from None
    show_document(talk, text, top, is_added=request.existing is not None)
    talk.say("", *plan_of(answers))
    words = (
        _("Write this configuration to {file}? (y/n)")
        if request.existing is None
        else _("Add this to {file}? (y/n)")
    )
    return (answers, text) if talk.agree_now(words.format(file=shown(request.path))) else None


def _checked(request: Request, text: str) -> str:
    """See whether it makes a configuration that can be used; what is added at the top of one.

    Raises:
        SettingsError: it does not.
    """
    if request.existing is None:
        understood(request.path, text)
        return ""
    there = decoded(request.path, content_of(request.path))
    amended(request.path, there, text)
    return default_line(request.path, there)


def _is_written(talk: Talk, answers: Answers, text: str) -> bool:
    """Write it; where that fails, again once the cause is gone, or not at all."""
    while True:
        try:
            place(answers, text)
        except SettingsError as error:
            talk.say(str(error))
        else:
            return True
        ways = (Choice("1", _("try again")), Choice("2", _("leave without having written")))
        if talk.choose(_("What now?"), ways, "1") == "2":
            return False


def _ending(talk: Talk, answers: Answers, *, can_draw: bool) -> Ending:
    """Say where everything is, and offer what comes next."""
    try:
        tell_where(talk, answers)
        offer_nightly_check(talk, answers)
        talk.say("")
        if can_draw and talk.agree(_("Open the dashboard now?"), default=True):
            return Ending(DONE, wants_dashboard=True, profile=answers.request.profile)
    except (GivenUp, KeyboardInterrupt):
        talk.leave("")
    tell_how_to_start(talk, answers)
    return Ending(DONE)


def at_terminal() -> bool:
    """Whether there is somebody to ask."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def offer(path: Path, terminal: Terminal) -> str:
    """Ask what to do without a configuration: 1 set up, 2 rehearse, 3 leave."""
    talk = Talk(terminal)

    def ask() -> str:
        talk.say(_("There is no configuration yet ({file}).").format(file=shown(path)))
        return talk.choose(
            _("What now?"),
            (
                Choice("1", _("set it up, in about two minutes")),
                Choice("2", _("the rehearsal bank: no key, no real credit")),
                Choice("3", _("quit")),
            ),
            "1",
        )

    try:
        return talk.conduct(ask)
    except (GivenUp, KeyboardInterrupt):
        talk.leave("")
        return "3"
