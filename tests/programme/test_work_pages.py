"""The organiser's pages: what an organiser can do there, and what somebody else cannot."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client

from gorel import programme
from gorel.accounts.models import Organisation
from gorel.cases import deployment, programs
from gorel.cases.models import Task
from gorel.programme import actions
from gorel.programme.models import Point
from programme.conftest import member

pytestmark = [pytest.mark.db, pytest.mark.django_db]
PROCESSES = Path(programme.__file__).parent / "processes"
NEW = "/my-points/new/?week=innovationsveckan-2021"
COMPLETE = {
    "title_sv": "Öppna data", "abstract_sv": "Om stadens data.", "day": "2021-10-06", "starts": "13:00",
    "ends": "13:45", "format": "digital", "platform": "Teams",
}  # fmt: skip
NOBODY = {
    "people-TOTAL_FORMS": "2", "people-INITIAL_FORMS": "0", "people-0-name": "", "people-1-name": "",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _picture(db):
    programs.forget()
    deployment.deploy([(path.name, path.read_bytes()) for path in sorted(PROCESSES.iterdir())])
    yield
    programs.forget()


@pytest.fixture
def julia(client, world) -> Client:
    client.force_login(world.julia)
    return client


@pytest.fixture
def elsewhere(world) -> Client:
    """Somebody who organises points of another organisation."""
    region = Organisation.objects.create(name="Region Skåne", slug="skane", kind="region")
    other = Client()
    other.force_login(member("Sara Skåne", region, "organiser"))
    return other


@pytest.fixture
def editor(world) -> Client:
    other = Client()
    other.force_login(world.erik)
    return other


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_a_draft_is_saved_with_whatever_is_known(julia):
    answer = julia.post(NEW, {"title_sv": "Öppna data", "format": "digital", **NOBODY}, follow=True)
    point = Point.objects.get()
    assert (point.title_sv, point.state, point.on_date, point.organiser.slug) == (
        "Öppna data",
        "draft",
        None,
        "goteborg",
    )
    assert "Utkastet är sparat." in text(answer)


def test_handing_in_says_at_once_what_is_missing(julia):
    answer = julia.post(NEW, {"title_sv": "Öppna data", "format": "digital", "submit": "1", **NOBODY}, follow=True)
    assert Point.objects.get().state == "incomplete"
    said = text(answer)
    expected = ["Beskrivning saknas.", "Dag saknas.", "Klockslag för start och slut saknas.", "Fyll i det som saknas"]
    assert [sentence for sentence in expected if sentence not in said] == []


def test_a_complete_point_goes_to_the_editor_in_the_same_click(julia):
    answer = julia.post(NEW, {**COMPLETE, **NOBODY, "submit": "1"}, follow=True)
    point = Point.objects.get()
    assert point.state == "in-review"
    assert point.starts_at == datetime(2021, 10, 6, 11, 0, tzinfo=UTC)
    assert "Allt är på plats, och nu har redaktören den." in text(answer)


def test_the_form_brings_back_what_was_written(julia, world):
    point = world.point(is_free=True, link_at=datetime(2021, 10, 5, 7, tzinfo=UTC))
    page = julia.get(f"/my-points/{point.uid}/change/")
    form = page.context["form"]
    before = {name: getattr(point, name) for name in actions.WRITABLE}

    data = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "", [])}
    assert julia.post(f"/my-points/{point.uid}/change/", {**data, **NOBODY}).status_code == 302
    after = Point.objects.get(pk=point.pk)
    assert {name: getattr(after, name) for name in actions.WRITABLE} == before
    assert list(after.themes.all()) == [world.theme]


def test_people_who_take_part_are_kept_in_order(julia):
    people = {
        "people-TOTAL_FORMS": "3", "people-INITIAL_FORMS": "0",
        "people-0-name": "Jessica Alghed", "people-0-title": "fil dr", "people-1-name": "",
        "people-2-name": "Christian Jensen",
    }  # fmt: skip
    julia.post(NEW, {"title_sv": "Innovation", **people})
    assert [(one.name, one.title) for one in Point.objects.get().contributors.all()] == [
        ("Jessica Alghed", "fil dr"),
        ("Christian Jensen", ""),
    ]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"starts": "13:00"}, "Ett klockslag behöver sin dag."),
        ({"day": "2021-10-06", "starts": "13:00", "ends": "12:00"}, "Slutet måste komma efter starten."),
        ({"day": "2021-10-06", "ends": "12:00"}, "Skriv också när det börjar."),
        ({"day": "2021-10-06", "registration_last_day_on": "2021-10-07"}, "Sista anmälningsdag kan inte ligga efter"),
        ({"joining_link": "javascript:alert(1)"}, "Skriv hela adressen"),
        ({"people-0-title": "fil dr"}, "Skriv namnet, eller töm raden."),
    ],
)
def test_what_cannot_be_is_said_in_words_and_nothing_is_lost(julia, wrong, said):
    answer = julia.post(NEW, {"title_sv": "Öppna data", **NOBODY, **wrong})
    assert (answer.status_code, said in text(answer)) == (400, True)
    assert 'value="Öppna data"' in answer.content.decode()
    assert not Point.objects.exists()


def test_a_published_point_cannot_lose_what_it_must_have(julia, world):
    point = world.point()
    Point.objects.filter(pk=point.pk).update(state="published")
    answer = julia.post(f"/my-points/{point.uid}/change/", {**COMPLETE, "title_sv": "", **NOBODY})
    assert (answer.status_code, "uppgiften kan ändras men inte tas bort" in text(answer)) == (400, True)


def test_nobody_sees_or_changes_another_organisations_points(world, elsewhere, client):
    point = world.point()
    pages = ["", "change/", "preview/"]
    assert [elsewhere.get(f"/my-points/{point.uid}/{page}").status_code for page in pages] == [404, 404, 404]
    assert [elsewhere.post(f"/my-points/{point.uid}/{act}/").status_code for act in ("submit", "cancel")] == [404, 404]
    assert "Öppna data i staden" not in text(elsewhere.get("/my-points/"))
    assert {client.get(f"/my-points/{point.uid}/{page}").status_code for page in pages} == {302}
    assert Point.objects.get().state == "draft"


def test_the_editor_sees_what_is_handed_in_and_changes_nothing(world, editor):
    draft, handed_in = world.point(title_sv="Utkast"), world.point(title_sv="Inlämnad")
    actions.submit_point(point=handed_in, by=world.julia.actor)
    listed = text(editor.get("/my-points/"))
    assert ("Utkast" in listed, "Inlämnad" in listed) == (False, True)
    assert editor.get(f"/my-points/{handed_in.uid}/").status_code == 200
    assert editor.get(f"/my-points/{draft.uid}/").status_code == 404
    assert editor.post(f"/my-points/{handed_in.uid}/change/", COMPLETE).status_code == 403


def test_the_editor_gets_from_the_point_to_the_review(world, editor, julia):
    point = actions.submit_point(point=world.point(), by=world.julia.actor)
    way = f'<a class="button" href="/desk/tasks/{Task.objects.get().uid}/">Granska programpunkten</a>'
    shown = [way in browser.get(f"/my-points/{point.uid}/").content.decode() for browser in (editor, julia)]
    assert shown == [True, False]


def test_a_draft_can_be_removed_and_a_handed_in_point_withdrawn(julia, world):
    draft, handed_in = world.point(), world.point()
    actions.submit_point(point=handed_in, by=world.julia.actor)
    julia.post(f"/my-points/{draft.uid}/cancel/")
    julia.post(f"/my-points/{handed_in.uid}/cancel/")
    assert list(Point.objects.values_list("pk", "state")) == [(handed_in.pk, "cancelled")]


def test_preview_is_the_public_page_with_a_note(julia, world):
    point = world.point()
    said = text(julia.get(f"/my-points/{point.uid}/preview/"))
    assert "Så här kommer sidan att se ut för alla." in said
    assert "Så kan andra använda stadens data." in said


def test_a_new_point_is_written_for_a_week_only_while_it_takes_points(julia, world):
    world.week.call_closes_at = datetime(2021, 8, 1, tzinfo=UTC)
    world.week.save()
    assert julia.get(NEW).status_code == 404
    assert "Ny programpunkt till" not in text(julia.get("/my-points/"))
    assert julia.get("/my-points/new/").status_code == 200


def test_the_list_asks_the_database_the_same_however_long_it_is(
    julia, world, django_assert_max_num_queries, django_assert_num_queries
):
    world.point()
    julia.get("/my-points/")  # what the house keeps for later is read once
    with django_assert_max_num_queries(24) as few:
        julia.get("/my-points/")
    for _ in range(20):
        world.point()
    with django_assert_num_queries(len(few)):
        julia.get("/my-points/")
