"""Two at once: of two editors who decide the same point one is heard, and of two who write nobody's words are mixed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from gorel.cases import queries, runtime
from gorel.cases.models import Incident
from gorel.cases.worker import Worker
from gorel.core.engine import IllegalEvent
from gorel.programme import actions
from gorel.programme.models import Point
from gorel.robots.mail.outbox import Mail
from programme.conftest import member

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _today(living):
    """Let the home's own clock go."""


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """Do all at the same time, each over a connection of its own; return what each answered, or the error it met."""

    def do(deed: Callable[[], object]) -> object:
        try:
            return deed()
        except IllegalEvent as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(do, deeds))


def test_two_editors_who_decide_at_once_decide_once(world):
    anna = member("Anna Redaktör", world.owner, "editor")
    point = actions.submit_point(point=world.point(), by=world.julia.actor)
    Worker().drain()
    task = queries.open_task(business_key=str(point.uid), element="review")
    answers = at_once(
        lambda: runtime.complete(task, variables={"decision": "publish"}, by=world.erik.actor),
        lambda: runtime.complete(task, variables={"decision": "decline", "reason": "Nej"}, by=anna.actor),
    )
    Worker().drain()
    assert sorted(type(one).__name__ for one in answers) == ["IllegalEvent", "NoneType"]
    heard = "published" if answers[0] is None else "declined"
    assert Point.objects.get(pk=point.pk).state == heard
    assert list(Mail.objects.filter(kind__in=("published", "declined")).values_list("kind", flat=True)) == [heard]
    assert not Incident.objects.exists()


def test_two_who_write_other_facts_at_once_lose_neither(world):
    point = actions.submit_point(point=world.point(), by=world.julia.actor)
    Worker().drain()
    at_once(
        lambda: actions.change_point(point=point, by=world.julia.actor, facts={"target_group": "Alla"}),
        lambda: actions.change_point(point=point, by=world.erik.actor, facts={"series": "Frukost"}),
    )
    found = Point.objects.get(pk=point.pk)
    assert (found.target_group, found.series) == ("Alla", "Frukost")
    assert found.version > point.version + 1
