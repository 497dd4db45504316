"""The configuration and the key: where files are, sources of the key, every option."""

from smspartner_tui.i18n import N_
from smspartner_tui.wording.guide.options import options
from smspartner_tui.wording.guide.topic import Topic

TOPIC = Topic(
    "configuration",
    N_("Configuration and key"),
    (
        N_(
            "`smspartner-tui init` asks line by line and writes the configuration; run again, it "
            "adds another account as a profile, which `--profile` opens. The key is read unseen. "
            "`smspartner-tui info` says where everything is. Usually that is:"
        ),
        N_("Configuration, the site's when you have none (/etc/xdg/smspartner-tui/config.toml):"),
        "  ~/.config/smspartner-tui/config.toml",
        N_("Journal, 0600 in a 0700 folder, and what you chose on screen:"),
        (
            "  ~/.local/state/smspartner-tui/prod/journal.sqlite3\n"
            "  ~/.local/state/smspartner-tui/screen.json"
        ),
        N_(
            "The API key is never in the configuration. It comes from one of these, or is asked "
            "for without echo; it is in no log, no screen, no argument list, no journal and no "
            "crash."
        ),
        N_(
            "`api_key_command`: a command that prints it, run before the screen opens, because a "
            "passphrase needs the terminal. `api_key_file`: a file, 0600. `api_key_env`: a "
            "variable, SMSPARTNER_API_KEY when nothing is said."
        ),
        N_(
            "A mistake in the configuration is one line that names the place and the remedy. "
            "Everything but a profile has a default."
        ),
        N_(
            "Following sub-accounts: {follow} shows those that are new on the platform, to "
            "follow or to ignore for good; on a card ({card}), {change} changes name, group and "
            "marks, {stop} stops following. This changes the lines concerned in the "
            "configuration, and no other."
        ),
        N_(
            "What somebody else changed in the file counts for you from your next start on: the "
            "top of the screen says when that is so. Quit ({quit}) and start again; a movement "
            "in flight is waited for."
        ),
        N_(
            "Themes: chosen in the menu ({menu}), or with `theme`. With NO_COLOR set, nothing "
            "has a colour; every sign has its word too. Where the terminal's encoding has no €, "
            "E stands for it, and other signs have stand-ins."
        ),
        N_(
            "Linux first; macOS works, without protection against core dumps by another program; "
            "Windows is refused (WSL works)."
        ),
        N_(
            "Before the command: --config FILE, --profile NAME, --read-only, --lang fr|en, "
            "--demo, --version, --help."
        ),
        N_("Every option of the file; where it has a value here, that is the one without it:"),
    ),
    options,
)
