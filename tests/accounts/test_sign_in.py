"""Only known people get in, with a code from their mail; nobody learns who is known."""

from __future__ import annotations

import re
import threading

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from gorel.accounts.models import Membership, Organisation, Person, SignIn

pytestmark = [pytest.mark.db, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _no_limits_left_over() -> None:
    cache.clear()


@pytest.fixture
def julia() -> Person:
    return Person.objects.create_person(email="julia@goteborg.example", name="Julia Olander")


def _letters() -> list[mail.EmailMessage]:
    """Letters leave beside the request."""
    for thread in threading.enumerate():
        if thread.name == "letter beside":
            thread.join(5)
    return mail.outbox


def _code() -> str:
    return re.search(r"\d{6}", _letters()[-1].body)[0]


def _kinds(person: Person | None) -> list[str]:
    return list(SignIn.objects.filter(person=person).order_by("pk").values_list("kind", flat=True))


def test_code_from_the_letter_signs_in(client: Client, julia: Person) -> None:
    asked = client.post("/logga-in/?next=/styleguide/", {"email": "Julia@Goteborg.example", "next": "/inkorg/"})
    assert asked.url == "/logga-in/kod/?next=%2Finkorg%2F"
    (letter,) = _letters()
    code = _code()
    assert (letter.to, letter.subject) == (["julia@goteborg.example"], f"Din kod: {code}")
    done = client.post(asked.url, {"code": f"{code[:3]} {code[3:]}", "action": "verify", "next": "/inkorg/"})
    assert (done.status_code, done.url) == (302, "/inkorg/")
    assert client.session["_auth_user_id"] == str(julia.pk)
    assert _kinds(julia) == ["code-asked", "signed-in"]


def test_strangers_see_the_same_page_and_get_no_letter(client: Client, julia: Person) -> None:
    def pages(email: str) -> list[str]:
        other = Client()
        asked = other.post("/logga-in/", {"email": email})
        text = other.get(asked.url).content.decode()
        return [asked.url, re.sub(r'(value="[^"]{40,}"|' + re.escape(email) + ")", "", text)]

    assert pages("nobody@goteborg.example") == pages(julia.email)
    assert [letter.to for letter in _letters()] == [[julia.email]]
    assert (_kinds(None), _kinds(julia)) == (["code-asked"], ["code-asked"])


def test_somebody_who_may_not_sign_in_gets_no_letter(client: Client, julia: Person) -> None:
    julia.is_active = False
    julia.save()
    assert client.post("/logga-in/", {"email": julia.email}).url == "/logga-in/kod/"
    assert _letters() == []


def test_wrong_code_is_refused_and_recorded_and_five_end_the_attempt(client: Client, julia: Person) -> None:
    client.post("/logga-in/", {"email": julia.email})
    wrong = "000000" if _code() != "000000" else "000001"
    answers = [client.post("/logga-in/kod/", {"code": wrong, "action": "verify"}) for _time in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 302]
    assert "Det är inte koden i mejlet" in answers[0].content.decode()
    assert client.post("/logga-in/kod/", {"code": _code(), "action": "verify"}).url == "/logga-in/"
    assert "_auth_user_id" not in client.session
    assert _kinds(julia) == ["code-asked", *["refused"] * 5]


def test_code_of_one_browser_is_no_use_in_another(client: Client, julia: Person) -> None:
    client.post("/logga-in/", {"email": julia.email})
    thief = Client()
    assert thief.post("/logga-in/kod/", {"code": _code(), "action": "verify"}).url == "/logga-in/"


def test_sixth_question_about_one_address_within_ten_minutes_is_refused(julia: Person) -> None:
    answers = [Client().post("/logga-in/", {"email": julia.email}) for _time in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [200]
    assert "För många försök" in answers[5].content.decode()
    assert len(_letters()) == 5


def test_nobody_is_led_to_another_site(client: Client, julia: Person) -> None:
    client.post("/logga-in/", {"email": julia.email, "next": "https://evil.example/"})
    done = client.post("/logga-in/kod/", {"code": _code(), "action": "verify", "next": "https://evil.example/"})
    assert done.url == "/"


def test_staff_come_to_their_day(client: Client, julia: Person) -> None:
    city = Organisation.objects.create(name="Göteborgs Stad", slug="goteborg", kind="municipality")
    Membership.objects.create(person=julia, organisation=city, role="organiser")
    client.post("/logga-in/", {"email": julia.email})
    assert client.post("/logga-in/kod/", {"code": _code(), "action": "verify"}).url == "/desk/start/"


def test_signing_out_takes_a_post_and_ends_the_session(client: Client, julia: Person) -> None:
    client.force_login(julia)
    assert client.get("/logga-ut/").status_code == 405
    assert client.post("/logga-ut/").url == "/"
    assert "_auth_user_id" not in client.session
    assert _kinds(julia) == ["signed-out"]


def test_ending_sessions_signs_out_everywhere(client: Client, julia: Person) -> None:
    client.force_login(julia)
    assert "Logga ut" in client.get("/logga-in/prova/", follow=True).content.decode()
    julia.end_sessions()
    assert "Logga ut" not in client.get("/logga-in/prova/", follow=True).content.decode()


def test_one_press_sign_in_exists_in_a_demo_home_only(client: Client, julia: Person, settings: object) -> None:
    settings.DEMO = False
    assert client.post("/logga-in/prova/", {"person": julia.pk}).status_code == 404
    settings.DEMO = True
    assert "Julia Olander" in client.get("/logga-in/prova/").content.decode()
    assert len(client.get("/logga-in/prova/").context["people"]) == 1
    assert client.post("/logga-in/prova/", {"person": julia.pk, "next": "//evil.example"}).url == "/"
    assert client.session["_auth_user_id"] == str(julia.pk)
    assert _kinds(julia) == ["demo-signed-in"]


def test_changing_the_language_is_kept_for_letters(client: Client, julia: Person) -> None:
    client.force_login(julia)
    client.post("/sprak/", {"language": "en", "next": "/logga-in/"})
    julia.refresh_from_db()
    assert (julia.language, client.cookies["gorel-language"].value) == ("en", "en")
    assert 'lang="en"' in Client(headers={"cookie": "gorel-language=en"}).get("/logga-in/").content.decode()


def test_browser_speaks_the_persons_language_unless_told_otherwise(
    client: Client, julia: Person, settings: object
) -> None:
    settings.DEMO = True
    Person.objects.filter(pk=julia.pk).update(language="en")
    client.post("/logga-in/prova/", {"person": julia.pk})
    assert client.cookies["gorel-language"].value == "en"
    told = Client(headers={"cookie": "gorel-language=sv"})
    assert "gorel-language" not in told.post("/logga-in/prova/", {"person": julia.pk}).cookies
