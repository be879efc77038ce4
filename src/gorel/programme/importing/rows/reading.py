"""Turns one row into a point's facts: each cell by what its column holds, and what cannot be read into a finding."""

from __future__ import annotations

import html
import re
from datetime import date
from typing import Any

from gorel.programme.importing import dates, markup, notes, words
from gorel.programme.importing.dates import Near, Told
from gorel.programme.importing.findings import Finding
from gorel.programme.importing.rows import people, when, where
from gorel.programme.importing.rows.facts import Facts, put, text_of
from gorel.programme.importing.tables import Row
from gorel.programme.words import Format

MOST_NOTED = 60  # signs of a cell that is a note, and no text
_INHERITED = (
    "organiser",
    "organiser_kind",
    "language",
    "price",
    "free",
)
_WHERE = ("place", "address", "city", "platform", "room")
_HOW = ("format", "online")
_TEXTS = {
    "title_en": "title_en", "abstract": "abstract_sv", "abstract_en": "abstract_en", "series": "series",
    "target_group": "target_group", "accessibility": "accessibility", "interpretation": "interpretation",
}  # fmt: skip


def read(row: Row, near: Near) -> Facts:
    """Return what *row* says; what a part does not say of itself its whole says for it."""
    facts = Facts()
    said = _with_whole(row, near)
    raw = " ".join(html.unescape(text_of(said.get("title"))).split())
    raw, full = notes.title_and_full(raw)
    title, from_title = notes.title_and_status(raw)
    if from_title == "tentative":
        facts.findings.append(Finding("tentative", {"found": raw.replace(title, "", 1).strip(" :–-")}, is_missing=True))
        from_title = ""
    if where.WEB.fullmatch(title):
        facts.findings.append(Finding("title-unlike", {"found": title}, is_missing=True))
        said, title = {"web_page": title} | said, ""
    at, rest = dates.leading(title)
    if at and "starts" not in said and dates.read(said.get("day"), near).starts is None:
        said, title = said | {"starts": at}, rest
    note = text_of(said.get("status"))
    note = note.rsplit("/", 1)[-1] if "schema.org/" in note else note
    _seen(facts, row, note, said.get("private"))
    facts.status = (
        notes.status_of(note) or from_title or notes.status_of(row.marks.get("coloured", "")) or _told_elsewhere(said)
    )
    if facts.status == "changed":
        said_so = note if notes.status_of(note) == "changed" else raw.replace(title, "", 1).strip(" :()–-")
        facts.findings.append(Finding("place-changed", {"found": said_so[:120]}))
    if full := full or _told_full(row):
        facts.findings.append(Finding("full", {"found": full}))
    put(facts, "title_sv", title, "title")
    for name, target in _TEXTS.items():
        put(facts, target, text_of(said.get(name)), name)
    if "abstract_sv" in facts.point or "abstract_en" in facts.point:
        facts.point |= {name: markup.as_markdown(facts.point[name]) for name in ("abstract_sv", "abstract_en")
                        if name in facts.point}  # fmt: skip
    facts.organiser, facts.co_organisers = people.organisers(
        text_of(said.get("organiser")), text_of(said.get("co_organisers"))
    )
    if facts.organiser and people.is_unlike_organisation(facts.organiser):
        facts.findings.append(Finding("organiser-unlike", {"found": facts.organiser}, is_missing=True))
        facts.organiser = ""
    facts.organiser_kind = text_of(said.get("organiser_kind"))
    facts.themes = [one.strip() for one in re.split(r"[;|,\n]", text_of(said.get("themes"))) if one.strip()]
    facts.people = people.people(said.get("people"))
    facts.contact = (
        found[0].casefold()
        if (found := re.findall(r"[\w.+-]+@[\w-]+\.[\w.-]+\w", text_of(said.get("contact"))))
        else ""
    )
    if text_of(said.get("contact")) and not facts.contact:
        facts.findings.append(Finding("contact-unknown"))
    when.tell(facts, said, near)
    when.moved(facts, said, note, near)
    where.tell(facts, said)
    where.told_format(facts, note, raw.replace(title, "", 1) if title else "")
    where.told_by_title(facts, title)
    _price(facts, said)
    _flags(facts, said)
    where.addresses(facts, said)
    if language := text_of(said.get("language")):
        spoken = words.language_of(language)
        if spoken:
            facts.point["language"] = spoken
        elif not dates.is_unknown(language):
            facts.findings.append(Finding("language-unclear", {"found": language}))
    when.last_day(facts, said, near)
    return facts


def _told_full(row: Row) -> str:
    """Return the short cell that says that no seat is left, whatever its column: a note, the seats, the last day."""
    cells = (value for name, value in {**row.extra, **row.said}.items() if name not in ("title", "abstract"))
    short = (value for value in cells if isinstance(value, str) and len(value) <= MOST_NOTED)
    return next((value.rsplit("/", 1)[-1] for value in short if notes.is_full(value)), "")


def _seen(facts: Facts, row: Row, note: str, private: Any) -> None:
    """Tell what lets a person look before the row is believed: a colour, a line through it, "preliminärt", "privat"."""
    facts.findings += [Finding(mark, {"found": found}, is_missing=mark != "coloured")
                       for mark, found in row.marks.items()]  # fmt: skip
    aside = " ".join(re.findall(r"[(\[].*?[)\]]", text_of(row.said.get("title"))))  # "Slutkonferens (prel. tid)"
    if settled := next((one for one in (note, row.marks.get("coloured", ""), aside) if notes.is_tentative(one)), ""):
        facts.findings.append(Finding("tentative", {"found": settled[:120]}, is_missing=True))
    if private is not None and (
        words.flag_of(private) or re.match(r"priva|konfiden|confiden|hemlig", dates.flat(str(private)))
    ):
        facts.findings.append(Finding("private", is_missing=True))


def _told_elsewhere(said: dict[str, Any]) -> str:
    """Return the status that another cell tells: "Utgår" where the place should stand, "15/11 (nytt datum!)"."""
    for name in ("place", "format"):
        cell = text_of(said.get(name))
        if notes.status_of(cell) in ("cancelled", "postponed") and len(cell.split()) <= 2:
            return notes.status_of(str(said.pop(name)))
    cells = (text_of(said.get(name)) for name in ("day", "starts"))
    return next((status for cell in cells if (status := notes.status_of(cell))), "")


def _with_whole(row: Row, near: Near) -> dict[str, Any]:
    said = dict(row.said)
    if row.parent is None:
        return said
    whole = _with_whole(row.parent, near)
    own = text_of(said.get("format")) or where.told_online(said) or text_of(said.get("place"))
    own_format = words.format_of(own).format if own else ""
    if notes.status_of(note := text_of(said.get("status"))) == "moved":  # "moved online"
        own_format = words.format_of(note).format or own_format
    inherited = _INHERITED if own_format else (*_INHERITED, *_HOW)
    if not any(name in said for name in _WHERE[:-1]):  # one's own place, but for a room in it, is the whole of it
        inherited = (*inherited, *(("platform",) if own_format == Format.DIGITAL else _WHERE))
    said |= {name: whole[name] for name in inherited if name in whole and name not in said}
    if "day" not in said and not _tells_day(said):
        for name in ("day", "starts"):
            told = dates.read(whole.get(name), near) if name in whole else Told()
            if told.day is not None and _goes_on(whole, told.day, near):
                break  # on which of its days only the part could tell
            if told.day is not None or told.findings:
                said["day"] = told.day if told.day is not None and told.last is None else whole[name]
                break
    return said


def _goes_on(whole: dict[str, Any], day: date, near: Near) -> bool:
    """Say whether the whole ends on another day, of day or night."""
    ends = (dates.read(whole.get(name), near, bare_hours=name == "ends") for name in ("ends", "last_date"))
    return any(one.day is not None and one.day > day and one.starts is None for one in ends)


def _tells_day(said: dict[str, Any]) -> bool:
    told = dates.read(said.get("starts"), Near(), bare_hours=True)
    return told.day is not None or any(finding.code.startswith(("year", "day", "week")) for finding in told.findings)


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
        if not is_read and not notes.is_full(price):
            facts.findings.append(Finding("price-unclear", {"found": price}))


def _flags(facts: Facts, said: dict[str, Any]) -> None:
    for column, target in (("recorded", "is_recorded"), ("captions", "has_captions")):
        value = said.get(column)
        if value is None or dates.is_unknown(value):
            continue
        flag = words.flag_of(value)
        if flag is not None:
            facts.point[target] = flag
        elif column == "recorded" and where.WEB.search(str(value)):
            facts.point["is_recorded"] = True
            facts.point["recording_url"] = where.WEB.search(str(value))[0]  # type: ignore[index]
        elif re.search(r"spelas in|inspela|recorded|textas|textning|captions", dates.flat(str(value))):
            facts.point[target] = not re.search(r"\binte\b|\bej\b|\bnot\b", dates.flat(str(value)))
        else:
            facts.findings.append(Finding("flag-unclear", {"found": value, "column": column}))
