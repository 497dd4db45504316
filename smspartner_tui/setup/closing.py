"""What is said once all is written: where everything is, and what could be done next."""

import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from smspartner_tui import PROGRAM
from smspartner_tui.i18n import _
from smspartner_tui.settings.errors import shown
from smspartner_tui.settings.key import KeyCommand, KeyFile
from smspartner_tui.settings.places import config_file, journal_folder
from smspartner_tui.setup.answers import Answers
from smspartner_tui.setup.talk import Talk

_SITE: Final = "/etc/xdg/smspartner-tui/config.toml"


def tell_where(talk: Talk, answers: Answers) -> None:
    """Say where everything is."""
    source = answers.key.source
    journal = answers.team.folder or journal_folder(answers.request.profile)
    talk.show(
        "",
        _("Written. Where everything is:"),
        _("  configuration  {place}").format(place=shown(answers.request.path)),
        _("  key            {place}").format(place=source.describe()),
        _("  journal        {place}").format(place=shown(journal)),
    )
    if answers.team.folder is not None:
        talk.say("", _("Your colleagues get the same configuration by:"))
        talk.show(f"  sudo install -D -m 644 {shlex.quote(str(answers.request.path))} {_SITE}")


def offer_nightly_check(talk: Talk, answers: Answers) -> None:
    """Show the line with which cron looks after the account every night, where it can."""
    if not isinstance(answers.key.source, KeyCommand | KeyFile):
        return
    talk.say(
        "",
        _(
            "A nightly check keeps the readings from which “days left” is reckoned, and tells of "
            "low balances by mail. If you want it, add this line with `crontab -e`:"
        ),
    )
    talk.show(f"  {crontab_line(answers)}")


def tell_how_to_start(talk: Talk, answers: Answers) -> None:
    """Say how the dashboard is opened later."""
    talk.say(_("Open the dashboard with:"))
    talk.show(f"  {shlex.join([PROGRAM, *_options(answers)])}")


def crontab_line(answers: Answers) -> str:
    """The line itself, at a quiet time of the night."""
    words = [*program(), *_options(answers), "check", "--quiet", "--strict"]
    return "40 5 * * * " + shlex.join(words).replace("%", r"\%")


def program() -> tuple[str, ...]:
    """How this program is started from anywhere."""
    own = Path(sys.argv[0])
    if own.name == PROGRAM and (found := shutil.which(str(own))):
        return (str(Path(found).absolute()),)
    return (sys.executable, "-m", "smspartner_tui")


def _options(answers: Answers) -> Iterator[str]:
    """What has to be said for this configuration to be found."""
    if answers.request.path != config_file():
        yield from ("--config", str(answers.request.path.absolute()))
    if answers.request.existing is not None:
        yield from ("--profile", answers.request.profile)


def show_document(talk: Talk, text: str, top: str = "", *, is_added: bool) -> None:
    """Show the configuration as it will be written, or what is added, and a line at its `top`."""
    if not is_added:
        talk.say("", _("This is what will be written:"), "")
    elif top:
        talk.say("", _("This line will be added at the top, so that the same profile opens:"), "")
        talk.show(top)
    if is_added:
        talk.say("", _("This will be added below all that is there:"), "")
    talk.show(*text.splitlines())
