"""Tells place, platform and format from the columns of a row, and the addresses on the web."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from gorel.programme.importing import dates, notes, words
from gorel.programme.importing.findings import Finding
from gorel.programme.importing.rows.facts import Facts, put, text_of
from gorel.programme.words import Format

_ADDRESSES = {"joining_link": "joining_link", "web_page": "web_page", "recording_url": "recording_url"}
# "Länk skickas ut dagen innan" is no place.
_LINK_LATER = re.compile(
    r"\b(?:länk(?:en)?|zoomlänk|teamslänk|link)\b.*\b(?:skickas|mejlas|mailas|kommer|delas|fås|meddelas|sent|follows?)\b",
    re.IGNORECASE,
)
WEB = re.compile(r"https?://[^\s<>\"]+|(?<![\w@.])www\.[^\s<>\"]+")


# "OBS ny lokal: Götaplatsen 8", "flyttat till Folkets hus": where it is now.
_MOVED_TO = re.compile(
    r"^\W*(?:obs\b\W*)?(?:(?:ny(?:tt)?|ändra[dt]|new|changed)\s(?:lokal|plats|sal|adress|place|venue|room|location)\b\W*|"
    r"(?:flytta[tds]|moved)\s(?:till|to)\s)(?P<now>\w.*)$", re.IGNORECASE,
)  # fmt: skip


def tell(facts: Facts, said: dict[str, Any]) -> None:
    """Tell place, platform and format; a place may say how one takes part, or that it is another one now."""
    place_parts = [text_of(said.get(name)) for name in ("place", "room", "address", "city")]
    place_parts = [
        part
        for part in dict.fromkeys(place_parts)
        if part and not dates.is_unknown(part) and (words.format_of(part).platform or not _LINK_LATER.search(part))
    ]
    is_both = any(len(_pieces(part)) > 1 for part in place_parts)
    place_parts = [piece for part in place_parts for piece in _pieces(part)]
    kept: list[str] = []
    online = moved = only = ""
    for part in place_parts:
        found = words.format_of(part)
        if (to := _MOVED_TO.match(part)) is not None:
            moved, part = part, to["now"].strip()
            if not found.format:
                facts.findings.append(Finding("place-changed", {"found": moved[:120]}))
        if found.format in (Format.PHYSICAL, Format.BOTH) and words.is_only_format(part):
            only = part
            continue
        if found.was_moved and found.format and not moved:  # "Digitalt (var: Luleå)"
            moved = part
        link = WEB.search(part)
        if link:  # "Teams: https://…"
            part = part.replace(link[0], "").strip(" :–-(),")
        is_link = link is not None and (not part or found.format == Format.DIGITAL)
        if is_link or (found.format == Format.DIGITAL and (len(part.split()) <= 4 or found.was_moved)):
            named = found.platform or (words.platform_of(link[0]) if link else "")
            online = named or online or "Online"
            if link:
                facts.point.setdefault("joining_link", link[0])
            if named:
                facts.point["platform"] = named
        elif not any(part in other for other in kept):
            kept.append(part)
    if kept:
        put(facts, "place", ", ".join(kept), "place")
    if platform := text_of(said.get("platform")):
        is_vague = platform == "Online" and words.platform_of(text_of(said.get("joining_link")))
        put(facts, "platform", is_vague or platform, "platform")
    text = text_of(said.get("format")) or told_online(said) or only
    found = words.format_of(text)
    if moved and (now := words.format_of(moved)).format:
        text, found = moved, now._replace(was_moved=True)
    if (link := WEB.search(text)) and found.format in (Format.DIGITAL, Format.BOTH):  # "Online via Zoom: https://…"
        facts.point.setdefault("joining_link", link[0])
    if found.format:
        facts.point["format"] = found.format
        if found.platform and "platform" not in facts.point:
            facts.point["platform"] = found.platform
        if found.was_moved:
            values = {"format": Format(found.format).label, "found": text}
            facts.findings.append(Finding("format-moved", values))
    elif (online or "platform" in facts.point) and (not text or dates.is_unknown(text)) and not kept:
        facts.point["format"] = Format.DIGITAL  # the place itself says so: Online, Zoom
    elif is_both and online and kept and (not text or dates.is_unknown(text)):
        facts.point["format"] = Format.BOTH  # one cell names both: "Campus / Zoom"
    elif not text and (unsure := next((one for one in kept if words.format_of(one).format == Format.DIGITAL), "")):
        facts.findings.append(Finding("format-unclear", {"found": unsure}, is_missing=True))  # "Livesänds från torget"
    if found.is_unclear and not kept and not online:  # "Place or online": the town hall
        put(facts, "place", text, "place")
    elif found.is_unclear:
        facts.findings.append(Finding("format-unclear", {"found": text}, is_missing=True))


_ARROW = re.compile(r"\s*(?:->|→|=>|⇒)\s*")


def told_online(said: dict[str, Any]) -> str:
    """Return what a column like "Online event" tells as words for the format: "Ja", "N → J"."""
    text = text_of(said.get("online"))
    flags = [words.flag_of(side) for side in _ARROW.split(text)] if text else [None]
    if None in flags or len(dates.flat(text).split()) > 2 * len(flags) - 1:  # "Ja, Teams"
        return text
    return " → ".join("online" if flag else "on site" for flag in flags)


# "Galleriet (sänds på YouTube)"
_BROADCAST = re.compile(
    r"(?<=\w)\s*[(,]\s*(?:(?:samt|plus|och|eller|and|or|sänds|streamas|livesänds|även|också|also|streamed)\b)[^()]*\)?$",
    re.IGNORECASE,
)


def _pieces(place: str) -> list[str]:
    """Return "Campus / Zoom" as two: the place, and what is not on site. Any other place is one."""
    if (aside := _BROADCAST.search(place)) is not None and words.format_of(aside[0]).format == Format.DIGITAL:
        return [place.replace(aside[0], "").strip(), aside[0].strip(" (),")]
    sign = r"\s[/+]\s|;|\s(?:samt|och|and)\s" if "://" in place else r"\s?[/+]\s?|;|\s(?:samt|och|and)\s"
    found = [one.strip() for one in re.split(sign, place) if one.strip()]
    is_online = [words.format_of(one).format == Format.DIGITAL for one in found]
    return found if any(is_online) and not all(is_online) else [place]


def told_format(facts: Facts, *remarks: str) -> None:
    """Hear what a note or the end of a title tells of a format that has been moved: "flyttad till digitalt"."""
    for note in remarks:
        if not note or notes.status_of(note) != "moved":
            continue
        found = words.format_of(note)
        if found.format and found.was_moved and not any(one.code == "format-moved" for one in facts.findings):
            facts.point["format"] = found.format
            if found.platform:
                facts.point.setdefault("platform", found.platform)
            values = {"format": Format(found.format).label, "found": note.strip(" ()-–")[:120]}
            facts.findings.append(Finding("format-moved", values))
    if facts.point.get("format") in (Format.DIGITAL, Format.BOTH) and "platform" not in facts.point:
        named = next((name for note in remarks if (name := words.format_of(note).platform)), "")
        facts.point |= {"platform": named} if named else {}  # "ges via Zoom"


def told_by_title(facts: Facts, title: str) -> None:
    """Hear a title that says how one takes part, where nothing else does: "Arkiv för nybörjare (digitalt)"."""
    for aside in re.findall(r"[(\[](.*?)[)\]]", title):
        if "format" not in facts.point and words.is_only_format(aside) and (found := words.format_of(aside)).format:
            facts.point["format"] = found.format
            if found.platform:
                facts.point.setdefault("platform", found.platform)


def addresses(facts: Facts, said: dict[str, Any]) -> None:
    for column, target in _ADDRESSES.items():
        text = text_of(said.get(column))
        if not text or dates.is_unknown(text):
            continue
        if (url := _url(text)) and target == "web_page" and words.is_meeting(url):
            facts.point.setdefault("joining_link", url)
            facts.point.setdefault("platform", words.platform_of(url))
        elif url:
            put(facts, target, url, column)
        else:
            facts.findings.append(Finding("address-unclear", {"found": text[:60], "column": column}))
    if url := _url(text := text_of(said.get("sign_up"))):
        if "web_page" not in facts.point:
            put(facts, "web_page", url, "sign_up")
    elif "@" in text:  # "Anmäl dig till …": how one signs up, which the page would not say
        facts.findings.append(Finding("address-unclear", {"found": text[:60], "column": "sign_up"}))


def _url(text: str) -> str:
    match = WEB.search(text)
    if match is None:
        bare = re.fullmatch(r"[\w-]+(?:\.[\w-]+)*\.(?:se|com|org|nu|eu|net|io|example)(?:/\S*)?", text)
        return f"https://{text}" if bare else ""
    found = match[0].rstrip(".,;)")
    found = found if found.startswith("http") else f"https://{found}"
    try:
        return found if urlsplit(found).hostname else ""
    except ValueError:
        return ""
