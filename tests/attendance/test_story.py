"""The seminar from publishing to thank-you, with a real SMTP server: who gets what, when, and who does not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from icalendar import Calendar

from attendance.conftest import ACCESSIBLE, LINK, at
from gorel.attendance import actions
from gorel.attendance.models import Correction, Refusal, Registration, SignUp
from gorel.cases.models import Case, Incident, Task
from gorel.ground import clock
from gorel.programme import actions as programme
from gorel.programme import recordings
from gorel.robots.mail.outbox import Mail

pytestmark = [pytest.mark.db, pytest.mark.django_db]


def kinds(address: str) -> list[str]:
    return list(Mail.objects.to(address).order_by("pk").values_list("kind", flat=True))


def calendar_of(letter):
    (attached,) = [part for part in letter.iter_attachments() if part.get_content_type() == "text/calendar"]
    (event,) = Calendar.from_ical(attached.get_payload(decode=True)).walk("VEVENT")
    return event


def test_confirmation_comes_at_once_with_a_calendar_file_that_lacks_the_link(world, postbox):
    point = world.seminar()
    registration = world.sign_up(point)
    assert registration.state == "registered"  # the picture admitted before the click was answered
    world.work()

    (letter,) = postbox.to("asa@example.se")
    assert letter["Subject"] == "Du är anmäld: Kommunen som innovationsaktör"
    assert LINK not in letter.as_string()
    assert letter.get_body(("plain",)).get_content().count(registration.token) == 1
    event = calendar_of(letter)
    assert (event["SEQUENCE"], event["STATUS"], event.decoded("DTSTART"), event.decoded("DTEND")) == (
        0,
        "CONFIRMED",
        at(23, 9),
        at(23, 11),
    )
    assert event["DTSTART"].params["TZID"] == "Europe/Stockholm"


@pytest.mark.slow
def test_link_goes_at_its_time_once_to_everyone_registered_and_not_withdrawn(world, postbox):
    point = world.seminar()
    people = [world.sign_up(point, f"Person{n} Ek") for n in range(6)]
    world.go(at(10))
    actions.withdraw(registration=people[0])
    actions.correct(registration=people[1], name="Rätt Namn", organisation="Staden")
    world.go(at(20, 23, 59))
    assert not Mail.objects.filter(kind="joining_link").exists()

    world.go(at(21, 9))
    links = sorted(Mail.objects.filter(kind="joining_link"), key=lambda mail: mail.to_address)
    assert [(mail.to_address, mail.sent_at.astimezone(clock.ZONE)) for mail in links] == [
        (f"person{n}@example.se", at(21, 9)) for n in range(1, 6)
    ]
    assert {mail.to_name for mail in links} == {"Rätt Namn", *(f"Person{n} Ek" for n in range(2, 6))}
    assert kinds("person0@example.se") == ["confirmation", "withdrawn"]
    assert kinds("person1@example.se") == ["confirmation", "corrected", "joining_link"]

    letter = postbox.to("person2@example.se")[1]
    event = calendar_of(letter)
    assert (event["SEQUENCE"], event["URL"]) == (1, LINK)
    assert event["UID"] == calendar_of(postbox.to("person2@example.se")[0])["UID"]
    world.go(at(23, 12))
    assert Mail.objects.filter(kind="joining_link").count() == 5


def test_thanks_go_out_the_day_after_with_the_recording_when_there_is_one(world, postbox, client):
    point = world.seminar()
    world.sign_up(point)
    world.go(at(23, 12))
    recordings.save(point=point, by="görel", url="https://play.example/film", facts=ACCESSIBLE)
    world.go(at(24, 8, 59))
    assert "thanks" not in kinds("asa@example.se")
    world.go(at(24, 9))
    assert kinds("asa@example.se") == ["confirmation", "joining_link", "thanks"]
    assert f"/watch/{point.uid}/" in postbox.to("asa@example.se")[2].get_body(("plain",)).get_content()
    answer = client.get(f"/watch/{point.uid}/")
    assert (answer.status_code, answer["Location"]) == (302, "https://play.example/film")
    assert SignUp.objects.get(point=point).viewed_count == 1
    assert set(Case.objects.filter(process__key__in=["registration", "seminar"]).values_list("state", flat=True)) == {
        "completed"
    }


def test_last_day_counts_until_midnight_in_sweden(world):
    point = world.seminar()
    world.go(at(16, 23, 59))
    world.sign_up(point, "Sista Stund")
    world.go(at(17, 0))
    late = actions.register(point=point, name="För Sen", email="sen@example.se", consent=True)
    assert isinstance(late, actions.Refused)
    assert late.answer.reason("sv") == "Sista anmälningsdagen har passerat."
    assert [(refusal.reason, refusal.at) for refusal in Refusal.objects.all()] == [("closed", at(17, 0))]
    assert list(Registration.objects.values_list("email", flat=True)) == ["sista@example.se"]
    assert not Mail.objects.to("sen@example.se").exists()


def test_point_says_when_its_sign_up_is_open_and_closed(world):
    point = world.seminar()
    assert (point.registration_state, point.registration_url) == ("open", f"/register/{point.uid}/")
    world.go(at(17, 0))
    point.refresh_from_db()
    assert point.registration_state == "closed"
    assert SignUp.objects.get(point=point).closed_at == at(17, 0)


def test_moved_last_day_opens_a_closed_sign_up_again_and_closes_it_then(world):
    point = world.seminar(link_at=at(22, 9))
    world.go(at(18))
    programme.change_point(point=point, by="görel", facts={"registration_last_day_on": date(2020, 10, 20)})
    point.refresh_from_db()
    assert point.registration_state == "open"
    world.sign_up(point)
    world.go(at(21, 0))
    point.refresh_from_db()
    assert point.registration_state == "closed"


def test_who_registers_after_the_link_went_out_gets_it_at_once(world, postbox):
    point = world.seminar(registration_last_day_on=date(2020, 10, 22))
    world.go(at(22, 10))
    world.sign_up(point)
    world.work()
    assert kinds("asa@example.se") == ["confirmation", "joining_link"]


def test_signing_up_twice_answers_the_same_and_mails_the_way_to_the_first(world, postbox):
    point = world.seminar()
    first = world.sign_up(point, "Åsa Öberg", email="Asa@Example.se ")
    world.work()
    again = actions.register(point=point, name="Någon Annan", email="asa@example.se", consent=True)
    actions.register(point=point, name="Någon Annan", email="asa@example.se", consent=True)
    world.work()
    assert isinstance(again, actions.Known)
    first.refresh_from_db()
    assert (first.name, kinds("asa@example.se")) == ("Åsa Öberg", ["confirmation", "already_registered"])
    assert first.token in postbox.to("asa@example.se")[1].get_body(("plain",)).get_content()


def test_withdrawn_may_register_again(world):
    point = world.seminar()
    actions.withdraw(registration=world.sign_up(point))
    world.sign_up(point)
    world.go(at(21, 9))
    assert kinds("asa@example.se").count("joining_link") == 1


def test_withdrawn_registration_cannot_be_withdrawn_or_corrected(world):
    registration = actions.withdraw(registration=world.sign_up(world.seminar()))
    assert registration.state == "withdrawn"
    with pytest.raises(actions.NotPossible):
        actions.withdraw(registration=registration)
    with pytest.raises(actions.NotPossible):
        actions.correct(registration=registration, name="Ny", organisation="")
    assert not Correction.objects.exists()


def test_last_seat_is_given_once_and_is_free_again_after_a_withdrawal(world):
    point = world.seminar()
    actions.set_up(point=point, by="görel", facts={}, opens_on=None, capacity=1, has_waiting_list=False)
    first = world.sign_up(point, "Ett Ek")
    point.refresh_from_db()
    assert point.registration_state == "full"
    full = actions.register(point=point, name="Två Ek", email="tva@example.se", consent=True)
    assert isinstance(full, actions.Refused)
    actions.withdraw(registration=first)
    world.sign_up(point, "Två Ek", email="tva@example.se")


def test_missing_link_becomes_the_secretarys_task_and_nobody_is_forgotten(world):
    point = world.seminar(joining_link="")
    world.sign_up(point)
    world.go(at(19, 9))
    task = Task.objects.get(state="open", element="put-link")
    assert [one.name for one in task.candidates.all()] == [f"secretary@{world.kfi.uid}"]
    assert task.due_at == at(21, 9)

    world.go(at(21, 15))
    assert kinds("asa@example.se") == ["confirmation"]
    from gorel.cases import runtime

    runtime.complete(task, variables={"joining_link": LINK}, by=world.secretary.actor)
    world.work()
    point.refresh_from_db()
    assert (point.joining_link, kinds("asa@example.se")) == (LINK, ["confirmation", "joining_link"])
    case = Case.objects.get(process__key="seminar")
    assert LINK not in case.kept.body
    assert case.organisation == world.kfi  # so its secretary may look into it


def test_link_put_in_on_the_page_ends_the_task(world):
    point = world.seminar(joining_link="")
    world.sign_up(point)
    world.go(at(20, 9))
    actions.set_up(point=point, by=world.secretary.actor, facts={"joining_link": LINK}, opens_on=None, capacity=None)
    assert not Task.objects.filter(state="open").exists()
    world.go(at(21, 9))
    assert kinds("asa@example.se") == ["confirmation", "joining_link"]


@pytest.mark.slow
def test_moved_seminar_moves_link_and_thanks(world, postbox):
    point = world.seminar()
    world.sign_up(point)
    world.go(at(20, 9))
    later = timedelta(days=7)
    programme.change_point(
        point=point,
        by="görel",
        facts={"starts_at": at(23, 9) + later, "ends_at": at(23, 11) + later, "link_at": at(28, 9)},
    )
    world.go(at(27, 9))
    assert kinds("asa@example.se") == ["confirmation", "changed"]
    told = postbox.to("asa@example.se")[1]
    assert (calendar_of(told)["SEQUENCE"], calendar_of(told).decoded("DTSTART")) == (1, at(30, 9))
    words = told.get_body(("plain",)).get_content()
    assert "fredag 30 oktober 2020 kl.\u00a009.00" in words
    assert "tidigare: fredag 23 oktober 2020" in words
    world.go(at(31, 10))
    sent = dict(Mail.objects.to("asa@example.se").values_list("kind", "sent_at"))
    assert (sent["joining_link"], sent["thanks"]) == (at(28, 9), at(31, 9))


def test_point_without_sign_up_waits_until_it_is_over_and_costs_nothing(world):
    point = world.seminar(registration_last_day_on=None)
    assert (point.registration_state, point.registration_url, SignUp.objects.count()) == ("", "", 0)
    answer = actions.register(point=point, name="Åsa Öberg", email="asa@example.se", consent=True)
    assert answer.answer.standing == "none"
    world.go(at(23, 12))
    assert Case.objects.get(process__key="seminar").state == "completed"


def test_last_day_that_is_set_late_opens_the_sign_up(world):
    point = world.seminar(registration_last_day_on=None)
    programme.change_point(point=point, by="görel", facts={"registration_last_day_on": date(2020, 10, 16)})
    point.refresh_from_db()
    assert point.registration_state == "open"
    world.sign_up(point)
    world.go(at(24, 10))
    assert kinds("asa@example.se") == ["confirmation", "joining_link", "thanks"]
    assert SignUp.objects.get().registered_count == 1


def test_physical_event_sends_no_link(world):
    point = world.seminar(format="physical", place="Rosenlundsgatan 4", platform="", joining_link="")
    world.sign_up(point)
    world.go(at(24, 10))
    assert kinds("asa@example.se") == ["confirmation", "thanks"]
    assert not Task.objects.filter(element="put-link").exists()
    waiting = Case.objects.filter(state="running").exclude(process__key="point")
    assert list(waiting.values_list("process__key", flat=True)) == ["afterwards"]


def test_cancelled_seminar_is_called_off_for_everyone(world):
    point = world.seminar()
    registration = world.sign_up(point)
    world.work()
    programme.cancel_point(point=point, by="görel")
    world.go(at(30))
    registration.refresh_from_db()
    assert (registration.state, kinds("asa@example.se")) == ("called-off", ["confirmation", "called_off"])


def test_cases_hold_no_name_address_or_link(world):
    point = world.seminar()
    registration = world.sign_up(point)
    actions.correct(registration=registration, name="Rätt Namn", organisation="Hemlig Förvaltning")
    world.go(at(22))
    for case in Case.objects.all():
        said = case.kept.body + "".join(line.detail for line in case.log.all())
        for secret in ("Åsa", "Rätt", "Hemlig", "asa@example", registration.token, LINK):
            assert secret not in said, (case.process.key, secret)


def test_smtp_trouble_is_tried_again_and_a_final_no_is_an_incident_without_address(world, postbox):
    point = world.seminar()
    postbox.answers["asa@example.se"] = ["451 later"]
    postbox.answers["bo@example.se"] = ["550 <bo@example.se> unknown"]
    world.sign_up(point, "Åsa Öberg")
    world.sign_up(point, "Bo Ek")
    world.go(at(2, month=9))
    assert kinds("asa@example.se") == ["confirmation"]
    assert len(postbox.to("asa@example.se")) == 1
    incident = Incident.objects.get(state="open")
    assert "bo@" not in incident.problem
    assert Mail.objects.to("bo@example.se").get().state == "refused"
