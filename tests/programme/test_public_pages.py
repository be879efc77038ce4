"""What everybody sees of a programme, and what nobody may see."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from gorel.programme import actions, pieces
from gorel.programme.models import Point, Week

pytestmark = pytest.mark.db
WEEK = "/programme/innovationsveckan-2021/"
SECRET = "hemlig-lank"


def published(point: Point, **facts) -> Point:
    """Put *point* where the picture would have put it; the picture itself is proven in test_picture."""
    Point.objects.filter(pk=point.pk).update(
        state="published", published_at=datetime(2021, 8, 19, tzinfo=UTC), submitted_at=point.created_at, **facts
    )
    return Point.objects.get(pk=point.pk)


def titles(client: Client, query: str = "", at: str = WEEK) -> list[str]:
    page = client.get(at + query).content.decode()
    return re.findall(r'<h3 class="row__title"><a href="[^"]+">([^<]+)</a>', page)


def at(day: int, hour: int) -> dict[str, datetime]:
    start = datetime(2021, 10, day, hour - 2, tzinfo=UTC)
    return {"starts_at": start, "ends_at": start + timedelta(minutes=45)}


@pytest.fixture
def three(world) -> list[Point]:
    return [
        published(world.point(**at(6, 13))),
        published(world.point(title_sv="Görel", format="both", place="Lindholmen", **at(4, 13))),
        published(world.point(title_sv="Föreläsning om skolan", format="physical", place="Hisingen", **at(4, 9))),
    ]


def test_the_programme_lists_points_by_day_and_hour(client, three):
    assert titles(client) == ["Föreläsning om skolan", "Görel", "Öppna data i staden"]
    page = client.get(WEEK).content.decode()
    assert re.findall(r'<h2 id="head-[^"]+">([^<]+)</h2>', page) == ["Måndag 4 oktober", "Onsdag 6 oktober"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?day=2021-10-04", ["Föreläsning om skolan", "Görel"]),
        ("?format=digital", ["Görel", "Öppna data i staden"]),
        ("?format=physical&day=2021-10-04", ["Föreläsning om skolan", "Görel"]),
        ("?theme=oppna-data&q=lindholmen", ["Görel"]),
        ("?organiser=skr", []),
        ("?q=föreläsningar+hisingen", ["Föreläsning om skolan"]),
        ("?q=forelasning", []),
        ("?q=lindhol", ["Görel"]),
        ("?day=0000-99-99&format=x&theme=%00&organiser='", []),
        ("?day=yesterday", ["Föreläsning om skolan", "Görel", "Öppna data i staden"]),
    ],
)
def test_filters_and_search_narrow_the_list(client, three, query, found):
    assert titles(client, query) == found


def test_the_days_count_anew_when_a_point_that_was_found_changes_moves_or_loses_its_theme(client, world, three):
    def counted(query: str) -> list[int]:
        page = client.get(f"{WEEK}?{query}").content.decode()
        return [int(number) for number in re.findall(r"<strong>\d+/\d+</strong><span>(\d+) p", page) if number != "0"]

    assert counted("q=hisingen") == [1]
    assert counted("theme=oppna-data") == [2, 1]
    actions.change_point(point=three[1], by="görel", facts={"place": "Hisingen"})
    assert counted("q=hisingen") == [2]
    actions.change_point(point=three[1], by="görel", facts={"on_date": date(2021, 10, 6), **at(6, 9)})
    assert counted("q=hisingen") == counted("place=hisingen") == [1, 1]
    actions.change_point(point=three[1], by="görel", facts={}, themes=[])
    assert counted("theme=oppna-data") == [1, 1]
    world.theme.delete()
    assert counted("theme=oppna-data") == []


def test_drafts_and_points_in_review_are_nowhere(client, world, three):
    draft = world.point(title_sv="Hemligt utkast")
    Point.objects.filter(pk=draft.pk).update(state="in-review")
    assert "Hemligt utkast" not in client.get(WEEK).content.decode()
    assert client.get(f"{WEEK}{draft.slug}/").status_code == 404
    assert client.get(f"{WEEK}{draft.slug}/calendar.ics").status_code == 404


def test_a_week_is_public_from_its_day_on(client, three):
    week = Week.objects.get()
    week.published_on = date(2021, 8, 21)
    week.save()
    addresses = ["/programme/", WEEK, f"{WEEK}{three[0].slug}/", f"{WEEK}calendar.ics"]
    assert [client.get(address).status_code for address in addresses] == [200, 404, 404, 404]
    assert "Innovationsveckan 2021" not in client.get("/programme/").content.decode()


def test_a_points_page_says_every_fact(client, world):
    point = actions.create_point(
        week=world.week,
        organiser=world.city,
        co_organisers=[world.owner],
        facts=world.facts(
            is_free=True, is_recorded=True, language="sv", series="Öppet hus", web_page="https://www.example.se/data/",
            registration_last_day_on=date(2021, 10, 1), link_at=datetime(2021, 10, 5, 7, tzinfo=UTC),
        ),
        themes=[world.theme],
        contributors=[{"name": "Jessica Alghed", "title": "fil dr", "organisation": "KFi"}],
    )  # fmt: skip
    published(point)
    page = client.get(f"{WEEK}{point.slug}/").content.decode()
    said = [
        "Öppna data i staden", "Onsdag 6 oktober 2021 kl.\xa013.00–13.45", "svensk tid", "Göteborgs Stad",
        "Sveriges Kommuner och Regioner", "Digitalt", "Teams", "Svenska", "Kostnadsfritt", "1 oktober 2021",
        "5 oktober 2021 kl.\xa009.00", "Spelas in", "Öppet hus", "www.example.se/data", "Jessica Alghed", "fil dr",
        "<strong>andra</strong>", "Öppna data</a>",
    ]  # fmt: skip
    assert [fact for fact in said if fact not in page] == []


def test_the_joining_link_and_the_contact_are_in_nothing_public(client, world):
    point = published(world.point())
    seminar = published(actions.create_point(organiser=world.city, facts=world.facts()))
    addresses = [
        "/programme/", WEEK, point.get_absolute_url(), f"{WEEK}calendar.ics", f"{point.get_absolute_url()}calendar.ics",
        "/seminars/", seminar.get_absolute_url(), f"{seminar.get_absolute_url()}calendar.ics", "/seminars/calendar.ics",
    ]  # fmt: skip
    pages = {address: client.get(address) for address in addresses}
    assert {page.status_code for page in pages.values()} == {200}
    secrets = (SECRET, world.julia.email, world.julia.name)
    assert [where for where, page in pages.items() for secret in secrets if secret in page.content.decode()] == []


def test_markup_in_texts_does_no_harm(client, world):
    evil = '<script>alert("x")</script> [klicka](javascript:alert(1)) <img src=x onerror=alert(1)>'
    point = published(world.point(title_sv=evil[:60], abstract_sv=evil, place="</script><b>", format="both"))
    for address in (WEEK, point.get_absolute_url()):
        page = client.get(address).content.decode()
        assert [bad for bad in ("<script>alert", 'href="javascript', "<img src=x", "</script><b>") if bad in page] == []


def test_a_cancelled_point_keeps_its_page_and_says_so(client, world):
    point = published(world.point())
    Point.objects.filter(pk=point.pk).update(state="cancelled", version=5)
    assert "Inställt" in client.get(WEEK).content.decode()
    page = client.get(point.get_absolute_url()).content.decode()
    assert "Den här programpunkten blir inte av." in page
    assert '"eventStatus":"https://schema.org/EventCancelled"' in page


def test_a_row_never_shows_an_old_version(client, world):
    point = published(world.point())
    assert titles(client) == ["Öppna data i staden"]
    published(actions.change_point(point=point, by="person:1", facts={"title_sv": "Nytt namn"}))
    assert titles(client) == ["Nytt namn"]
    actions.note_registration(point=point.uid, state="full", url="/x/")
    assert "Fullbokat" in client.get(WEEK).content.decode()
    world.city.name = "Nya Göteborg"
    world.city.save()
    assert "Nya Göteborg" in client.get(WEEK).content.decode()


def test_open_sign_up_is_offered_at_the_top(client, world):
    point = published(world.point())
    actions.note_registration(point=point.uid, state="open", url="/anmal/x/")
    assert '<a class="button" href="/anmal/x/">Anmäl dig</a>' in client.get(point.get_absolute_url()).content.decode()


def test_json_ld_is_an_event_with_what_search_engines_ask_for(client, world):
    point = published(world.point(is_free=True), registration_state="open")
    page = client.get(point.get_absolute_url()).content.decode()
    found = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[1])
    address = f"http://127.0.0.1:8000{WEEK}oppna-data-i-staden/"
    assert {key: found[key] for key in ("@type", "name", "startDate", "endDate", "url", "isAccessibleForFree")} == {
        "@type": "Event",
        "name": "Öppna data i staden",
        "startDate": "2021-10-06T13:00:00+02:00",
        "endDate": "2021-10-06T13:45:00+02:00",
        "url": address,
        "isAccessibleForFree": True,
    }
    assert found["location"] == [{"@type": "VirtualLocation", "name": "Teams", "url": address}]
    assert found["eventAttendanceMode"] == "https://schema.org/OnlineEventAttendanceMode"
    assert found["offers"]["availability"] == "https://schema.org/InStock"


def test_english_pages_speak_english(client, three, settings):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = client.get(WEEK).content.decode()
    assert ("Innovation Week 2021" in page, "Monday 4 October" in page, "13:00–13:45" in page) == (True, True, True)


def test_seminars_stand_by_day_those_to_come_first(client, world):
    old = actions.create_point(organiser=world.city, facts=world.facts(title_sv="Förr") | at(6, 9))
    new = actions.create_point(organiser=world.city, facts=world.facts(title_sv="Snart") | at(7, 9))
    published(old, on_date=date(2021, 3, 1))
    published(new)
    assert titles(client, at="/seminars/") == ["Snart", "Förr"]
    assert titles(client, "?q=snart", at="/seminars/") == ["Snart"]


def many(world, count: int) -> None:
    for number in range(count):
        published(world.point(title_sv=f"Punkt {number}", **at(4 + number % 5, 9)))


@pytest.mark.parametrize("query", ["", "?day=2021-10-04", "?q=punkt&theme=oppna-data&format=digital", "calendar.ics"])
def test_the_number_of_queries_does_not_grow_with_the_programme(
    client, world, django_assert_max_num_queries, django_assert_num_queries, query
):
    many(world, 5)
    pieces.forget()
    with django_assert_max_num_queries(12) as few:
        client.get(WEEK + query)
    many(world, 40)
    pieces.forget()
    with django_assert_num_queries(len(few)):
        client.get(WEEK + query)


def test_a_large_week_opens_at_its_first_day_and_can_be_seen_whole(client, world, monkeypatch):
    monkeypatch.setattr("gorel.programme.views.public.WHOLE", 9)
    many(world, 10)
    assert len(titles(client)) == 2
    assert len(titles(client, "?day=all")) == 10
