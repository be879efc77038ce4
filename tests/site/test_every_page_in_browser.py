"""Every page of the site in Chromium, as `looking` looks: in both languages, empty, full, refused and sent back.

The pages are those of the rights table, so that a new one cannot be forgotten. Drawing canvases are excepted from 400 %
zoom: their outline view is not.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings as site_settings
from django.db import transaction
from django.test import Client, RequestFactory
from django.urls import reverse

from desk.test_in_browser import signed_in
from gorel.accounts.models import Membership, Organisation, Person
from gorel.attendance import sign_up_form
from gorel.cases import runtime
from gorel.cases.models import Task
from gorel.desk import begun
from gorel.ground import unavailable
from gorel.ideas.models import Trial

from . import crowd, looking, towns
from .rights_table import Line, lines
from .test_rights import ELSEWHERE, address
from .test_second_save import PAGES, filled
from .towns import ROLES, Town

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.timeout(1800)]
# The rooms of a test: towns are built anew for each, so that small rooms share them.
ROOMS = ("desk", "workshop", "programme", "attendance", "ideas packages", "accounts robots opendata benefits")
CANVAS = {"workshop:draw", "workshop:draw-file"}  # drawn on; the outline, the table and the form say the same
# Whoever may the most is whom a page is looked at with; what nobody need sign in for is looked at by nobody.
BY = ("nobody", "administrator", "editor", "owner", "secretary", "organiser", "handler", "operator", "idea-coach",
      "auditor", "employee", "other")  # fmt: skip
# What is asked for with GET and answers with no page of its own, each time anybody asks.
LETTERS = {"desk:letter", "attendance:words-preview"}  # shown in a frame in which nothing runs, no look of ours either
NO_PAGE = LETTERS | {
    "health", "live", "ready", "metrics", "forms:file", "forms:own-file", "audit-export", "account_confirm_login_code",
    "openid_connect_login", "openid_connect_callback", "desk:live", "desk:evidence", "desk:cause", "desk:offered",
    "desk:cases-export", "desk:time-freed-export", "desk:processes-export",
    "desk:attachment", "workshop:library-preview", "workshop:templates", "workshop:zip", "workshop:file",
    "programme:seminars-calendar", "programme:recordings-atom", "programme:recordings-json", "programme:week-calendar",
    "programme:week-json", "programme:week-csv", "programme:week-xlsx", "programme:week-pdf", "programme:week-atom",
    "programme:week-theme", "programme:week-logo", "programme:week-mine-calendar", "programme:organiser-calendar",
    "programme:point-calendar", "programme:seminar-calendar", "programme:recording", "programme:captions",
    "programme:film", "programme:portrait", "programme:import-listing", "programme:file", "attendance:watch",
    "attendance:yours-download", "attendance:figures-report", "attendance:figures-pdf", "attendance:export",
    "attendance:export-xlsx", "ideas:figures-csv", "ideas:spread-csv", "packages:fetch", "packages:update",
    "packages:own-report", "opendata:dcat", "opendata:api-info", "opendata:openapi", "opendata:dcat-as",
    "opendata:openapi-in", "opendata:list", "opendata:changes", "opendata:file", "opendata:one", "opendata:None",
    "benefits:register", "benefits:delegation-document", "benefits:report",
}  # fmt: skip
REFUSES = {"socialaccount_login_error", "socialaccount_login_cancelled"}  # pages that tell why one is not let in
# Whose page it is that the table gives to nobody; the others of that kind stand open in a demo home, as this one is.
ELSE = {"desk:ability-pause": "operator", "ideas:trial-change": "employee"}
# What lists are about that have become long.
FULL = {"", "week", "public-point", "case", "organisation", "process", "draft"}


@dataclass
class Site:
    """The served site: two towns, and somebody of every role in a third."""

    server: str
    ours: Town
    theirs: Town
    newcomer: Person
    own: dict[str, UUID]  # what a view is about here, where not what the table says

    def person(self, role: str) -> Person | None:
        """Return who is meant by a role of the table."""
        if role == "newcomer":
            return self.newcomer
        return self.theirs.everybody if role == "other" else self.ours.people.get(role)

    def client(self, role: str, language: str = "sv") -> Client:
        client, person = Client(raise_request_exception=False, REMOTE_ADDR=ELSEWHERE), self.person(role)
        if person:
            client.force_login(person)
        client.cookies[site_settings.LANGUAGE_COOKIE_NAME] = language
        return client


@pytest.fixture
def site(pinned: Callable[[str], None], live_server: Any, settings: Any) -> Site:
    """Serve two towns, of which ours looks after the server, and a third in which nothing has happened yet."""
    pinned(towns.NOW.strftime("%Y-%m-%d %H:%M"))
    ours, theirs = towns.two()
    nothing = Organisation.objects.create(name="Nystads kommun", slug="ny", kind="municipality")
    newcomer = Person.objects.create_person(email="ny@nystad.example", name="Ny Medarbetare")
    for role in ROLES:
        Membership.objects.create(person=newcomer, organisation=nothing, role=role)
    settings.OPERATED_BY = ours.organisation.slug
    plan = Trial.objects.get(uid=ours.at["idea-trial"][0])
    plan.pk, plan.uid, plan.state = None, uuid4(), "in-review"
    plan.save()
    return Site(live_server.url, ours, theirs, newcomer, {"ideas:trial-change": plan.uid})


Look = Callable[..., list[str]]


@pytest.fixture
def look(site: Site, open_page: Callable[..., Page]) -> Look:
    """Return what looks at an address, or at an answer that a client got, and says what is wrong with it."""
    pages: dict[tuple[str, str], Page] = {}

    def look_(name: str, there: str, role: str, language: str = "sv", *, how: Any = looking.quickly,
              answer: Any = None) -> list[str]:  # fmt: skip
        if (role, language) not in pages:
            page = open_page(**looking.DESKTOP)
            if person := site.person(role):
                signed_in(page, site.server, person, language)
            else:
                page.context.add_cookies(
                    [{"name": site_settings.LANGUAGE_COOKIE_NAME, "value": language, "url": site.server}]
                )
            pages[role, language] = page
        page = pages[role, language]
        if answer is not None:
            headers = {key: value for key, value in answer.items() if key != "Content-Length"}
            page.route(f"{site.server}{there}", lambda route: route.fulfill(body=answer.content, headers=headers))
        page.set_viewport_size(looking.DESKTOP if how is looking.thoroughly else looking.ZOOMED)
        page.goto(f"{site.server}{there}")
        if answer is not None:
            page.unroute_all()
        return [f"{name} ({language}, {role}): {one}" for one in how(page, is_canvas=name in CANVAS)]

    return look_


def room_of(line: Line) -> str:
    space, colon, _name = line.view.partition(":")
    return space if colon else "accounts"


def pages_of(*rooms: str) -> Iterator[tuple[Line, str]]:
    """Yield the lines of rooms that are pages, each with a role that may open it."""
    for line in lines():
        if line.method == "get" and line.view not in NO_PAGE and room_of(line) in rooms:
            yield line, next((role for role in BY if line.may[role] == "+"), ELSE.get(line.view, "nobody"))


def there_of(site: Site, line: Line, role: str) -> str:
    if line.view in site.own:
        return reverse(line.view, args=[site.own[line.view]])
    return address(line, site.ours, site.person(role))


@pytest.mark.parametrize("rooms", ROOMS)
def test_every_page_is_accessible_at_every_size_in_both_languages(rooms: str, site: Site, look: Look) -> None:
    wrong = []
    for line, role in pages_of(*rooms.split()):
        there = there_of(site, line, role)
        answer = site.client(role).get(there)
        assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (
            403 if line.view in REFUSES else 200,
            "text/html",
        ), (line.view, role)
        wrong += look(line.view, there, role, how=looking.thoroughly)
        wrong += look(line.view, there, role, "en")
    assert not wrong, "\n".join(wrong)


def test_no_page_is_left_out() -> None:
    there = {line.view for line in lines() if line.method == "get"}
    assert {room_of(line) for line in lines() if line.view in there - NO_PAGE} == set(" ".join(ROOMS).split())
    assert there >= NO_PAGE


def test_who_is_new_finds_pages_that_are_whole_though_nothing_is_there(site: Site, look: Look) -> None:
    wrong = []
    for line in lines():
        is_list = line.method == "get" and line.about == "" and line.may["other"] == "+" and line.may["nobody"] != "+"
        if is_list and line.view not in NO_PAGE:
            wrong += look(line.view, reverse(line.view), "newcomer")
    assert not wrong, "\n".join(wrong)


def test_lists_of_several_pages_and_the_longest_words_fit(site: Site, look: Look) -> None:
    crowd.gather(site.ours)
    wrong = []
    for line in lines():
        if line.method != "get" or line.view in NO_PAGE | CANVAS or line.about not in FULL:
            continue
        role = next((role for role in BY[:-1] if line.may[role] == "+"), "")
        if role:
            wrong += look(line.view, there_of(site, line, role), role)
    assert not wrong, "\n".join(wrong)


def test_what_is_sent_empty_comes_back_as_a_page_that_one_can_read(
    site: Site, look: Look, open_page: Callable[..., Page]
) -> None:
    wrong, came_back = [], set()
    for line in lines():
        role = next((role for role in BY if line.may[role] == "+"), "")
        if not role or line.view in NO_PAGE:
            continue
        there = there_of(site, line, role)
        with transaction.atomic():
            answer = site.client(role).post(there, {})
            transaction.set_rollback(True)
        if answer.status_code in (400, 409, 413, 422, 429) and answer["Content-Type"].startswith("text/html"):
            came_back.add(line.view)
            wrong += look(line.view, there, role, answer=answer)
    open_page.troubles.clear()  # type: ignore[attr-defined]  # their mark against forged forms is another browser's
    assert len(came_back) > 30, came_back
    assert not wrong, "\n".join(wrong)


def refused(site: Site, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, str, str, Any]]:
    """Yield (name, address, role, answer) of pages that say no, most of them of what was sent."""
    work, handler = site.client("handler"), site.ours.people["handler"]
    task = reverse("desk:task", args=site.ours.at["task"])
    yield "closed door", "/desk/", "employee", site.client("employee").get("/desk/")
    yield "nothing there", "/nowhere/", "nobody", site.client("nobody").get("/nowhere/")
    forged = Client(enforce_csrf_checks=True, REMOTE_ADDR=ELSEWHERE).post(reverse("account_request_login_code"), {})
    yield "forged form", reverse("account_request_login_code"), "nobody", forged
    yield "fault of ours", "/", "nobody", unavailable.failed(RequestFactory().get("/"))
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    many = site.client("nobody").post(reverse("account_request_login_code"), dict.fromkeys("abcde", "x"))
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
    yield "too many fields", "/", "nobody", many
    for view in ("organisation", "workshop:people", "attendance:settings", "programme:week-change", "benefits:breaker"):
        role, about, name, first, second = PAGES[view]
        there, client = reverse(view, args=site.ours.at[about]), site.client(role)
        opened = filled(client.get(there).content.decode(), name)
        client.post(there, opened | {name: first})
        yield f"second save of {view}", there, role, client.post(there, opened | {name: second})
    step = reverse("workshop:step", args=site.ours.at["step"])
    changed = {"name": "Chefen beslutar", "base": "1"}
    yield "second save of a draft", step, "editor", site.client("editor").post(step, changed)
    monkeypatch.setattr(begun, "MOST", 5)
    draft = reverse("desk:task-draft", args=site.ours.at["task"])
    yield "too much", task, "handler", work.post(draft, {"minutes": "9"})
    runtime.complete(Task.objects.get(uid=site.ours.at["task"][0]), variables={"decision": "yes"}, by=handler.actor)
    yield "done by somebody else", task, "handler", work.post(task, {"decision": "no"})
    settings.SIGN_UPS_FROM_ONE_PLACE = 0
    monkeypatch.setattr(sign_up_form, "SHORTEST_SECONDS", -1)
    there, client = reverse("attendance:register", args=site.ours.at["public-point"]), site.client("nobody")
    shown = re.findall(r'name="shown" value="([^"]+)"', client.get(there).content.decode())
    about = {"name": "Anna", "email": "anna@example.se", "organisation": "Staden", "consent": "true"}
    yield "too many", there, "nobody", client.post(there, about | {"shown": html.unescape(shown[0])})


def test_whoever_is_refused_can_read_why(
    site: Site, look: Look, settings: Any, monkeypatch: pytest.MonkeyPatch, open_page: Callable[..., Page]
) -> None:
    wrong, how = [], {}
    for name, there, role, answer in refused(site, settings, monkeypatch):
        how[name] = answer.status_code
        wrong += look(name, there, role, answer=answer, how=looking.thoroughly)
    open_page.troubles.clear()  # type: ignore[attr-defined]  # their mark against forged forms is another browser's
    assert sorted(set(how.values())) == [400, 403, 404, 409, 413, 422, 429, 500], how
    assert not wrong, "\n".join(wrong)


def test_letters_read_well(site: Site, look: Look, open_page: Callable[..., Page]) -> None:
    wrong = []
    for line in lines():
        if line.view in LETTERS:
            role = next(role for role in BY if line.may[role] == "+")
            answer = site.client(role).get(there := there_of(site, line, role))
            del answer["Content-Security-Policy"]
            wrong += look(line.view, there, role, how=looking.thoroughly, answer=answer)
    open_page.troubles.clear()  # type: ignore[attr-defined]  # a page has an icon, and a frame has none
    assert not wrong, "\n".join(wrong)
