"""Programme points and seminars, as the public sees them. No joining link, no contact, no image of a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from gorel.ground import clock
from gorel.opendata.resources import events, rows
from gorel.opendata.shape import Change, Field, Filter, Gone, Item, Resource, Said, day, moment
from gorel.programme.models import Point, Week
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


def loaded(points: QuerySet[Point]) -> QuerySet[Point]:
    """Return *points* with all that an item says of them. Four queries."""
    joined = points.select_related("week", "organiser", "part_of")
    return joined.prefetch_related("themes", "co_organisers", "contributors")


def items(found: Sequence[Point]) -> list[Item]:
    """Return the items of some points. Four queries, whatever their number."""
    by_pk = {point.pk: point for point in loaded(Point.objects.filter(pk__in=[point.pk for point in found]))}
    return [item(by_pk[point.pk]) for point in found if point.pk in by_pk]


def item(point: Point) -> Item:
    """Return a point as everybody may have it."""
    return {
        "id": str(point.uid),
        "url": rows.address(point.get_absolute_url()),
        "week_id": str(point.week.uid) if point.week else None,
        "part_of_id": str(point.part_of.uid) if point.part_of and point.part_of.is_public else None,
        "state": str(point.state),
        "title_sv": point.title_sv or None,
        "title_en": point.title_en or None,
        "abstract_sv": point.abstract_sv or None,
        "abstract_en": point.abstract_en or None,
        "organiser_id": str(point.organiser.uid),
        "organiser": point.organiser.name,
        "co_organisers": [one.name for one in point.co_organisers.all()],
        "themes": [one.slug for one in point.themes.all()],
        "series": point.series or None,
        "held_on": day(point.on_date),
        "starts_at": moment(point.starts_at),
        "ends_at": moment(point.ends_at),
        "is_moved": point.moved_at is not None,
        "format": point.format or None,
        "place": point.place or None,
        "platform": point.platform or None,
        "accessibility": point.accessibility or None,
        "language": point.language or None,
        "interpretation": point.interpretation or None,
        "has_captions": point.has_captions,
        "target_group": point.target_group or None,
        "is_free": point.is_free,
        "price": point.price or None,
        "sign_up": point.registration_state or None,
        "last_day_to_sign_up": day(point.registration_last_day_on),
        "people": [", ".join(filter(None, (one.name, one.title))) for one in point.contributors.all()],
        "web_page": point.web_page or None,
        "recording_url": point.recording_url if point.recording_published_at and point.recording_url else None,
        "version": point.version,
        "changed_at": moment(point.changed_at),
    }


def _open() -> QuerySet[Point]:
    """Return what everybody may see (`rules.public_points`), asked so that rows are walked in their order.

    The few weeks that are not public are left out, rather than the many that are taken in: a database that is offered
    an index over weeks takes it, and then has to sort everything for a page of twenty.
    """
    hidden = list(Week.objects.exclude(published_on__lte=clock.today()).values_list("pk", flat=True))
    seen = Point.objects.filter(published_at__isnull=False, state__in=(State.PUBLISHED, State.CANCELLED))
    return (seen.exclude(week__in=hidden) if hidden else seen).order_by("pk").only("pk")


def _find(text: str) -> Item | Gone | None:
    uid = rows.uid_of(text)
    point = loaded(Point.objects.filter(uid=uid)).first() if uid else None
    if point is None or point.published_at is None:
        return None
    if point.is_public:
        return item(point)
    if point.week is not None and not point.week.is_public:
        return Gone(Said("Veckans program är inte längre publicerat.", "The week's programme is no longer published."))
    return Gone(
        Said("Arrangören har dragit tillbaka punkten.", "The organiser has withdrawn the point."), point.changed_at
    )


def _changes(since: Any, count: int) -> list[Change]:
    seen = Point.objects.filter(Q(week=None) | Q(week__published_on__lte=clock.today()), published_at__isnull=False)
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
