"""The day at a glance: what Görel has done, what waits, what is wrong, and the time that it freed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.template import Context, Template
from django.urls import reverse
from django.utils import translation

from cases import pictures as p
from gorel.cases import deployment, runtime
from gorel.cases.models import Case, Incident, Job, LogEntry, Message
from gorel.desk.doings import done_today, letter_sentence
from gorel.ground import clock, machine
from gorel.robots.models import Mail

from .conftest import NOW, Hall

pytestmark = pytest.mark.db


def mails(hall: Hall, count: int, **how) -> None:
    for number in range(count):
        Mail.objects.create(**{
            "job_key": f"{how}{number}", "kind": "confirmation", "about": "a", "organisation": hall.ours,
            "queued_at": NOW, "sent_at": NOW, "state": "sent", "to_address": "a@b.se", "subject": "s", "text": "t",
            "html": "h", "message_id": f"<{how}{number}>",
        } | how)  # fmt: skip


def archived(case: Case, **how) -> None:
    LogEntry.objects.create(**{"case": case, "at": NOW, "kind": "left", "element": "archive"} | how)


def test_letters_are_counted_by_kind_in_sentences(hall: Hall) -> None:
    mails(hall, 3)
    mails(hall, 1, kind="joining_link")
    mails(hall, 1, kind="of-no-app")
    mails(hall, 1, sent_at=NOW - timedelta(days=1))
    mails(hall, 1, state="queued", sent_at=None)
    assert [doing.text for doing in done_today()] == [
        "Skickade 3 bekräftelser", "Skickade 1 brev: of-no-app", "Skickade 1 deltagarlänk",
    ]  # fmt: skip


def test_each_language_has_its_own_plural() -> None:
    with translation.override("en"):
        assert [letter_sentence("thanks", count) for count in (1, 2)] == [
            "Thanked 1 participant", "Thanked 2 participants",
        ]  # fmt: skip


def test_work_that_a_person_would_else_have_done_is_counted(hall: Hall) -> None:
    case = hall.start()
    archived(case)
    archived(case)
    archived(case, at=NOW - timedelta(days=1))
    archived(case, element="done")  # an event, no work
    archived(case, element="review")  # a person's
    assert [doing.text for doing in done_today()] == ["Arkivera: 2 gånger"]


def test_what_everybody_may_see_has_no_links_and_what_staff_see_is_theirs(hall: Hall) -> None:
    archived(hall.start())
    archived(hall.start(organisation=hall.theirs))
    mails(hall, 1, organisation=hall.theirs)
    assert [(doing.text, doing.url) for doing in done_today()] == [
        ("Arkivera: 2 gånger", ""), ("Skickade 1 bekräftelse", ""),
    ]  # fmt: skip
    ours = Case.objects.filter(organisation=hall.ours)
    assert [(doing.text, doing.url) for doing in done_today(ours)] == [
        ("Arkivera: 1 gång", reverse("desk:cases") + "?process=permit"),
    ]  # fmt: skip


@pytest.fixture
def page(client, hall: Hall):
    client.force_login(hall.people["editor"])
    return lambda: client.get(reverse("desk:start"))


def test_the_page_shows_tasks_incidents_and_time(page, hall: Hall) -> None:
    task = hall.task()
    runtime.complete(task, by=hall.people["editor"].actor, seconds_spent=300)
    hall.task()
    Incident.objects.create(
        case=task.case, key=77, element="archive", code="job.refused", raised_at=NOW, problem='{"code": "job.refused"}'
    )
    context = page().context
    assert [row.task.name for row in context["waiting"]] == ["Granska ansökan"]
    assert [trouble.step for trouble in context["troubles"]] == ["Arkivera"]
    assert (context["account"].freed, context["account"].today) == (15, 15)  # 20 by hand, 5 of one's own


def test_a_quiet_day_says_so(page) -> None:
    text = page().content.decode()
    sentences = ("Inget väntar på dig.", "Inget ärende har stannat.", "Inget ännu i dag.")
    assert [sentence for sentence in sentences if sentence not in text] == []


def test_time_freed_shows_its_numbers_and_names_assumptions(client, hall: Hall) -> None:
    task = hall.task()
    runtime.complete(task, by=hall.people["editor"].actor, seconds_spent=90)
    archived(task.case)
    client.force_login(hall.people["editor"])
    text = client.get(reverse("desk:time-freed")).content.decode()
    sentences = (
        "28\u00a0minuter", "2\u00a0minuter", "26\u00a0minuter",  # 27.5 − 1.5 = 26
        "Minuterna per steg är antaganden tills någon har mätt dem.", "mätt på tio ansökningar",
        "ingen källa är angiven", "<svg",
    )  # fmt: skip
    assert [sentence for sentence in sentences if sentence not in text] == []


def test_other_pages_may_show_what_was_done(hall: Hall, django_assert_max_num_queries) -> None:
    mails(hall, 2)
    archived(hall.start())
    shown = Template("{% load desk %}{% done_today %}")
    shown.render(Context())  # the picture is read once
    with django_assert_max_num_queries(9):
        text = shown.render(Context())
    assert [sentence for sentence in ("Skickade 2 bekräftelser", "Arkivera: 1 gång") if sentence not in text] == []
    assert "<a " not in text


def test_what_waits_in_silence_is_said_on_start_and_incidents(client, hall) -> None:
    client.force_login(hall.people["secretary"])
    deployment.deploy([("a.bpmn", p.row("strange", p.job("s", "nobody.does")))])
    ours = runtime.start("strange", organisation=hall.ours)
    runtime.start("strange", organisation=hall.theirs)
    Job.objects.update(due_at=machine.now() - timedelta(hours=1))
    for name in ("desk:start", "desk:incidents"):
        page = client.get(reverse(name)).content.decode()
        assert "Ingen robot gör jobb av typen nobody.does; 1 väntar" in page
        assert reverse("desk:case", args=[ours.uid]) in page
        assert "Görel arbetar inte just nu" in page


def test_messages_that_no_case_awaits_are_told_to_those_who_look_after_pictures(client, hall) -> None:
    runtime.publish("nobody.hears", "1", {}, time_to_live=timedelta(days=2), organisation=hall.ours)
    Message.objects.update(published_at=clock.now() - timedelta(days=1))
    told = {}
    for role in ("editor", "secretary"):
        client.force_login(hall.people[role])
        told[role] = "nobody.hears" in client.get(reverse("desk:start")).content.decode()
    assert told == {"editor": True, "secretary": False}


def test_where_nothing_has_begun_the_day_says_what_to_begin_with(client, hall: Hall) -> None:
    client.force_login(hall.people["editor"])
    said = client.get(reverse("desk:start")).content.decode()
    begun = ("Börja här", "Planera en innovationsvecka", "Lär Görel ett arbete")
    assert [words for words in begun if words not in said] == []
    assert "Släpp in kolleger" not in said, "that is an administrator's"
    hall.start()
    assert "Börja här" not in client.get(reverse("desk:start")).content.decode()
