"""The set-up from its first question to its last, in order."""

import os
from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import count

from smspartner_tui import i18n
from smspartner_tui.core.accounts import SubAccount
from smspartner_tui.i18n import _
from smspartner_tui.settings.errors import shown
from smspartner_tui.settings.key import KeyFile
from smspartner_tui.settings.profile import PROFILE_NAME
from smspartner_tui.settings.values import looks_like_a_key
from smspartner_tui.setup.amounts import UNMARKED, own_marks
from smspartner_tui.setup.answers import Answers, Existing, Key, Request, Team
from smspartner_tui.setup.following import ask_followed
from smspartner_tui.setup.limiting import ask_limits
from smspartner_tui.setup.marking import Marked, ask_marks
from smspartner_tui.setup.source import ask_key
from smspartner_tui.setup.talk import Choice, Talk, Wrong
from smspartner_tui.setup.team import ask_team, group_name


def ask_all(talk: Talk, request: Request) -> Answers:
    """Ask everything, and return what was answered.

    Raises:
        GivenUp: the input has ended.
    """
    if request.existing is None:
        language = _ask_language(talk, request)
    else:
        language = "auto"
        request = _ask_profile(talk, request, request.existing)
    key = ask_key(talk, request)
    subaccounts = ask_followed(talk, key.found.listings)
    marked = _ask_marks(talk, subaccounts, key)
    talk.say("", _("Step 4 of 4: operators and guards"))
    team = ask_team(talk)
    key = _ask_whose_key(talk, key, team)
    base = request.existing.limits if request.existing else None
    limits = ask_limits(talk, key.found.main, base)
    return Answers(
        request, language, key, marked.subaccounts, marked.defaults, marked.groups, team, limits
    )


def _ask_profile(talk: Talk, request: Request, existing: Existing) -> Request:
    """The request with the name of the profile that is added to a configuration."""
    i18n.use(request.language or i18n.choose(existing.language))
    talk.say(
        _("There is a configuration already: {file}. Its profiles: {names}.").format(
            file=shown(request.path), names=", ".join(existing.profiles)
        ),
        _(
            "What you answer is added to it as another profile, for another account; nothing else "
            "in it changes. Those that are there are changed with an editor, or from the "
            "dashboard's menu."
        ),
        _how_it_asks(),
    )
    if request.profile:
        return request
    talk.say("", _("Step 1 of 4: the name of the new profile"))

    def read(typed: str) -> str:
        if problem := name_problem(typed, existing.profiles):
            raise Wrong(problem)
        return typed

    name = next(name for name in _names() if name not in existing.profiles)
    return replace(request, profile=talk.ask(_("Its name, one word"), read, name))


def _names() -> Iterator[str]:
    """Names to propose, one after the other."""
    yield "other"
    yield from (f"other{number}" for number in count(2))


def name_problem(name: str, taken: Collection[str] = ()) -> str:
    """Why a profile cannot be called that, and what to do; nothing where it can."""
    if not PROFILE_NAME.fullmatch(name) or looks_like_a_key(name):
        return _("A profile's name is made of letters, digits, - and _ only.")
    if name in taken:
        words = _("There is a profile {name} already: give the new one another name.")
        return words.format(name=name)
    return ""


def _how_it_asks() -> str:
    return _(
        "Enter takes what stands in [brackets], < goes back one question, Ctrl+C leaves. "
        "Nothing is written before your last yes, and nothing here moves credit."
    )


def _ask_language(talk: Talk, request: Request) -> i18n.Choice:
    """The language to write down: none where the environment asks for it by itself."""
    usual = i18n.choose("auto")
    i18n.use(request.language or usual)
    talk.say(
        _("Setting up smspartner-tui. The configuration will be {file}.").format(
            file=shown(request.path)
        ),
        _how_it_asks(),
    )
    language = request.language
    if language is None:
        talk.say("", _("Step 1 of 4: the language"))
        choices = (Choice("1", "English"), Choice("2", "Français"))
        prompt = "Language, langue"
        number = talk.choose(prompt, choices, "2" if usual == "fr" else "1")
        language = "fr" if number == "2" else "en"
        i18n.use(language)
    return "auto" if language == usual else language


def _ask_marks(talk: Talk, subaccounts: tuple[SubAccount, ...], key: Key) -> Marked:
    """The marks, unless a sheet has given each its own."""
    if subaccounts and all(None not in own_marks(one)[:2] for one in subaccounts):
        return Marked(subaccounts, UNMARKED, {})
    return ask_marks(talk, subaccounts, key.found.listings)


def _ask_whose_key(talk: Talk, key: Key, team: Team) -> Key:
    """The key, in the team's folder where it was typed and all of them are to use it."""
    if team.folder is None or key.typed is None or not isinstance(key.source, KeyFile):
        return key
    words = _("Keep the key file in the team's folder, for the group {group} to use?")
    path = team.folder / key.source.path.name
    if os.path.lexists(path) or not talk.agree(
        words.format(group=group_name(team.gid)), default=True
    ):
        return key
    return replace(key, source=KeyFile(path), replaces=False)
