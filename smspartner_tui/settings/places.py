"""Where the program's files stand on this machine; nothing here creates any of them."""

import os
from pathlib import Path

APPLICATION = "smspartner-tui"
CONFIGURATION = "config.toml"

# platformdirs is imported where it is needed, so that `--version` and `--help` start at once.


def config_file() -> Path:
    """The user's configuration, or the site's where the user has none but the site does."""
    import platformdirs

    own = platformdirs.user_config_path(APPLICATION, appauthor=False) / CONFIGURATION
    site = platformdirs.site_config_path(APPLICATION, appauthor=False) / CONFIGURATION
    # One that is there and cannot be read is an error to be told, not to be passed over.
    return site if os.path.lexists(site) and not os.path.lexists(own) else own


def state_folder() -> Path:
    """The folder of what the program itself remembers, never beside the configuration."""
    import platformdirs

    return platformdirs.user_state_path(APPLICATION, appauthor=False)


def journal_folder(profile_name: str) -> Path:
    """The folder of a profile's journal, where the configuration names no other."""
    return state_folder() / profile_name
