"""What a digest tells: what has happened to what somebody follows, between the last digest and this one."""

from __future__ import annotations

from dataclasses import dataclass

from gorel.ideas import rules, stories
from gorel.ideas.models import STAGES, Adoption, Digest, Event, Follow, Stage, Trial

MOST = 40


@dataclass(frozen=True)
class News:
    """One row, and what happened to it."""

    row: Stage
    events: list[Event]

    @property
    def sentences(self) -> list[object]:
        return [stories.said(event) for event in self.events]


def news(digest: Digest) -> list[News]:
    """Return what has happened to the rows that the person follows and still may see. Few queries."""
    if digest.telling_until is None:
        return []
    follows = Follow.objects.filter(person=digest.person_id)
    found: list[News] = []
    for kind in ("challenge", "idea", "solution"):
        followed = list(follows.filter(kind=kind).values_list("about", flat=True))
        for row in rules.visible(STAGES[kind], digest.person).filter(uid__in=followed).order_by("pk"):
            about = [row.uid, *_later(row)]
            events = Event.objects.filter(about__in=about, at__gte=digest.told_until, at__lt=digest.telling_until)
            if happened := list(events.order_by("at", "pk")[:MOST]):
                found.append(News(row, happened))
    return found


def _later(row: Stage) -> list[object]:
    """Return the uids of trials and adoptions, which are told with their idea or solution."""
    if row.kind == "idea":
        return list(Trial.objects.filter(idea=row.pk).values_list("uid", flat=True))
    if row.kind == "solution":
        return list(Adoption.objects.filter(solution=row.pk).values_list("uid", flat=True))
    return []
