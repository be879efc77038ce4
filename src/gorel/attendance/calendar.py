"""The calendar entry that goes with a letter.

One entry per registration, under one UID for ever; whatever changes it counts SEQUENCE up (`Registration.sequence`),
so that programs replace what they have: 0 the confirmation, then the joining link, a new time or place, that it is off.
"""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event, vCalAddress, vText

from gorel.attendance.models import Registration
from gorel.ground import clock
from gorel.programme import texts
from gorel.programme.calendar import timezone
from gorel.programme.models import Point
from gorel.robots.mail.letters import Attachment


def entry(registration: Registration, *, is_off: bool = False) -> Attachment | None:
    """Return the calendar file for *registration*, with the link once it is released; None while no day is known."""
    point = registration.point
    if point.on_date is None:
        return None
    method = "CANCEL" if is_off else "PUBLISH"
    calendar = Calendar()
    calendar.add("prodid", "-//Görel//Anmälan//SV")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(_event(registration, is_off=is_off))
    data = calendar.to_ical()
    if point.starts_at is not None:
        data = data.replace(b"BEGIN:VEVENT", timezone(point.zone) + b"BEGIN:VEVENT", 1)
    return Attachment(name="kalender.ics", type=f"text/calendar; method={method}", data=data)


def _event(registration: Registration, *, is_off: bool) -> Event:
    point, language = registration.point, registration.language
    event = Event()
    event.add("uid", f"registration-{registration.uid}@{urlsplit(settings.ADDRESS).hostname or 'localhost'}")
    event.add("sequence", registration.sequence)
    event.add("dtstamp", clock.now())
    event.add("last-modified", clock.now())
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    event.add("summary", texts.said(point, "title", language))
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT" if is_off else "OPAQUE")
    _add_times(event, point)
    page = settings.ADDRESS + registration.get_absolute_url()
    linked = not is_off and registration.shows_link and bool(point.joining_link)
    place = ", ".join(part for part in (point.place, point.platform) if part)
    if linked and not point.place:
        place = point.joining_link
    if place:
        event.add("location", place)
    lines = [texts.plain(texts.said(point, "abstract", language), 400)]
    if linked:
        lines.append(point.joining_link)
        event.add("url", point.joining_link)
    lines.append(page)
    event.add("description", "\n\n".join(line for line in lines if line))
    if point.contact is not None:
        organiser = vCalAddress(f"mailto:{point.contact.email}")
        organiser.params["cn"] = vText(point.organiser.name)
        event.add("organizer", organiser)
    return event


def _add_times(event: Event, point: Point) -> None:
    if point.local_start is None:
        assert point.on_date is not None  # none is public without a day
        event.add("dtstart", point.on_date)
        event.add("dtend", point.on_date + timedelta(days=1))
        return
    event.add("dtstart", point.local_start)
    if point.local_end is not None:
        event.add("dtend", point.local_end)
