"""What a text tells of day and time, what is known around it, and when a cell says that nobody knows yet."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from gorel.ground import clock
from gorel.programme.importing.findings import Finding

UNKNOWN = frozenset({
    "", "-", "?", "tba", "tbd", "tbc", "to be confirmed", "n/a", "na", "okänt", "okänd",
    "saknas", "ej bestämt", "ej klart", "inte bestämt",
    "kommer senare", "meddelas senare", "bestäms senare", "att bestämma", "återkommer", "preliminärt", "oklart",
    "to be announced", "to be decided", "later", "unknown", "none", "null", "inget", "ingen", "ej satt", "...", "…",
    "vet ej",
    "vet inte", "tid kommer", "datum kommer", "ej angivet", "ej angiven", "not set", "xx", "x", "meddelas", "kommer",
    "tid meddelas senare", "datum meddelas senare", "ännu ej bestämt", "inte klart", "ej bestämd", "inte satt",
    "ej bekräftat", "under planering", "planeras", "ej fastställt",
})  # fmt: skip


_NOT_YET = re.compile(
    r"(?:(?:tid|datum|dag|plats|lokal|place|time|date)(?:en|et)?\s)?(?:är\s|is\s)?(?:ännu\s)?(?:ej|inte|not)\s(?:yet\s)?"
    r"(?:klara?|klart|bestäm[dt]|satt|spikad|spikat|fastställ[dt]|set|decided|known)"
)


@dataclass(frozen=True)
class Near:
    """What the rest of the file and the week tell: the days of the week, and the years that the file names."""

    first: date | None = None
    last: date | None = None
    year: int | None = None
    years: frozenset[int] = frozenset()
    is_american: bool = False  # the file writes the month first: its hours are am or pm
    zone: ZoneInfo = clock.ZONE  # whose clocks the file goes by

    def holds(self, day: date) -> bool:
        return self.first is not None and self.last is not None and self.first <= day <= self.last


@dataclass
class Told:
    """What a text tells. What it does not tell is None; what cannot be read is a finding."""

    day: date | None = None
    last: date | None = None
    starts: time | None = None
    ends: time | None = None
    length: int | None = None  # minutes: "kl 14 (45 min)"
    findings: list[Finding] = field(default_factory=list)
    is_moved: bool = False  # it says that this is the new day or time, and not what was before
    is_through: bool = False  # each end has its own clock: "4/10 kl 9 - 6/10 kl 15", where "4-6/10 kl 9-15" is daily
    zone: str = ""  # "UTC", "EET": as it stands after a time
    is_next_midnight: bool = False  # it starts at 24.00: the midnight that ends the day
    is_swapped: bool = False  # month first, which only the week tells
    is_american: bool = False  # month first, which only the hours tell: 2 pm


def is_unknown(text: object) -> bool:
    """Say whether a cell says that nobody knows yet: empty, "–", "TBA", "meddelas senare"."""
    said = flat(str(text)) if text is not None else ""
    return said.strip(" .!()") in UNKNOWN or said in UNKNOWN or bool(_NOT_YET.fullmatch(said.strip(" .!()")))


@lru_cache(maxsize=10_000)
def flat(text: str) -> str:
    """Return a text in small letters, with one kind of blank and one kind of dash."""
    said = unicodedata.normalize("NFC", text).casefold()
    said = re.sub(r"[\u2010-\u2015\u2212]", "-", said)
    return " ".join(said.split())
