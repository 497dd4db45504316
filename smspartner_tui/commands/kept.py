"""A plan read from its file, and held against the configuration."""

import os
import stat
from pathlib import Path
from typing import Final

from smspartner_tui.commands.telling import WRONG_USE, Stop, shown
from smspartner_tui.core.filing import FiledPlan, FilingError, read
from smspartner_tui.core.text import clean
from smspartner_tui.i18n import _
from smspartner_tui.settings import files
from smspartner_tui.settings.errors import fault_in
from smspartner_tui.settings.profile import Profile
from smspartner_tui.settings.reading import Source
from smspartner_tui.wording.filing import filing_problem

LONGEST_FILE: Final = 16_000_000
"""Bytes; ten thousand movements take about three million."""

_OTHERS_WRITE: Final = 0o002


def kept_plan(path: Path, profile: Profile) -> FiledPlan:
    """The plan in a file, for this profile.

    Raises:
        Stop: there is no such file, it is another profile's, or calls somebody by another name.
        SettingsError: it cannot be read, others may change it, or it holds no plan.
    """
    kept = _read(path)
    _hold_against(kept, profile)
    return kept


def _read(path: Path) -> FiledPlan:
    """The plan in a file."""
    try:
        content = files.read(path, lambda status: _problem_of(path, status), LONGEST_FILE)
    except FileNotFoundError:
        words = _("There is no file {path}: make one with `smspartner-tui plan --output .`.")
        raise Stop(WRONG_USE, words.format(path=shown(path))) from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise fault_in(path, _("not UTF-8 text: save it again as UTF-8"), line) from None
    try:
        return read(text)
    except FilingError as error:
        found = error.line or (Source(path, text).line_of(error.place) if error.place else None)
        raise fault_in(path, filing_problem(error), found) from None


def _problem_of(path: Path, status: os.stat_result) -> str | None:
    """What is wrong with a file's mode: what was reviewed must be what is carried out."""
    if stat.S_IMODE(status.st_mode) & _OTHERS_WRITE:
        return _("others may change it: run `chmod o-w {file}`").format(file=shown(path))
    return None


def _hold_against(kept: FiledPlan, profile: Profile) -> None:
    """See whether the configuration has the same profile, and the same names."""
    theirs = clean(kept.about.profile)
    if theirs != profile.name:
        words = _("This plan is for the profile {theirs}, not for {ours}: add --profile {theirs}.")
        raise Stop(WRONG_USE, words.format(theirs=theirs, ours=profile.name))
    names = {one.token: one.name for one in profile.subaccounts}
    for token, row in kept.rows.items():
        theirs = clean(row.name)
        if (ours := names.get(token, theirs)) != theirs:
            # What was reviewed is the name; what is credited is the token.
            words = _("“{theirs}” in the file is “{ours}” in the configuration: make it anew.")
            raise Stop(WRONG_USE, words.format(theirs=theirs, ours=ours))
