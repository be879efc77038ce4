"""Reads what notes, and words before and after a title, say of a row: cancelled, moved, full, not settled yet."""

from __future__ import annotations

import re

from gorel.programme.importing.dates import flat

_STATUSES = (
    (re.compile(r"\b(?:inställ(?:t|d|da|s)|cancell?ed|avlys(?:t|ta|es)|avbokat?|eventcancelled|ställs in"
                r"(?! (?:vid|om|ifall)\b)|utgår)\b"), "cancelled"),
    (re.compile(r"\b(?:uppskjut(?:et|en|na)|framflytta[td]|postponed|eventpostponed|skjuts upp)\b"), "postponed"),
    (re.compile(r"\b(?:flytta[td]|nytt datum|ny tid|ny dag|rescheduled|moved|eventrescheduled|eventmovedonline|"
                r"ändrad tid|ändrat datum|(?:changed|switched) to|ändra[dt] (?:till|från)|ställs om till|now online|"
                r"nu (?:online|digitalt)|"
                r"flyttas)\b"), "moved"),
    (re.compile(r"\b(?:ny|nytt|new|ändrad) (?:lokal|plats|sal|venue|room|location)\b"), "changed"),
)  # fmt: skip


def status_of(text: str) -> str:
    """Return "cancelled", "postponed", "moved" or, of another place, "changed" when a text says so; else ""."""
    said = flat(text)
    return next((status for pattern, status in _STATUSES if pattern.search(said)), "")


_TENTATIVE = re.compile(
    r"\b(?:planeras|under planering|to be confirmed|tbc|"
    r"prel(?:\.|iminär\w*)?|tentative|utkast|draft|obekräfta[td]|not (?:yet )?confirmed|"
    r"ej bekräfta[td]|unconfirmed)(?:\b|$)"
)


def is_tentative(text: str) -> bool:
    """Say whether a status tells that the list itself is not sure of the row: "Preliminärt", "Draft", "TENTATIVE"."""
    return bool(_TENTATIVE.search(flat(text)))


_FULL = r"(?:fullt|fullboka[td]|fullsatt|fullteckna[td]|slutsål[td]|sold ?out|fully booked)"
_NO_SEAT = re.compile(
    rf"\b(?:{_FULL}|(?:endast |bara )?(?:reservlista|väntelista|kölista)|inga platser kvar|slut på platser|"
    r"wait(?:ing )?list(?: only)?|no seats left)\b", re.IGNORECASE,
)  # fmt: skip


def is_full(text: str) -> bool:
    """Say whether a note tells that no seat is left: "Fullbokat", "Sold out", "endast reservlista"."""
    return bool(_NO_SEAT.search(text)) and not re.search(r"\b(?:inte|ej|not|snart|nästan|almost)\b", flat(text))


_FULL_BY_TITLE = (
    re.compile(rf"^\W*(?P<word>{_FULL})[)\]]*\s*[:!–—)\]-]+\s*(?P<title>\w.*)$", re.IGNORECASE),
    re.compile(rf"^\W*(?P<word>{_FULL.upper()})\s+(?P<title>\w.*)$"),  # in capitals, without a colon
    re.compile(rf"^(?P<title>.*\w.*?)\s*[(\[–—-]+\s*(?P<word>{_FULL})\W*$", re.IGNORECASE),
)


def title_and_full(title: str) -> tuple[str, str]:
    """Return a title without the words that no seat is left, as people set them before or after it, and those words."""
    for pattern in _FULL_BY_TITLE:
        if match := pattern.match(title):
            return match["title"].strip(), match["word"]
    return title, ""


_MAIL = re.compile(r"^(?:(?:vb|vs|sv|fw|fwd|re)\s*:\s*)+(?=\S)", re.IGNORECASE)


def title_and_status(title: str) -> tuple[str, str]:
    """Return a title without the words that people and mail programs put before or after it, and what they say.

    Shape: what `status_of` says, or "tentative".
    """
    title = _MAIL.sub("", title)
    match = re.match(
        r"^\s*(?:[*!\[(]*\s*)(?P<word>(?:OBS!?:?\s)?[A-ZÅÄÖa-zåäö ]{4,32}?)\s*[\])!*]*\s*[:–—!-]+\s*(?P<title>\S.*)$",
        title,
        re.IGNORECASE,
    )
    if match and (status := status_of(match["word"]) or ("tentative" if is_tentative(match["word"]) else "")):
        return match["title"].strip(), status
    match = re.match(
        r"^\W*(?P<word>INSTÄLL[TDA]+|AVLYST|CANCELL?ED|FLYTTA[TD]|UPPSKJUTET|MOVED|POSTPONED)\W+(?P<title>\S.*)$", title
    )
    if match:  # in capitals before the title, without a colon
        return match["title"].strip(), status_of(match["word"])
    match = re.match(r"^(?P<title>.*\S)\s*[(\[–—-]\s*(?P<word>[^()\[\]–—-]{4,60})[)\]]?\s*$", title)
    if match and (status := status_of(match["word"])) and len(match["word"].split()) <= 4:
        return match["title"].strip(" –—-"), status
    return title.strip(), ""
