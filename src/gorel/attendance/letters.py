"""What the letters to participants say. Each is composed at the moment of sending, from the rows as they stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gorel.attendance import moments
from gorel.attendance.composing import Said, active, letter, load, mine, not_any_more, watch, when, where, with_point
from gorel.attendance.models import Mailing, Registration
from gorel.attendance.sign_ups import settings_of
from gorel.attendance.words import Mode, State
from gorel.ground import times
from gorel.ground.prepared import Prepared
from gorel.programme import texts
from gorel.programme.models import Point
from gorel.robots.mail import letters, marked
from gorel.robots.mail.letters import Letter
from gorel.robots.mail.outbox import Mail
from gorel.robots.mail.outbox import State as MailState

_addressed = Prepared(lambda pk, point: Registration.objects.filter(pk=pk, point=point), pk=int, point=int)
_mailing = Prepared(lambda uid: Mailing.objects.filter(uid=uid), uid=UUID)


def confirmation(about: str) -> Letter:
    """They are registered; the link comes later."""
    registration = load(about)
    link = moments.link_at(registration.point)
    return letter(
        registration,
        "confirmation",
        _("You are registered: %(title)s"),
        with_calendar=True,
        own=("booked_by",),
        booked_by=registration.booked_by,
        guests=len(registration.guests),
        link_at=None
        if link is None or registration.mode == Mode.ON_SITE
        else times.moment(link, registration.language),
    )


def joining_link(about: str) -> Letter:
    """Here is the link. Errors: Unsendable when there is none any more: a letter without it would help nobody."""
    registration = active(about)
    if not registration.point.joining_link:
        raise letters.Unsendable(
            "attendance.link-taken-away",
            {
                "sv": "Länken för att delta har tagits bort. Lägg in den igen och låt Görel försöka på nytt.",
                "en": "The link to join has been taken away. Put it in again, and let Görel try once more.",
            },
        )
    return letter(
        registration,
        "joining_link",
        _("Your joining link: %(title)s"),
        with_calendar=True,
        joining_link=registration.point.joining_link,
        is_new=registration.sequence > 1
        and Mail.objects.filter(about=about, kind="joining_link", state=MailState.SENT).exists(),
    )


def proof(about: str) -> Letter:
    """Somebody signed up with this address: is it theirs?"""
    registration = load(about)
    prove = mine(registration, "prove")
    return letter(registration, "proof", _("Confirm your registration: %(title)s"), own=("prove",), prove=prove)


def waiting(about: str) -> Letter:
    """They are on the waiting list."""
    registration = load(about)
    guests = len(registration.guests)
    return letter(registration, "waiting", _("You are on the waiting list: %(title)s"), guests=guests)


def offer(about: str) -> Letter:
    """There is a seat: will they have it? Errors: Unsendable when it is no longer on offer."""
    registration = load(about)
    until = registration.local_offered_until
    if registration.state != State.OFFERED or until is None:
        raise not_any_more()
    return letter(
        registration,
        "offer",
        _("There is a seat for you: %(title)s"),
        own=("answer",),
        guests=len(registration.guests),
        until=times.moment(until, registration.language),
        answer=mine(registration, "offer"),
    )


def lapsed(about: str) -> Letter:
    """The time to answer is out, and the seat has gone on."""
    return letter(load(about), "lapsed", _("The seat has gone on: %(title)s"))


def no_seat(about: str) -> Letter:
    """There was no seat for them."""
    return letter(load(about), "no_seat", _("There was no seat: %(title)s"))


def reminder(about: str) -> Letter:
    """It is soon."""
    registration = active(about)
    shows = registration.shows_link
    return letter(
        registration,
        "reminder",
        _("Reminder: %(title)s"),
        joining_link=registration.point.joining_link if shows else "",
        own=("now_page",),
        now_page=mine(registration, "now"),
    )


def changed(about: str) -> Letter:
    """Time, place or title has changed: this is how it was and how it is."""
    registration = active(about)
    return letter(
        registration,
        "changed",
        _("Changed: %(title)s"),
        with_calendar=True,
        changes=changes_of(registration),
    )


def changes_of(registration: Registration) -> list[tuple[Any, str, str]]:
    """Return what differs between what the person was told before and how it is: a label, the old and the new."""
    before, point, language = registration.told_before, registration.point, registration.language
    if not before:
        return []
    was = Point(
        time_zone=point.time_zone,
        starts_at=_moment(before.get("starts_at")),
        ends_at=_moment(before.get("ends_at")),
        on_date=date.fromisoformat(before["on_date"]) if before.get("on_date") else None,
        place=before.get("place", ""),
        platform=before.get("platform", ""),
        title_sv=before.get("title_sv", ""),
        title_en=before.get("title_en", ""),
    )
    rows = [
        (_("Title"), texts.said(was, "title", language), texts.said(point, "title", language)),
        (_("When"), when(was, language), when(point, language)),
        (_("Where"), where(was), where(point)),
    ]
    return [row for row in rows if row[1] != row[2]]


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def thanks(about: str) -> Letter:
    """Thank you, with the recording when there is one, and the way to say what one thought."""
    registration = load(about)
    point = registration.point
    asks = settings_of(point).asks_feedback
    return letter(
        registration,
        "thanks",
        _("Thank you: %(title)s"),
        recording=watch(point),
        recording_comes=bool(point.is_recorded) and not point.watch_url,
        own=("feedback",),
        feedback=mine(registration, "feedback") if asks else "",
    )


def announcement(about: str) -> Letter:
    """What the organiser wants to say to those registered."""
    mailing, registration = _of_mailing(about)
    return letter(
        registration,
        "announcement",
        Said(mailing.subject),
        unsubscribe=mine(registration, "withdraw"),
        html=texts.html(mailing.text),
        plain=marked.plain(mailing.text),
    )


def recording(about: str) -> Letter:
    """The recording has come."""
    _mailing, registration = _of_mailing(about)
    return letter(
        registration,
        "recording",
        _("The recording is here: %(title)s"),
        unsubscribe=settings.ADDRESS + reverse("attendance:privacy"),
        recording=watch(registration.point),
    )


def invitation(about: str) -> Letter:
    """Somebody is invited to sign up; the code of a closed sign-up goes with it."""
    uid, _sep, place = about.partition(":")
    mailing = Mailing.objects.select_related("point__organiser", "point__contact", "point__week").get(uid=uid)
    point = mailing.point
    if int(place) >= len(mailing.receivers):
        raise not_any_more()
    language = point.language or "sv"  # nobody knows theirs yet; who is to come understands the event's own
    somebody = Registration(point=point, name="", email=mailing.receivers[int(place)], language=language)
    closes = moments.closes_at(point)
    return letter(
        somebody,
        "invitation",
        Said(mailing.subject) if mailing.subject else _("Invitation: %(title)s"),
        html=texts.html(mailing.text),
        plain=marked.plain(mailing.text),
        code=settings_of(point).code,
        sign_up=settings.ADDRESS + reverse("attendance:register", args=[point.uid]),
        closes=times.day(point.there(closes.astimezone(UTC) - timedelta(microseconds=1)), language) if closes else "",
    )


def _of_mailing(about: str) -> tuple[Mailing, Registration]:
    uid, _sep, key = about.partition(":")
    mailing = _mailing.get(uid=UUID(uid))
    registration = next(iter(_addressed.objects(pk=int(key), point=mailing.point_id)), None)
    if registration is None or not (registration.is_active or registration.state == mailing.audience):
        raise not_any_more()
    return mailing, with_point(registration)


def your_data(about: str) -> Letter:
    """Somebody wants to see what we keep about this address."""
    from gorel.attendance import privacy  # it erases by abilities, which send letters

    registration = load(about)
    page = settings.ADDRESS + reverse("attendance:yours", args=[privacy.link_of(registration)])
    return letter(registration, "your_data", _("Your data with us"), own=("your_page",), your_page=page)


def corrected(about: str) -> Letter:
    """The registration now says this."""
    registration = load(about)
    return letter(
        registration,
        "corrected",
        _("Your registration is corrected: %(title)s"),
        own=("organisation",),
        organisation=registration.organisation,
    )


def withdrawn(about: str) -> Letter:
    """They are no longer registered."""
    return letter(
        load(about), "withdrawn", _("You are no longer registered: %(title)s"), with_calendar=True, is_off=True
    )


def called_off(about: str) -> Letter:
    """The event is cancelled."""
    return letter(load(about), "called_off", _("Cancelled: %(title)s"), with_calendar=True, is_off=True)


def already_registered(about: str) -> Letter:
    """Somebody signed up again with this address."""
    return letter(load(about), "already_registered", _("You are already registered: %(title)s"))


TITLES: Mapping[Callable[[str], Letter], tuple[str, str]] = {
    confirmation: ("Bekräftelse på anmälan", "Confirmation of registration"),
    joining_link: ("Länk till tillfället", "Joining link"),
    proof: ("Bekräfta adressen", "Confirm the address"),
    waiting: ("Plats i kön", "Waiting list"),
    offer: ("Erbjudande om plats", "Offer of a seat"),
    lapsed: ("Erbjudandet gick ut", "Offer has lapsed"),
    no_seat: ("Det blev ingen plats", "No seat"),
    reminder: ("Påminnelse", "Reminder"),
    changed: ("Ändrat tillfälle", "Changed event"),
    thanks: ("Tack efteråt", "Thank-you"),
    your_data: ("Registerutdrag", "Your data"),
    announcement: ("Meddelande från arrangören", "Message from the organiser"),
    recording: ("Inspelningen är här", "Recording"),
    invitation: ("Inbjudan", "Invitation"),
    corrected: ("Rättad anmälan", "Corrected registration"),
    withdrawn: ("Bekräftelse på avanmälan", "Confirmation of withdrawal"),
    called_off: ("Inställt tillfälle", "Cancelled event"),
    already_registered: ("Redan anmäld", "Already registered"),
}
for _compose, (_sv, _en) in TITLES.items():
    letters.register(_compose.__name__, _compose, title={"sv": _sv, "en": _en})
