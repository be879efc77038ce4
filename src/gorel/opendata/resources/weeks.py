"""Innovation weeks whose programme is public."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet

from gorel.opendata import ledger
from gorel.opendata.resources import rows
from gorel.opendata.resources.described import described
from gorel.opendata.shape import Change, Field, Gone, Item, Resource, Said, day
from gorel.programme import rules
from gorel.programme.models import Week

FIELDS = (
    rows.ID,
    Field("url", "address", Said("Veckans sida.", "The week's page."), "https://gorel.example/programme/2021/", False),
    Field("title_sv", "text", Said("Namn på svenska.", "Name in Swedish."), "Innovationsveckan 2021", False),
    Field("title_en", "text", Said("Namn på engelska.", "Name in English."), "Innovation Week 2021"),
    Field("about_sv", "text", Said("Om veckan, i Markdown.", "About the week, in Markdown."), "En vecka om innovation."),
    Field("about_en", "text", Said("Om veckan på engelska.", "About the week in English."), "A week of innovation."),
    Field("starts_on", "date", Said("Första dagen.", "First day."), "2021-10-04", False),
    Field("ends_on", "date", Said("Sista dagen.", "Last day."), "2021-10-08", False),
    Field("published_on", "date", Said("När programmet blev publikt.", "When the programme became public."), "2021-08-16",
          False),
    Field("owner", "text", Said("Ansvarig organisation.", "Organisation that answers for it."), "SKR", False),
    Field("part_of_id", "id", Said("Veckan som den är en lokal del av.", "The week that it is a local part of."),
          "0199e2a4-6c1b-7d35-9a58-3f0c62b1d7ab"),
    Field("points", "whole", Said("Publika programpunkter.", "Public programme points."), 170, False),
    Field("calendar_url", "address", Said("Kalenderflöde.", "Calendar feed."),
          "https://gorel.example/programme/2021/calendar.ics", False),
)  # fmt: skip


def items(found: Sequence[Week]) -> list[Item]:
    """Return the items of some weeks. Two queries."""
    keys = [week.pk for week in found]
    loaded = Week.objects.select_related("owner", "part_of").in_bulk(keys)
    counts = dict(rules.public_points().filter(week__in=keys).order_by().values_list("week").annotate(Count("pk")))
    return [_item(loaded[key], counts.get(key, 0)) for key in keys if key in loaded]


def _item(week: Week, points: int) -> Item:
    page = rows.address(week.get_absolute_url())
    return {
        "id": str(week.uid),
        "url": page,
        "title_sv": week.title_sv,
        "title_en": week.title_en or None,
        "about_sv": week.about_sv or None,
        "about_en": week.about_en or None,
        "starts_on": day(week.starts_on),
        "ends_on": day(week.ends_on),
        "published_on": day(week.published_on),
        "owner": week.owner.name,
        "part_of_id": str(week.part_of.uid) if week.part_of and week.part_of.is_public else None,
        "points": points,
        "calendar_url": f"{page}calendar.ics",
    }


def _open() -> QuerySet[Week]:
    return rules.public_weeks().order_by("pk")


def _look() -> None:
    ledger.look("weeks", lambda: items(list(_open())))


def _rows() -> QuerySet[Week]:
    _look()
    return _open()


def _find(text: str) -> Item | Gone | None:
    _look()
    uid = rows.uid_of(text)
    week = Week.objects.filter(uid=uid).first() if uid else None
    if week is not None and week.is_public:
        return items([week])[0]
    return ledger.gone("weeks", uid, Said("Veckans program är inte längre publikt.",
                                          "The week's programme is no longer public."))  # fmt: skip


def _changes(since: datetime | None, count: int) -> list[Change]:
    _look()
    return ledger.changes("weeks", since, count)


_triples = described(
    "EventSeries", identifier="id", name=("title_sv", "title_en"), description=("about_sv", "about_en"),
    startDate="starts_on", endDate="ends_on", organizer="owner",
)  # fmt: skip

RESOURCE = Resource(
    name="weeks",
    uid=UUID("7d0b7f0e-3d5c-4c6e-9f0a-52b5d6a3c102"),
    title=Said("Innovationsveckor", "Innovation weeks"),
    about=Said(
        "Veckor som många organisationer fyller med programpunkter, med dagar, ansvarig och antal punkter.",
        "Weeks that many organisations fill with programme points, with days, owner and number of points.",
    ),
    keywords=(Said("innovationsvecka", "innovation week"), Said("innovation", "innovation")),
    fields=FIELDS,
    rows=_rows,
    items=items,
    every=rows.in_batches(items),
    find=_find,
    changes=_changes,
    triples=_triples,
    themes=("GOVE",),
    updated="IRREG",
)
