"""What Görel writes to an organiser about a point. Receiver and facts are looked up when the letter is sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gorel.ability import Refused
from gorel.accounts.models import Person
from gorel.programme import co_organising, fields, recordings, taking_part, texts, times
from gorel.programme.models import Contributor, CoOrganising, Point
from gorel.robots.mail.letters import Letter, register

_UNTITLED = gettext_lazy("your programme point without a title")
KINDS: dict[str, tuple[dict[str, str], Any]] = {
    "missing_facts": (
        {"sv": "Uppgifter saknas", "en": "Facts are missing"},
        gettext_lazy("Facts are missing: {title}"),
    ),
    "sent_back": (
        {"sv": "Tillbaka från redaktören", "en": "Sent back by the editor"},
        gettext_lazy("The editor wants a change: {title}"),
    ),
    "declined": (
        {"sv": "Avslagen", "en": "Declined"},
        gettext_lazy("Declined: {title}"),
    ),
    "published": (
        {"sv": "Publicerad", "en": "Published"},
        gettext_lazy("Now published: {title}"),
    ),
    "recording_wanted": (
        {"sv": "Inspelning efterfrågas", "en": "Recording wanted"},
        gettext_lazy("Add the recording: {title}"),
    ),
    "recording_faults": (
        {"sv": "Inspelningen behöver något", "en": "The recording needs something"},
        gettext_lazy("The recording cannot be published yet: {title}"),
    ),
    "taking_part_withdrawn": (
        {"sv": "Någon medverkar inte längre", "en": "Somebody takes part no longer"},
        gettext_lazy("Somebody has left the programme: {title}"),
    ),
    "cancelled": (
        {"sv": "Inställd", "en": "Cancelled"},
        gettext_lazy("Cancelled: {title}"),
    ),
}


ASKING_KINDS: dict[str, tuple[dict[str, str], Any]] = {
    "co_organising": (
        {"sv": "Fråga till medarrangör", "en": "Question to a co-organiser"},
        gettext_lazy("Will you stand as co-organiser? {title}"),
    ),
    "co_organiser_silent": (
        {"sv": "Medarrangör svarar inte", "en": "A co-organiser does not answer"},
        gettext_lazy("No answer from {organisation}: {title}"),
    ),
}


def register_all() -> None:
    """Tell `robots.mail` that this room writes these kinds of letters."""
    title = {"sv": "Fråga till den som medverkar", "en": "Question to somebody who takes part"}
    register("taking_part", compose_taking_part, title=title)
    for kind, (title, _subject) in ASKING_KINDS.items():
        register(kind, _asking_composer(kind), title=title)
    for kind, (title, _subject) in KINDS.items():
        register(kind, _composer(kind), title=title)


def compose(kind: str, about: str) -> Letter:
    """Return the letter of *kind* about the point with this uid. Errors: Refused when nobody can receive it."""
    point = Point.objects.select_related("week", "organiser", "contact").get(uid=about)
    receiver = _receiver(point)
    with translation.override(receiver.language):
        title = texts.said(point, "title", receiver.language)
        context = {
            "point": point,
            "title": title,
            "findings": [_finding(finding, receiver.language) for finding in point.missing],
            "reason": point.sent_back_reason,
            "marked": ", ".join(fields.label(name) for name in point.sent_back_fields if fields.is_known(name)),
            "facts": _facts(point, receiver.language),
            "recording_findings": [_finding(finding, receiver.language) for finding in recordings.of(point).findings],
            "recording_work_url": settings.ADDRESS + reverse("programme:recording-work", args=[point.uid]),
            "work_url": settings.ADDRESS + reverse("programme:work", args=[point.uid]),
            "public_url": settings.ADDRESS + point.get_absolute_url(),
        }
    return Letter(
        to_address=receiver.email,
        to_name=receiver.name,
        subject=format_lazy(KINDS[kind][1], title=title or _UNTITLED),
        template=f"programme/mail/{kind}",
        context=context,
        language=receiver.language,
    )


def compose_taking_part(about: str) -> Letter:
    """Return the letter to a person who takes part, with a link that is theirs. They have no account."""
    person = Contributor.objects.select_related("point__week", "point__organiser").filter(pk=int(about)).first()
    if person is None or not person.email:
        raise Refused(
            f"person {about} of a point has no address any more",
            sv=f"personen {about} i en programpunkt har ingen adress längre",
        )
    point, language = person.point, person.point.language or "sv"
    with translation.override(language):
        title = texts.said(point, "title", language)
        context = {
            "point": point,
            "title": title,
            "name": person.name,
            "text": taking_part.TEXT[language],
            "facts": _facts(point, language),
            "answer_url": settings.ADDRESS + reverse("programme:taking-part", args=[taking_part.token(person)]),
        }
    return Letter(
        to_address=person.email,
        to_name=person.name,
        subject=format_lazy(gettext_lazy("You take part: {title}"), title=title or _UNTITLED),
        template="programme/mail/taking_part",
        context=context,
        language=language,
    )


def compose_asking(kind: str, about: str) -> Letter:
    """Return the letter about a question to a co-organiser: to that organisation, or back to who asked."""
    asking = CoOrganising.objects.select_related(
        "point__week", "point__organiser", "point__contact", "organisation"
    ).get(pk=int(about))
    point = asking.point
    if kind == "co_organising":
        receiver = co_organising.who_answers(asking.organisation).first()
        if receiver is None:
            raise Refused(
                f"organisation {asking.organisation.uid} has no member who could answer",
                sv=f"organisationen {asking.organisation.uid} har ingen medlem som kan svara",
            )
    else:
        receiver = _receiver(point)
    with translation.override(receiver.language):
        title = texts.said(point, "title", receiver.language)
        answer = reverse("programme:co-organise-by-link", args=[co_organising.token(asking, receiver)])
        context = {
            "point": point,
            "title": title,
            "organisation": asking.organisation.name,
            "facts": _facts(point, receiver.language),
            "answer_url": settings.ADDRESS + answer,
            "work_url": settings.ADDRESS + reverse("programme:work", args=[point.uid]),
        }
    return Letter(
        to_address=receiver.email,
        to_name=receiver.name,
        subject=format_lazy(ASKING_KINDS[kind][1], title=title or _UNTITLED, organisation=asking.organisation.name),
        template=f"programme/mail/{kind}",
        context=context,
        language=receiver.language,
    )


def _asking_composer(kind: str) -> Callable[[str], Letter]:
    def compose_one(about: str) -> Letter:
        return compose_asking(kind, about)

    compose_one.__qualname__ = f"compose[{kind}]"
    return compose_one


def _composer(kind: str) -> Callable[[str], Letter]:
    def compose_one(about: str) -> Letter:
        return compose(kind, about)

    compose_one.__qualname__ = f"compose[{kind}]"
    return compose_one


def _receiver(point: Point) -> Person:
    """Return the point's contact, or else the organiser's first member who may still sign in."""
    if point.contact is not None and point.contact.is_active:
        return point.contact
    member = (
        Person.objects.filter(
            is_active=True, memberships__organisation=point.organiser, memberships__role__in=("organiser", "secretary")
        )
        .order_by("pk")
        .first()
    )
    if member is None:
        raise Refused(
            f"point {point.uid} has no contact, and its organiser no member who could answer",
            sv=f"programpunkten {point.uid} har ingen kontaktperson, och arrangören ingen medlem som kan svara",
        )
    return member


def _finding(finding: dict[str, str], language: str) -> str:
    return (finding.get("text_en") if language == "en" else "") or finding["text"]


def _facts(point: Point, language: str) -> list[tuple[str, str]]:
    """Return the facts that stand already, label and value; empty ones are left out by the template."""
    return [
        (_("Programme point"), texts.said(point, "title", language)),
        (_("Part of"), texts.said(point.week, "title", language) if point.week else ""),
        (_("When"), times.when(point)),
        (_("Format"), point.get_format_display()),
        (_("Where"), ", ".join(filter(None, [point.place, point.platform]))),
        (_("Organiser"), point.organiser.name),
    ]
