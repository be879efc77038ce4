"""Every page has the same frame: what a person may see, one language, one moment, closed doors, plain errors."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path, reverse
from django.utils import translation

from gorel.accounts.models import Membership, Organisation, Person
from gorel.accounts.rights import needs
from gorel.ground import clock, page, policy
from gorel.ground.logs import Addresses
from gorel.site.urls import handler400, handler500  # noqa: F401  (Django finds them here)
from gorel.site.urls import urlpatterns as real

pytestmark = [pytest.mark.db, pytest.mark.django_db]


def _moments(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{clock.now().isoformat()} {clock.now().isoformat()} {translation.get_language()}")


@needs("editor", "secretary")
def _for_editors(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("welcome")


def _breaks(_request: HttpRequest, token: str) -> HttpResponse:
    raise RuntimeError("broken on purpose")


def _is_gone(_request: HttpRequest) -> HttpResponse:
    raise Http404


@policy.is_letter
def _letter(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("<style>p{}</style>")


@policy.edits_diagrams
def _picture(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("picture")


urlpatterns = [
    path("test/moments/", _moments), path("test/editors/", _for_editors, name="test-editors"),
    path("test/breaks/<token>/", _breaks), path("test/letter/", _letter), path("test/picture/", _picture),
    *real,
]  # fmt: skip


@pytest.fixture(autouse=True)
def _addresses(settings: object) -> None:
    settings.ROOT_URLCONF = __name__


@pytest.fixture
def editor() -> Person:
    person = Person.objects.create_person(email="e@example.org", name="Eva Ek")
    city = Organisation.objects.create(name="Göteborgs Stad", slug="goteborg")
    Membership.objects.create(person=person, organisation=city, role="editor")
    return person


@pytest.fixture
def entries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "_entries", {})
    page.register_navigation(page.Entry("Later", "styleguide", order=20))
    page.register_navigation(
        page.Entry("Editors", "test-editors", needs=("editor",), order=10, count=lambda _request: 3)
    )
    page.register_navigation(page.Entry("Unmounted", "no-such-address"))


def _navigation(person: object, at: str = "/") -> list[tuple[str, bool, int]]:
    request = RequestFactory().get(at)
    request.user = person
    return [(str(entry.label), entry.is_current, entry.count) for entry in page.navigation(request)]


def test_navigation_shows_what_the_person_may_open(entries: None, editor: Person) -> None:
    assert _navigation(AnonymousUser()) == [("Later", False, 0)]
    assert _navigation(editor, "/styleguide/") == [("Editors", False, 3), ("Later", True, 0)]
    assert _navigation(editor, "/test/editors/7/") == [("Editors", True, 3), ("Later", False, 0)]


def test_public_pages_stand_by_themselves_for_whoever_has_work_here(entries: None, editor: Person) -> None:
    def menus(person: object) -> tuple[list[str], list[str]]:
        request = RequestFactory().get("/")
        request.user = person
        first, main, _more = page.menus(request)
        return [str(entry.label) for entry in first], [str(entry.label) for entry in main]

    assert menus(AnonymousUser()) == ([], ["Later"])
    assert menus(editor) == (["Later"], ["Editors"])


def test_bars_without_context_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "_bars", {})
    page.register_bar(page.Bar("a.html", lambda _request: {"a": 1}))
    page.register_bar(page.Bar("b.html", lambda _request: None))
    assert page.bars(RequestFactory().get("/")) == [("a.html", {"a": 1})]


def test_needs_sends_strangers_to_sign_in_and_others_to_a_plain_page(client: Client, editor: Person) -> None:
    assert client.get("/test/editors/?a=1").url == "/logga-in/?next=/test/editors/%3Fa%3D1"
    organiser = Person.objects.create_person(email="o@example.org", name="Olle")
    client.force_login(organiser)
    refused = client.get("/test/editors/")
    assert refused.status_code == 403
    assert "redaktör, sekreterare" in refused.content.decode()
    client.force_login(editor)
    assert client.get("/test/editors/").content == b"welcome"


def test_request_sees_one_moment(client: Client) -> None:
    first, second, _language = client.get("/test/moments/").content.decode().split()
    assert first == second


def test_language_is_swedish_until_the_switch_is_used(client: Client) -> None:
    def language() -> str:
        return client.get("/test/moments/", headers={"accept-language": "en"}).content.decode().split()[2]

    assert language() == "sv"
    client.post("/sprak/", {"language": "en", "next": "/"})
    assert language() == "en"
    client.cookies["gorel-language"] = "xx"
    assert language() == "sv"


def test_doors_are_closed_by_default(client: Client, editor: Person) -> None:
    answer = client.get("/logga-in/")
    rules = dict(rule.split(" ", 1) for rule in answer.headers["Content-Security-Policy"].split("; "))
    assert (rules["default-src"], rules["script-src"], rules["style-src"], rules["frame-ancestors"]) == (
        "'none'", "'self'", "'self'", "'none'",
    )  # fmt: skip
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "Cache-Control" in answer.headers  # allauth: a sign-in page is never kept
    client.force_login(editor)
    assert client.get("/test/moments/").headers["Cache-Control"] == "no-store"


def test_exceptions_of_the_policy_are_those_that_have_a_name(client: Client) -> None:
    letter, picture = client.get("/test/letter/").headers, client.get("/test/picture/").headers
    assert letter["Content-Security-Policy"].startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert letter["X-Frame-Options"] == "SAMEORIGIN"
    assert "style-src-attr 'unsafe-inline'" in picture["Content-Security-Policy"]
    assert "script-src 'self'" in picture["Content-Security-Policy"]


@pytest.mark.parametrize(("code", "words"), [("sv", "Sidan finns inte här"), ("en", "The page is not here")])
def test_missing_page_says_so_in_both_languages(client: Client, code: str, words: str) -> None:
    client.cookies["gorel-language"] = code
    answer = client.get("/finns/inte/")
    assert answer.status_code == 404
    assert f"<h1>{words}</h1>" in answer.content.decode()


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """What the log says, through the filter that writes it."""
    written: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(record.getMessage())

    handler = Keep()
    handler.addFilter(Addresses())
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    yield written
    logger.removeHandler(handler)


def test_failure_shows_a_page_of_its_own_and_logs_no_secret_address(client: Client, lines: list[str]) -> None:
    client.raise_request_exception = False
    answer = client.get("/test/breaks/s3cr3t/")
    assert (answer.status_code, "Något gick fel hos oss" in answer.content.decode()) == (500, True)
    assert lines == ["Internal Server Error: /test/breaks/<token>/"]
    client.cookies["gorel-language"] = "en"
    english = client.get("/test/breaks/s3cr3t/").content.decode()
    assert ("Something went wrong on our side" in english, '<html lang="en">' in english) == (True, True)


def test_what_is_too_much_for_a_form_is_told_so(client: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    answer = client.post(reverse("account_request_login_code"), {f"f{number}": "x" for number in range(5)})
    assert (answer.status_code, "Det var för mycket på en gång" in answer.content.decode()) == (413, True)


def test_logging_is_the_houses() -> None:
    assert settings.LOGGING["handlers"]["stderr"]["filters"] == ["addresses"]


def test_form_without_its_token_says_what_to_do() -> None:
    answer = Client(enforce_csrf_checks=True).post("/sprak/", {"language": "en"})
    assert answer.status_code == 403
    assert "Formuläret hade varit öppet för länge" in answer.content.decode()


def test_who_has_much_work_finds_what_is_seldom_needed_behind_a_word(monkeypatch, editor: Person) -> None:
    monkeypatch.setattr(page, "_entries", {})
    monkeypatch.setattr(page, "_seen", {})
    for number in range(page.MOST + 1):
        entry = page.Entry(f"Work {number}", "styleguide", needs=("editor",), order=number, is_seldom=number in (2, 4))
        monkeypatch.setitem(page._entries, f"much-{number}", entry)
    request = RequestFactory().get("/")
    request.user = editor
    _first, main, more = page.menus(request)
    assert [entry.label for entry in more] == ["Work 2", "Work 4"]
    assert "Work 2" not in [entry.label for entry in main]
