"""Reads the words of a cell: format, price, yes and no, language, kind of organisation."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from gorel.accounts.models import Organisation
from gorel.programme.importing.dates import flat, is_unknown
from gorel.programme.words import Format

_PLATFORMS = {
    "zoom": "Zoom", "teams": "Teams", "microsoft teams": "Teams", "ms teams": "Teams", "skype": "Skype",
    "youtube": "YouTube", "google meet": "Google Meet", "webex": "Webex", "bambuser": "Bambuser", "vimeo": "Vimeo",
    "facebook live": "Facebook Live", "linkedin live": "LinkedIn Live", "whereby": "Whereby", "twitch": "Twitch",
    "discord": "Discord", "slack": "Slack", "gather": "Gather", "crowdcast": "Crowdcast", "solidtango": "Solidtango",
}  # fmt: skip
_HOSTS = {
    "zoom.us": "Zoom", "teams.microsoft.com": "Teams", "teams.live.com": "Teams", "meet.google.com": "Google Meet",
    "youtube.com": "YouTube", "youtu.be": "YouTube", "webex.com": "Webex", "whereby.com": "Whereby",
    "bambuser.com": "Bambuser", "vimeo.com": "Vimeo", "twitch.tv": "Twitch", "crowdcast.io": "Crowdcast",
}  # fmt: skip
_PLATFORM = re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, _PLATFORMS), key=len, reverse=True))})\b")
_DIGITAL = re.compile(
    r"\b(?:digital(?:t|a|en|s)?|online|on-line|webb|webbmöte|webbsänt|eventmovedonline|webb?in(?:ar|arium|arier)|web|webben|virtuell(?:t|a)?|virtual(?:ly)?|"
    r"på distans|distans|remote(?:ly)?|fjärr|streama(?:s|t|d|r)|stream(?:ing|ed)?|livestream(?:as|ad|ed)?|"
    r"livesänd(?:s|ning|ningen)?|direktsänd(?:s|ning)?|sänds|webbsänd(?:s|ning)?|via länk|nätet|videomöte|"
    r"onlineeventattendancemode|zoominarium|podd|podcast)\b"
)
_PHYSICAL = re.compile(
    r"\b(?:fysisk(?:t|a)?|på plats|plats|on ?-?site|in ?-?person|physical(?:ly)?|irl|live på plats|offline|"
    r"platsbunde[nt]|utomhus|outdoors|i lokal(?:en)?|på campus|på museet|på biblioteket|på scen|"
    r"ute|inomhus|indoors|face[- ]to[- ]face|offlineeventattendancemode)\b"
)
_BOTH = re.compile(
    r"\b(?:hybrid(?:t|a|event|möte)?|både och|båda(?: delar(?:na)?)?|bägge|"
    r"both|mixat|blandat|blended|mixedeventattendancemode|mixed)\b"
)
# "digitalt (tidigare fysiskt)", "flyttat från plats till digitalt": what stands after one of these was, and is no more.
_WAS = re.compile(
    r"(?:\btidigare\b|\bursprungligen\b|\bfrån början\b|\bförst\b|\bpreviously\b|\bformerly\b|\boriginally\b|\bwas\b|"
    r"\bvar\b|\bskulle (?:ha )?(?:varit|vara)\b|\bi ?stället för\b|\binstead of\b|\bfrån\b|\bfrom\b|\bej\b|\binte\b|"
    r"\bicke\b|\bnot\b|\bno longer\b|\binte längre\b)"
)
_NOW = re.compile(
    r"(?:->|→|=>|⇒|»|\btill\b|\bto\b|\bnu\b|\bnow\b|\bblir\b|\bbecomes?\b|\bi ?stället\b(?! för)|\binstead\b(?! of)|"
    r"\bendast\b|\benbart\b|\bbara\b|\bonly\b|\butan\b|\bbut\b)"
)
_MOVE = re.compile(r"omställ|\bplanera(?:des?|t|d)\b|\bfrån\b.*\btill\b|\bfrom\b.*\bto\b|skulle|flytta|"
    r"ställ(?:s|t|er)? om|ändra|omställd|moved|changed|switched|tidigare|previously|"
                   r"formerly|var (?:tänkt|planera)|was planned|"
                   r"->|→|=>|\bwas\b|\bvar\b|"
                   r"ursprungligen|originally|blir |i ?stället|instead|\bnu\b|\bnow\b")  # fmt: skip

YES = frozenset({"ja", "yes", "y", "j", "sant", "true", "1", "x", "✓", "✔", "japp", "absolut"})
NO = frozenset({"nej", "no", "n", "falskt", "false", "0", "ingen", "inte", "ej"})


class Read(NamedTuple):
    """What a cell says of the format. Shape: format "" when it says none; was_moved when it says what it was before."""

    format: str
    platform: str = ""
    was_moved: bool = False
    is_unclear: bool = False


@lru_cache(maxsize=10_000)
def format_of(text: str) -> Read:
    """Read a format: "digitalt", "på plats", "hybrid", "Zoom", "flyttat från plats till digitalt"."""
    if is_unknown(text):
        return Read("")
    said = flat(text)
    moved = bool(_MOVE.search(said))
    now = _what_holds(said)
    platform = _PLATFORM.search(now)
    named = _PLATFORMS[platform[0]] if platform else ""
    digital = bool(_DIGITAL.search(now)) or platform is not None
    physical = bool(_PHYSICAL.search(now))
    if _BOTH.search(now) or (digital and physical):
        return Read(Format.BOTH, named, moved)
    if digital or physical:
        return Read(Format.DIGITAL if digital else Format.PHYSICAL, named, moved)
    return Read("", named, moved, is_unclear=True)


def is_only_format(text: str) -> bool:
    """Say whether a text tells how one takes part and nothing else: "Endast på plats", "Digitalt via Zoom"."""
    said = flat(text)
    for pattern in (_PLATFORM, _BOTH, _DIGITAL, _PHYSICAL):
        said = pattern.sub(" ", said)
    small = {"endast", "bara", "enbart", "only", "via", "på", "i", "och", "and", "både", "samt", "eller", "or", "on"}
    return not set(re.findall(r"[^\W_]+", said)) - small


def platform_of(link: str) -> str:
    """Return the platform that an address on the web belongs to, "" when its host tells none."""
    host = (urlsplit(link).hostname or "") if "://" in link else ""
    return next((name for known, name in _HOSTS.items() if f".{host}".endswith(f".{known}")), "")


def is_meeting(link: str) -> bool:
    """Say whether an address lets one into a meeting: then it is kept secret until its day, whatever its column."""
    return platform_of(link) in ("Zoom", "Teams", "Google Meet", "Webex", "Whereby") and "register" not in link


def _what_holds(said: str) -> str:
    """Return the part of a text that holds now, without what was before."""
    said = re.sub(r"både\s+(.*?)\s+och\s+", r"\1 + ", said)
    parts: list[tuple[str, str]] = [("", "")]
    for piece in re.split(rf"({_WAS.pattern}|{_NOW.pattern}|[(),;:])", said):
        if not piece:
            continue
        if _WAS.fullmatch(piece):
            parts.append(("was", ""))
        elif _NOW.fullmatch(piece):
            parts.append(("now", ""))
        elif piece == ":" and parts[-1][0] and not parts[-1][1].strip():
            continue  # "was: in person"
        elif piece in "(),;:":
            parts.append(("", ""))
        else:
            kind, text = parts[-1]
            parts[-1] = (kind, text + piece)
    known = re.compile("|".join(one.pattern for one in (_DIGITAL, _PHYSICAL, _BOTH, _PLATFORM)))
    after = [text for kind, text in parts if kind == "now" and known.search(text)]
    if after and re.search(r"->|→|=>|⇒|»|\btill\b|\bto\b|blir|becomes?|\bnu\b|\bnow\b|i ?stället|instead|utan|but|"
                           r"endast|enbart|bara|only", said):  # fmt: skip
        return after[-1]
    return " + ".join(text for kind, text in parts if kind != "was")


def price_of(value: object) -> tuple[bool | None, str, bool]:
    """Return whether it is free, the price in words when it is not, and whether the words could be read."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return (True, "", True) if value == 0 else (False, f"{value:g} kr", True)
    text = str(value).strip()
    if is_unknown(text) and flat(text) not in ("ingen", "inget"):
        return None, "", True
    said = flat(text)
    free = re.search(r"\b(?:gratis|kostnadsfri(?:tt|a)?|avgiftsfri(?:tt)?|free|fri entré|fritt inträde|ingen kostnad|"
                     r"ingen avgift|utan kostnad|utan avgift|no (?:charge|fee|cost)|"
                     r"fri|frei|kostenlos)\b", said)  # fmt: skip
    amounts = [amount for amount in re.findall(r"\d[\d\s]*", said) if int("".join(amount.split())) > 0]
    if re.fullmatch(r"(?:ingen|inget|nej|no|none|noll)(?:,? (?:tack|thanks))?[.!]?", said) or re.fullmatch(
        r"(?:sek|kr|eur|€)?\s*0+(?:[.,]0+)?\s*(?:kr|sek|kronor|eur|€|:-)?", said
    ):
        return True, "", True
    if (
        free
        and not amounts
        and not re.search(
            r"\bför medlem|\bfor members|\bannars\b|\b(?:inte|ej) (?:gratis|kostnadsfri)|\bnot free",
            said,
        )
    ):
        return True, "", True
    if amounts or free:
        return False, text[:120], True
    return None, text[:120], False


def flag_of(value: object) -> bool | None:
    """Read yes or no; None when it is neither."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return bool(value) if value in (0, 1) else None
    said = flat(str(value)).rstrip(".!")
    first = said.split(" ")[0].rstrip(",.;") if said else ""
    return True if said in YES or first in ("ja", "yes") else False if said in NO or first in ("nej", "no") else None


_PART = re.compile(
    r"(?:del|under|sub|child|barn)[- ]?(?:(?:aktivitet|punkt|program|moment|pass|"
    r"evenemang|event|session|seminari|item)\w*)?|2"
)
_WHOLE = re.compile(r"(?:huvud|main|parent|top|fristående)[- ]?\w*|1")


def is_part(value: object) -> bool | None:
    """Read a level: "Delaktivitet" is a part, "Huvudpunkt" none; None when it is neither."""
    said = flat(str(value)).removesuffix(".0")
    return True if _PART.fullmatch(said) else False if _WHOLE.fullmatch(said) else None


def language_of(text: str) -> str | None:
    """Return "sv" or "en"; None for another language, or several."""
    said = set(re.findall(r"[^\W\d_]+", flat(text))) - {"se", "och", "and"}
    swedish = bool(said & {"svenska", "swedish", "sv", "swe", "svensk"})
    english = bool(said & {"engelska", "english", "en", "eng", "gb", "us"})
    return None if swedish == english else "sv" if swedish else "en"


_KINDS = {
    "kommun": "municipality", "municipality": "municipality", "stad": "municipality", "region": "region",
    "myndighet": "agency", "statlig": "agency", "agency": "agency", "government": "agency", "akademi": "academy",
    "universitet": "academy", "högskola": "academy", "academy": "academy", "university": "academy",
    "lärosäte": "academy", "företag": "company", "bolag": "company", "company": "company", "näringsliv": "company",
    "privat": "company", "civilsamhälle": "civil-society", "förening": "civil-society", "civil": "civil-society",
    "ideell": "civil-society", "organisation": "civil-society", "ngo": "civil-society",
}  # fmt: skip


def kind_of(said: str) -> str:
    """Return an organisation's kind from a word for it; "other" when the word tells none."""
    said = flat(said)
    if said in Organisation.Kind.values:
        return said
    return next((kind for word, kind in _KINDS.items() if word in said), Organisation.Kind.OTHER)


def kind_by_name(name: str) -> str:
    """Return the kind that an organisation's name itself tells: X kommun, Region X, X universitet, X AB; else other."""
    said = flat(name)
    tells = (
        (r"\bkommun(?:en|er|erna)?\b|kommunalförbund|\bstad$|^city of\b|\bmunicipality\b", "municipality"),
        (r"^region(?:en)?\b|regionen\b|\blandsting", "region"),
        (
            r"\bkarolinska institutet\b|\buniversitet\b|\bhögskola(?:n)?\b|\buniversity\b|\btekniska högskolan\b|"
            r"\bkth\b|\bchalmers\b",
            "academy",
        ),
        (
            r"(?:verket|myndigheten|styrelsen|inspektionen|kassan|förmedlingen|arkivet|rådet)\b|\blänsstyrelsen\b|"
            r"^myndigheten\b|\bvinnova\b|\bdigg\b|\blantmäteriet\b|\bformas\b|\bforte\b|\bagency\b",
            "agency",
        ),
        (r"\bab\b|\baktiebolag\b|\bhb\b", "company"),
        (r"\bförening(?:en)?\b|\bförbund(?:et)?\b|\bstiftelsen\b", "civil-society"),
    )
    return next((kind for pattern, kind in tells if re.search(pattern, said)), Organisation.Kind.OTHER)
