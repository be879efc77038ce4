"""A city and a neighbour, with a coach, an administrator, two employees and a clock that a test moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pytest

from gorel.accounts.models import Membership, Organisation, Person
from gorel.cases import deployment, queries, runtime, travel
from gorel.cases.worker import Worker
from gorel.ground import clock
from gorel.ground.models import PinnedClock
from gorel.ideas import actions
from gorel.ideas.models import Challenge, Idea, Solution, Stage
from gorel.robots.mail import post
from gorel.robots.mail.outbox import Mail
from postbox import Postbox, open_postbox

NEED = {
    "title": "Mindre matsvinn på skolorna", "need": "Mycket mat kastas varje dag, och ingen vet varför.",
    "for_whom": "Elever och kökspersonal", "group": "Sommarjobbare", "closes_on": date(2021, 7, 2),
    "method": "innovationsguiden", "unit": "Grundskoleförvaltningen",
}  # fmt: skip
IDEA = {
    "title": "Väg svinnet tillsammans med eleverna",
    "what": "Eleverna väger det som kastas och ser resultatet på en skärm.",
    "why": "Köket lagar rätt mängd.", "unit": "Måltidsservice",
}  # fmt: skip
TRIAL = {
    "hypothesis": "Om eleverna ser vad som kastas minskar svinnet.", "measure": "Gram per elev och dag, vägt i köket.",
    "before": "41 gram", "target": "högst 30 gram", "begins_on": date(2021, 7, 5), "ends_on": date(2021, 7, 16),
    "cost_planned": 2000,
}  # fmt: skip


def at(month: int, day: int, hour: int = 9) -> datetime:
    """Return a moment of 2021 in Sweden."""
    return datetime(2021, month, day, hour, tzinfo=clock.ZONE)


@dataclass
class World:
    """What there is, and the ways to act in it."""

    city: Organisation
    town: Organisation
    people: dict[str, Person]
    worker: Worker = field(default_factory=Worker)

    def __getattr__(self, name: str) -> Person:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None

    def go(self, moment: datetime) -> None:
        """Let time pass; Görel does all that falls due on the way."""
        travel.to(moment, worker=self.worker)

    def work(self) -> None:
        """Do what is due now."""
        self.worker.drain()

    def answer(self, row: Stage, element: str, by: Person | None = None, **values: Any) -> None:
        """Do the task about a row, as the coach."""
        task = queries.open_task(business_key=str(row.uid), element=element)
        assert task is not None, f"no task {element} about {row}"
        runtime.complete(task, variables=values, by=(by or self.coach).actor, seconds_spent=300)
        self.work()
        row.refresh_from_db()

    def challenge(self, *, is_open: bool = True, **facts: Any) -> Challenge:
        row = actions.put_challenge(organisation=self.city, by=self.secretary, facts=NEED | facts)
        self.work()
        if is_open:
            self.answer(row, "review", decision="open")
        row.refresh_from_db()
        return row

    def idea(self, challenge: Challenge | None = None, person: Person | None = None, **facts: Any) -> Idea:
        hidden = facts.pop("is_anonymous", False)
        row = actions.write_idea(
            organisation=self.city, challenge=challenge, person=person or self.anna, facts=IDEA | facts,
            is_anonymous=hidden,
        )  # fmt: skip
        self.work()
        row.refresh_from_db()
        return row

    def solution(self, **facts: Any) -> Solution:
        given = {"title": "Svinnvågen", "what": "En våg och en skärm.", "for_whom": "Skolor", "evidence": "Två veckor."}
        row = actions.write_solution(organisation=self.city, by=self.anna, facts=given | facts)
        self.work()
        self.answer(row, "review", decision="publish")
        return row

    def letters(self, kind: str = "") -> list[tuple[str, str]]:
        """Return (to, subject) of all letters, or of a kind, in the order they were sent."""
        found = Mail.objects.filter(kind=kind) if kind else Mail.objects.all()
        return [(mail.to_address, mail.subject) for mail in found.order_by("pk")]


@pytest.fixture
def postbox(settings: Any) -> Iterator[Postbox]:
    """A real SMTP server, and the site told to use it."""
    with open_postbox() as box:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = box.host, box.port
        yield box
        post.close()


@pytest.fixture
def world(db: None, postbox: Postbox, settings: Any) -> World:
    settings.DEMO = True
    PinnedClock.objects.create(pk=1, pinned_at=at(6, 14, 8))
    deployment.deploy_apps()
    city = Organisation.objects.create(name="Staden", slug="staden", kind="municipality")
    town = Organisation.objects.create(name="Grannkommunen", slug="grannen", kind="municipality")
    roles = {
        "coach": (city, "idea-coach"), "chief": (city, "administrator"), "secretary": (city, "secretary"),
        "anna": (city, "employee"), "bo": (city, "employee"), "disa": (town, "administrator"),
        "erik": (town, "employee"),
    }  # fmt: skip
    people = {}
    for name, (organisation, role) in roles.items():
        people[name] = Person.objects.create_person(email=f"{name}@example.se", name=f"{name.title()} Andersson")
        Membership.objects.create(person=people[name], organisation=organisation, role=role)
    return World(city, town, people)
