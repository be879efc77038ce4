"""The outbox shows each letter as its receiver sees it; what one searches for never stands in an address."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.urls import reverse

from gorel.ground import clock
from gorel.robots.models import Mail

from .conftest import NOW, Hall

pytestmark = pytest.mark.db


@pytest.fixture
def secretary(client, hall: Hall):
    client.force_login(hall.people["secretary"])
    return client


def mail(hall: Hall, number: int, **how) -> Mail:
    given = {
        "job_key": f"j{number}", "kind": "confirmation", "about": "a", "case": "", "organisation": hall.ours,
        "queued_at": NOW, "sent_at": NOW, "state": "sent", "to_address": f"person{number}@exempel.se",
        "to_name": f"Person {number}", "subject": f"Brev {number}", "text": "Hej\n<b>du</b>", "html": "<p>Hej</p>",
        "message_id": f"<{number}@x>",
    } | how  # fmt: skip
    return Mail.objects.create(**given)


def subjects(client, query: str = "") -> list[str]:
    page = client.get(reverse("desk:outbox") + query)
    return [row[0].subject for row in page.context["rows"]]


def test_the_latest_comes_first_and_filters_part_them(secretary, hall: Hall) -> None:
    mail(hall, 1)
    mail(hall, 2, kind="joining_link", queued_at=datetime(2021, 9, 6, 23, 30, tzinfo=clock.ZONE))
    mail(hall, 3, state="refused", queued_at=datetime(2021, 9, 7, 0, 30, tzinfo=clock.ZONE))
    mail(hall, 4, organisation=hall.theirs)
    assert subjects(secretary) == ["Brev 3", "Brev 2", "Brev 1"]
    assert subjects(secretary, "?kind=joining_link") == ["Brev 2"]
    assert subjects(secretary, "?state=refused") == ["Brev 3"]
    assert subjects(secretary, "?day=2021-09-06") == ["Brev 2", "Brev 1"]
    assert subjects(secretary, "?day=nonsense&state=nonsense") == ["Brev 3", "Brev 2", "Brev 1"]


@pytest.mark.parametrize("text", ["PERSON2@", "person 2", "brev 2", "åsa"])
def test_search_finds_receiver_and_subject_and_keeps_it_out_of_the_address(secretary, hall: Hall, text: str) -> None:
    mail(hall, 1)
    mail(hall, 2, to_name="Åsa Person 2")
    answer = secretary.post(reverse("desk:outbox-search"), {"q": text, "kind": "confirmation"})
    assert answer["Location"] == reverse("desk:outbox") + "?kind=confirmation"
    assert subjects(secretary) == ["Brev 2"]
    secretary.post(reverse("desk:outbox-search"), {})
    assert subjects(secretary) == ["Brev 2", "Brev 1"]


def test_the_letter_may_run_nothing_and_is_framed_only_by_us(secretary, hall: Hall) -> None:
    answer = secretary.get(reverse("desk:letter", args=[mail(hall, 1).uid]))
    policy = dict(part.strip().partition(" ")[::2] for part in answer["Content-Security-Policy"].split(";"))
    assert (policy["default-src"], policy["frame-ancestors"]) == ("'none'", "'self'")
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert (answer["X-Frame-Options"], answer["Cache-Control"]) == ("SAMEORIGIN", "no-store")
    assert answer.content == b"<p>Hej</p>"


def test_the_page_shows_the_text_version_and_what_the_server_said(secretary, hall: Hall) -> None:
    found = mail(hall, 1, state="refused", error="550 no such mailbox")
    text = secretary.get(reverse("desk:mail", args=[found.uid])).content.decode()
    assert "&lt;b&gt;du&lt;/b&gt;" in text
    assert "550 no such mailbox" in text


def test_files_come_as_downloads(secretary, hall: Hall) -> None:
    found = mail(hall, 1, attachments=[{"name": "kalender å.ics", "type": "text/calendar", "data": "SGVq"}])
    answer = secretary.get(reverse("desk:attachment", args=[found.uid, 0]))
    assert answer.content == b"Hej"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''kalender%20%C3%A5.ics")
    assert answer["Content-Type"] == "application/octet-stream"
    assert secretary.get(reverse("desk:attachment", args=[found.uid, 1])).status_code == 404


def test_the_editor_reads_the_letters_of_a_case_that_was_theirs(client, hall: Hall) -> None:
    task = hall.task(organisation=hall.theirs)
    found = mail(hall, 1, organisation=hall.theirs, case=str(task.case.uid))
    client.force_login(hall.people["editor"])
    assert client.get(reverse("desk:mail", args=[found.uid])).status_code == 404
    task.candidates.create(kind="person", name=hall.people["editor"].actor)
    assert client.get(reverse("desk:mail", args=[found.uid])).status_code == 200
    assert subjects(client) == []  # the list is one's own organisation's


def test_a_letter_without_case_is_its_organisations_alone(client, hall: Hall) -> None:
    found = mail(hall, 1, organisation=None, case="")
    client.force_login(hall.people["administrator"])
    assert client.get(reverse("desk:mail", args=[found.uid])).status_code == 404
