"""A point as schema.org Event, for search engines. The joining link is never part of it."""

from __future__ import annotations

from typing import Any

import msgspec
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from gorel.programme import recordings, revisions, texts, times
from gorel.programme.models import Captions, Point
from gorel.programme.words import Format, Registration, State

_MODES = {Format.DIGITAL: "Online", Format.PHYSICAL: "Offline", Format.BOTH: "Mixed"}
_AVAILABILITY = {Registration.OPEN: "InStock", Registration.FULL: "SoldOut", Registration.CLOSED: "SoldOut"}
_SCHEMA = "https://schema.org/"


def script(point: Point) -> SafeString:
    """Return the <script> element for the point's page; `<` is written so that no text can end it."""
    said = msgspec.json.encode(event(point)).decode().replace("<", "\\u003c")
    return mark_safe(f'<script type="application/ld+json">{said}</script>')  # noqa: S308 - escaped above


def event(point: Point) -> dict[str, Any]:
    """Return the Event as JSON."""
    page = settings.ADDRESS + point.get_absolute_url()
    organisers = [point.organiser, *point.co_organisers.all()]
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": page,
        "url": page,
        "name": texts.said(point, "title"),
        "description": texts.plain(texts.said(point, "abstract"), 500),
        "eventStatus": _SCHEMA + _status(point),
        "organizer": [{"@type": "Organization", "name": organiser.name} for organiser in organisers],
        "location": _locations(point, page),
    }
    if point.on_date:
        found["startDate"] = times.iso(point.local_start or point.on_date)
    if before := revisions.previous_start(point):
        found["previousStartDate"] = before
    if point.local_end:
        found["endDate"] = times.iso(point.local_end)
    if point.format:
        found["eventAttendanceMode"] = f"{_SCHEMA}{_MODES[Format(point.format)]}EventAttendanceMode"
    if point.language:
        found["inLanguage"] = point.language
    if point.is_free is not None:
        found["isAccessibleForFree"] = point.is_free
    if point.is_free and point.registration_state:
        availability = _SCHEMA + _AVAILABILITY[Registration(point.registration_state)]
        found["offers"] = {
            "@type": "Offer", "price": "0", "priceCurrency": "SEK", "url": page, "availability": availability,
        }  # fmt: skip
    people = [_person(person) for person in point.contributors.all()]
    if people:
        found["performer"] = people
    if point.week is not None:
        found["superEvent"] = {
            "@type": "Event",
            "name": texts.said(point.week, "title"),
            "startDate": point.week.starts_on.isoformat(),
            "endDate": point.week.ends_on.isoformat(),
            "url": settings.ADDRESS + point.week.get_absolute_url(),
            "location": {"@type": "Country", "name": "Sverige"},
        }
    if point.recording_published_at is not None:
        found["recordedIn"] = _film(point, page)
    return found


def _film(point: Point, page: str) -> dict[str, Any]:
    """Return the recording as a VideoObject, with its captions and chapters."""
    recording = recordings.of(point)
    found: dict[str, Any] = {
        "@type": "VideoObject",
        "name": texts.said(point, "title"),
        "description": texts.plain(texts.said(point, "abstract"), 500) or texts.said(point, "title"),
        "uploadDate": times.iso(point.recording_published_at) if point.recording_published_at else None,
        "url": point.recording_url,
    }
    if point.language:
        found["inLanguage"] = point.language
    if recording.length_s:
        found["duration"] = f"PT{recording.length_s}S"
    if recording.has_film:
        found["contentUrl"] = settings.ADDRESS + reverse("programme:film", args=[point.uid])
    if recording.captions == Captions.FILE and recording.captions_text:
        address = settings.ADDRESS + reverse("programme:captions", args=[point.uid])
        found["caption"] = {
            "@type": "MediaObject", "contentUrl": address, "encodingFormat": "text/vtt",
            "inLanguage": recording.captions_language,
        }  # fmt: skip
    if recording.captions != Captions.NONE:
        found["accessibilityFeature"] = ["captions"]
    chapters = recordings.chapters(recording)
    if chapters:
        found["hasPart"] = [
            {"@type": "Clip", "name": one.title, "startOffset": one.starts, "url": f"{page}#recording"}
            for one in chapters
        ]
    return found


def _status(point: Point) -> str:
    if point.state == State.CANCELLED:
        return "EventCancelled"
    return "EventRescheduled" if point.moved_at is not None else "EventScheduled"


def _locations(point: Point, page: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if point.format in (Format.PHYSICAL, Format.BOTH) and point.place:
        found.append({"@type": "Place", "name": point.place, "address": point.place})
    if point.format in (Format.DIGITAL, Format.BOTH):
        found.append({"@type": "VirtualLocation", "name": point.platform or "Online", "url": page})
    return found


def _person(person: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"@type": "Person", "name": person.name}
    if person.title:
        found["jobTitle"] = person.title
    if person.organisation:
        found["affiliation"] = {"@type": "Organization", "name": person.organisation}
    return found
