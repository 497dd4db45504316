"""Thirty believable sub-accounts, four of which misbehave so that a person can rehearse it."""

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256

from smspartner_tui.core.accounts import SubAccount
from smspartner_tui.core.filter import fold
from smspartner_tui.core.frozen import frozen
from smspartner_tui.core.money import ZERO
from smspartner_tui.i18n import N_, _


class Behaviour(StrEnum):
    """How the platform treats the movements of one sub-account."""

    PROMPT = "prompt"
    SLOW = "slow"
    REFUSES = "refuses"
    SILENT_APPLIED = "applies, never answers"
    SILENT_LOST = "never applies, never answers"


@frozen
class Client:
    """A sub-account as the rehearsal bank opens it; `balance` and the marks in euros.

    `per_hour` is what it spends by itself, in euros an hour; `key` is its own API key, which the
    platform's list gives away [public].
    """

    token: str
    name: str
    balance: Decimal = ZERO
    per_hour: Decimal = ZERO
    group: str = ""
    low: Decimal | None = None
    target: Decimal | None = None
    cap: Decimal | None = None
    email: str = ""
    kind: str = "simple"
    created_at: str = ""
    key: str = ""
    behaviour: Behaviour = Behaviour.PROMPT
    note: str = ""


_REHEARSALS = {
    "Lenteur & Fils": (Behaviour.SLOW, N_("Rehearsal: answers after some seconds")),
    "Refus Assurances": (Behaviour.REFUSES, N_("Rehearsal: refuses every movement")),
    "Radio Silence (abouti)": (
        Behaviour.SILENT_APPLIED,
        N_("Rehearsal: the credit moves, and no answer comes"),
    ),
    "Cinéma Muet (sans effet)": (
        Behaviour.SILENT_LOST,
        N_("Rehearsal: nothing moves, and no answer comes"),
    ),
}

# name | group | balance | spends an hour | low | target | cap | type | created | mailbox
_TABLE = """
Garage Martin            | auto    |   61.80 | 0.215 |  50 | 100 | 400 | simple   | 2016-03-04 | garage
Clinique Saint-Yves      | santé   |    0.80 | 0.900 |  50 | 100 |     | simple   | 2017-01-16 | accueil
Pharmacie Leroy          | santé   |   8.245 | 0.170 |  20 |  60 |     | simple   | 2016-09-21 | contact
Mairie de Vannes         | public  | 1204.50 | 0.525 | 100 | 200 | 400 | advanced | 2016-05-30 | sms
Agence Ouest Immo        | immo    |   34.00 | 0.350 |  30 |  80 |     | simple   | 2018-02-12 | agence
Restaurant Le Phare      | resto   |   12.60 | 0.090 |     |     |     | simple   | 2019-06-03 | bonjour
École Jeanne-d'Arc       | public  |   75.00 | 0.100 |  40 |  80 | 200 | simple   | 2017-08-28 | direction
Coiffure Élégance        | beauté  |   19.90 | 0.092 |  20 |  50 |     | simple   | 2018-11-05 | salon
Transports Kerjean       | auto    |  240.00 | 0.585 |  80 | 200 | 500 | simple   | 2016-04-11 | transports
Théâtre du Port          | public  |    5.00 | 0.035 |  20 |  40 |     | simple   | 2020-09-14 | billets
Cabinet Dr Riou          | santé   |   48.15 | 0.091 |  30 |  60 |     | simple   | 2017-03-22 | cabinet
Auto-école Centrale      | auto    |   31.00 | 0.092 |  25 |  60 |     | simple   | 2019-01-07 | contact
Fleurs et Compagnie      |         |   18.00 | 0.050 |     |     |     | simple   | 2021-02-10 | fleurs
Camping des Îles         | loisirs |  402.70 | 0.045 |  50 | 150 | 600 | simple   | 2018-04-19 | camping
Optique Bellevue         | santé   |   96.40 | 0.240 |  40 | 100 | 300 | simple   | 2019-10-01 | contact
Crêperie de la Rade      | resto   |   22.15 | 0.075 |  15 |  40 |     | simple   | 2020-05-26 | table
Institut Azur            | beauté  |    0.00 | 0.060 |  20 |  50 |     | simple   | 2021-11-15 | institut
Notaires Le Goff         | immo    |   57.30 | 0.110 |  30 |  80 |     | advanced | 2018-06-18 | etude
Bowling Le Strike        | loisirs |  133.20 | 0.310 |  60 | 150 | 400 | simple   | 2019-12-09 | accueil
Amicale des Pompiers     | asso    |   14.85 | 0.020 |  10 |  30 |     | simple   | 2022-01-24 | amicale
Épicerie Solidaire       | asso    |   88.00 | 0.130 |  25 |  60 | 150 | simple   | 2020-03-30 | equipe
Club de Voile du Golfe   | asso    |   41.30 | 0.065 |  20 |  60 |     | simple   | 2021-05-03 | club
Boulangerie Le Fournil   | resto   |    9.45 | 0.040 |  10 |  30 |     | simple   | 2022-09-12 | fournil
Syndic Armor Gestion     | immo    |  310.00 | 0.420 | 100 | 250 | 600 | advanced | 2017-11-20 | gestion
Vétérinaires du Golfe    | santé   |   66.75 | 0.180 |  40 | 100 |     | simple   | 2018-08-06 | urgences
Office de Tourisme       | public  |  158.90 | 0.275 |  50 | 150 | 400 | advanced | 2017-05-15 | accueil
Lenteur & Fils           | auto    |   27.50 | 0.080 |  30 |  60 |     | simple   | 2020-10-19 | atelier
Refus Assurances         | immo    |   45.00 | 0.120 |  50 | 100 |     | simple   | 2021-03-08 | agence
Radio Silence (abouti)   | loisirs |   16.40 | 0.150 |  20 |  50 |     | simple   | 2019-04-02 | antenne
Cinéma Muet (sans effet) | loisirs |   11.25 | 0.140 |  20 |  50 |     | simple   | 2022-06-27 | caisse
"""  # noqa: E501 (a table is read across)


def _read_table() -> Iterator[Client]:
    for line in _TABLE.strip().splitlines():
        name, group, balance, per_hour, low, target, cap, kind, created, mailbox = (
            cell.strip() for cell in line.split("|")
        )
        behaviour, note = _REHEARSALS.get(name, (Behaviour.PROMPT, ""))
        token = _digits("token", name)
        yield Client(
            token=token,
            name=name,
            balance=Decimal(balance),
            per_hour=Decimal(per_hour),
            group=group,
            low=_mark(low),
            target=_mark(target),
            cap=_mark(cap),
            email=f"{mailbox}@{_host(name)}.example",
            kind=kind,
            created_at=f"{created} 09:{int(token[:4], 16) % 60:02}:{int(token[4:8], 16) % 60:02}",
            key=_digits("key", name),
            behaviour=behaviour,
            note=note,
        )


def _digits(what: str, name: str) -> str:
    """Forty hexadecimal characters that are the same in every run, so that journals stay valid."""
    return sha256(f"rehearsal {what} of {name}".encode()).hexdigest()[:40]


def _host(name: str) -> str:
    letters = (character if character.isalnum() else " " for character in fold(name))
    return "-".join("".join(letters).split())


def _mark(text: str) -> Decimal | None:
    return Decimal(text) if text else None


CLIENTS = tuple(_read_table())


def demo_subaccounts() -> tuple[SubAccount, ...]:
    """The thirty as a configuration follows them, their notes in the language in force."""
    return tuple(
        SubAccount(
            token=client.token,
            name=client.name,
            group=client.group,
            low=client.low,
            target=client.target,
            cap=client.cap,
            note=_(client.note) if client.note else "",
        )
        for client in CLIENTS
    )
