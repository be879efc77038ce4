"""What an organiser chooses: own questions, needs, who may come, proof of the address, several at once."""

from __future__ import annotations

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from attendance.conftest import at
from gorel.attendance import actions, privacy, rules, sign_up_form
from gorel.attendance.models import Look, Registration, SignUp
from gorel.cases.models import DecisionRule, Incident
from gorel.forms import kept
from gorel.forms.models import File
from gorel.robots.mail.outbox import Mail

pytestmark = [pytest.mark.db, pytest.mark.django_db]
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
PERSON = {"name": "Åsa Öberg", "email": "asa@example.se", "consent": "true"}


@pytest.fixture(autouse=True)
def quick(monkeypatch) -> None:
    """Let a test be quicker than people are."""
    monkeypatch.setattr(sign_up_form, "SHORTEST_SECONDS", -1)


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def send(client: Client, page: str, **changes):
    shown = re.search(r'name="shown" value="([^"]+)"', client.get(page).content.decode())
    return client.post(page, {**PERSON, "shown": shown[1] if shown else "", **changes})


def set_up(point, **more) -> SignUp:
    wanted = {"opens_on": None, "capacity": None} | more
    return actions.set_up(point=point, by="görel", facts={}, **wanted)[1]


def test_own_questions_are_written_on_a_page_asked_checked_and_exported(world, client):
    point = world.seminar(format="both", place="Rosenlundsgatan 4")
    set_up(point, asks_food=True, asks_access=True)
    desk = signed_in(world.secretary)
    page = f"/registrations/{point.uid}/questions/"
    rows = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0"}
    wrong = desk.post(page, rows | {"form-0-label": "Vilket spår?", "form-0-kind": "radio", "form-0-options": "Ett"})
    assert (wrong.status_code, "Skriv minst två svar" in wrong.content.decode()) == (422, True)
    desk.post(
        page,
        rows
        | {"form-0-label": "Vilket spår?", "form-0-kind": "radio", "form-0-options": "Metod | Method\nTeknik"}
        | {"form-0-is_required": "on", "form-1-label": "Hur många år?", "form-1-kind": "number"},
    )
    answer = send(client, f"/register/{point.uid}/", mode="on-site", food="=1+1", access="Hörslinga")
    assert (answer.status_code, "f-answers-q1" in answer.content.decode()) == (422, True)
    send(
        client, f"/register/{point.uid}/", mode="on-site", food="=1+1", access="Hörslinga",
        **{"answers.q1": "2", "answers.q2": "3"},
    )  # fmt: skip
    registration = Registration.objects.get()
    assert (registration.answers, registration.mode) == ({"q1": "2", "q2": 3}, "on-site")

    lines = b"".join(desk.get(f"/registrations/{point.uid}/export.csv").streaming_content).decode("utf-8-sig")
    heading, row = lines.splitlines()
    assert heading.endswith("Länk skickad;Deltar;Vilket spår?;Hur många år?;Mat;Behov;Kom")
    assert row.endswith("På plats;Teknik;3;'=1+1;Hörslinga;")
    book = desk.get(f"/registrations/{point.uid}/export.xlsx")
    from python_calamine import CalamineWorkbook

    sheet = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(book.streaming_content))).get_sheet_by_index(0)
    assert sheet.to_python()[1][8:12] == ["Teknik", 3.0, "=1+1", "Hörslinga"]
    assert list(Look.objects.order_by("pk").values_list("what", "person__name")) == [
        ("export", "Sara Sekreterare"),
        ("export", "Sara Sekreterare"),
    ]
    own = client.get(registration.get_absolute_url()).content.decode()
    assert "Hörslinga" in own
    client.post(registration.get_absolute_url(), {"name": "Åsa Öberg", "answers.q1": "1", "food": "", "access": "Tolk"})
    registration.refresh_from_db()
    assert (registration.answers["q1"], registration.food, registration.access) == ("1", "", "Tolk")


def test_sign_up_for_some_takes_their_address_or_the_code_and_says_no_plainly(world, client):
    point = world.seminar()
    set_up(point, domains="goteborg.se\n@kfi.example", code="Vår-2020")
    page = f"/register/{point.uid}/"
    assert "Den här anmälan är för dem som är inbjudna" in client.get(page).content.decode()
    no = send(client, page)
    assert (no.status_code, "Den här anmälan är inte för alla." in no.content.decode()) == (422, True)
    assert not Registration.objects.exists()
    send(client, page, email="asa@intraservice.goteborg.se")
    send(client, page, email="bo@example.se", code=" vår-2020 ")
    send(client, page, email="cia@integoteborg.se")
    assert list(Registration.objects.order_by("pk").values_list("email", flat=True)) == [
        "asa@intraservice.goteborg.se",
        "bo@example.se",
    ]


def test_invitations_carry_the_code_once_to_each_and_addresses_stand_in_no_case(world, postbox):
    point = world.seminar()
    set_up(point, code="Vår-2020")
    desk, page = signed_in(world.secretary), f"/registrations/{point.uid}/invite/"
    wrong = desk.post(page, {"receivers": "asa@example.se\nnej"})
    assert "”nej” är ingen e-postadress." in wrong.content.decode()
    desk.post(page, {"receivers": "Asa@example.se, bo@example.se\nasa@example.se", "text": "Hej **ni**"})
    world.go(at(1, 9, month=9))
    texts = [letter.get_body(("plain",)).get_content() for letter in postbox.to("asa@example.se")]
    assert len(texts) == len(postbox.to("bo@example.se")) == 1
    assert "Din kod när du anmäler dig: Vår-2020" in texts[0]
    from gorel.cases.models import Case

    assert not any("example.se" in case.kept.body for case in Case.objects.all())


def test_address_is_proved_by_a_button_before_the_seat_is_taken(world, client, postbox):
    point = world.seminar()
    set_up(point, wants_proof=True, capacity=1, has_waiting_list=False)
    send(client, f"/register/{point.uid}/")
    send(client, f"/register/{point.uid}/", email="bo@example.se")
    world.work()
    asa, bo = Registration.objects.order_by("pk")
    assert (asa.state, bo.state) == ("unproven", "unproven")
    page = f"/my/{bo.token}/confirm/"
    assert page in postbox.to("bo@example.se")[0].get_body(("plain",)).get_content()
    client.get(page)  # programs that look through mail follow links
    bo.refresh_from_db()
    assert bo.state == "unproven"
    client.post(page)
    bo.refresh_from_db()
    assert bo.state == "registered"
    late = client.post(f"/my/{asa.token}/confirm/")
    assert "Nu är det för sent" in late.content.decode()
    assert list(Registration.objects.values_list("email", flat=True)) == ["bo@example.se"]


def test_unproved_address_is_forgotten_after_two_days(world):
    point = world.seminar()
    set_up(point, wants_proof=True)
    world.sign_up(point)
    world.go(at(3, 9, month=9))
    assert not Registration.objects.exists()


def test_colleague_is_told_who_registered_and_a_protected_person_stands_in_no_list(world, client, postbox):
    point = world.seminar()
    send(client, f"/register/{point.uid}/", booked_by="Bo Ek", is_protected="true")
    world.work()
    assert "Bo Ek har anmält dig." in postbox.to("asa@example.se")[0].get_body(("plain",)).get_content()
    desk = signed_in(world.secretary)
    pages = ("", "attendance/", "export.csv")
    for page in pages:
        answer = desk.get(f"/registrations/{point.uid}/{page}")
        text = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
        assert "Öberg" not in text, page
        assert "asa@" not in text, page


def test_hour_of_the_last_day_closes_the_sign_up(world):
    from datetime import time

    point = world.seminar()
    set_up(point, last_time=time(12))
    world.go(at(16, 11, 59))
    world.sign_up(point)
    world.go(at(16, 12))
    assert isinstance(actions.register(point=point, name="Sen", email="sen@example.se", consent=True), actions.Refused)
    point.refresh_from_db()
    assert point.registration_state == "closed"


def test_too_many_sign_ups_from_one_place_are_asked_to_wait(world, settings):
    settings.SIGN_UPS_FROM_ONE_PLACE = 2
    point = world.seminar()
    answers = [
        send(Client(REMOTE_ADDR="203.0.113.7"), f"/register/{point.uid}/", email=f"p{n}@example.se").status_code
        for n in range(3)
    ]
    assert (answers, Registration.objects.count()) == ([302, 302, 429], 2)
    assert send(Client(REMOTE_ADDR="203.0.113.8"), f"/register/{point.uid}/", email="x@example.se").status_code == 302


def test_broken_rule_gives_a_plain_page_and_an_incident_and_loses_nobody(world, client):
    point = world.seminar()
    resource = DecisionRule.objects.get(key="sign-up").resource
    text = bytes(resource.content).decode()
    resource.content = text.replace('<text>"open"</text>', '<text>"öppet"</text>').encode()
    resource.digest = "broken"
    resource.save()
    from gorel.cases import programs

    programs.forget()
    rules.forget()
    try:
        answer = send(client, f"/register/{point.uid}/")
        assert answer.status_code == 302
        assert client.get(point.get_absolute_url()).status_code == 200
        assert signed_in(world.secretary).get(f"/registrations/{point.uid}/").status_code == 200
        registration = Registration.objects.get()
        assert (registration.state, Incident.objects.filter(state="open").count()) == ("received", 1)
        assert "Din anmälan är mottagen" in client.get(registration.get_absolute_url()).content.decode()
    finally:
        programs.forget()


def test_organiser_writes_to_those_registered_and_each_gets_a_letter(world, postbox):
    point = world.seminar()
    for name in ("Åsa Öberg", "Bo Ek"):
        world.sign_up(point, name)
    actions.withdraw(registration=world.sign_up(point, "Cia Ål"))
    page = f"/registrations/{point.uid}/message/"
    desk, words = (
        signed_in(world.secretary),
        {"audience": "", "subject": "Ta med pennor", "text": "Hej!\n\nVi **ritar**."},
    )
    read = desk.post(page, words).content.decode()
    assert ("Vi <strong>ritar</strong>." in read, "Skicka till 2 personer" in read) == (True, True)
    assert not point.mailings.exists(), "it is read before it is sent"
    assert "Det finns ingen att skicka till." in desk.post(page, words | {"audience": "waiting"}).content.decode()
    desk.post(page, words | {"send": "1"})
    world.go(at(1, 9, month=9))
    letters = [mail.to_name for mail in Mail.objects.filter(kind="announcement", state="sent").order_by("pk")]
    assert letters == ["Åsa Öberg", "Bo Ek"]
    (letter,) = [one for one in postbox.to("bo@example.se") if one["Subject"] == "Ta med pennor"]
    assert "<strong>ritar</strong>" in letter.get_body(("html",)).get_content()
    assert "Vi ritar." in letter.get_body(("plain",)).get_content()
    assert letter["Reply-To"] == "Sara Sekreterare <anmalan@kfi.example>"


def test_a_file_comes_with_a_registration_is_corrected_by_its_sender_read_by_the_secretary_and_goes_with_it(
    world, client
):
    point = world.seminar()
    question = {"type": "filepicker", "id": "q1", "key": "q1", "label": "Affisch", "properties": {"label.en": "Poster"}}
    set_up(point, questions=[question])
    pdf, png = (SimpleUploadedFile(name, content) for name, content in (("a.pdf", b"%PDF-1"), ("b.png", PNG)))
    page = f"/register/{point.uid}/"
    again = send(client, page, email="fel", **{"answers.q1": pdf}).content.decode()
    [token] = re.findall(r'type="hidden" name="answers.q1" value="([^"]+)"', again)
    send(client, page, **{"answers.q1": token})
    registration = Registration.objects.get()
    secretary, stranger = signed_in(world.secretary), signed_in(world.stranger)
    listed = secretary.get(f"/registrations/{point.uid}/").content.decode()
    [way] = re.findall(r'href="(/files/[^"]+)">a.pdf', listed)
    assert (secretary.get(way).content, stranger.get(way).status_code) == (b"%PDF-1", 404)
    mine = client.get(registration.get_absolute_url()).content.decode()
    [own] = re.findall(r'href="(/files/own/[^"]+)">a.pdf', mine)
    assert client.get(own).content == b"%PDF-1"
    client.post(registration.get_absolute_url(), {"name": "Åsa Öberg", "answers.q1": png})
    assert [kept.name_of(one) for one in File.objects.all()] == ["b.png"]
    assert privacy.extract("asa@example.se")["registrations"][0]["answers"]["Affisch"][0]["name"] == "b.png"
    privacy.erase_person("asa@example.se")
    assert not File.objects.exists()
