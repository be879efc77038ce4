"""A programme point as triples of schema.org, for those who join data of many sources.

Source: schema.org/Event; status, mode and status words as on the point's own page.
"""

from __future__ import annotations

from collections.abc import Iterable

from gorel.opendata.shape import Item
from gorel.opendata.triples import Address, Literal, Triple

SCHEMA = "https://schema.org/"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
XSD = "http://www.w3.org/2001/XMLSchema#"
_MODES = {"digital": "Online", "physical": "Offline", "both": "Mixed"}


def triples(item: Item) -> Iterable[Triple]:
    """Return what an item of `programme-points` says, as triples about its page."""
    about = Address(item["url"])
    status = "EventCancelled" if item["state"] == "cancelled" else "EventScheduled"
    yield about, RDF_TYPE, Address(f"{SCHEMA}Event")
    yield about, f"{SCHEMA}identifier", Literal(item["id"])
    yield about, f"{SCHEMA}eventStatus", Address(SCHEMA + ("EventRescheduled" if item["is_moved"] else status))
    for language in ("sv", "en"):
        for name, field in (("name", "title"), ("description", "abstract")):
            if said := item[f"{field}_{language}"]:
                yield about, SCHEMA + name, Literal(said, language=language)
    for name, said in (("startDate", item["starts_at"]), ("endDate", item["ends_at"])):
        if said:
            yield about, SCHEMA + name, Literal(said, type=f"{XSD}dateTime")
    if item["held_on"] and not item["starts_at"]:
        yield about, f"{SCHEMA}startDate", Literal(item["held_on"], type=f"{XSD}date")
    if item["format"]:
        yield about, f"{SCHEMA}eventAttendanceMode", Address(f"{SCHEMA}{_MODES[item['format']]}EventAttendanceMode")
    if item["language"]:
        yield about, f"{SCHEMA}inLanguage", Literal(item["language"])
    if item["is_free"] is not None:
        yield about, f"{SCHEMA}isAccessibleForFree", Literal(str(item["is_free"]).lower(), type=f"{XSD}boolean")
    if item["place"]:
        yield about, f"{SCHEMA}location", Literal(item["place"])
    for organiser in (item["organiser"], *item["co_organisers"]):
        yield about, f"{SCHEMA}organizer", Literal(organiser)
    for theme in item["themes"]:
        yield about, f"{SCHEMA}keywords", Literal(theme)
    if item["recording_url"]:
        yield about, f"{SCHEMA}recordedIn", Address(item["recording_url"])
