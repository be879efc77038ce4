"""What the letters to participants say. Each is composed at the moment of sending, from the rows as they stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from gorel.attendance import calendar, moments
from gorel.attendance.models import Registration
from gorel.ground import times
from gorel.programme import texts
from gorel.programme.models import Point
from gorel.robots.mail import letters
from gorel.robots.mail.letters import Letter

Facts = list[tuple[Any, str]]


def confirmation(about: str) -> Letter:
    """They are registered; the link comes later."""
    registration = _load(about)
    link = moments.link_at(registration.point)
    return _letter(
        registration,
        "confirmation",
        _("You are registered: %(title)s"),
        sequence=calendar.CONFIRMED,
        link_at=None if link is None else times.moment(link, registration.language),
    )


def joining_link(about: str) -> Letter:
    """Here is the link. Errors: Unsendable when there is none any more: a letter without it would help nobody."""
    registration = _load(about)
    if not registration.point.joining_link:
        raise letters.Unsendable(
            "attendance.link-taken-away",
            {
                "sv": "Länken för att delta har tagits bort. Lägg in den igen och låt Görel försöka på nytt.",
                "en": "The link to join has been taken away. Put it in again, and let Görel try once more.",
            },
        )
    return _letter(
        registration,
        "joining_link",
        _("Your joining link: %(title)s"),
        sequence=calendar.LINKED,
        joining_link=registration.point.joining_link,
    )


def thanks(about: str) -> Letter:
    """Thank you, with the recording when there is one."""
    registration = _load(about)
    point = registration.point
    return _letter(
        registration,
        "thanks",
        _("Thank you: %(title)s"),
        recording=point.recording_url,
        recording_comes=bool(point.is_recorded) and not point.recording_url,
    )


def corrected(about: str) -> Letter:
    """The registration now says this."""
    return _letter(_load(about), "corrected", _("Your registration is corrected: %(title)s"))


def withdrawn(about: str) -> Letter:
    """They are no longer registered."""
    return _letter(_load(about), "withdrawn", _("You are no longer registered: %(title)s"), sequence=calendar.OFF)


def called_off(about: str) -> Letter:
    """The event is cancelled."""
    return _letter(_load(about), "called_off", _("Cancelled: %(title)s"), sequence=calendar.OFF)


def already_registered(about: str) -> Letter:
    """Somebody signed up again with this address."""
    return _letter(_load(about), "already_registered", _("You are already registered: %(title)s"))


TITLES: Mapping[Callable[[str], Letter], tuple[str, str]] = {
    confirmation: ("Bekräftelse på anmälan", "Confirmation of registration"),
    joining_link: ("Länk till tillfället", "Joining link"),
    thanks: ("Tack efteråt", "Thank-you"),
    corrected: ("Rättad anmälan", "Corrected registration"),
    withdrawn: ("Bekräftelse på avanmälan", "Confirmation of withdrawal"),
    called_off: ("Inställt tillfälle", "Cancelled event"),
    already_registered: ("Redan anmäld", "Already registered"),
}
for _compose, (_sv, _en) in TITLES.items():
    letters.register(_compose.__name__, _compose, title={"sv": _sv, "en": _en})


def _load(uid: str) -> Registration:
    return Registration.objects.select_related("point__organiser", "point__contact", "point__week").get(uid=uid)


def _letter(
    registration: Registration, name: str, subject: Any, *, sequence: int | None = None, **context: Any
) -> Letter:
    point, language = registration.point, registration.language
    title = texts.said(point, "title", language)
    organiser = point.organiser.name
    attachment = None if sequence is None else calendar.entry(registration, sequence=sequence)
    return Letter(
        to_address=registration.email,
        to_name=registration.name,
        subject=_Filled(subject, title),
        template=f"attendance/letters/{name}",
        context={
            "registration": registration,
            "point": point,
            "title": title,
            "organiser": organiser,
            "facts": facts_of(point, language),
            "mine": settings.ADDRESS + registration.get_absolute_url(),
            "page": settings.ADDRESS + point.get_absolute_url(),
            "can_answer": point.contact is not None,
            "has_calendar": attachment is not None,
            **context,
        },
        language=language,
        sender_name=f"{organiser} via Görel",
        reply_to=point.contact.email if point.contact else "",
        reply_to_name=point.contact.name if point.contact else "",
        attachments=() if attachment is None else (attachment,),
    )


def facts_of(point: Point, language: str) -> Facts:
    """Return the point's when, where and who, as a table of a letter shows them; never the joining link."""
    if point.starts_at is not None:
        when = times.span(point.starts_at, point.ends_at, language)
    else:
        when = times.day(point.on_date, language) if point.on_date else ""
    people = ", ".join(contributor.name for contributor in point.contributors.all())
    return [
        (_("When"), when),
        (_("Where"), ", ".join(part for part in (point.place, point.platform) if part)),
        (_("With"), people),
        (_("Organiser"), point.organiser.name),
    ]


class _Filled:
    """A subject that is said in the letter's language first, and then filled in."""

    def __init__(self, template: Any, title: str) -> None:
        self.template, self.title = template, title

    def __str__(self) -> str:
        return str(self.template) % {"title": self.title}
