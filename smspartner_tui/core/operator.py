"""Who is at the keyboard, as far as the machine can tell."""

from dataclasses import asdict

from smspartner_tui.core.frozen import frozen


@frozen
class Operator:
    """The person a movement is recorded under: a claim on a shared login, not a proof.

    `login` and `uid` are the Unix account's, `sudo_user` who became it, `address` the far end
    of the SSH connection.
    """

    name: str
    login: str = ""
    uid: int = 0
    sudo_user: str = ""
    address: str = ""
    terminal: str = ""
    host: str = ""

    def as_record(self) -> dict[str, str | int]:
        """The fields that are not empty, as the journal keeps them."""
        return {key: value for key, value in asdict(self).items() if value != ""}
