"""Every kind of letter, in both languages and both forms; an organisation's own words in it; and once more."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from django.test import Client

from attendance.conftest import LINK, at
from gorel.attendance import actions, letters, mailings
from gorel.attendance.models import Registration
from gorel.ground import clock, once
from gorel.programme.models import Point, Week
from gorel.robots.mail.letters import find
from gorel.robots.mail.outbox import Mail
from gorel.robots.mail.rendering import render

pytestmark = [pytest.mark.db, pytest.mark.django_db]
# Where somebody wants to look at them: LETTERS=/tmp/letters pytest tests/attendance/test_letters.py
FOLDER = os.environ.get("LETTERS")


def about(kind: str, registration: Registration) -> str:
    """Return what a letter of *kind* is about, with the registration in a state in which it is sent."""
    point = registration.point
    if kind in ("announcement", "recording", "invitation"):
        mailing = mailings.Mailing.objects.create(
            point=point, kind=kind, subject="Ta med pennor", text="Vi **ritar** tillsammans.", by="görel",
            receivers=["asa@example.se"],
        )  # fmt: skip
        return f"{mailing.uid}:{0 if kind == 'invitation' else registration.pk}"
    fields: dict[str, object] = {"state": "registered"}
    if kind == "offer":
        fields = {"state": "offered", "offered_until": at(2)}
    if kind == "changed":
        fields["told_before"] = registration.told | {"place": "Sal 1", "starts_at": at(22).isoformat()}
    Registration.objects.filter(pk=registration.pk).update(**fields)
    return str(registration.uid)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_letter_says_the_same_in_text_and_html_and_speaks_one_language(world, language):
    point = world.seminar(title_en="The municipality as an innovator")
    registration = world.sign_up(point, language=language, guests=["Bo Ek"], booked_by="Cia Ål")
    Point.objects.filter(pk=point.pk).update(
        recording_url="https://play.example/film", recording_published_at=clock.now(), place="Sal 2"
    )
    for compose in letters.TITLES:
        kind = compose.__name__
        rendered = render(find(kind).compose(about(kind, registration)))
        if FOLDER:
            Path(FOLDER).mkdir(parents=True, exist_ok=True)
            (Path(FOLDER) / f"{kind}-{language}.html").write_text(rendered.html, encoding="utf-8")
            (Path(FOLDER) / f"{kind}-{language}.txt").write_text(rendered.text, encoding="utf-8")
        title = "The municipality as an innovator" if language == "en" else "Kommunen som innovationsaktör"
        assert title in rendered.text + rendered.html or kind in ("your_data", "invitation"), kind
        assert "{{" not in rendered.text + rendered.html, kind
        assert (LINK in rendered.text) == (LINK in rendered.html) == (kind == "joining_link"), kind
        for address in {word for word in rendered.text.split() if word.startswith("http")}:
            assert address in rendered.html, (kind, address)
        if language == "en" and kind != "invitation":  # who is invited has told no language yet
            assert "anmäl" not in rendered.text.lower().replace("anmalan@", ""), kind


HOSTILE = 'Åsa & <b>"Öberg"</b> {{ x }} %s \''


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_letter_to_many_says_to_each_what_it_would_say_if_it_were_written_for_them_alone(world, language):
    point = world.seminar(title_en="The municipality as an innovator")
    people = [world.sign_up(point, name, language=language) for name in ("Bo Ek", HOSTILE)]
    Registration.objects.filter(pk=people[1].pk).update(booked_by=HOSTILE, organisation=HOSTILE)
    for compose in letters.TITLES:
        kind = compose.__name__
        for person in people:
            letter = find(kind).compose(about(kind, person))
            merged, alone = render(letter), render(replace(letter, own=()))
            assert (merged.subject, merged.text) == (alone.subject, alone.text), kind
            assert unescape(merged.html) == unescape(alone.html), kind
            assert "<b>" not in merged.html, kind


def test_many_letters_in_a_row_each_carry_their_receivers_own_link_and_calendar_entry(world, postbox):
    point = world.seminar()
    people = [world.sign_up(point, f"P{number} Ek") for number in range(5)]
    with once.kept():
        composed = [letters.confirmation(str(person.uid)) for person in people]
    for person, letter in zip(people, composed, strict=True):
        text = render(letter).text
        assert f"Hej {person.name}!" in text
        assert [one.token in text for one in people] == [one is person for one in people]
        assert str(person.uid).encode() in letter.attachments[0].data.replace(b"\r\n ", b"")


def test_own_words_stand_in_the_letter_and_are_shown_with_a_real_one(world, postbox):
    point = world.seminar()
    registration = world.sign_up(point)
    world.work()
    desk = Client()
    desk.force_login(world.secretary)
    page = "/registrations/letters/kfi/confirmation/sv/"
    words = {
        "subject": "Välkommen till {title}",
        "opening": "Vi ses, {name}! <script>x</script>",
        "ending": "*Fika* efteråt.",
    }
    shown = desk.post(page, words, follow=True).content.decode()
    assert "Välkommen till Kommunen som innovationsaktör" in shown
    assert registration.token not in shown + desk.get(f"{page}preview/").content.decode()
    stranger = Client()
    stranger.force_login(world.stranger)
    assert stranger.get(page).status_code == 404

    world.sign_up(point, "Bo Ek")
    world.work()
    (letter,) = postbox.to("bo@example.se")
    assert letter["Subject"] == "Välkommen till Kommunen som innovationsaktör"
    text, html = (letter.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert "Vi ses, Bo Ek!" in text
    assert "/my/" in text
    assert "<em>Fika</em> efteråt." in html
    assert "<script" not in html


def test_letters_of_a_registration_belong_together_and_one_is_sent_again_on_demand(world, postbox):
    point = world.seminar()
    registration = world.sign_up(point)
    other = world.sign_up(point, "Bo Ek")
    world.work()
    mail = Mail.objects.get(kind="confirmation", about=registration.uid)
    desk = Client()
    desk.force_login(world.secretary)
    desk.post(f"/desk/outbox/{mail.uid}/again/")
    stranger = Client()
    stranger.force_login(world.stranger)
    assert stranger.post(f"/desk/outbox/{mail.uid}/again/").status_code == 404
    mailings.order(point=point, kind=mailings.ANNOUNCEMENT, by="görel", subject="Hej", text="Hej")
    world.go(at(1, 9, month=9))
    first, again, announced = postbox.to("asa@example.se")
    assert first["Message-ID"] != again["Message-ID"]
    assert first["References"] == again["References"] == announced["References"]
    assert first["References"] != postbox.to("bo@example.se")[0]["References"]
    assert first["List-Unsubscribe"] is None
    assert announced["List-Unsubscribe"].strip() == f"<http://127.0.0.1:8000/my/{registration.token}/withdraw/>"
    assert other.pk


@pytest.mark.slow
def test_several_points_of_a_week_are_registered_for_in_one_go(world, client, monkeypatch):
    import re

    from gorel.attendance import sign_up_form

    monkeypatch.setattr(sign_up_form, "SHORTEST_SECONDS", -1)
    week = Week.objects.create(
        slug="v43", title_sv="Vecka 43", starts_on=at(19).date(), ends_on=at(23).date(), owner=world.kfi,
        published_on=at(1, month=9).date(),
    )  # fmt: skip
    points = [world.seminar(title_sv=f"Punkt {n}", ends_at=at(23, 11) + timedelta(hours=n)) for n in range(4)]
    Point.objects.filter(pk__in=[point.pk for point in points]).update(week=week)
    actions.set_up(point=points[3], by="görel", facts={}, opens_on=None, capacity=None, code="hemlig")
    page = client.get("/register/week/v43/").content.decode()
    assert re.findall(r"Punkt \d", page) == ["Punkt 0", "Punkt 1", "Punkt 2"]  # one needs a code: it has its own form
    shown = re.search(r'name="shown" value="([^"]+)"', page)[1]
    person = {"name": "Åsa Öberg", "email": "asa@example.se", "consent": "true", "shown": shown}
    assert client.post("/register/week/v43/", person).status_code == 422
    chosen = [str(points[0].uid), str(points[2].uid), str(points[3].uid)]
    answer = client.post("/register/week/v43/", person | {"point": chosen})
    assert answer["Location"] == "/register/week/v43/received/"
    registered = Registration.objects.order_by("pk").values_list("point__title_sv", "state")
    assert list(registered) == [("Punkt 0", "registered"), ("Punkt 2", "registered")]
    world.work()
    assert Mail.objects.filter(kind="confirmation", state="sent").count() == 2
