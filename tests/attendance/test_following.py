"""Before, during and after: reminders, changes, the page to join by, who came, opinions, and the purge."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from importlib import resources

import pytest
from django.test import Client

from attendance.conftest import ACCESSIBLE, LINK, at
from gorel import ability as abilities
from gorel.attendance import actions, privacy, timetable
from gorel.attendance.models import Feedback, Registration, SignUp
from gorel.cases import deployment, travel
from gorel.cases.models import Case
from gorel.cases.worker import Worker
from gorel.ground import clock
from gorel.programme import actions as programme
from gorel.programme import recordings
from gorel.robots.mail.outbox import Mail

PICTURES = resources.files("gorel.attendance") / "processes"
pytestmark = [pytest.mark.db, pytest.mark.django_db]


def sent(registration) -> list[tuple[str, datetime]]:
    found = Mail.objects.filter(about=registration.uid, state="sent").order_by("sent_at", "pk")
    return [(mail.kind, mail.sent_at.astimezone(clock.ZONE)) for mail in found]


def kinds(registration) -> list[str]:
    return [kind for kind, _at in sent(registration)]


def remind(point, *steps: str) -> None:
    actions.set_up(point=point, by="görel", facts={}, opens_on=None, capacity=None, reminders=list(steps))


def test_reminders_that_the_owner_chose_come_at_their_times(world):
    point = world.seminar()
    registration = world.sign_up(point)
    remind(point, "remind-day", "remind-hour")
    world.go(at(23, 9))
    assert sent(registration)[1:] == [
        ("joining_link", at(21, 9)),
        ("reminder", at(22, 15)),
        ("reminder", at(23, 8)),
    ]


def test_who_registers_late_is_reminded_of_nothing_that_has_passed(world):
    point = world.seminar(registration_last_day_on=date(2020, 10, 22))
    remind(point, "remind-day")
    world.go(at(22, 16))
    registration = world.sign_up(point)
    world.go(at(23, 9))
    assert kinds(registration) == ["confirmation", "joining_link"]


@pytest.mark.slow
def test_reminder_that_is_drawn_into_the_picture_is_sent(world):
    text = (PICTURES / "registration.bpmn").read_text(encoding="utf-8")
    text = text.replace('name="gorel.time.at" value="15:00"', 'name="gorel.time.at" value="07:30"')
    deployment.deploy([("registration.bpmn", text.encode())])
    timetable.forget()
    assert timetable.steps()["remind-day"].at.isoformat() == "07:30:00"
    point = world.seminar()
    registration = world.sign_up(point)
    remind(point, "remind-day")
    world.go(at(23, 9))
    assert ("reminder", at(22, 7, 30)) in sent(registration)


def test_changed_link_is_mailed_again_and_the_same_one_is_not(world, postbox):
    point = world.seminar()
    registration = world.sign_up(point)
    world.go(at(21, 10))
    programme.change_point(point=point, by="görel", facts={"joining_link": LINK})
    programme.change_point(point=point, by="görel", facts={"joining_link": "https://zoom.example/j/ny"})
    world.work()
    assert kinds(registration) == ["confirmation", "joining_link", "joining_link"]
    text = postbox.to("asa@example.se")[2].get_body(("plain",)).get_content()
    assert "https://zoom.example/j/ny" in text
    assert "Länken har ändrats." in text


@pytest.mark.slow
def test_several_changes_within_five_minutes_are_one_letter_and_none_when_undone(world):
    point = world.seminar()
    registration = world.sign_up(point)
    for hour in (10, 13):
        programme.change_point(
            point=point, by="görel", facts={"starts_at": at(23, hour), "ends_at": at(23, hour + 2), "place": "Sal 2"}
        )
    world.go(at(1, 9, month=9))
    assert kinds(registration) == ["confirmation", "changed"]
    programme.change_point(point=point, by="görel", facts={"place": "Sal 3"})
    programme.change_point(point=point, by="görel", facts={"place": "Sal 2"})
    world.go(at(1, 10, month=9))
    assert kinds(registration) == ["confirmation", "changed"]


@pytest.mark.slow
def test_change_and_cancellation_reach_everybody_some_at_a_time(world):
    picture = PICTURES / "seminar.bpmn"
    few = picture.read_text(encoding="utf-8").replace("source='=100' target=\"most\"", "source='=3' target=\"most\"")
    deployment.deploy([("seminar.bpmn", few.encode())])
    point = world.seminar()
    people = [world.sign_up(point, f"P{number} Ek") for number in range(7)]
    programme.change_point(point=point, by="görel", facts={"place": "Sal 2"})
    point.refresh_from_db()
    assert Registration.objects.filter(told_version=point.version).count() == 3  # the others a second later each
    world.go(at(1, 9, month=9))
    assert kinds(people[0]) == kinds(people[-1]) == ["confirmation", "changed"]
    programme.cancel_point(point=point, by="görel")
    assert point.registrations.filter(state="called-off").count() == 3
    world.go(at(1, 10, month=9))
    assert set(point.registrations.values_list("state", flat=True)) == {"called-off"}
    assert Mail.objects.filter(kind="called_off", state="sent").count() == 7


def test_page_to_join_by_opens_at_its_time_and_needs_no_script(world, client):
    registration = world.sign_up(world.seminar())
    page = f"/my/{registration.token}/now/"
    assert "Snart kan du ansluta" in client.get(page).content.decode()
    world.go(at(23, 8, 45))
    text = client.get(page).content.decode()
    assert "Du kan ansluta nu" in text
    assert f'href="{LINK}"' in text
    assert 'http-equiv="refresh"' not in text  # nobody's reading is interrupted: script asks, and is told what is new
    assert [client.get(page, {"seen": seen}).status_code for seen in ("soon", "open")] == [200, 204]
    world.go(at(23, 11))
    held = client.get(page).content.decode()
    assert ("Tillfället har varit" in held, "skickas med e-post" in held, "Sista anmälningsdag" in held) == (
        True, False, False,
    )  # fmt: skip


@pytest.mark.slow
def test_who_came_is_marked_and_what_they_thought_is_kept_without_a_name(world, client):
    point = world.seminar()
    people = [world.sign_up(point, name) for name in ("Åsa Öberg", "Bo Ek")]
    world.go(at(24, 10))
    desk = Client()
    desk.force_login(world.secretary)
    keys = [one.pk for one in people]
    desk.post(f"/registrations/{point.uid}/attendance/", {"of": keys, "here": keys[:1]})
    assert list(Registration.objects.order_by("pk").values_list("has_attended", flat=True)) == [True, False]

    page = f"/my/{people[0].token}/opinion/"
    assert client.post(page, {"score": "9"}).status_code == 422
    assert "Hur bra var det för dig? Välj ett av svaren." in client.post(page, {}).content.decode()
    client.post(page, {"score": "5", "good": "Bra frågor", "better": ""})
    client.post(page, {"score": "1"})
    assert list(Feedback.objects.values_list("score", "good")) == [(5, "Bra frågor")]
    assert {field.name for field in Feedback._meta.get_fields()} == {"id", "point", "at", "score", "good", "better"}
    told = desk.get(f"/registrations/{point.uid}/opinions/").content.decode()
    assert "Bra frågor" in told
    assert "<svg" in told
    numbers = desk.get("/registrations/numbers/").content.decode()
    assert 'data-label="Anmälda">2<' in numbers
    assert 'data-label="Kom">1<' in numbers


def test_recording_that_comes_after_the_thank_you_is_mailed_to_everybody(world):
    point = world.seminar()
    registration = world.sign_up(point)
    world.go(at(26))
    recordings.save(point=point, by="görel", url="https://play.example/film", facts=ACCESSIBLE)
    world.work()
    assert Mail.objects.filter(kind="recording", state="sent").count() == 1
    assert kinds(registration) == ["confirmation", "joining_link", "thanks"]


@pytest.mark.slow
def test_needs_leave_after_two_weeks_and_people_after_a_year_and_numbers_stay(world):
    point = world.seminar()
    actions.set_up(point=point, by="görel", facts={}, opens_on=None, capacity=None, asks_access=True)
    registration = world.sign_up(point, access="Tolk")
    actions.withdraw(registration=world.sign_up(point, "Bo Ek"))
    world.go(at(6, 2, month=11))
    registration.refresh_from_db()
    assert registration.access == "Tolk"
    world.go(at(6, 4, month=11))
    registration.refresh_from_db()
    assert (registration.access, registration.name) == ("", "Åsa Öberg")

    world.go(datetime(2021, 10, 23, 4, tzinfo=clock.ZONE))
    assert not Registration.objects.exists()
    assert {mail.subject for mail in Mail.objects.filter(kind="confirmation")} == {"Raderat mejl"}
    sign_up = SignUp.objects.get()
    assert (sign_up.registered_count, sign_up.withdrawn_count) == (1, 1)
    assert set(Case.objects.values_list("state", flat=True)) == {"completed"}
    desk = Client()
    desk.force_login(world.secretary)
    assert 'data-label="Anmälda">1<' in desk.get("/registrations/numbers/").content.decode()


@pytest.mark.slow
def test_person_sees_takes_along_and_erases_what_is_kept_and_nobody_else_learns_of_it(world, client, postbox):
    point = world.seminar()
    actions.set_up(point=point, by="görel", facts={}, opens_on=None, capacity=1)
    registration, other = world.sign_up(point, "Åsa Öberg"), world.sign_up(point, "Bo Ek")
    world.work()
    before = len(postbox.letters)
    answers = {client.post("/your-data/", {"email": address}).content for address in ("asa@example.se", "nej@x.se")}
    world.work()
    assert (len({_without_token(answer) for answer in answers}), len(postbox.letters)) == (1, before + 1)
    link = privacy.link_of(registration)
    assert f"/your-data/{link.rpartition(':')[0].rpartition(':')[0]}" in postbox.letters[-1].get_body(
        ("plain",)
    ).get_content().replace("=\n", "")
    page = f"/your-data/{link}/"
    shown = client.get(page).content.decode()
    assert ("Åsa Öberg" in shown, "lördag 23 oktober 2021" in shown) == (True, True), "a year after the event"
    assert client.get(f"{page}registrations.json").json()["registrations"][0]["consent"]["version"] == "2"
    assert client.get("/your-data/forged:x:y/").status_code == 404
    assert client.post(page).status_code == 422
    client.post(page, {"sure": "yes"})
    world.work()
    assert list(Registration.objects.values_list("email", "state")) == [("bo@example.se", "offered")]
    assert {mail.to_address for mail in Mail.objects.filter(about=registration.uid)} == {""}
    assert client.get(page).status_code == 404
    assert other.pk


def _without_token(page: bytes) -> bytes:
    import re

    return re.sub(rb'(csrfmiddlewaretoken" value|nonce)="[^"]*"', b"", page)


@pytest.mark.slow
def test_point_over_midnight_and_over_the_night_without_summer_time_keeps_its_hours(world, postbox):
    point = world.seminar(
        starts_at=at(24, 23), ends_at=at(25, 4), link_at=None, registration_last_day_on=date(2020, 10, 24)
    )
    registration = world.sign_up(point)
    remind(point, "remind-day", "remind-hour")
    world.go(at(27))
    assert (point.ends_at - point.starts_at) == timedelta(hours=6)  # by real hours: the clock was put back that night
    assert sent(registration)[1:] == [
        ("joining_link", at(23, 9)),
        ("reminder", at(23, 15)),
        ("reminder", at(24, 22)),
        ("thanks", at(26, 9)),
    ]


def test_who_signs_up_while_links_go_out_is_answered_first(world, postbox):
    """A mailing to many waits for the answer to one who has just pressed a button, not the other way round."""
    point = world.seminar(registration_last_day_on=date(2020, 10, 22))
    for name in ("Ada Ek", "Bo Ek", "Cia Ek"):
        world.sign_up(point, name)
    world.go(at(16))
    without_letters = Worker(types=frozenset(abilities.known()) - {"mail.send"})
    travel.to(at(21, 9), worker=without_letters)  # three links are due, and none has gone
    before = len(postbox.letters)
    world.sign_up(point, "Dan Ek")
    world.work()
    subjects = [str(letter["Subject"]).split(":")[0] for letter in postbox.letters[before:]]
    assert subjects[0] == "Du är anmäld"
    assert subjects.count("Din länk") == 4
