"""The calendar entry that goes with a letter.

One entry per registration, under one UID for ever; whatever changes it counts SEQUENCE up (`Registration.sequence`),
so that programs replace what they have: 0 the confirmation, then the joining link, a new time or place, that it is off.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings

from gorel.attendance.models import Registration
from gorel.ground import clock, legible
from gorel.programme import texts
from gorel.programme.calendar import lines, text, times, timezone, utc
from gorel.robots.mail.letters import Attachment


def entry(registration: Registration, *, is_off: bool = False) -> Attachment | None:
    """Return the calendar file for *registration*, with the link once it is released; None while no day is known."""
    point = registration.point
    if point.on_date is None:
        return None
    method = "CANCEL" if is_off else "PUBLISH"
    data = b"".join([
        lines(("BEGIN", "VCALENDAR"), ("VERSION", "2.0"), ("PRODID", "-//Görel//Anmälan//SV"), ("METHOD", method)),
        timezone(point.zone) if point.starts_at is not None else b"",
        lines(*_event(registration, is_off=is_off), ("END", "VCALENDAR")),
    ])  # fmt: skip
    return Attachment(name="kalender.ics", type=f"text/calendar; method={method}", data=data)


def _event(registration: Registration, *, is_off: bool) -> list[tuple[str, str]]:
    point, language, now = registration.point, registration.language, utc(clock.now())
    page = settings.ADDRESS + registration.get_absolute_url()
    link = point.joining_link if registration.shows_link and not is_off else ""
    where = ", ".join(part for part in (point.place, point.platform) if part)
    place = where if point.place or not link else link
    about = [texts.plain(texts.said(point, "abstract", language), 400), link, page]
    event = [
        ("BEGIN", "VEVENT"),
        ("UID", f"registration-{registration.uid}@{urlsplit(settings.ADDRESS).hostname or 'localhost'}"),
        ("SEQUENCE", str(registration.sequence)), ("DTSTAMP", now), ("LAST-MODIFIED", now),
        ("STATUS", "CANCELLED" if is_off else "CONFIRMED"),
        ("SUMMARY", text(texts.said(point, "title", language))),
        ("DESCRIPTION", text("\n\n".join(line for line in about if line))),
        ("CLASS", "PRIVATE"), ("TRANSP", "TRANSPARENT" if is_off else "OPAQUE"), *times(point),
    ]  # fmt: skip
    if place:
        event.append(("LOCATION", text(place)))
    if link:
        event.append(("URL", link))
    if point.contact is not None:
        called = legible.line(point.organiser.name).replace('"', "'")
        event.append((f'ORGANIZER;CN="{called}"', f"mailto:{point.contact.email}"))
    return [*event, ("END", "VEVENT")]
