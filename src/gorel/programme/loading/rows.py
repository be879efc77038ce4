"""Writes one entry of a file of facts. Each writer returns whether the row is new; what is there stays as it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from gorel.accounts.models import Membership, Organisation, Person
from gorel.ground import zones
from gorel.programme import actions
from gorel.programme.loading.shape import Malformed, in_zone
from gorel.programme.models import Point, Theme, Week


class Unfit(ValueError):
    """An entry that does not fit the others, by its key."""

    def __init__(self, key: str, said: str) -> None:
        self.key = key
        super().__init__(said)


@dataclass
class Context:
    """What the entries of one file share: its week, if it has one."""

    week_entries: list[dict[str, Any]]

    def week(self) -> Week:
        return Week.objects.get(slug=self.week_entries[0]["slug"])


def organisation(entry: dict[str, Any], context: Context) -> bool:
    facts: dict[str, Any] = {key: entry[key] for key in ("name", "kind", "number", "email_domain") if key in entry}
    facts["is_publicly_owned"] = entry.get("publicly_owned", False)
    return Organisation.objects.get_or_create(slug=entry["slug"], defaults=facts)[1]


def person(entry: dict[str, Any], context: Context) -> bool:
    where = _organisation(entry["organisation"], "organisation")
    found = Person.objects.filter(email=entry["email"]).first()
    is_new = found is None
    found = found or Person.objects.create_person(
        email=entry["email"], name=entry["name"], language=entry.get("language", "sv")
    )
    for role in entry["roles"]:
        is_new |= Membership.objects.get_or_create(person=found, organisation=where, role=role)[1]
    return is_new


def week(entry: dict[str, Any], context: Context) -> bool:
    owner = _organisation(entry["owner"], "owner")
    initiators = [_organisation(slug, "initiators") for slug in entry.get("initiators", [])]
    if entry["ends_on"] < entry["starts_on"]:
        raise Unfit("ends_on", f"{entry['ends_on']} comes before the first day, {entry['starts_on']}")
    zone = zones.named(entry.get("time_zone", ""))
    entry = entry | {
        key: _in_zone(entry[key], zone, key) for key in ("call_opens_at", "call_closes_at") if key in entry
    }
    opens, closes = entry.get("call_opens_at"), entry.get("call_closes_at")
    if opens and closes and closes <= opens:
        raise Unfit("call_closes_at", "the call closes before it opens")
    plain = ("starts_on", "ends_on", "call_opens_at", "call_closes_at", "published_on", "time_zone")
    facts = {key: entry[key] for key in plain if key in entry}
    facts |= _both(entry, "title") | _both(entry, "about")
    row, is_new = Week.objects.get_or_create(slug=entry["slug"], defaults={**facts, "owner": owner})
    if is_new:
        row.initiators.set(initiators)
    return is_new


def theme(entry: dict[str, Any], context: Context) -> bool:
    return Theme.objects.get_or_create(week=context.week(), slug=entry["slug"], defaults=_both(entry, "title"))[1]


def point(entry: dict[str, Any], context: Context) -> bool:
    return _point(entry, context.week())


def seminar(entry: dict[str, Any], context: Context) -> bool:
    return _point(entry, None)


def _point(entry: dict[str, Any], of_week: Week | None) -> bool:
    facts: dict[str, Any] = {
        key: entry[key]
        for key in ("series", "format", "place", "platform", "joining_link", "language", "price", "web_page", "link_at")
        if key in entry
    }
    renamed = {
        "free": "is_free", "last_day": "registration_last_day_on", "recorded": "is_recorded",
        "recording_url": "recording_url",
    }  # fmt: skip
    facts |= {field: entry[key] for key, field in renamed.items() if key in entry}
    facts |= _both(entry, "title") | _both(entry, "abstract")
    zone = of_week.zone if of_week is not None else zones.named(entry.get("time_zone", ""))
    if of_week is None and "time_zone" in entry:
        facts["time_zone"] = entry["time_zone"]
    facts |= _times(entry, zone)
    if "link_at" in facts:
        facts["link_at"] = _in_zone(facts["link_at"], zone, "link_at")
    if "contact" in entry:
        facts["contact"] = _found(Person.objects.filter(email=entry["contact"]), "contact", entry["contact"])
    organiser = _organisation(entry["organiser"], "organiser")
    co_organisers = [_organisation(slug, "co_organisers") for slug in entry.get("co_organisers", [])]
    themes = [_found(Theme.objects.filter(week=of_week, slug=slug), "themes", slug) for slug in entry.get("themes", [])]
    if Point.objects.filter(week=of_week, slug=entry["slug"]).exists():
        return False
    actions.create_point(
        week=of_week, organiser=organiser, slug=entry["slug"], facts=facts, co_organisers=co_organisers,
        themes=themes, contributors=entry.get("people", []),
    )  # fmt: skip
    return True


def _times(entry: dict[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    """Return day, start and end. A plain time is on the point's day; an end alone is not a fact that can be kept."""
    on: date | None = entry.get("day")
    starts, ends = (_moment(entry.get(key), on, key, zone) for key in ("starts", "ends"))
    if ends is not None and starts is None:
        raise Unfit("ends", "an end without a start; write starts, too")
    if starts is not None and ends is not None and ends <= starts:
        raise Unfit("ends", "the end must come after the start; for one after midnight write its day, too")
    if on is not None and starts is not None and starts.astimezone(zone).date() != on:
        raise Unfit("starts", f"the start is on {starts.astimezone(zone).date()}, but day says {on}")
    facts = {"on_date": on, "starts_at": starts, "ends_at": ends}
    return {key: value for key, value in facts.items() if value is not None}


def _moment(value: time | datetime | None, on: date | None, key: str, zone: ZoneInfo) -> datetime | None:
    if value is None:
        return value
    if isinstance(value, datetime):
        return _in_zone(value, zone, key)
    if on is None:
        raise Unfit(key, "a time needs its day; write day, too")
    return _in_zone(datetime.combine(on, value), zone, key)


def _in_zone(value: datetime, zone: ZoneInfo, key: str) -> datetime:
    try:
        return in_zone(value, zone)
    except Malformed as problem:
        raise Unfit(key, f"expected {problem}") from None


def _both(entry: dict[str, Any], key: str) -> dict[str, str]:
    return {f"{key}_{language}": said for language, said in entry.get(key, {}).items()}


def _organisation(slug: str, key: str) -> Organisation:
    found: Organisation = _found(Organisation.objects.filter(slug=slug), key, slug)
    return found


def _found(rows: Any, key: str, name: str) -> Any:
    row = rows.first()
    if row is None:
        raise Unfit(key, f"{name} is not known; declare it in this file or load the file that does")
    return row


Writer = Callable[[dict[str, Any], Context], bool]
WRITERS: dict[str, Writer] = {
    "organisations": organisation, "people": person, "week": week, "themes": theme, "points": point,
    "seminars": seminar,
}  # fmt: skip
