"""Reads events out of an iCalendar file: what Outlook, Google and most calendars give on request."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from gorel.programme.importing.tables.row import Row, Table, Unreadable

_TEXTS = {"SUMMARY": "title", "DESCRIPTION": "abstract", "LOCATION": "place", "URL": "web_page", "STATUS": "status"}


def read(text: str) -> Table:
    """Return each event as a row; one that recurs is one row, and says so. Errors: Unreadable."""
    from icalendar import Calendar

    try:
        calendars = Calendar.from_ical(text, multiple=True)
    except (ValueError, IndexError, KeyError) as error:
        raise Unreadable(_("This is not a calendar file: {error}.").format(error=error)) from None
    table = Table()
    events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    if not events:
        raise Unreadable(_("The calendar has no events."))
    for number, event in enumerate(events, start=1):
        row = Row(_("event {number}").format(number=number), _said(event))
        if "RRULE" in event:
            row.marks["recurs"] = ""
        table.add(row)
    return table


def _said(event: Any) -> dict[str, Any]:
    said: dict[str, Any] = {fact: str(event[name]) for name, fact in _TEXTS.items() if event.get(name)}
    said["id"] = " ".join(str(event[name].to_ical().decode()) for name in ("UID", "RECURRENCE-ID") if name in event)
    said |= _times(event)
    if isinstance(length := getattr(event.get("DURATION"), "dt", None), timedelta):
        said["duration"] = length
    if "RECURRENCE-ID" in event and "DTSTART" in event and event["RECURRENCE-ID"].dt != event["DTSTART"].dt:
        said["previous"] = event["RECURRENCE-ID"].dt  # one time of several, and not when it would have been
    if "CATEGORIES" in event:
        found = event["CATEGORIES"]
        said["themes"] = "; ".join(
            str(name) for one in (found if isinstance(found, list) else [found]) for name in one.cats
        )
    if "ORGANIZER" in event:
        who = event["ORGANIZER"]
        said |= {"contact": str(who), "organiser": str(who.params.get("CN", ""))}
    if "RELATED-TO" in event and not isinstance(event["RELATED-TO"], list):
        said["part_of"] = str(event["RELATED-TO"])
    if str(event.get("CLASS", "")).upper() in ("PRIVATE", "CONFIDENTIAL"):
        said["private"] = True
    return {fact: value for fact, value in said.items() if value not in ("", None)}


def _times(event: Any) -> dict[str, Any]:
    """Return day, end and zone: a wall clock's time with its zone, an instant in UTC as it is."""
    said: dict[str, Any] = {}
    broken = {name for name, _told in event.errors}
    for name, fact in (("DTSTART", "day"), ("DTEND", "ends")):
        if name not in event:
            continue
        if name in broken:  # told of as it stands
            said[fact] = str(event[name])
            continue
        value, zone = event[name].dt, event[name].params.get("TZID")
        if isinstance(value, datetime) and zone:
            value, said["zone"] = value.replace(tzinfo=None), str(zone)
        if isinstance(value, date) and not isinstance(value, datetime):
            said["all_day"] = True
            fact, value = ("last_date", value - timedelta(days=1)) if fact == "ends" else (fact, value)
        said[fact] = value
    return said
