"""Turns one row into a point's facts: each cell by what its column holds, and what cannot be read into a finding."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

from gorel.ground import clock, times
from gorel.programme.importing import dates, words
from gorel.programme.importing.dates import MOST_NIGHT, Near, Told
from gorel.programme.importing.findings import Finding
from gorel.programme.importing.tables import Row
from gorel.programme.models import Contributor, Point
from gorel.programme.words import Format

_INHERITED = (
    "organiser",
    "organiser_kind",
    "format",
    "place",
    "address",
    "city",
    "platform",
    "language",
    "price",
    "free",
)
_TEXTS = {
    "title_en": "title_en", "abstract": "abstract_sv", "abstract_en": "abstract_en", "series": "series",
    "target_group": "target_group", "accessibility": "accessibility", "interpretation": "interpretation",
}  # fmt: skip
_ADDRESSES = {"joining_link": "joining_link", "web_page": "web_page", "recording_url": "recording_url"}
_WEB = re.compile(r"https?://[^\s<>\"]+|(?<![\w@.])www\.[^\s<>\"]+")
_ABSTRACT_LIMIT = 8000


@dataclass
class Facts:
    """What a row says. Shape: point holds fields of `actions.WRITABLE`; the rest is looked up by the writer."""

    point: dict[str, Any] = field(default_factory=dict)
    organiser: str = ""
    organiser_kind: str = ""
    co_organisers: list[str] = field(default_factory=list)
    themes: list[str] = field(default_factory=list)
    people: list[dict[str, str]] = field(default_factory=list)
    contact: str = ""
    status: str = ""
    findings: list[Finding] = field(default_factory=list)

    def said(self) -> dict[str, Any]:
        """Return all of it as JSON, to be compared with what the same row says next time."""
        plain = {
            name: value.isoformat() if isinstance(value, date | datetime) else value
            for name, value in self.point.items()
        }
        return plain | {
            "co_organisers": self.co_organisers, "themes": self.themes, "contributors": self.people,
            "contact": self.contact, "status": self.status,
        }  # fmt: skip


def read(row: Row, near: Near) -> Facts:
    """Return what *row* says; what a part does not say of itself its whole says for it."""
    facts = Facts()
    said = _with_whole(row, near)
    title, from_title = words.title_and_status(_text(said.get("title")))
    note = _text(said.get("status"))
    note = note.rsplit("/", 1)[-1] if "schema.org/" in note else note
    facts.status = words.status_of(note) or from_title
    _put(facts, "title_sv", title, "title")
    for name, target in _TEXTS.items():
        _put(facts, target, _text(said.get(name)), name)
    facts.organiser, facts.co_organisers = _organisers(_text(said.get("organiser")), _text(said.get("co_organisers")))
    facts.organiser_kind = _text(said.get("organiser_kind"))
    facts.themes = [one.strip() for one in re.split(r"[;|,\n]", _text(said.get("themes"))) if one.strip()]
    facts.people = _people(said.get("people"))
    facts.contact = (
        found[0].casefold() if (found := re.findall(r"[\w.+-]+@[\w-]+\.[\w.-]+\w", _text(said.get("contact")))) else ""
    )
    if _text(said.get("contact")) and not facts.contact:
        facts.findings.append(Finding("contact-unknown"))
    _when(facts, said, near)
    _moved(facts, said, note, near)
    _where(facts, said)
    _told_format(facts, note, _text(said.get("title")).removeprefix(title))
    _price(facts, said)
    _flags(facts, said)
    _addresses(facts, said)
    if language := _text(said.get("language")):
        spoken = words.language_of(language)
        if spoken:
            facts.point["language"] = spoken
        elif not dates.is_unknown(language):
            facts.findings.append(Finding("language-unclear", {"found": language}))
    _last_day(facts, said, near)
    return facts


def _with_whole(row: Row, near: Near) -> dict[str, Any]:
    said = dict(row.said)
    if row.parent is None:
        return said
    whole = _with_whole(row.parent, near)
    said |= {name: whole[name] for name in _INHERITED if name in whole and name not in said}
    if "day" not in said and not _tells_day(said):
        for name in ("day", "starts"):
            told = dates.read(whole.get(name), near) if name in whole else Told()
            if told.day is not None or told.findings:
                said["day"] = told.day if told.day is not None and told.last is None else whole[name]
                break
    return said


def _tells_day(said: dict[str, Any]) -> bool:
    told = dates.read(said.get("starts"), Near(), bare_hours=True)
    return told.day is not None or any(finding.code.startswith(("year", "day", "week")) for finding in told.findings)


def _text(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value)
    if isinstance(value, float) and value == int(value):
        value = int(value)
    text = str(value).replace("\x00", "").strip()
    return "" if text in ("-", "–", "—") else text


def _put(facts: Facts, target: str, text: str, column: str) -> None:
    if not text or (target != "abstract_sv" and dates.is_unknown(text)):
        return
    limit = Point._meta.get_field(target).max_length or _ABSTRACT_LIMIT
    if len(text) > limit:
        values = {"column": column, "length": len(text), "limit": limit}
        facts.findings.append(Finding("too-long", values))
        text = text[:limit].rstrip()
    facts.point[target] = text


def _organisers(main: str, others: str) -> tuple[str, list[str]]:
    """Return the organiser and its co-organisers. Only signs that no name has part them: "och" stands in many."""
    named = [one.strip(" .,") for one in re.split(
        r"[;|\n]|\s\+\s|\s/\s|\s(?:i samarbete med|tillsammans med|in cooperation with|in collaboration with|"
        r"together with)\s", main,
    )]  # fmt: skip
    named = [one for one in named if one and not dates.is_unknown(one)]
    also = [one.strip() for one in re.split(r"[;|\n]|,\s|\s\+\s", others)]
    also = [one for one in also if one and not dates.is_unknown(one)]
    if not named:
        return "", also
    return named[0], [one for one in dict.fromkeys([*named[1:], *also]) if one != named[0]]


def _people(value: Any) -> list[dict[str, str]]:
    if isinstance(value, dict):
        value = [value]
    if isinstance(value, list):
        found = [_person_of(one) if isinstance(one, dict) else _person(str(one)) for one in value]
    else:
        text = _text(value)
        if not text or dates.is_unknown(text):
            return []
        found = [_person(one) for one in _split_people(text)]
    limits = {name: Contributor._meta.get_field(name).max_length or 200 for name in ("name", "title", "organisation")}
    return [
        {name: text[: limits[name]] for name, text in one.items() if text} for one in found[:40] if one.get("name")
    ]  # fmt: skip


def _person_of(one: dict[str, Any]) -> dict[str, str]:
    by = {str(key).casefold(): value for key, value in one.items()}
    pick = lambda *names: next((_name(by[name]) for name in names if by.get(name)), "")  # noqa: E731
    return {
        "name": pick("name", "namn"), "title": pick("title", "titel", "role", "roll", "jobtitle"),
        "organisation": pick("organisation", "organization", "affiliation", "worksfor"),
    }  # fmt: skip


def _name(value: Any) -> str:
    return _text(value.get("name") if isinstance(value, dict) else value)


def _split_people(text: str) -> list[str]:
    if re.search(r"[;\n|]", text):
        return [one for one in re.split(r"[;\n|]", text) if one.strip()]
    parts = [one.strip() for one in re.split(r",|\soch\s|\s&\s|\sand\s", text)]
    is_name = re.compile(r"(?:[A-ZÅÄÖÉÜ][\w’'-]*)(?:\s+(?:af|av|von|de|van|[A-ZÅÄÖÉÜ][\w’'-]*))+")
    return parts if len(parts) > 1 and all(is_name.fullmatch(part) for part in parts) else [text]


def _person(text: str) -> dict[str, str]:
    if match := re.fullmatch(r"\s*([^,(]+?)\s*\(([^)]*)\)\s*", text):
        return {"name": match[1], "organisation": match[2].strip()}
    parts = [part.strip() for part in text.split(",")]
    return {
        "name": parts[0], "title": parts[1] if len(parts) > 1 else "",
        "organisation": ", ".join(parts[2:]) if len(parts) > 2 else "",
    }  # fmt: skip


def _when(facts: Facts, said: dict[str, Any], near: Near) -> None:
    """Bring together what the columns of day, start, end, last day and length tell."""
    day_col = dates.read(said.get("day"), near)
    start_col = dates.read(said.get("starts"), near, bare_hours=True)
    end_col = dates.read(said.get("ends"), near, bare_hours=True)
    last_col = dates.read(said.get("last_date"), near)
    # A weekday alone in the column of times, or the like, says nothing where the day is known.
    facts.findings += [*day_col.findings, *start_col.findings, *end_col.findings, *last_col.findings]
    days = {one.day for one in (day_col, start_col) if one.day is not None}
    starts = {one.starts for one in (day_col, start_col) if one.starts is not None}
    if len(days) > 1 or len(starts) > 1:
        told = " / ".join(_text(said.get(name)) for name in ("day", "starts") if said.get(name) is not None)
        facts.findings.append(Finding("times-differ", {"found": told}, is_missing=True))
        if len(days) > 1:
            return
        starts = set()
    day = next(iter(days), None)
    start = next(iter(starts), None)
    end = end_col.starts or start_col.ends or day_col.ends or last_col.starts
    last = end_col.day or last_col.day or day_col.last or start_col.last or day
    if day is None:
        return
    if last is not None and last < day:
        found = _text(said.get("ends") if end_col.day else said.get("last_date"))
        facts.findings.append(Finding("end-first", {"found": found}, is_missing=True))
        last = day
    facts.point["on_date"] = day
    if start is None:
        if last is not None and last != day:
            found = _text(said.get("day") or said.get("starts"))
            facts.findings.append(Finding("days-range", {"found": found}, is_missing=True))
        return
    starts_at = _moment(facts, day, start)
    if starts_at is None:
        return
    facts.point["starts_at"] = starts_at
    length = dates.minutes(said["duration"]) if said.get("duration") is not None else None
    length = length or start_col.length or day_col.length
    if end is None and length:
        facts.point["ends_at"] = starts_at.astimezone(UTC) + timedelta(minutes=length)
        facts.point["ends_at"] = facts.point["ends_at"].astimezone(clock.ZONE)
    if end is None:
        return
    if last == day and end <= start and (end <= MOST_NIGHT and start >= time(15)):
        last = day + timedelta(days=1)
    ends_at = _moment(facts, last or day, end)
    if ends_at is not None and ends_at > starts_at:
        facts.point["ends_at"] = ends_at
    elif ends_at is not None:
        found = f"{start:%H.%M}–{end:%H.%M}"
        facts.findings.append(Finding("time-unclear", {"found": found}, is_missing=True))


def _moved(facts: Facts, said: dict[str, Any], note: str, near: Near) -> None:
    """Hear what a note tells of another day or time: where it and the row differ, a person must say which holds."""
    before = _text(said.get("previous"))
    if before and not dates.is_unknown(before):
        told = dates.read(said["previous"], near)
        facts.status = facts.status or "moved"
        facts.findings.append(Finding("moved-from", {"found": times.day(told.day) if told.day else before}))
    if facts.status not in ("moved", "postponed") or " " not in note:
        return
    to = re.split(r"\b(?:till|to)\b|->|→", note, maxsplit=1, flags=re.IGNORECASE)[-1]
    told = dates.read(to, near)
    day, start = facts.point.get("on_date"), facts.point.get("starts_at")
    is_other = (told.day is not None and day is not None and told.day != day) or (
        told.starts is not None and start is not None and told.starts != start.time()
    )
    code = "moved-unclear" if is_other else "moved-said"
    facts.findings.append(Finding(code, {"found": note[:120]}, is_missing=is_other))


def _told_format(facts: Facts, *notes: str) -> None:
    """Hear what a note or the end of a title tells of a format that has been moved: "flyttad till digitalt"."""
    for note in notes:
        if not note or words.status_of(note) != "moved":
            continue
        found = words.format_of(note)
        if found.format and found.was_moved and facts.point.get("format") != found.format:
            facts.point["format"] = found.format
            values = {"format": Format(found.format).label, "found": note.strip(" ()-–")[:120]}
            facts.findings.append(Finding("format-moved", values))


def _moment(facts: Facts, day: date, at: time) -> datetime | None:
    moment = datetime.combine(day, at, clock.ZONE)
    if moment.astimezone(UTC).astimezone(clock.ZONE).replace(tzinfo=None) != moment.replace(tzinfo=None):
        facts.findings.append(Finding("no-such-time", {"found": f"{day} {at:%H.%M}"}, is_missing=True))
        return None
    return moment


def _where(facts: Facts, said: dict[str, Any]) -> None:
    place_parts = [_text(said.get(name)) for name in ("place", "address", "city")]
    place_parts = [part for part in dict.fromkeys(place_parts) if part and not dates.is_unknown(part)]
    place_parts = [piece for part in place_parts for piece in _pieces(part)]
    kept: list[str] = []
    online = ""
    for part in place_parts:
        found = words.format_of(part)
        is_link = bool(_WEB.fullmatch(part))
        if is_link or (found.format == Format.DIGITAL and len(part.split()) <= 4):
            online = found.platform or online or "Online"
            if is_link:
                facts.point.setdefault("joining_link", part)
            elif found.platform:
                facts.point["platform"] = found.platform
        elif not any(part in other for other in kept):
            kept.append(part)
    if kept:
        _put(facts, "place", ", ".join(kept), "place")
    if platform := _text(said.get("platform")):
        _put(facts, "platform", platform, "platform")
    text = _text(said.get("format"))
    found = words.format_of(text)
    if found.format:
        facts.point["format"] = found.format
        if found.platform and "platform" not in facts.point:
            facts.point["platform"] = found.platform
        if found.was_moved:
            values = {"format": Format(found.format).label, "found": text}
            facts.findings.append(Finding("format-moved", values))
    elif online and (not text or dates.is_unknown(text)) and not kept:
        facts.point["format"] = Format.DIGITAL  # the place itself says so: Online, Zoom
    if found.is_unclear and not kept and not online:  # "Place or online": the town hall
        _put(facts, "place", text, "place")
    elif found.is_unclear:
        facts.findings.append(Finding("format-unclear", {"found": text}, is_missing=True))


def _pieces(place: str) -> list[str]:
    """Return "Campus / Zoom" as two: the place, and what is not on site. Any other place is one."""
    found = [one.strip() for one in re.split(r"\s[/+]\s|;|\s(?:samt|och|and)\s", place) if one.strip()]
    is_online = [words.format_of(one).format == Format.DIGITAL for one in found]
    return found if any(is_online) and not all(is_online) else [place]


def _price(facts: Facts, said: dict[str, Any]) -> None:
    free = said.get("free")
    if free is not None and (flag := words.flag_of(free)) is not None:
        facts.point["is_free"] = flag
    elif free is not None and not dates.is_unknown(free):
        said = {"price": free, **said}
    if said.get("price") is not None:
        is_free, price, is_read = words.price_of(said["price"])
        if is_free is not None:
            facts.point["is_free"] = is_free
        if price:
            facts.point["price"] = price
        if not is_read:
            facts.findings.append(Finding("price-unclear", {"found": price}))


def _flags(facts: Facts, said: dict[str, Any]) -> None:
    for column, target in (("recorded", "is_recorded"), ("captions", "has_captions")):
        value = said.get(column)
        if value is None or dates.is_unknown(value):
            continue
        flag = words.flag_of(value)
        if flag is not None:
            facts.point[target] = flag
        elif column == "recorded" and _WEB.search(str(value)):
            facts.point["is_recorded"] = True
            facts.point["recording_url"] = _WEB.search(str(value))[0]  # type: ignore[index]
        elif re.search(r"spelas in|inspela|recorded|textas|textning|captions", dates.flat(str(value))):
            facts.point[target] = not re.search(r"\binte\b|\bej\b|\bnot\b", dates.flat(str(value)))
        else:
            facts.findings.append(Finding("flag-unclear", {"found": value, "column": column}))


def _addresses(facts: Facts, said: dict[str, Any]) -> None:
    for column, target in _ADDRESSES.items():
        text = _text(said.get(column))
        if not text or dates.is_unknown(text):
            continue
        if url := _url(text):
            _put(facts, target, url, column)
        else:
            facts.findings.append(Finding("address-unclear", {"found": text[:60], "column": column}))
    if "web_page" not in facts.point and (url := _url(_text(said.get("sign_up")))):
        _put(facts, "web_page", url, "sign_up")


def _url(text: str) -> str:
    match = _WEB.search(text)
    if match is None:
        bare = re.fullmatch(r"[\w-]+(?:\.[\w-]+)*\.(?:se|com|org|nu|eu|net|io|example)(?:/\S*)?", text)
        return f"https://{text}" if bare else ""
    found = match[0].rstrip(".,;)")
    found = found if found.startswith("http") else f"https://{found}"
    try:
        return found if urlsplit(found).hostname else ""
    except ValueError:
        return ""


def _last_day(facts: Facts, said: dict[str, Any], near: Near) -> None:
    for column in ("last_day", "sign_up"):
        value = said.get(column)
        if value is None or (column == "sign_up" and not re.search(r"senast|by|before|osa", dates.flat(str(value)))):
            continue
        day = facts.point.get("on_date")
        # The last day comes before the point itself: its year is the point's.
        told = dates.read(
            value, Near(year=near.year or (day.year if day else None) or (near.first and near.first.year))
        )
        if told.day is not None and (day is None or told.day <= day):
            facts.point["registration_last_day_on"] = told.day
        elif column == "last_day" and not dates.is_unknown(value):
            facts.findings.append(Finding("day-unclear", {"found": _text(value)}))
