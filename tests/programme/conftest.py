"""A small week: a municipality with two of its people, and the association that owns the week with its editor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from gorel import programme
from gorel.accounts.models import Membership, Organisation, Person
from gorel.cases import deployment, programs
from gorel.ground import clock
from gorel.ground.models import PinnedClock
from gorel.programme import actions
from gorel.programme.models import Point, Theme, Week
from gorel.robots.mail import post
from postbox import Postbox, open_postbox

NOW = datetime(2021, 8, 20, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today():
    with clock.held(NOW):
        yield


@pytest.fixture
def living(settings, transactional_db) -> Iterator[Postbox]:
    """A demo home whose clock stands in August 2021, with her processes and a mail server; yields what was mailed.

    Tests that use it have no other `_today`.
    """
    settings.DEMO = True
    PinnedClock.objects.create(pk=1, pinned_at=datetime(2021, 8, 20, 10, tzinfo=clock.ZONE))
    with open_postbox() as box:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = box.host, box.port
        programs.forget()
        processes = Path(programme.__file__).parent / "processes"
        deployment.deploy([(path.name, path.read_bytes()) for path in sorted(processes.iterdir())])
        yield box
        post.close()
        programs.forget()


@dataclass
class World:
    """Who and what there is."""

    city: Organisation
    owner: Organisation
    julia: Person  # organiser of the city
    erik: Person  # editor of the week
    week: Week
    theme: Theme

    def facts(self, **other) -> dict[str, object]:
        """Return everything that a complete digital lecture needs, with *other* in place."""
        return {
            "title_sv": "Öppna data i staden",
            "abstract_sv": "Så kan **andra** använda stadens data.",
            "starts_at": datetime(2021, 10, 6, 11, 0, tzinfo=UTC),
            "ends_at": datetime(2021, 10, 6, 11, 45, tzinfo=UTC),
            "format": "digital",
            "platform": "Teams",
            "joining_link": "https://moten.example.se/hemlig-lank",
            "contact": self.julia,
        } | other

    def point(self, **other) -> Point:
        """Write a complete draft, with *other* in place."""
        return actions.create_point(week=self.week, organiser=self.city, facts=self.facts(**other), themes=[self.theme])


def member(name: str, organisation: Organisation, role: str) -> Person:
    """Make a person with a role."""
    email = f"{name.split()[0].lower()}@{organisation.slug}.example"
    person = Person.objects.create_person(email=email, name=name)
    Membership.objects.create(person=person, organisation=organisation, role=role)
    return person


@pytest.fixture
def world(db) -> World:
    city = Organisation.objects.create(name="Göteborgs Stad", slug="goteborg", kind="municipality")
    owner = Organisation.objects.create(name="Sveriges Kommuner och Regioner", slug="skr", kind="civil-society")
    week = Week.objects.create(
        slug="innovationsveckan-2021",
        title_sv="Innovationsveckan 2021",
        title_en="Innovation Week 2021",
        starts_on=date(2021, 10, 4),
        ends_on=date(2021, 10, 8),
        published_on=date(2021, 8, 16),
        owner=owner,
    )
    theme = Theme.objects.create(week=week, slug="oppna-data", title_sv="Öppna data", title_en="Open data")
    return World(
        city=city,
        owner=owner,
        julia=member("Julia Olander", city, "organiser"),
        erik=member("Erik Redaktör", owner, "editor"),
        week=week,
        theme=theme,
    )
