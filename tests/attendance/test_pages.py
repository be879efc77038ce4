"""What the pages promise: clear answers, nothing about others, and nobody in lists that are not theirs."""

from __future__ import annotations

import re

import pytest
from django.core.signing import TimestampSigner
from django.test import Client

from attendance.conftest import LINK, at
from gorel.attendance import actions, sign_up_form
from gorel.attendance.models import Refusal, Registration
from gorel.forms.uploads import Upload
from gorel.programme import actions as programme
from gorel.programme import weeks
from gorel.programme.models import Point, Week
from gorel.robots.mail.outbox import Mail

pytestmark = [pytest.mark.db, pytest.mark.django_db]
PERSON = {"name": "Åsa Öberg", "email": "asa@example.se", "organisation": "Göteborgs Stad", "consent": "true"}


@pytest.fixture
def quick(monkeypatch) -> None:
    """Let a test be quicker than people are."""
    monkeypatch.setattr(sign_up_form, "SHORTEST_SECONDS", -1)


def address(point) -> str:
    return f"/register/{point.uid}/"


def send(client: Client, point, **changes: str):
    page = client.get(address(point)).content.decode()
    shown = re.search(r'name="shown" value="([^"]+)"', page)
    return client.post(address(point), {**PERSON, "shown": shown[1] if shown else "", **changes})


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.slow
def test_sign_up_ends_on_a_receipt_whose_address_says_nothing_of_the_person(world, client, quick):
    point = world.seminar()
    answer = send(client, point)
    assert (answer.status_code, answer["Location"]) == (302, f"/register/{point.uid}/received/")
    registration = Registration.objects.get()
    assert (registration.name, registration.email, registration.organisation, registration.consent_version) == (
        "Åsa Öberg",
        "asa@example.se",
        "Göteborgs Stad",
        "2",
    )
    receipt = client.get(answer["Location"]).content.decode()
    assert registration.token not in receipt
    assert "asa@example.se" not in receipt


def test_second_sign_up_with_an_address_looks_like_the_first(world, quick):
    point = world.seminar()
    answers = [send(Client(), point, name=name) for name in ("Åsa Öberg", "Någon Annan")]
    assert len({(answer.status_code, answer["Location"], answer.content) for answer in answers}) == 1
    assert Registration.objects.count() == 1


def test_faults_are_told_above_the_form_and_at_their_fields(world, client, quick):
    answer = send(client, world.seminar(), name="", email="asa@", consent="")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.findall(r'<li><a href="#(f-[a-z]+)">', page) == ["f-name", "f-email", "f-consent"]
    assert page.count('aria-invalid="true"') == 3
    assert 'value="Göteborgs Stad"' in page
    assert not Registration.objects.exists()


@pytest.mark.parametrize("change", [{"website": "http://spam.example"}, {"shown": ""}, {"shown": "form:forged"}])
def test_robots_are_asked_again_and_nothing_is_kept(world, client, quick, change):
    answer = send(client, world.seminar(), **change)
    assert (answer.status_code, Registration.objects.count()) == (422, 0)


def test_form_sent_back_faster_than_anybody_reads_is_asked_again(world, client, monkeypatch):
    monkeypatch.setattr(sign_up_form, "SHORTEST_SECONDS", 60)  # this machine may be slow
    point = world.seminar()
    shown = TimestampSigner(salt="gorel.attendance.shown").sign("form")
    answer = client.post(address(point), {**PERSON, "shown": shown})
    assert (answer.status_code, Registration.objects.count()) == (422, 0)


def test_closed_sign_up_says_why_and_keeps_nothing_of_who_tries(world, client, quick):
    point = world.seminar()
    world.go(at(17, 8))
    page = client.get(address(point)).content.decode()
    assert "Sista anmälningsdagen har passerat." in page
    assert "fredag 16 oktober 2020" in page
    assert "<form class" not in page
    answer = client.post(address(point), PERSON)
    assert (answer.status_code, Refusal.objects.count(), Registration.objects.count()) == (409, 1, 0)


def test_draft_has_no_sign_up_page(world, client):
    draft = programme.create_point(organiser=world.kfi, facts={"title_sv": "Utkast"})
    assert client.get(address(draft)).status_code == 404


def test_point_page_leads_to_the_sign_up_while_it_is_open(world, client):
    point = world.seminar()
    assert f'href="{address(point)}"' in client.get(point.get_absolute_url()).content.decode()
    world.go(at(17))
    page = client.get(point.get_absolute_url()).content.decode()
    assert f'href="{address(point)}"' not in page
    assert "Sista anmälningsdagen har passerat." in page


@pytest.mark.slow
def test_joining_link_is_on_no_public_page_and_on_the_personal_one_only_when_released(world, client):
    point = world.seminar()
    registration, other = world.sign_up(point, "Åsa Öberg"), world.sign_up(point, "Bo Ek")
    mine = registration.get_absolute_url()
    assert LINK not in client.get(mine).content.decode()
    world.go(at(21, 9))
    public = [point.get_absolute_url(), address(point), address(point) + "received/", "/seminars/"]
    for page in [*public, "/seminars/calendar.ics", point.get_absolute_url() + "calendar.ics"]:
        assert LINK not in client.get(page).content.decode(), page
    assert LINK in client.get(mine).content.decode()
    actions.withdraw(registration=other)
    assert LINK not in client.get(other.get_absolute_url()).content.decode()


def test_personal_page_stays_out_of_logs_caches_and_search_engines(world, client):
    answer = client.get(world.sign_up(world.seminar()).get_absolute_url())
    assert (answer["Referrer-Policy"], answer["X-Robots-Tag"]) == ("same-origin", "noindex, nofollow")
    assert "no-store" in answer["Cache-Control"]
    assert client.get("/my/not-a-token/").status_code == 404


def test_personal_page_corrects(world, client):
    registration = world.sign_up(world.seminar())
    answer = client.post(registration.get_absolute_url(), {"name": " Åsa  Berg ", "organisation": ""}, follow=True)
    registration.refresh_from_db()
    assert (registration.name, registration.organisation) == ("Åsa Berg", "")
    assert "Din anmälan är rättad." in answer.content.decode()
    world.work()
    assert [mail.to_name for mail in Mail.objects.filter(kind="corrected")].count("Åsa Berg") == 1


def test_withdrawal_is_asked_twice(world, client):
    registration = world.sign_up(world.seminar())
    page = registration.get_absolute_url() + "withdraw/"
    assert "Vill du avanmäla dig?" in client.get(page).content.decode()
    registration.refresh_from_db()
    assert registration.state == "registered"
    answer = client.post(page, follow=True)
    registration.refresh_from_db()
    assert registration.state == "withdrawn"
    assert "Du är inte längre anmäld" in answer.content.decode()
    assert client.get(page).status_code == 302


@pytest.mark.slow
def test_lists_open_for_the_organisers_own_people_only(world, client):
    point = world.seminar()
    world.sign_up(point)
    pages = [f"/registrations/{point.uid}/{part}" for part in ("", "export.csv", "settings/")]
    for page in pages:
        assert client.get(page).status_code == 302, page
        assert signed_in(world.stranger).get(page).status_code == 403, page
        assert signed_in(world.secretary).get(page).status_code == 200, page
    assert "Kommunen som" in signed_in(world.secretary).get("/registrations/").content.decode()
    assert "Kommunen som" not in signed_in(world.stranger).get("/registrations/").content.decode()


@pytest.mark.slow
def test_list_is_searched_and_filtered(world):
    point = world.seminar()
    people = [world.sign_up(point, name) for name in ("Åsa Öberg", "Bo Ek", "Cia Ål")]
    actions.withdraw(registration=people[1])
    client = signed_in(world.secretary)

    def names(query: str) -> list[str]:
        page = client.get(f"/registrations/{point.uid}/{query}").content.decode()
        return re.findall(r'<th scope="row">([^<]+)</th>', page)

    assert names("") == ["Cia Ål", "Bo Ek", "Åsa Öberg"]
    assert names("?q=ÅSA") == ["Åsa Öberg"]
    assert names("?state=withdrawn") == ["Bo Ek"]
    assert names("?q=ingen") == []


def test_export_runs_nothing_in_a_spreadsheet(world):
    point = world.seminar()
    world.sign_up(point, "=HYPERLINK(1)", email="x@example.se")
    answer = signed_in(world.secretary).get(f"/registrations/{point.uid}/export.csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == "Namn;E-postadress;Organisation;Läge;Anmäld den;Avanmäld;Länk skickad;Kom"
    assert lines[1].startswith("'=HYPERLINK(1);x@example.se;;Anmäld;2020-09-01")


def test_secretary_sets_link_and_moments(world):
    point = world.seminar(joining_link="", link_at=None)
    world.sign_up(point)
    answer = signed_in(world.secretary).post(
        f"/registrations/{point.uid}/settings/",
        {
            "joining_link": LINK,
            "link_at": "2020-10-20T12:00",
            "registration_last_day_on": "2020-10-15",
            "capacity": "10",
            "opens_on": "",
            "recording_url": "",
        },
    )
    assert answer.status_code == 302
    world.go(at(20, 12))
    assert Mail.objects.get(kind="joining_link").sent_at == at(20, 12)
    assert point.sign_up.capacity == 10


def test_settings_that_cannot_be_true_are_refused(world):
    point = world.seminar()
    answer = signed_in(world.secretary).post(
        f"/registrations/{point.uid}/settings/",
        {"link_at": "2020-10-24T12:00", "registration_last_day_on": "2020-10-15", "opens_on": "2020-10-16"},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.findall(r'<li><a href="#(id_[a-z_]+)">', page) == ["id_link_at", "id_opens_on"]


def test_pages_speak_english_whole(world, client):
    point = world.seminar()
    registration = world.sign_up(point, language="en")
    client.cookies["gorel-language"] = "en"
    for page in (address(point), registration.get_absolute_url(), registration.get_absolute_url() + "withdraw/"):
        text = client.get(page).content.decode()
        assert not re.search(r"\b(anmäl|avanmäl|länk|sista)", text, re.IGNORECASE), page
    world.work()
    assert Mail.objects.get(kind="confirmation").subject.startswith("You are registered: ")


def test_the_week_s_colours_and_logo_are_on_all_that_a_participant_sees(world, client):
    point = world.seminar()
    week = Week.objects.create(
        slug="v", title_sv="Veckan", starts_on=point.on_date, ends_on=point.on_date, owner=world.kfi,
        published_on=point.on_date.replace(month=1), theme='[light]\nlink = "#1d5c39"',
    )  # fmt: skip
    weeks.put_logo(week, Upload("logo.png", "image/png", b"\x89PNG\r\n\x1a\n"))
    registration = world.sign_up(point)
    plain = client.get(registration.get_absolute_url()).content.decode()
    assert "logo.img" not in plain
    Point.objects.filter(pk=point.pk).update(week=week)
    mine = registration.get_absolute_url()
    several = f"/register/week/{week.slug}/"
    for page in (address(point), address(point) + "received/", mine, mine + "withdraw/", mine + "now/", several):
        text = client.get(page).content.decode()
        assert (page, week.theme_url in text, week.logo_url in text) == (page, True, True)
        assert text.count("<h1>") == 1
    world.go(at(17))  # closed
    assert week.logo_url in client.get(address(point)).content.decode()
