"""What is written once the answer was yes: all of it, or nothing."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from smspartner_tui.i18n import _
from smspartner_tui.settings.adding import add_profile
from smspartner_tui.settings.errors import SettingsError, shown
from smspartner_tui.settings.key import KeyFile, read_key
from smspartner_tui.settings.writing import make_folder, write_file
from smspartner_tui.setup.answers import Answers
from smspartner_tui.setup.team import make_team_folder

_ALONE: Final = 0o600
_FOR_THE_TEAM: Final = 0o640


def plan_of(answers: Answers) -> list[str]:
    """What will be written beside the configuration, a sentence each."""
    planned = []
    if answers.team.folder is not None and answers.team.is_new:
        words = _("The team's folder is made: {path}")
        planned.append(words.format(path=shown(answers.team.folder)))
    if (path := _key_path(answers)) is not None:
        words = (
            _("The key in this file is replaced: {path} (…{tail})")
            if answers.key.replaces
            else _("The key is written to a file of its own: {path} (…{tail})")
        )
        tail = answers.key.typed.tail if answers.key.typed else ""
        planned.append(words.format(path=shown(path), tail=tail))
    return planned


def place(answers: Answers, text: str) -> None:
    """Make the team's folder, write the key's file and the configuration; on failure, none of them.

    Raises:
        SettingsError: something could not be written; nothing is left of the rest.
    """
    undo: list[Callable[[], object]] = []
    try:
        _place(answers, text, undo)
    except BaseException as error:
        for step in reversed(undo):
            with suppress(OSError):
                step()
        if isinstance(error, FileExistsError):
            words = _("{path} is there already: nothing was written.")
            raise SettingsError(words.format(path=shown(Path(error.filename)))) from None
        if isinstance(error, OSError):
            words = _("Nothing was written: {path}: {reason}.")
            path = shown(Path(str(error.filename or answers.request.path)))
            raise SettingsError(words.format(path=path, reason=error.strerror)) from None
        raise


def _place(answers: Answers, text: str, undo: list[Callable[[], object]]) -> None:
    team, path = answers.team, answers.request.path
    if team.folder is not None and team.is_new:
        make_team_folder(team.folder, team.gid)
        undo.append(team.folder.rmdir)
    make_folder(path.parent)
    key_path = _key_path(answers)
    if key_path is not None and not answers.key.replaces:
        _write_key(answers, key_path)
        undo.append(key_path.unlink)
    if answers.request.existing is None:
        write_file(path, text.encode(), mode=_ALONE)
        undo.append(path.unlink)
    else:
        undo.append(add_profile(path, text))
    if key_path is not None and answers.key.replaces:
        # Last: a key that was replaced cannot be had back.
        _write_key(answers, key_path)
    if key_path is not None:
        # As the dashboard will: better told now.
        read_key(KeyFile(key_path))


def _key_path(answers: Answers) -> Path | None:
    """Where a key is to be written, if one was typed for a file."""
    source = answers.key.source
    return source.path if answers.key.typed is not None and isinstance(source, KeyFile) else None


def _write_key(answers: Answers, path: Path) -> None:
    if answers.key.typed is None:
        return
    make_folder(path.parent)
    is_shared = answers.team.folder is not None and path.parent == answers.team.folder
    content = f"{answers.key.typed.reveal()}\n".encode()
    mode = _FOR_THE_TEAM if is_shared else _ALONE
    write_file(path, content, mode=mode, replace=answers.key.replaces)
