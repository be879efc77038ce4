"""How a letter to somebody registered is put together: whom it is about, what stands in every one, its subject."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gorel.attendance.models import Registration
from gorel.attendance.words import Mode
from gorel.ground import times
from gorel.ground.once import once
from gorel.ground.prepared import Prepared
from gorel.programme import texts
from gorel.programme.models import Contributor, Point
from gorel.robots.mail import letters
from gorel.robots.mail.letters import Letter

Facts = list[tuple[Any, str]]

_one = Prepared(lambda uid: Registration.objects.filter(uid=uid), uid=UUID)
_point = Prepared(
    lambda pk: Point.objects.select_related("organiser", "contact", "week", "sign_up").filter(pk=pk), pk=int
)
_taking_part = Prepared(lambda point: Contributor.objects.filter(point=point).values_list("name"), point=int)


def load(uid: str) -> Registration:
    """Return the registration that a letter is about, with its point."""
    return with_point(_one.get(uid=UUID(uid)))


def with_point(registration: Registration) -> Registration:
    """Return *registration* with its point, which many letters in a row have in common."""
    pk = registration.point_id
    registration.point = once(("point", pk), lambda: _point.get(pk=pk))
    return registration


def letter(
    registration: Registration,
    name: str,
    subject: Any,
    *,
    with_calendar: bool = False,
    is_off: bool = False,
    unsubscribe: str = "",
    own: tuple[str, ...] = (),
    **context: Any,
) -> Letter:
    """Return a letter of a kind, *name*, with what stands in every one of them and *context* beside.

    Shape: *own* are the names in *context* of addresses that are the receiver's alone.
    """
    point, language, mode = registration.point, registration.language, registration.mode
    title = texts.said(point, "title", language)
    organiser = point.organiser.name
    attachment = None
    if with_calendar:
        from gorel.attendance import calendar  # its library takes as long to read as a room of ours

        attachment = calendar.entry(registration, is_off=is_off)
    return Letter(
        to_address=registration.email,
        to_name=registration.name,
        subject=_Filled(subject, title),
        template=f"attendance/letters/{name}",
        context={
            "title": title,
            "organiser": organiser,
            "facts": once(("facts", point.pk, language, mode), lambda: facts_of(point, language, mode)),
            "mine": settings.ADDRESS + registration.get_absolute_url(),
            "page": settings.ADDRESS + point.get_absolute_url(),
            "can_answer": point.contact is not None,
            "has_calendar": attachment is not None,
            **context,
        },
        own=("mine", *own),
        language=language,
        thread=str(registration.uid),
        unsubscribe=unsubscribe,
        sender_name=f"{organiser} via Görel",
        reply_to=point.contact.email if point.contact else "",
        reply_to_name=point.contact.name if point.contact else "",
        attachments=() if attachment is None else (attachment,),
    )


def facts_of(point: Point, language: str, mode: str = "") -> Facts:
    """Return when, where and with whom it is for who takes part in *mode*; never the joining link."""
    people = ", ".join(name for (name,) in _taking_part.rows(point=point.pk))
    return [
        (_("When"), when(point, language)),
        (_("Where"), where(point, mode)),
        (_("With"), people),
        (_("Organiser"), point.organiser.name),
    ]


def when(point: Point, language: str) -> str:
    """Return when it is, on its own clocks; "" while that is not known."""
    if point.local_start is not None:
        return times.span(point.local_start, point.local_end, language)
    return times.day(point.on_date, language) if point.on_date else ""


def where(point: Point, mode: str = "") -> str:
    """Return the place and the platform; only that of *mode*, where somebody has chosen how to take part."""
    both = (point.place, point.platform)
    ways = {Mode.ON_SITE.value: both[:1], Mode.DIGITAL.value: both[1:]}.get(mode, both)
    return ", ".join(part for part in ways if part)


def watch(point: Point) -> str:
    """Return our own address of the recording, which counts how many watch later; empty when there is none."""
    return settings.ADDRESS + reverse("attendance:watch", args=[point.uid]) if point.watch_url else ""


def mine(registration: Registration, page: str) -> str:
    """Return the address of a page that is theirs alone."""
    return settings.ADDRESS + reverse(f"attendance:{page}", args=[registration.token])


def active(about: str) -> Registration:
    """Return a registration that still takes part. Errors: Unsendable: it was withdrawn just now."""
    registration = load(about)
    if not registration.is_active:
        raise not_any_more()
    return registration


def not_any_more() -> letters.Unsendable:
    """Return why a letter is not sent: what it is about no longer holds."""
    return letters.Unsendable(
        "attendance.not-any-more",
        {
            "sv": "Anmälan gäller inte längre, så brevet ska inte skickas.",
            "en": "The registration no longer holds, so the letter is not to be sent.",
        },
    )


class Said:
    """A subject in the organiser's own words."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __mod__(self, values: Mapping[str, str]) -> str:
        return self.text


class _Filled:
    """A subject that is said in the letter's language first, and then filled in."""

    def __init__(self, template: Any, title: str) -> None:
        self.template, self.title = template, title

    def __str__(self) -> str:
        values = {"title": self.title}
        return self.template % values if isinstance(self.template, Said) else str(self.template) % values
