"""point.bpmn leads a point from submission to recording; what it does is seen in the point, the tasks, the mail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from gorel import programme
from gorel.accounts.models import Organisation
from gorel.cases import deployment, programs, queries, runtime, travel
from gorel.cases.models import Case, Incident, Task
from gorel.cases.worker import Worker
from gorel.ground import clock
from gorel.ground.models import PinnedClock
from gorel.programme import actions, recordings
from gorel.programme.models import Point
from gorel.robots.mail import post
from postbox import Postbox, open_postbox

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]
FILM = "https://play.example.se/film"
PROCESSES = Path(programme.__file__).parent / "processes"


@pytest.fixture(autouse=True)
def _today(settings, transactional_db) -> None:
    """A demo home whose clock stands in August 2021; it replaces the held moment of the other tests."""
    settings.DEMO = True
    PinnedClock.objects.create(pk=1, pinned_at=datetime(2021, 8, 20, 10, tzinfo=clock.ZONE))


@pytest.fixture(autouse=True)
def postbox(settings, _today) -> Iterator[Postbox]:
    with open_postbox() as box:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = box.host, box.port
        programs.forget()
        deployment.deploy([(path.name, path.read_bytes()) for path in sorted(PROCESSES.iterdir())])
        yield box
        post.close()
        programs.forget()


@pytest.fixture
def hand_in(world) -> Callable[..., Point]:
    """Write a point and hand it in; with *other* in place of its facts."""

    def _hand_in(**other) -> Point:
        point = actions.submit_point(point=world.point(**other), by=world.julia.actor)
        Worker().drain()
        return now(point)

    return _hand_in


def now(point: Point) -> Point:
    assert not Incident.objects.exists(), [incident.problem for incident in Incident.objects.all()]
    return Point.objects.get(pk=point.pk)


def decide(point: Point, **answer: str) -> Point:
    runtime.complete(queries.open_task(business_key=str(point.uid), element="review"), variables=answer, by="person:1")
    Worker().drain()
    return now(point)


def change(point: Point, **facts) -> Point:
    actions.change_point(point=point, by="person:1", facts=facts)
    Worker().drain()
    return now(point)


def film(point: Point) -> Point:
    """Tell of an accessible film."""
    facts = {"captions": "film", "captions_are_read": True, "is_described": True}
    recordings.save(point=point, by="person:1", url=FILM, facts=facts)
    Worker().drain()
    return now(point)


def waits() -> set[str]:
    """Return the elements that the one case waits at, but for the event that calls it off."""
    return {wait.element for wait in queries.waits(Case.objects.get())} - {"cancelled"}


def subjects(box: Postbox) -> list[str]:
    return [str(letter["Subject"]) for letter in box.letters]


def text(box: Postbox) -> str:
    return box.letters[-1].get_body(("plain",)).get_content().replace("\r\n", "\n")


def test_a_point_that_lacks_facts_makes_gorel_ask_its_contact_for_exactly_those(hand_in, postbox):
    point = hand_in(title_sv="", starts_at=None, ends_at=None, platform="", joining_link="")

    assert (point.state, point.missing_codes) == ("incomplete", ["title", "day", "time", "link"])
    (letter,) = postbox.letters
    assert letter["To"] == "Julia Olander <julia@goteborg.example>"
    assert letter["Subject"] == "Uppgifter saknas: er programpunkt utan titel"
    assert (
        "- Titel saknas.\n- Dag saknas.\n- Klockslag för start och slut saknas.\n"
        "- Länk eller plattform för den som är med digitalt saknas.\n"
    ) in text(postbox)
    assert f"/my-points/{point.uid}/" in text(postbox)
    assert not Task.objects.exists()


def test_she_asks_again_only_for_what_she_has_not_asked_for(hand_in, postbox):
    point = hand_in(title_sv="", abstract_sv="", platform="", joining_link="")
    point = change(point, title_sv="Öppna data")
    assert point.missing_codes == ["description", "link"]
    assert len(postbox.letters) == 1

    point = change(point, format="both")
    assert point.missing_codes == ["description", "place", "link"]
    assert len(postbox.letters) == 2


def test_a_complete_point_waits_for_the_editor_of_its_week(hand_in, world, postbox):
    point = hand_in()

    assert (point.state, point.missing) == ("in-review", [])
    task = Task.objects.get()
    assert (task.name, task.form) == ("Granska programpunkten", "point-review")
    assert [group.name for group in task.candidates.all()] == [f"editor@{world.owner.uid}"]
    assert postbox.letters == []


def test_a_seminar_needs_nobody_else_to_review_it(world, postbox):
    seminar = actions.create_point(organiser=world.city, facts=world.facts())
    actions.submit_point(point=seminar, by=world.julia.actor)
    Worker().drain()

    assert now(seminar).state == "published"
    assert not Task.objects.exists()
    assert subjects(postbox) == ["Nu publicerad: Öppna data i staden"]


def test_publishing_shows_the_point_and_tells_its_contact(hand_in, postbox):
    point = decide(hand_in(), decision="publish")

    assert (point.state, point.published_at) == ("published", clock.now())
    assert point.is_public
    assert subjects(postbox) == ["Nu publicerad: Öppna data i staden"]
    assert f"/programme/innovationsveckan-2021/{point.slug}/" in text(postbox)


def test_declining_tells_why_and_ends_it(hand_in, postbox):
    point = decide(hand_in(), decision="decline", reason="Den handlar om en vara som säljs.")
    assert (point.state, point.sent_back_reason) == ("declined", "Den handlar om en vara som säljs.")
    assert subjects(postbox) == ["Avslagen: Öppna data i staden"]
    assert "Den handlar om en vara som säljs." in text(postbox)
    assert not Task.objects.filter(state=Task.OPEN).exists()
    with pytest.raises(actions.NotPossible, match="declined"):
        actions.change_point(point=point, by="person:1", facts={"title_sv": "En gång till"})


def test_the_fields_that_the_editor_marks_are_marked_in_the_form_and_named_in_the_letter(
    hand_in, client, world, postbox
):
    point = decide(hand_in(), decision="send_back", reason="Se över tiden.", marked=["day", "unknown"])
    client.force_login(world.julia)
    page = client.get(f"/my-points/{point.uid}/change/").content.decode()
    assert page.count("Redaktören ber dig se över det här.") == 1
    assert point.sent_back_fields == ["day", "unknown"]
    assert "Det gäller: Dag och tid." in text(postbox)


def test_sending_back_tells_why_and_a_change_brings_it_to_the_editor_again(hand_in, postbox):
    point = decide(hand_in(), decision="send_back", reason="Berätta vem den är till för.")
    assert (point.state, point.sent_back_reason) == ("sent-back", "Berätta vem den är till för.")
    assert "Berätta vem den är till för." in text(postbox)

    point = change(point, abstract_sv="För alla kommuner som vill öppna sina data.")
    assert (point.state, point.sent_back_reason) == ("in-review", "")
    assert Task.objects.filter(state=Task.OPEN).count() == 1


def test_a_change_during_the_review_is_checked_before_the_editor_goes_on(hand_in):
    point = hand_in()
    assert change(point, abstract_sv="").state == "incomplete"
    assert not Task.objects.filter(state=Task.OPEN).exists()


def test_a_change_while_the_letter_is_on_its_way_is_not_lost(world, postbox):
    point = world.point(title_sv="")
    actions.submit_point(point=point, by="person:1")
    actions.change_point(point=point, by="person:1", facts={"title_sv": "Öppna data"})  # before the worker has sent it
    Worker().drain()
    assert now(point).state == "in-review"


def test_a_decision_that_is_neither_stops_her(hand_in):
    point = hand_in()
    runtime.complete(queries.open_task(business_key=str(point.uid), element="review"), variables={"decision": "?"})
    assert Point.objects.get(pk=point.pk).state == "in-review"
    assert Incident.objects.get().element == "decided"


def test_after_a_recorded_point_she_asks_for_the_film_and_publishes_it(hand_in, world, postbox):
    point = decide(hand_in(is_recorded=True), decision="publish")
    travel.to(datetime(2021, 10, 6, 13, 44, tzinfo=clock.ZONE))
    assert not Task.objects.filter(element="add-recording").exists()

    travel.to(datetime(2021, 10, 6, 13, 45, tzinfo=clock.ZONE))
    assert subjects(postbox)[-1] == "Lägg in inspelningen: Öppna data i staden"
    task = Task.objects.get(element="add-recording")
    assert (task.form, [group.name for group in task.candidates.all()]) == (
        "point-recording",
        [f"organiser@{world.city.uid}"],
    )

    told = {"recording_url": FILM, "captions": "film", "captions_are_read": True, "is_described": True}
    runtime.complete(task, variables=told, by=world.julia.actor)
    Worker().drain()
    point = now(point)
    assert (point.recording_url, point.recording_published_at) == (FILM, clock.now())
    assert {case.state for case in Case.objects.all()} == {"completed"}


def test_a_film_that_the_organiser_writes_on_the_point_closes_the_task(hand_in):
    point = decide(hand_in(is_recorded=True), decision="publish")
    travel.to(datetime(2021, 10, 7, tzinfo=clock.ZONE))
    point = film(point)
    assert point.recording_published_at == clock.now()
    assert not Task.objects.filter(state=Task.OPEN).exists()


def test_a_point_that_is_moved_after_publishing_is_over_when_it_is_over(hand_in):
    point = decide(hand_in(), decision="publish")
    change(
        point,
        starts_at=datetime(2021, 10, 8, 10, tzinfo=clock.ZONE),
        ends_at=datetime(2021, 10, 8, 11, tzinfo=clock.ZONE),
    )
    travel.to(datetime(2021, 10, 7, tzinfo=clock.ZONE))
    assert waits() == {"over", "changed-later"}
    travel.to(datetime(2021, 10, 8, 11, tzinfo=clock.ZONE))
    assert waits() == {"month-later", "film-came"}


def test_a_film_may_come_within_a_month_although_nobody_had_told_of_one(hand_in, postbox):
    point = decide(hand_in(), decision="publish")
    travel.to(datetime(2021, 10, 20, tzinfo=clock.ZONE))
    point = film(point)
    assert point.recording_published_at == clock.now()
    assert subjects(postbox) == ["Nu publicerad: Öppna data i staden"]


def test_a_point_without_film_is_done_after_a_month(hand_in):
    decide(hand_in(), decision="publish")
    travel.to(datetime(2021, 11, 6, tzinfo=clock.ZONE))
    assert Case.objects.get().state == "completed"


@pytest.mark.parametrize("stage", ["incomplete", "in-review", "published"])
def test_a_point_can_be_called_off_at_every_stage(hand_in, postbox, stage):
    point = hand_in(**({"title_sv": ""} if stage == "incomplete" else {}))
    if stage == "published":
        point = decide(point, decision="publish")
    assert point.state == stage

    actions.cancel_point(point=point, by="person:1")
    Worker().drain()
    assert now(point).state == "cancelled"
    assert Case.objects.get().state == "completed"
    assert not Task.objects.filter(state=Task.OPEN).exists()
    assert subjects(postbox)[-1].startswith("Inställd: ")


def test_a_point_that_has_been_held_cannot_be_called_off(hand_in):
    point = decide(hand_in(), decision="publish")
    travel.to(datetime(2021, 10, 7, tzinfo=clock.ZONE))
    with pytest.raises(actions.NotPossible, match="over"):
        actions.cancel_point(point=point, by="person:1")
    assert now(point).state == "published"


def test_a_week_point_of_a_company_alone_needs_a_public_party(world, postbox):
    park = Organisation.objects.create(name="Johanneberg Science Park", slug="jsp", kind="company")
    point = actions.create_point(week=world.week, organiser=park, facts=world.facts())
    actions.submit_point(point=point, by="person:1")
    Worker().drain()
    assert now(point).missing_codes == ["public-party"]

    actions.change_point(point=point, by="person:1", facts={}, co_organisers=[world.city])
    assert now(point).state == "in-review"


def test_the_case_holds_no_personal_data(hand_in, world):
    point = decide(hand_in(), decision="publish")
    kept = repr(queries.variables(Case.objects.get()))
    found = [secret for secret in (world.julia.name, world.julia.email, point.joining_link) if secret in kept]
    assert found == []
