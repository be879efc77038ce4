"""Who sees what: every page of the desk, for every role, in one's own organisation and in another."""

from __future__ import annotations

import pytest
from django.urls import reverse

from gorel.accounts.models import Membership
from gorel.cases.models import Incident
from gorel.desk.rights import open_tasks, visible_cases
from gorel.robots.models import Mail

from .conftest import NOW, Hall

ROLES = ("editor", "organiser", "secretary", "administrator")
LISTS = ("start", "inbox", "cases", "incidents", "outbox", "time-freed", "cases-export", "time-freed-export")


@pytest.fixture
def rows(hall: Hall) -> dict[str, str]:
    """Return the address of each page about one row of ours: the task's group is our editors."""
    task = hall.task(business_key="k")
    mail = Mail.objects.create(
        job_key="j", kind="confirmation", about="a", case=str(task.case.uid), organisation=hall.ours, queued_at=NOW,
        to_address="anna@exempel.se", subject="Välkommen", text="Hej", html="<p>Hej</p>", message_id="<m@x>",
        attachments=[{"name": "a.ics", "type": "text/calendar", "data": "SGVq"}],
    )  # fmt: skip
    incident = Incident.objects.create(
        case=task.case, key=90, element="archive", code="job.refused", problem='{"code": "job.refused"}', raised_at=NOW
    )
    return {
        "task": reverse("desk:task", args=[task.uid]),
        "case": reverse("desk:case", args=[task.case.uid]),
        "mail": reverse("desk:mail", args=[mail.uid]),
        "letter": reverse("desk:letter", args=[mail.uid]),
        "attachment": reverse("desk:attachment", args=[mail.uid, 0]),
        "take": reverse("desk:take", args=[task.uid]),
        "give-back": reverse("desk:give-back", args=[task.uid]),
        "retry": reverse("desk:retry", args=[incident.uid]),
    }


ROWS = ("task", "case", "mail", "letter", "attachment")
CHANGES = ("take", "give-back", "task")


def lists(client) -> dict[str, int]:
    return {name: client.get(reverse(f"desk:{name}")).status_code for name in LISTS}


def test_strangers_are_sent_to_sign_in(client, rows: dict[str, str]) -> None:
    addresses = [*(reverse(f"desk:{name}") for name in LISTS), *(rows[name] for name in ROWS)]
    answers = [client.get(address) for address in addresses]
    assert [answer.status_code for answer in answers] == [302] * len(addresses)
    assert {answer["Location"].partition("?")[0] for answer in answers} == {reverse("sign-in")}


def test_strangers_change_nothing(client, hall: Hall, rows: dict[str, str]) -> None:
    answers = {page: client.post(rows[page], {"decision": "yes"}).status_code for page in (*CHANGES, "retry")}
    assert answers == dict.fromkeys((*CHANGES, "retry"), 302)
    assert open_tasks(hall.people["editor"]).filter(assignee="").count() == 1


def test_people_without_a_role_are_told_so(client, hall: Hall) -> None:
    Membership.objects.all().delete()
    client.force_login(hall.people["editor"])
    assert lists(client) == dict.fromkeys(LISTS, 403)


@pytest.mark.slow
def test_every_role_has_its_lists(client, hall: Hall, rows: dict[str, str]) -> None:
    for role in ROLES:
        client.force_login(hall.people[role])
        assert (role, lists(client)) == (role, dict.fromkeys(LISTS, 200))


@pytest.mark.slow
def test_each_role_sees_its_own_rows(client, hall: Hall, rows: dict[str, str]) -> None:
    """The task is for our editors; the case and what belongs to it for all who work for us; nothing for others."""
    expected = {f"their-{role}": dict.fromkeys(ROWS, 404) for role in ROLES}
    expected |= {role: dict.fromkeys(ROWS, 200) | {"task": 200 if role == "editor" else 404} for role in ROLES}
    seen = {}
    for role in expected:
        client.force_login(hall.people[role])
        seen[role] = {page: client.get(rows[page]).status_code for page in ROWS}
    assert seen == expected


@pytest.mark.slow
def test_nobody_else_does_the_task(client, hall: Hall, rows: dict[str, str]) -> None:
    for role in hall.people.keys() - {"editor"}:
        client.force_login(hall.people[role])
        answers = {page: client.post(rows[page], {"decision": "yes"}).status_code for page in CHANGES}
        assert (role, answers) == (role, dict.fromkeys(CHANGES, 404))
    assert open_tasks(hall.people["editor"]).filter(assignee="").count() == 1


def test_nobody_of_another_organisation_retries(client, hall: Hall, rows: dict[str, str]) -> None:
    for role in ROLES:
        client.force_login(hall.people[f"their-{role}"])
        assert (role, client.post(rows["retry"]).status_code) == (role, 404)


def test_nothing_of_another_organisation_is_listed(client, hall: Hall, rows: dict[str, str]) -> None:
    client.force_login(hall.people["their-editor"])
    for name in LISTS:
        text = client.get(reverse(f"desk:{name}")).getvalue().decode()
        words = ("Granska ansökan", "anna@exempel.se", "Arkivera", rows["case"])
        assert (name, [word for word in words if word in text]) == (name, [])


def test_a_case_stays_visible_to_whoever_did_a_task_in_it(hall: Hall) -> None:
    task = hall.task(organisation=hall.theirs)
    assert visible_cases(hall.people["editor"]).count() == 0
    task.candidates.update(name=f"editor@{hall.ours.uid}")
    assert visible_cases(hall.people["editor"]).count() == 1
    task.candidates.all().delete()
    type(task).objects.filter(pk=task.pk).update(closed_by=hall.people["editor"].actor, state="completed")
    assert visible_cases(hall.people["editor"]).count() == 1


def test_a_person_who_may_no_longer_sign_in_sees_nothing(hall: Hall) -> None:
    hall.start()
    person = hall.people["editor"]
    person.is_active = False
    assert (visible_cases(person).count(), open_tasks(person).count()) == (0, 0)
