"""A person's own page, the organisation's own sign-in, groups, and what auditors read of all that."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
import requests
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gorel.accounts import auditing, organisation_views
from gorel.accounts.models import Group, Membership, Organisation, Passkey, Person, SignIn, Trace
from gorel.ground import machine
from gorel.ground.patience import TooLong

from .oidc_server import City, serving

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_limits_left_over() -> None:
    cache.clear()


@pytest.fixture
def town() -> Organisation:
    return Organisation.objects.create(name="Göteborgs Stad", slug="goteborg", kind="municipality")


@pytest.fixture
def julia(town: Organisation) -> Person:
    person = Person.objects.create_person(email="julia@goteborg.example", name="Julia Olander")
    Membership.objects.create(person=person, organisation=town, role="administrator")
    return person


def page(client: Client, name: str = "account") -> str:
    return client.get(reverse(name)).content.decode()


# --- Sessions ---------------------------------------------------------------------------------------------------------


def test_a_person_sees_where_they_are_signed_in_and_signs_out_there(julia: Person) -> None:
    here, there = Client(), Client(headers={"User-Agent": "Mozilla/5.0 (iPhone) Safari/600"})
    for client in (here, there):
        client.force_login(julia)
        page(client)
    assert "Safari, iPhone" in page(here)
    other = julia.visits.get(browser="Safari, iPhone")
    assert (
        "Du är utloggad där."
        in here.post(reverse("account-sessions"), {"visit": other.pk}, follow=True).content.decode()
    )
    assert (there.get(reverse("account")).status_code, here.get(reverse("account")).status_code) == (302, 200)


def test_nobody_ends_anothers_session(julia: Person) -> None:
    client, other = Client(), Client()
    client.force_login(julia)
    page(client)
    other.force_login(Person.objects.create_person(email="bo@x.example", name="Bo"))
    assert other.post(reverse("account-sessions"), {"visit": julia.visits.get().pk}).status_code == 404


def test_signing_out_everywhere_ends_this_session_too(julia: Person) -> None:
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(julia)
        page(client)
    clients[0].post(reverse("account-sessions"), {"everywhere": "1"})
    assert [client.get(reverse("account")).status_code for client in clients] == [302, 302]


# --- Passkeys ---------------------------------------------------------------------------------------------------------


def test_an_answer_that_nobody_asked_for_lets_nobody_in(client: Client, julia: Person) -> None:
    for body in ({"answer": {}}, {"answer": {"rawId": "AAAA", "response": {}}}, {"answer": "x"}):
        answer = client.post(reverse("passkey-sign-in"), body, content_type="application/json")
        assert (answer.status_code, "_auth_user_id" in client.session) == (403, False)
    assert list(SignIn.objects.values_list("kind", flat=True)) == ["passkey-no"] * 3


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_passkey_is_made_and_signs_in_without_a_code(
    open_page: Callable[..., Page], live_server: Any, julia: Person, settings: Any
) -> None:
    settings.ADDRESS = str(live_server)
    client = Client()
    client.force_login(julia)
    page = open_page()
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
              "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": device})
    page.context.add_cookies([
        {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": str(live_server)},
    ])  # fmt: skip
    page.goto(f"{live_server}{reverse('account')}")
    page.get_by_label("Vad du kallar enheten").fill("Min telefon")
    page.get_by_role("button", name="Lägg till en lösennyckel").click()
    page.get_by_role("heading", name="Min telefon").wait_for()
    page.locator(".site-header__who").click()
    page.get_by_role("button", name="Logga ut", exact=True).click()
    page.goto(f"{live_server}{reverse('sign-in')}?next=/account/")
    page.get_by_role("button", name="Logga in med lösennyckel").click()
    page.get_by_role("heading", name="Ditt konto").wait_for()
    assert list(SignIn.objects.filter(person=julia).order_by("pk").values_list("kind", flat=True)) == [
        "signed-out", "passkey",
    ]  # fmt: skip
    assert Passkey.objects.get().used_at is not None


# --- The organisation's own sign-in -----------------------------------------------------------------------------------


@pytest.fixture
def city(settings: Any) -> Iterator[City]:
    with serving(0) as city:
        settings.OIDC_ADDRESS, settings.OIDC_NAME = city.address, "Göteborgs inloggning"
        app = {"provider_id": "own", "name": "own", "client_id": "gorel", "secret": "s",
               "settings": {"server_url": city.address}}  # fmt: skip
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        yield city


def sign_in(client: Client, **said: Any) -> Any:
    """Press the button, sign in at the city, and come back."""
    begun = client.post(reverse("openid_connect_login", args=["own"]) + "?next=/account/")
    back = requests.get(begun.url, allow_redirects=False, timeout=5).headers["Location"]
    parts = urlsplit(back)
    return client.get(f"{parts.path}?{parts.query}")


def test_the_citys_own_sign_in_lets_a_known_person_in(client: Client, julia: Person, city: City) -> None:
    city.said = {"sub": "42", "email": "Julia@Goteborg.example", "email_verified": True, "name": "Julia"}
    assert "Logga in med Göteborgs inloggning" in page(client, "sign-in")
    assert sign_in(client).url == "/account/"
    assert client.session["_auth_user_id"] == str(julia.pk)
    assert list(SignIn.objects.values_list("kind", flat=True)) == ["oidc"]
    city.said["email"] = "ny@goteborg.example"  # the account's own id counts from now on
    again = Client()
    sign_in(again)
    assert again.session["_auth_user_id"] == str(julia.pk)


@pytest.mark.parametrize(
    "said", [{"email": "nobody@x.example", "email_verified": True}, {"email": "julia@goteborg.example"}, {}]
)
def test_whoever_is_not_known_or_not_verified_stays_outside(
    client: Client, julia: Person, city: City, said: dict[str, Any]
) -> None:
    city.said = {"sub": "43", **said}
    assert sign_in(client).url == reverse("socialaccount_login_error")
    assert "Du släpptes inte in" in client.get(reverse("socialaccount_login_error")).content.decode()
    assert ("_auth_user_id" in client.session, Person.objects.count()) == (False, 1)


def test_somebody_who_may_no_longer_sign_in_stays_outside(client: Client, julia: Person, city: City) -> None:
    city.said = {"sub": "42", "email": julia.email, "email_verified": True}
    sign_in(client)
    Person.objects.update(is_active=False)
    other = Client()
    assert sign_in(other).url == reverse("socialaccount_login_error")


# --- Groups, and the audit log ----------------------------------------------------------------------------------------


def test_an_administrator_founds_a_group_and_says_who_is_in_it(client: Client, julia: Person) -> None:
    client.force_login(julia)
    address = reverse("organisation-groups", args=["goteborg"])
    client.post(address, {"new": "1", "name": "Chefer"})
    client.post(address, {"new": "1", "name": "Editor"})
    assert list(Group.objects.order_by("pk").values_list("slug", flat=True)) == ["chefer", "editor-2"]
    stranger = Person.objects.create_person(email="bo@x.example", name="Bo")
    group = Group.objects.get(slug="chefer")
    client.post(address, {"group": group.pk, "shown": [julia.pk, stranger.pk], "member": [julia.pk, stranger.pk]})
    assert list(group.members.all()) == [julia]
    client.post(address, {"group": group.pk, "shown": [], "member": []})  # another page of the same people
    assert list(group.members.all()) == [julia]
    client.post(address, {"group": group.pk, "shown": [julia.pk]})
    assert list(group.members.all()) == []
    other = Organisation.objects.create(name="Sundsvall", slug="sundsvall")
    assert client.post(reverse("organisation-groups", args=[other.slug]), {"new": "1", "name": "x"}).status_code == 404


def test_a_long_audit_log_is_one_list_by_its_moments_and_says_that_there_is_more(
    client: Client, julia: Person, town: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = datetime(2026, 9, 1, tzinfo=UTC)
    for minute in range(0, 12, 3):
        SignIn.objects.create(person=julia, kind="signed-in", at=at + timedelta(minutes=minute))
        Trace.objects.create(organisation=town, kind="viewed", about="case 1", at=at + timedelta(minutes=minute + 1))
        Trace.objects.create(person=julia, kind="viewed", about="own", at=at + timedelta(minutes=minute + 2))
    client.force_login(julia)
    days = {"since": "2026-09-01", "before": "2026-09-01"}
    lines = client.get(reverse("audit"), days).context["lines"]
    assert [line.at for line in lines] == [at + timedelta(minutes=minute) for minute in range(11, -1, -1)]
    monkeypatch.setattr(auditing, "MOST", 5)
    text = client.get(reverse("audit"), days).content.decode()
    assert "Fler än 5 rader. Välj dagar för att hitta de äldre." in text


@pytest.mark.parametrize("few", [100, 0])
def test_an_audit_log_finds_what_few_did_years_ago_among_what_others_do_today(
    client: Client, julia: Person, town: Organisation, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(auditing, "FEW", few)
    bo, now = Person.objects.create_person(email="bo@x.example", name="Bo Ek"), machine.now()
    ages = [timedelta(hours=1), timedelta(days=3), timedelta(days=200), timedelta(days=3_000)]
    for age in ages:
        SignIn.objects.create(person=julia, kind="signed-in", at=now - age)
        SignIn.objects.bulk_create(SignIn(person=bo, kind="signed-in", at=now - age / 2) for _number in range(20))
    client.force_login(julia)
    answer = client.get(reverse("audit"), {"kind": "signed-in", "q": "julia"})
    assert [line.at for line in answer.context["lines"]] == [now - age for age in ages]
    assert (answer.context["count"], answer.context["looked_since"]) == (4, None)
    with CaptureQueriesContext(connection) as asked:
        list(auditing.find(julia, kind="signed-in")[:50])
    assert len(asked) <= 2 + len(auditing.STEPS) + 1 + 3


def test_an_audit_log_that_takes_too_long_says_how_far_back_it_looked(
    client: Client, julia: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    for hours in (1, 100):
        SignIn.objects.create(person=julia, kind="signed-in", at=machine.now() - timedelta(hours=hours))
    client.force_login(julia)
    count, looks = auditing._count, iter([True, False])

    def look(parts: Any) -> int:
        if not next(looks):
            raise TooLong
        return count(parts)

    monkeypatch.setattr(auditing, "_count", look)
    answer = client.get(reverse("audit"), {"kind": "signed-in"})
    assert (answer.context["count"], len(answer.context["lines"])) == (1, 1)
    assert "har letats igenom; välj dagar" in answer.content.decode()


def test_an_organisation_of_many_people_is_turned_over_and_searched(
    client: Client, julia: Person, town: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(organisation_views, "PER_PAGE", 3)
    for number in range(7):
        person = Person.objects.create_person(email=f"c{number}@x.example", name=f"Cirkus {number}")
        for role in ("handler", "owner"):
            Membership.objects.create(person=person, organisation=town, role=role)
    group = Group.objects.create(organisation=town, name="Chefer", slug="chefer")
    group.members.add(Person.objects.get(name="Cirkus 5"))
    client.force_login(julia)
    address = reverse("organisation", args=["goteborg"])

    def people(**asked: object) -> list[tuple[str, int]]:
        return [(person.name, len(roles)) for person, roles in client.get(address, asked).context["people"]]

    assert people() == [(f"Cirkus {number}", 2) for number in range(3)]
    asked = []
    for number in (2, 7):
        monkeypatch.setattr(organisation_views, "PER_PAGE", number)
        with CaptureQueriesContext(connection) as queries:
            people()
        asked.append(len(queries))
    assert asked[0] == asked[1]
    monkeypatch.setattr(organisation_views, "PER_PAGE", 3)
    assert people(page=3) == [("Cirkus 6", 2), ("Julia Olander", 1)]
    assert people(q="c4@x") == [("Cirkus 4", 2)]
    page_of_group = client.get(reverse("organisation-group", args=["goteborg", "chefer"]), {"page": 2})
    assert ([one.name for one in page_of_group.context["page"]], len(page_of_group.context["members"])) == (
        ["Cirkus 3", "Cirkus 4", "Cirkus 5"], 1,
    )  # fmt: skip


def test_auditors_read_what_happened_in_their_own_organisation_alone(
    client: Client, julia: Person, town: Organisation
) -> None:
    other = Organisation.objects.create(name="Sundsvall", slug="sundsvall")
    SignIn.objects.create(person=julia, kind="signed-in", address="10.0.0.1")
    Trace.objects.create(person=julia, organisation=town, kind="viewed", about="case 1 amount")
    Trace.objects.create(person=None, organisation=other, kind="viewed", about="case 2 secret")
    SignIn.objects.create(person=Person.objects.create_person(email="bo@x.example", name="Bo Ek"), kind="signed-in")
    client.force_login(julia)
    text = page(client, "audit")
    assert [part in text for part in ("case 1 amount", "Loggade in", "10.0.0.1", "case 2", "Bo Ek")] == [
        True, True, True, False, False,
    ]  # fmt: skip

    def found(**asked: str) -> int:
        return client.get(reverse("audit"), asked).context["count"]

    assert (found(kind="viewed"), found(q="julia"), found(q="bo"), found(before="2020-01-01")) == (1, 2, 0, 0)
    export = client.get(reverse("audit-export"), {"kind": "viewed"}).getvalue().decode()
    assert ("case 1 amount" in export, "case 2" in export) == (True, False)
    assert Trace.objects.filter(kind="exported").get().about == "audit kind=viewed"


@pytest.mark.parametrize(
    ("name", "called"),
    [("Julia Olander", "Julia"), ("Amina, sommarjobbare", "Amina"), ("Registrator på Kulturskolan", None)],
)
def test_somebody_is_called_by_the_first_name_and_an_office_by_all_of_its(name: str, called: str | None) -> None:
    assert Person(name=name).get_short_name() == (called or name)
