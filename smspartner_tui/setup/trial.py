"""The key tried by a reading: what it opened, how long it took, and what to do where it failed."""

import time
from pathlib import Path
from typing import Final, NamedTuple

from smspartner_tui.core.accounts import ReadingProblem
from smspartner_tui.core.secret import Secret
from smspartner_tui.i18n import N_, _, ngettext
from smspartner_tui.partner import ReadingError, SmsPartner
from smspartner_tui.partner.proxy import ProxyError
from smspartner_tui.setup.answers import Found, Request
from smspartner_tui.wording import euros

_ADVICE: Final = {
    ReadingProblem.KEY_REFUSED: N_(
        "The platform refuses this key. Is it whole, and the one of the main account? It stands "
        "in your customer area."
    ),
    ReadingProblem.NOT_ALLOWED: N_(
        "The platform does not let this account be read. Ask SMS Partner whether sub-accounts and "
        "the API are switched on for it."
    ),
    ReadingProblem.RATE_LIMITED: N_("Too many requests: wait a minute, then try again."),
    ReadingProblem.UNREADABLE: N_(
        "What answered cannot be understood. Is {address} the platform's address?"
    ),
    ReadingProblem.UNREACHABLE: N_(
        "The platform at {address} cannot be reached. Check the network and the firewall."
    ),
}
_CODES: Final = {
    20: N_("This account is disabled. Contact SMS Partner."),
    30: N_("This account is blocked. Contact SMS Partner."),
    96: N_(
        "This server's IP address is not allowed for the key. Add it in your customer area, then "
        "try again."
    ),
}
_CERTIFICATE: Final = N_(
    "The certificate of {address} is not one that this machine trusts. Where your company's proxy "
    "stands in between, name the file of its certificates (4); else do not go on."
)
_PROXY: Final = N_("The environment names a proxy on the way: {proxy}. Check it, or NO_PROXY.")
_OWN_WORD: Final = N_("In its own words: “{message}”.")


class Trial(NamedTuple):
    """What a reading came to: what it found, how many seconds it took, or why it failed.

    `advice` is empty where it succeeded; `list_advice` is about a list that was refused, or short.
    """

    found: Found
    seconds: float
    advice: tuple[str, ...] = ()
    list_advice: tuple[str, ...] = ()
    is_about_certificates: bool = False


def try_key(request: Request, key: Secret, ca_file: Path | None) -> Trial:
    """Read the main balance and the list of sub-accounts; nothing is ever moved here."""
    began = time.monotonic()
    try:
        partner = SmsPartner(key, request.base_url, ca_file=ca_file)
    except ProxyError as error:
        words = _(
            "The environment asks for a {kind} proxy, which cannot be used: "
            "unset ALL_PROXY, or name the platform in NO_PROXY."
        )
        return Trial(Found(), 0.0, (words.format(kind=str(error)),))
    try:
        main = partner.main_balance()
    except ReadingError as error:
        advice = _advice(request, partner, error)
        return Trial(Found(), time.monotonic() - began, advice, (), _is_certificate(error))
    try:
        listed = partner.subaccounts()
    except ReadingError as error:
        advice = _advice(request, partner, error)
        return Trial(Found(main), time.monotonic() - began, (), advice)
    missing: tuple[str, ...] = ()
    if len(listed.listings) < listed.announced:
        words = _("Of {announced} sub-accounts {count} came: the rest can be followed later.")
        missing = (words.format(announced=listed.announced, count=len(listed.listings)),)
    return Trial(Found(main, listed.listings), time.monotonic() - began, (), missing)


def _advice(request: Request, partner: SmsPartner, error: ReadingError) -> tuple[str, ...]:
    """Why a reading failed, and what to do; the platform's own word last."""
    words = _CODES.get(error.code or 0) or _ADVICE[error.problem]
    message = error.message
    if error.problem is ReadingProblem.UNREACHABLE:
        # Behind our own class name stands the system's or the certificate's own word.
        message = message.partition(": ")[2]
        if _is_certificate(error):
            words = _CERTIFICATE
    elif error.problem is ReadingProblem.UNREADABLE and error.code is None:
        message = ""
    lines = [_(words).format(address=request.base_url)]
    if error.problem is ReadingProblem.UNREACHABLE and partner.proxy_host:
        lines.append(_(_PROXY).format(proxy=partner.proxy_host))
    if message:
        lines.append(_(_OWN_WORD).format(message=message))
    return tuple(lines)


def _is_certificate(error: ReadingError) -> bool:
    is_unreachable = error.problem is ReadingProblem.UNREACHABLE
    return is_unreachable and "certificate" in error.message.casefold()


def summary(trial: Trial, key: Secret) -> tuple[str, ...]:
    """What a reading that succeeded found, a line each."""
    found = trial.found
    lines = [
        _("Read in {milliseconds} ms, with the key that ends in {tail}.").format(
            milliseconds=round(trial.seconds * 1000), tail=key.tail or "…"
        )
    ]
    if found.main is not None:
        lines.append(_("Main account: {balance}").format(balance=euros(found.main)))
    if found.listings is not None:
        count = len(found.listings)
        words = ngettext("{count} sub-account", "{count} sub-accounts", count)
        lines.append(words.format(count=count))
    return tuple(lines)
