"""The robots' page: who is connected and how they fare, what nobody does, tokens, and pausing an ability."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from gorel.accounts import tokens
from gorel.accounts.models import Membership, RobotToken, Trace
from gorel.cases import nodes, outside, policies, runtime
from gorel.cases.models import Case, Node
from gorel.ground import machine

from .conftest import PICTURE, Hall, deploy

LONELY = PICTURE.replace("test.archive", "lonely.archive")


@pytest.fixture
def operator(client: Client, hall: Hall) -> Client:
    """An operator of ours, signed in."""
    Membership.objects.create(person=hall.people["secretary"], organisation=hall.ours, role="operator")
    client.force_login(hall.people["secretary"])
    return client


@pytest.fixture
def waiting(hall: Hall) -> Case:
    """A case whose next step is a robot's."""
    deploy(version=2, picture=LONELY)
    task = hall.task()
    runtime.complete(task)
    return task.case


def page(client: Client) -> str:
    return client.get(reverse("desk:robots")).content.decode()


def test_a_job_that_nobody_asks_for_is_said_at_the_top(operator: Client, waiting: Case) -> None:
    told = page(operator)
    assert "1 arbete av typen lonely.archive väntar, och ingen robot frågar efter det" in told
    assert 'href="?for=lonely.archive#let-in"' in told
    asked = operator.get(reverse("desk:robots"), {"for": "lonely.archive"}).content.decode()
    assert "work:*:lonely.archive</textarea>" in asked


def test_a_robot_is_shown_with_what_it_did_to_its_own_organisation_alone(
    operator: Client, hall: Hall, waiting: Case
) -> None:
    name = f"robot:{hall.ours.pk}:anna"

    def fetch() -> list[outside.Taken]:
        topic = outside.Topic("lonely.archive")
        return outside.fetch_and_lock([topic], worker=name, organisations=[hall.ours.pk], version="arkivrobot/3")

    nodes._robots.clear()
    (job,) = fetch()
    outside.complete(job.name, worker=name)
    nodes._robots[name] = (0.0, frozenset({"lonely.archive"}))  # its next question comes later
    fetch()
    row = Node.objects.get(name=name)
    assert (row.done, row.failed, row.version) == (1, 0, "arkivrobot/3")
    text = page(operator)
    assert [part in text for part in ("anna", "arkivrobot/3", "ingen robot frågar")] == [True, True, False]
    Membership.objects.create(person=hall.people["their-editor"], organisation=hall.theirs, role="administrator")
    operator.force_login(hall.people["their-editor"])
    assert "arkivrobot/3" not in page(operator)


def test_very_many_robots_and_tokens_are_shown_some_at_a_time(operator: Client, hall: Hall) -> None:
    now = machine.now()
    Node.objects.bulk_create(
        Node(name=f"robot:{hall.ours.pk}:r{number}", is_robot=True, began_at=now, seen_at=now) for number in range(120)
    )
    RobotToken.objects.bulk_create(
        RobotToken(
            organisation=hall.ours, name=f"t{number:03}", digest=str(number), withdrawn_at=now if number else None
        )
        for number in range(250)
    )
    shown = operator.get(reverse("desk:robots"), {"page": 3}).context
    assert (len(shown["connected"]), len(shown["tokens"]), shown["tokens"][0][0].name) == (20, 200, "t000")
    assert "Bara de 200 första visas" in page(operator)


def test_a_token_is_shown_once_and_ended(operator: Client, hall: Hall) -> None:
    given = {"organisation": hall.ours.pk, "name": "Arkivrobot", "scopes": "work:permit:lonely.*", "days": 30}
    made = operator.post(reverse("desk:token-new"), given).content.decode()
    secret = re.search(r"gorel_[\w-]+", made)[0]
    assert tokens.look_up(secret).name == "Arkivrobot"
    assert secret not in page(operator)
    row = RobotToken.objects.get()
    operator.post(reverse("desk:token-end", args=[row.uid]))
    assert tokens.look_up(secret) is None
    assert [trace.about for trace in Trace.objects.order_by("pk")] == [
        f"token {row.uid} made work:permit:lonely.*", f"token {row.uid} ended",
    ]  # fmt: skip


def test_a_scope_that_is_none_is_said_with_what_was_expected(operator: Client, hall: Hall) -> None:
    given = {"organisation": hall.ours.pk, "name": "x", "scopes": "everything", "days": 30}
    answer = operator.post(reverse("desk:token-new"), given)
    assert (answer.status_code, "”everything” är ingen rättighet" in answer.content.decode()) == (422, True)


def test_nobody_makes_or_ends_tokens_of_another_organisation(operator: Client, hall: Hall) -> None:
    given = {"organisation": hall.theirs.pk, "name": "x", "scopes": "all", "days": 30}
    assert operator.post(reverse("desk:token-new"), given).status_code == 422
    _secret, row = tokens.make(organisation=hall.theirs, name="theirs", scopes=["all"])
    assert operator.post(reverse("desk:token-end", args=[row.uid])).status_code == 404


def test_an_ability_is_paused_by_those_alone_who_look_after_all(
    operator: Client, hall: Hall, waiting: Case, settings: object
) -> None:
    address = reverse("desk:ability-pause", args=["lonely.archive"])
    assert operator.post(address, {"reason": ""}).status_code == 422
    operator.post(address, {"reason": "Arkivet byts"})
    assert policies.open_types(["lonely.archive"]) == []
    operator.post(address)
    assert policies.open_types(["lonely.archive"]) == ["lonely.archive"]
    Membership.objects.create(person=hall.people["their-editor"], organisation=hall.theirs, role="operator")
    assert operator.get(address).status_code == 403  # two organisations have operators: nobody said whose it is
    settings.OPERATED_BY = "goteborg"
    assert operator.get(address).status_code == 200
