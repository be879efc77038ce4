"""Editors write weeks, organisers accept their terms, and those who are asked to co-organise answer for themselves."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from gorel.accounts.models import Organisation
from gorel.programme import actions, weeks
from gorel.programme.models import Point, Week
from programme.conftest import member
from programme.test_work_pages import COMPLETE, NEW, NOBODY, _picture, julia  # noqa: F401 - fixtures

pytestmark = [pytest.mark.db, pytest.mark.django_db]


@pytest.fixture
def editor(world) -> Client:
    client = Client()
    client.force_login(world.erik)
    return client


def test_an_editor_writes_a_week_and_its_themes(editor, world):
    written = {
        "title_sv": "Innovationsveckan 2022", "owner": world.owner.pk, "starts_on": "2022-10-03",
        "ends_on": "2022-10-07", "call_opens_at": "2022-05-01T08:00", "themes": "Öppna data = Open data\nAI\n\nAI",
        "terms_sv": "Vi ansvarar för vår lokal.", "conflicts": "warn",
    }  # fmt: skip
    answer = editor.post("/my-weeks/new/", written)
    assert answer["Location"] == "/my-weeks/innovationsveckan-2022/"
    week = Week.objects.get(slug="innovationsveckan-2022")
    assert [(theme.slug, theme.title_en) for theme in week.themes.order_by("slug")] == [
        ("ai", ""), ("oppna-data", "Open data"),
    ]  # fmt: skip
    assert week.call_opens_at.isoformat() == "2022-05-01T06:00:00+00:00"
    wrong = editor.post(answer["Location"], written | {"ends_on": "2022-10-01"})
    assert wrong.status_code == 400
    assert "Sista dagen får inte komma före den första." in wrong.content.decode()
    # A theme that points have chosen stays; one that nobody has goes.
    Point.objects.create(week=week, organiser=world.city, slug="x").themes.add(week.themes.get(slug="ai"))
    editor.post(answer["Location"], written | {"themes": "Lärande"})
    assert sorted(week.themes.values_list("slug", flat=True)) == ["ai", "larande"]


def test_a_week_is_copied_to_the_same_weekdays_of_the_next_year(editor, world):
    answer = editor.post("/my-weeks/innovationsveckan-2021/copy/")
    assert answer["Location"] == "/my-weeks/innovationsveckan-2022/"
    copied = Week.objects.get(slug="innovationsveckan-2022")
    assert (copied.title_sv, copied.starts_on, copied.published_on) == (
        "Innovationsveckan 2022",
        date(2022, 10, 3),
        None,
    )
    assert copied.starts_on.isoweekday() == 1
    assert [theme.title_en for theme in copied.themes.all()] == ["Open data"]
    assert not copied.points.exists()
    assert weeks.copy(copied).slug == "innovationsveckan-2023"


def test_nobody_else_writes_a_week(world, julia):  # noqa: F811
    assert julia.get("/my-weeks/innovationsveckan-2021/").status_code == 403
    elsewhere = Organisation.objects.create(name="Annan ägare", slug="annan", kind="agency")
    other = Client()
    other.force_login(member("Eva Redaktör", elsewhere, "editor"))
    assert other.get("/my-weeks/innovationsveckan-2021/").status_code == 404
    assert other.post("/my-weeks/innovationsveckan-2021/copy/").status_code == 404


def test_terms_are_accepted_before_a_point_is_handed_in(world, julia):  # noqa: F811
    world.week.terms_sv = "Vi ansvarar för vår lokal."
    world.week.save()
    assert "Vi ansvarar för vår lokal." in julia.get(NEW).content.decode()
    refused = julia.post(NEW, COMPLETE | NOBODY | {"submit": "1"})
    assert refused.status_code == 400
    julia.post(NEW, COMPLETE | NOBODY)
    point = Point.objects.get()
    with pytest.raises(actions.NotPossible, match="terms"):
        actions.submit_point(point=point, by="person:1")
    julia.post(f"/my-points/{point.uid}/change/", COMPLETE | NOBODY | {"submit": "1", "accepts_terms": "on"})
    point.refresh_from_db()
    assert (point.state, point.terms_accepted_at is not None) == ("in-review", True)


def test_a_co_organiser_stands_with_a_point_once_it_has_said_yes(world, julia):  # noqa: F811
    region = Organisation.objects.create(name="Region Skåne", slug="skane", kind="region")
    sara = Client()
    sara.force_login(member("Sara Skåne", region, "organiser"))
    julia.post(NEW, COMPLETE | NOBODY | {"co_organisers": [region.pk]})
    point = Point.objects.get()
    assert list(point.co_organisers.all()) == []
    asking = point.co_organising.get()
    assert "tillfrågas om att vara medarrangör" in sara.get("/my-points/").content.decode()
    assert julia.post(f"/my-points/co-organise/{asking.pk}/", {"answer": "yes"}).status_code == 404
    sara.post(f"/my-points/co-organise/{asking.pk}/", {"answer": "yes"})
    assert list(point.co_organisers.all()) == [region]
    julia.post(f"/my-points/{point.uid}/change/", COMPLETE | NOBODY | {"co_organisers": [region.pk]})
    assert list(point.co_organisers.all()) == [region], "asked once, answered once"


def test_another_occasion_begins_with_the_same_facts_and_no_time(world, julia):  # noqa: F811
    point = world.point(target_group="Chefer")
    made = julia.post(f"/my-points/{point.uid}/occasion/")["Location"]
    twin = Point.objects.exclude(pk=point.pk).get()
    assert made == f"/my-points/{twin.uid}/change/"
    assert (twin.title_sv, twin.target_group, twin.occasion_of) == (point.title_sv, "Chefer", point)
    assert (twin.starts_at, twin.joining_link) == (None, "")


def test_parts_and_occasions_lead_to_each_other_on_the_public_pages(client, world):
    whole = world.point(title_sv="Heldagen")
    part = world.point(title_sv="Förmiddagen", part_of=whole)
    again = world.point(title_sv="Heldagen igen", occasion_of=whole)
    hidden = world.point(title_sv="Inte öppen", part_of=whole)
    Point.objects.exclude(pk=hidden.pk).update(state="published", published_at="2021-08-18T08:00Z")
    page = client.get(whole.get_absolute_url()).content.decode()
    assert part.get_absolute_url() in page
    assert again.get_absolute_url() in page
    assert "Inte öppen" not in page
    assert whole.get_absolute_url() in client.get(part.get_absolute_url()).content.decode()
