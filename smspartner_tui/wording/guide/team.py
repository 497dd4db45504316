"""Several people on one server: team folder, shared login, what they see."""

from smspartner_tui.i18n import N_
from smspartner_tui.wording.guide.topic import Topic

TOPIC = Topic(
    "team",
    N_("Several operators"),
    (
        N_(
            "Each starts the program as usual; one journal keeps them apart. For different "
            "logins, make a folder of your group's, once:"
        ),
        ("  mkdir /srv/credit\n  chgrp resellers /srv/credit\n  chmod 2770 /srv/credit"),
        N_(
            "Name it as `journal` in the profile. The configuration can stand in the site's "
            "folder, where everyone finds it who has none of their own; the key file may lie "
            "there too, with mode 0640:"
        ),
        "  /etc/xdg/smspartner-tui/config.toml",
        N_("People who share one login are asked for their name at the start:"),
        '  operators = ["Paul", "Nadia"]',
        N_(
            "One movement leaves at a time for all of them. Each sees within two seconds what "
            "the others do: who, how much, to which sub-account, since when, its outcome, the "
            "new balances."
        ),
        N_(
            "A second journal of the same account on the same server stops every movement until "
            "one of the two is closed."
        ),
        N_(
            "Other servers and the web site cannot be seen, except that a balance which rose by "
            "their doing stands in the history as “elsewhere”. A balance that fell is "
            "consumption."
        ),
    ),
)
