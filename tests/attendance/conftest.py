"""The KFi seminar of 2020, its people, a real SMTP server, and a clock that a test moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import pytest

from gorel.accounts.models import Membership, Organisation, Person
from gorel.attendance import actions, rules, timetable
from gorel.attendance.models import Registration
from gorel.cases import deployment, travel
from gorel.cases.worker import Worker
from gorel.ground import clock
from gorel.ground.models import PinnedClock
from gorel.programme import actions as programme
from gorel.programme.models import Point
from gorel.robots.mail import post
from postbox import Postbox, open_postbox

LINK = "https://zoom.example/j/20201023"
ACCESSIBLE = {"captions": "film", "captions_are_read": True, "is_described": True}


def at(day: int, hour: int = 9, minute: int = 0, month: int = 10) -> datetime:
    """Return a moment of autumn 2020 in Sweden."""
    return datetime(2020, month, day, hour, minute, tzinfo=clock.ZONE)


@dataclass
class World:
    """What there is, and the ways to act in it."""

    kfi: Organisation
    secretary: Person
    stranger: Person
    worker: Worker

    def go(self, moment: datetime) -> None:
        """Let time pass till *moment*; Görel does all that falls due on the way, in order."""
        travel.to(moment, worker=self.worker)

    def work(self) -> None:
        """Do what is due now."""
        self.worker.drain()

    def seminar(self, **facts: object) -> Point:
        """Write the seminar, hand it in, and let Görel publish it."""
        given: dict[str, object] = {
            "title_sv": "Kommunen som innovationsaktör",
            "abstract_sv": "Vad händer när en kommun ska vara **innovativ**?",
            "starts_at": at(23, 9),
            "ends_at": at(23, 11),
            "format": "digital",
            "platform": "Zoom",
            "is_free": True,
            "joining_link": LINK,
            "registration_last_day_on": date(2020, 10, 16),
            "link_at": at(21, 9),
            "contact": self.secretary,
        } | facts
        point = programme.create_point(organiser=self.kfi, facts=given)
        programme.submit_point(point=point, by=self.secretary.actor)
        self.work()
        point.refresh_from_db()
        return point

    def sign_up(self, point: Point, name: str = "Åsa Öberg", **other: object) -> Registration:
        """Sign somebody up who is let in."""
        address = str(other.pop("email", name.split()[0].lower().replace("å", "a") + "@example.se"))
        done = actions.register(point=point, name=name, email=address, consent=True, **other)
        assert isinstance(done, Registration), done
        return done


@pytest.fixture
def postbox(settings) -> Iterator[Postbox]:
    """A real SMTP server, and the site told to use it."""
    with open_postbox() as box:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = box.host, box.port
        yield box
        post.close()


@pytest.fixture
def world(db, postbox, settings) -> World:
    settings.DEMO = True
    PinnedClock.objects.create(pk=1, pinned_at=at(1, 8, month=9))
    deployment.deploy_apps()
    timetable.forget()
    rules.forget()
    kfi = Organisation.objects.create(name="KFi", slug="kfi", kind="academy")
    other = Organisation.objects.create(name="Annan kommun", slug="annan", kind="municipality")
    secretary = Person.objects.create_person(email="anmalan@kfi.example", name="Sara Sekreterare")
    stranger = Person.objects.create_person(email="olle@annan.example", name="Olle Annan")
    Membership.objects.create(person=secretary, organisation=kfi, role="secretary")
    Membership.objects.create(person=stranger, organisation=other, role="secretary")
    return World(kfi, secretary, stranger, Worker())
