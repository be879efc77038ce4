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
LISTS = ("start", "inbox", "cases", "incidents", "outbox", "time-freed")


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
        "picture": reverse("desk:picture", args=[task.case.uid]),
        "mail": reverse("desk:mail", args=[mail.uid]),
        "letter": reverse("desk:letter", args=[mail.uid]),
        "attachment": reverse("desk:attachment", args=[mail.uid, 0]),
        "take": reverse("desk:take", args=[task.uid]),
        "give-back": reverse("desk:give-back", args=[task.uid]),
        "retry": reverse("desk:retry", args=[incident.uid]),
    }


@pytest.mark.parametrize("name", LISTS)
def test_strangers_are_sent_to_sign_in(client, db, name: str) -> None:
    response = client.get(reverse(f"desk:{name}"))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("sign-in"))


@pytest.mark.parametrize("page", ["task", "case", "picture", "mail", "letter", "attachment"])
def test_strangers_see_no_row(client, rows: dict[str, str], page: str) -> None:
    assert client.get(rows[page]).status_code == 302


@pytest.mark.parametrize("page", ["take", "give-back", "retry", "task"])
def test_strangers_change_nothing(client, hall: Hall, rows: dict[str, str], page: str) -> None:
    assert client.post(rows[page], {"decision": "yes"}).status_code == 302
    assert open_tasks(hall.people["editor"]).filter(assignee="").count() == 1


@pytest.mark.parametrize("name", LISTS)
def test_people_without_a_role_are_told_so(client, hall: Hall, name: str) -> None:
    Membership.objects.all().delete()
    client.force_login(hall.people["editor"])
    assert client.get(reverse(f"desk:{name}")).status_code == 403


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", LISTS)
def test_every_role_has_its_lists(client, hall: Hall, rows: dict[str, str], role: str, name: str) -> None:
    client.force_login(hall.people[role])
    assert client.get(reverse(f"desk:{name}")).status_code == 200


@pytest.mark.parametrize(
    ("role", "page", "status"),
    [
        *((role, page, 200) for role in ROLES for page in ("case", "picture", "mail", "letter", "attachment")),
        ("editor", "task", 200),  # the editors' task, and nobody else's
        *((role, "task", 404) for role in ROLES if role != "editor"),
        *(
            (f"their-{role}", page, 404)
            for role in ROLES
            for page in ("task", "case", "picture", "mail", "letter", "attachment")
        ),
    ],
)
def test_each_role_sees_its_own_rows(client, hall: Hall, rows: dict[str, str], role: str, page: str, status: int):
    client.force_login(hall.people[role])
    assert client.get(rows[page]).status_code == status


@pytest.mark.parametrize("role", [*(role for role in ROLES if role != "editor"), *(f"their-{role}" for role in ROLES)])
@pytest.mark.parametrize("page", ["take", "give-back", "task"])
def test_nobody_else_does_the_task(client, hall: Hall, rows: dict[str, str], role: str, page: str) -> None:
    client.force_login(hall.people[role])
    assert client.post(rows[page], {"decision": "yes"}).status_code == 404
    assert open_tasks(hall.people["editor"]).filter(assignee="").count() == 1


@pytest.mark.parametrize("role", [f"their-{role}" for role in ROLES])
def test_nobody_else_retries(client, hall: Hall, rows: dict[str, str], role: str) -> None:
    client.force_login(hall.people[role])
    assert client.post(rows["retry"]).status_code == 404


@pytest.mark.parametrize("name", LISTS)
def test_nothing_of_another_organisation_is_listed(client, hall: Hall, rows: dict[str, str], name: str) -> None:
    client.force_login(hall.people["their-editor"])
    text = client.get(reverse(f"desk:{name}")).content.decode()
    assert not [word for word in ("Granska ansökan", "anna@exempel.se", "Arkivera", rows["case"]) if word in text]


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
