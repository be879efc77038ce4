"""People who take part: what they are asked, what they agreed to, how they take it back. They have no accounts.

Name, title and organisation stand in the programme as the organiser wrote them. A picture, and a page that gathers what
somebody takes part in, need a yes from that person.
"""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.db import transaction
from django.db.models import F

from gorel.ground import clock
from gorel.programme import actions, picture, search
from gorel.programme.models import Contributor, Point, Revision
from gorel.programme.words import ConsentHow

VERSION = "2026-11"  # counts up with the words below; what somebody agreed to stays known
TEXT = {
    "sv": "Programmet får visa min bild och en sida med det jag medverkar i, öppet på webben, tills jag säger nej. "
          "Jag kan ta tillbaka det när som helst med samma länk.",
    "en": "The programme may show my picture and a page of what I take part in, openly on the web, until I say no. "
          "I can take it back at any time by the same link.",
}  # fmt: skip
_SALT = "gorel.programme.taking-part"


def token(person: Contributor) -> str:
    """Return what stands in the address of a person's letter."""
    return signing.dumps(person.pk, salt=_SALT)


def of_token(said: str) -> Contributor | None:
    """Return whom a token is about; None when it is none, or the person stands in the programme no longer."""
    try:
        pk = signing.loads(said, salt=_SALT)
    except signing.BadSignature:
        return None
    return Contributor.objects.filter(pk=pk).select_related("point__week", "point__organiser").first()


@transaction.atomic
def ask(point: Point) -> int:
    """Let a letter go to each person whose address is known and who has not been asked. Return how many."""
    found = list(point.contributors.filter(asked_at=None, consents=None).exclude(email=""))
    for person in found:
        person.asked_at = clock.now()
        person.save(update_fields=["asked_at"])
        picture.ask_contributor(person)
    return len(found)


@transaction.atomic
def answer(*, person: Contributor, consents: bool, how: str = ConsentHow.SELF, by: str = "görel") -> None:
    """Note a yes or a no, with the text's version and the time. The point's pages follow."""
    person.consents, person.consented_at = consents, clock.now()
    person.consent_version, person.consent_how = VERSION, how
    person.save()
    follow(person.point, by=by)


@transaction.atomic
def withdraw(*, person: Contributor) -> None:
    """Take a person out of the programme, and the name out of what it said before. The organiser is told."""
    point, name = person.point, person.name
    picture.tell_withdrawn(person)
    person.delete()
    for revision in Revision.objects.filter(point=point):
        told = revision.facts.get("contributors") or []
        kept = [one for one in told if one != name and not one.startswith(f"{name}, ")]
        if kept != told:
            revision.facts = revision.facts | {"contributors": kept}
            revision.save(update_fields=["facts"])
    follow(point, by="görel")


def shown(people: Any) -> list[Contributor]:
    """Return the people with what the public may see of them: no picture and no page without a yes."""
    found = list(people)
    for person in found:
        person.has_page = person.consents is True
        person.has_picture = person.consents is True and hasattr(person, "picture")
    return found


def follow(point: Point, *, by: str) -> None:
    """Count the version of a point that the public sees up, so that pages and feeds hear of it."""
    if point.is_published:
        actions.change_point(point=point, by=by, facts={})
    elif point.is_public:  # cancelled, and its page stays
        Point.objects.filter(pk=point.pk).update(version=F("version") + 1, changed_at=clock.now())
        search.index(point)
