"""Open data is tried on the programme's own small week, published by its municipality."""

from __future__ import annotations

import pytest

from gorel.accounts.models import Membership, Person
from gorel.opendata import ledger, publisher
from gorel.opendata.models import Statement
from gorel.opendata.views import interface
from gorel.programme.models import Point
from programme.conftest import World, _today, member, world  # noqa: F401 - fixtures

STATED = {
    "name": "Göteborgs Stad", "name_en": "City of Gothenburg", "number": "212000-1355", "type": "LocalAuthority",
    "web": "https://goteborg.se", "contact": "Öppna data", "email": "oppnadata@goteborg.example", "licence": "CC0",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _counted_anew() -> None:
    """Forget what an earlier test counted."""
    interface.forget_totals()
    ledger.forget()


@pytest.fixture
def anna(world: World) -> Person:  # noqa: F811
    """Return the municipality's administrator."""
    return member("Anna Administratör", world.city, Membership.Role.ADMINISTRATOR)


@pytest.fixture
def stated(anna: Person) -> Statement:
    """Let the municipality be the publisher."""
    return publisher.state(kind="publisher", facts=STATED, by=anna)


@pytest.fixture
def three(world: World) -> list[Point]:  # noqa: F811
    """Return a published point with people and a recording, a cancelled one, and a draft that nobody may see."""
    titles = ("Öppna data i staden", "=HYPERLINK(1)", "Hemligt utkast")
    points = [world.point(title_sv=title) for title in titles]
    points[0].contributors.create(name="Jessica Alghed", title="fil dr", position=0)
    from gorel.ground import clock

    for point, state in zip(points[:2], ("published", "cancelled"), strict=True):
        Point.objects.filter(pk=point.pk).update(state=state, published_at=clock.now())
    Point.objects.filter(pk=points[0].pk).update(
        recording_url="https://film.example/data", recording_published_at=clock.now()
    )
    return [Point.objects.get(pk=point.pk) for point in points]
