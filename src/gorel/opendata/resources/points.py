"""Programme points and seminars, as the public sees them. No joining link, no contact, no image of a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse

from gorel.ground import clock
from gorel.opendata.resources import events, rows
from gorel.opendata.shape import Change, Field, Filter, Gone, Item, Resource, Said, day, moment
from gorel.programme import rules
from gorel.programme.models import Contributor, Point, Week
from gorel.programme.models.weeks import is_public
from gorel.programme.words import Format, Registration, State

_EXAMPLE = "0199e2a4-6c1b-7d35-9a58-3f0c62b1d7ab"
_STATES = {"published": Said("planerad eller hållen", "planned or held"), "cancelled": Said("inställd", "cancelled")}
_FORMATS = {
    "digital": Said("digitalt", "digital"), "physical": Said("på plats", "on site"),
    "both": Said("digitalt och på plats", "digital and on site"),
}  # fmt: skip
_SIGN_UP = {
    "open": Said("öppen", "open"), "full": Said("fullbokad", "fully booked"), "closed": Said("stängd", "closed")
}  # fmt: skip

FIELDS = (
    rows.ID,
    Field("url", "address", Said("Punktens sida.", "The point's page."), "https://gorel.example/programme/2021/gorel/", False),
    Field("week_id", "id", Said("Innovationsveckan som den hör till; tomt för ett seminarium.",
                                "The innovation week that it belongs to; empty for a seminar."),
          "0199e2a4-6c1b-7d35-9a58-3f0c62b1d7ab"),
    Field("part_of_id", "id", Said("Punkten som den är en del av.", "The point that it is a part of."),
          "0199e2a4-6c1b-7d35-9a58-3f0c62b1d7ac"),
    Field("state", "text", Said("Hur den står.", "How it stands."), "published", False, _STATES),
    Field("title_sv", "text", Said("Rubrik på svenska.", "Title in Swedish."), "Möt Görel, vår digitala kollega"),
    Field("title_en", "text", Said("Rubrik på engelska.", "Title in English."), "Meet Görel, our digital colleague"),
    Field("abstract_sv", "text", Said("Beskrivning på svenska, i Markdown.", "Description in Swedish, in Markdown."),
          "Hur en robot avlastar kollegorna."),
    Field("abstract_en", "text", Said("Beskrivning på engelska, i Markdown.", "Description in English, in Markdown."),
          "How a robot helps her colleagues."),
    Field("organiser_id", "id", Said("Arrangören.", "The organiser."), "0199e2a4-6c1b-7d35-9a58-3f0c62b1d7ad", False),
    Field("organiser", "text", Said("Arrangörens namn.", "The organiser's name."), "Göteborgs Stad", False),
    Field("co_organisers", "texts", Said("Medarrangörer som har sagt ja.", "Co-organisers that have said yes."),
          ["Johanneberg Science Park"], False),
    Field("themes", "texts", Said("Teman, deras korta namn.", "Themes, their short names."), ["digitalisering"], False),
    Field("series", "text", Said("Serien som den hör till.", "The series that it belongs to."),
          "Göteborg – Sveriges Innovationsmotor"),
    Field("held_on", "date", Said("Svensk dag. Ensam när tiden inte är satt.", "Swedish day. Alone while no time is set."),
          "2021-10-04"),
    Field("starts_at", "moment", Said("Börjar.", "Starts."), "2021-10-04T11:00:00Z"),
    Field("ends_at", "moment", Said("Slutar.", "Ends."), "2021-10-04T11:45:00Z"),
    Field("is_moved", "yes-no", Said("Har fått ny tid eller plats efter publiceringen.",
                                     "Got another time or place after it was published."), False, False),
    Field("format", "text", Said("Hur man deltar.", "How one takes part."), "digital", True, _FORMATS),
    Field("place", "text", Said("Plats.", "Place."), "Stadsbiblioteket"),
    Field("platform", "text", Said("Plattform för den som deltar digitalt.", "Platform for those who join digitally."),
          "Zoom"),
    Field("accessibility", "text", Said("Tillgänglighet på platsen.", "Accessibility of the place."), "Hörslinga, hiss"),
    Field("language", "text", Said("Språk som talas.", "Language that is spoken."), "sv", True,
          {"sv": Said("svenska", "Swedish"), "en": Said("engelska", "English")}),
    Field("interpretation", "text", Said("Tolkning.", "Interpretation."), "Svenskt teckenspråk"),
    Field("has_captions", "yes-no", Said("Textas direkt.", "Captioned live."), True),
    Field("target_group", "text", Said("Målgrupp.", "Whom it is for."), "Alla"),
    Field("is_free", "yes-no", Said("Kostnadsfri.", "Free of charge."), True),
    Field("price", "text", Said("Pris i ord när den inte är kostnadsfri.", "Price in words when it is not free."), ""),
    Field("sign_up", "text", Said("Anmälan. Tomt när man inte anmäler sig.", "Sign-up. Empty when one does not sign up."),
          "open", True, _SIGN_UP),
    Field("last_day_to_sign_up", "date", Said("Sista anmälningsdag.", "Last day to sign up."), "2021-10-01"),
    Field("people", "texts", Said("Medverkande, som programmet nämner dem.", "Who takes part, as the programme names them."),
          ["Jessica Alghed, fil dr"], False),
    Field("web_page", "address", Said("Arrangörens egen sida.", "The organiser's own page."), "https://goteborg.se/gorel"),
    Field("recording_url", "address", Said("Inspelningen, när den är publicerad.", "The recording, once published."),
          "https://film.example/gorel"),
    Field("version", "whole", Said("Räknas upp vid varje ändring.", "Counts up with every change."), 3, False),
    rows.CHANGED,
)  # fmt: skip


_COLUMNS = (
    "pk", "uid", "slug", "week__uid", "week__slug", "state", "title_sv", "title_en", "abstract_sv", "abstract_en",
    "organiser__uid", "organiser__name", "series", "on_date", "starts_at", "ends_at", "moved_at", "format", "place",
    "platform", "accessibility", "language", "interpretation", "has_captions", "target_group", "is_free", "price",
    "registration_state", "registration_last_day_on", "web_page", "recording_url", "recording_published_at", "version",
    "changed_at", "part_of__uid", "part_of__state", "part_of__published_at", "part_of__week_id",
    "part_of__week__public_at",
)  # fmt: skip


def items(found: Sequence[Any]) -> list[Item]:
    """Return the items of some points, by their keys. Four queries, whatever their number.

    Columns are read, not rows made: in a hundred thousand items Django's objects are most of what is paid for.
    """
    keys = [one.pk for one in found]
    themes = _named(Point.themes.through, keys, "theme__slug", "theme__title_sv")
    partners = _named(Point.co_organisers.through, keys, "organisation__name", "organisation__name")
    people: dict[int, list[str]] = defaultdict(list)
    named = Contributor.objects.filter(point__in=keys).order_by(*Contributor._meta.ordering or ())
    for point, name, title in named.values_list("point_id", "name", "title"):
        people[point].append(f"{name}, {title}" if name and title else name or title)
    now, by_pk = clock.instant(), {}
    for row in Point.objects.filter(pk__in=keys).order_by().values_list(*_COLUMNS):
        by_pk[row[0]] = _item(row, themes[row[0]], partners[row[0]], people[row[0]], now)
    return [by_pk[pk] for pk in keys if pk in by_pk]


def _named(through: Any, keys: list[int], column: str, order: str) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for point, name in through.objects.filter(point__in=keys).order_by(order).values_list("point_id", column):
        found[point].append(name)
    return found


def _item(row: Sequence[Any], themes: list[str], partners: list[str], people: list[str], now: int) -> Item:
    (
        _pk, uid, slug, week_uid, week_slug, state, title_sv, title_en, abstract_sv, abstract_en, organiser_uid,
        organiser, series, on_date, starts_at, ends_at, moved_at, format_, place, platform, accessibility, language,
        interpretation, has_captions, target_group, is_free, price, sign_up, last_day, web_page, recording_url,
        recording_published_at, version, changed_at, *parent,
    ) = row  # fmt: skip
    return {
        "id": str(uid),
        "url": f"{settings.ADDRESS}{_folder(week_slug)}{slug}/",
        "week_id": str(week_uid) if week_uid else None,
        "part_of_id": _public(parent, now),
        "state": state,
        "title_sv": title_sv or None,
        "title_en": title_en or None,
        "abstract_sv": abstract_sv or None,
        "abstract_en": abstract_en or None,
        "organiser_id": str(organiser_uid),
        "organiser": organiser,
        "co_organisers": partners,
        "themes": themes,
        "series": series or None,
        "held_on": day(on_date),
        "starts_at": moment(starts_at),
        "ends_at": moment(ends_at),
        "is_moved": moved_at is not None,
        "format": format_ or None,
        "place": place or None,
        "platform": platform or None,
        "accessibility": accessibility or None,
        "language": language or None,
        "interpretation": interpretation or None,
        "has_captions": has_captions,
        "target_group": target_group or None,
        "is_free": is_free,
        "price": price or None,
        "sign_up": sign_up or None,
        "last_day_to_sign_up": day(last_day),
        "people": people,
        "web_page": web_page or None,
        "recording_url": recording_url if recording_published_at and recording_url else None,
        "version": version,
        "changed_at": moment(changed_at),
    }


def _public(parent: Sequence[Any], now: int) -> str | None:
    """Return the id of the point that it is a part of, where the public may see that one (`Point.is_public`)."""
    uid, state, published_at, week, public_at = parent
    if uid is None or published_at is None or state not in (State.PUBLISHED, State.CANCELLED):
        return None
    return str(uid) if week is None or is_public(public_at, now) else None


@lru_cache(1000)
def _folder(week: str | None) -> str:
    """Return what the addresses of a week's points begin with, or those of seminars."""
    page = reverse("programme:point", args=[week, "x"]) if week else reverse("programme:seminar", args=["x"])
    return page.removesuffix("x/")


def _open() -> QuerySet[Point]:
    """Return what everybody may see (`rules.public_points`), asked so that rows are walked in their order.

    The few weeks that are not public are left out, rather than the many that are taken in: a database that is offered
    an index over weeks takes it, and then has to sort everything for a page of twenty.
    """
    hidden, seen = list(rules.hidden_weeks().values_list("pk", flat=True)), rules.seen_points()
    return (seen.exclude(week__in=hidden) if hidden else seen).order_by("pk").only("pk")


def _find(text: str) -> Item | Gone | None:
    uid = rows.uid_of(text)
    point = Point.objects.filter(uid=uid).select_related("week").first() if uid else None
    if point is None or point.published_at is None:
        return None
    if point.is_public:
        return items([point])[0]
    if point.week is not None and not point.week.is_public:
        return Gone(Said("Veckans program är inte längre publicerat.", "The week's programme is no longer published."))
    return Gone(
        Said("Arrangören har dragit tillbaka punkten.", "The organiser has withdrawn the point."), point.changed_at
    )


def _changes(since: Any, count: int) -> list[Change]:
    seen = Point.objects.filter(rules.of_public_weeks(), published_at__isnull=False)
    return rows.changed(seen, since, count, gone=~Q(state__in=(State.PUBLISHED, State.CANCELLED)))


def _in_week(found: QuerySet[Point], text: str) -> QuerySet[Point]:
    week = Week.objects.filter(uid=UUID(text)).first()
    return found.filter(week=week) if week else found.none()


def _by(found: QuerySet[Point], text: str) -> QuerySet[Point]:
    return found.filter(organiser__uid=UUID(text))


RESOURCE = Resource(
    name="programme-points",
    uid=UUID("7d0b7f0e-3d5c-4c6e-9f0a-52b5d6a3c101"),
    title=Said("Programpunkter", "Programme points"),
    about=Said(
        "Alla publicerade programpunkter i innovationsveckor och alla seminarier: när, var, vem, för vem, anmälan, inspelning.",
        "All published programme points of innovation weeks, and all seminars: when, where, who, for whom, sign-up, recording.",
    ),
    keywords=(
        Said("innovationsvecka", "innovation week"), Said("evenemang", "events"), Said("program", "programme"),
        Said("offentlig sektor", "public sector"),
    ),
    fields=FIELDS,
    rows=_open,
    items=items,
    every=rows.in_batches(items),
    filters=(
        rows.on_day("held_on", "on_date", Said("Bara den dagen.", "That day only."), "2021-10-04"),
        Filter("week_id", "id", Said("Bara den veckans.", "That week's only."), _EXAMPLE, _in_week),
        Filter("organiser_id", "id", Said("Bara den arrangörens.", "That organiser's only."), _EXAMPLE, _by),
        rows.equals("state", "state", Said("Hur den står.", "How it stands."), "published", codes=_STATES),
        rows.equals("format", "format", Said("Hur man deltar.", "How one takes part."), "digital", codes=Format.values),
        rows.equals("sign_up", "registration_state", Said("Anmälan.", "Sign-up."), "open", codes=Registration.values),
    ),
    find=_find,
    changes=_changes,
    themes=("GOVE", "EDUC"),
    is_calendar=True,
    triples=events.triples,
)  # fmt: skip
