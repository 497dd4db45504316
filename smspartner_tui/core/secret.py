"""A value that no traceback, log line or screen can show."""

import hashlib
from typing import Final, NoReturn

# Nobody else's hash of the same key is the same as ours.
_FINGERPRINT_OF: Final = "smspartner-tui key\n"


class Secret:
    """Holds a secret string; only `reveal()` gives it back."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The secret itself, for the one place that puts it on the wire."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(***)"

    def __format__(self, _spec: str) -> str:
        return repr(self)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not written down")

    @property
    def tail(self) -> str:
        """The last four characters, shown so that an operator can tell two keys apart.

        Empty for a secret so short that four characters would give it away.
        """
        return self._value[-4:] if len(self._value) >= 16 else ""

    @property
    def fingerprint(self) -> str:
        """A name for the key's account on this host that does not give the key away.

        A SHA-256 in hexadecimal: the same for the same key, useless to who does not know the key
        as long as it cannot be guessed.
        """
        # Whatever the value is, no error about its characters may carry it.
        digest = hashlib.sha256(_FINGERPRINT_OF.encode())
        digest.update(self._value.encode(errors="surrogatepass"))
        return digest.hexdigest()
