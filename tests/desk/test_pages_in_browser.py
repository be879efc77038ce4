"""Every staff page of the desk and the accounts as somebody with all roles sees it: WCAG, phones, keys alone, live."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from gorel.accounts.models import Membership
from gorel.cases import operations, runtime
from gorel.cases.models import Incident, Task
from gorel.cases.queries import Query

from .conftest import NOW, Hall
from .test_in_browser import signed_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]
PICTURES = os.environ.get("PICTURES", "")  # a folder: keep a picture of each page at three widths


@pytest.fixture
def addresses(pinned: Callable[[str], None], hall: Hall) -> dict[str, str]:
    """The pages, with something on each."""
    pinned("2021-09-06 09:00")
    person = hall.people["administrator"]
    for role in ("editor", "handler", "owner", "operator", "auditor"):
        Membership.objects.create(person=person, organisation=hall.ours, role=role)
    task = hall.task(business_key="k", variables={"amount": 100})
    hall.task(business_key="l")
    for number in (90, 91):
        Incident.objects.create(
            case=task.case, key=number, element="archive", code="job.refused", problem='{"code": "job.refused"}',
            raised_at=NOW,
        )  # fmt: skip
    operation = operations.begin("suspend", Query(process="x"), by=None, reason="Nya regler", organisation=hall.ours)
    cause = "?organisation=goteborg&process=permit&element=archive&code=job.refused"
    pages = {
        name: reverse(f"desk:{name}") for name in ("inbox", "following", "cases", "incidents", "operations", "robots")
    }
    return pages | {
        "cause": reverse("desk:cause") + cause,
        "task": reverse("desk:task", args=[task.uid]),
        "case": reverse("desk:case", args=[task.case.uid]),
        "correct": reverse("desk:steer", args=[task.case.uid, "correct"]) + "?name=amount",
        "move": reverse("desk:steer", args=[task.case.uid, "move"]),
        "cancel": reverse("desk:steer", args=[task.case.uid, "cancel"]),
        "operation": reverse("desk:operation", args=[operation.uid]),
        "operation-new": reverse("desk:operation-new") + "?process=permit",
        "account": reverse("account"),
        "audit": reverse("audit"),
        "organisation": reverse("organisation", args=["goteborg"]),
    }


def test_no_page_breaks_wcag_or_scrolls_sideways_on_a_phone(
    open_page: Callable[..., Page], axe: Callable[[Page], None], live_server: Any, hall: Hall, addresses: dict[str, str]
) -> None:
    page = signed_in(open_page(), live_server, hall.people["administrator"])
    wrong = []
    for name, address in addresses.items():
        page.goto(f"{live_server}{address}")
        page.evaluate("for (const more of document.querySelectorAll('main details')) more.open = true")
        try:
            axe(page)
        except AssertionError as found:
            wrong.append(str(found))
        if PICTURES:
            for width in (1280, 390):
                page.set_viewport_size({"width": width, "height": 900})
                page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=True)
            page.set_viewport_size({"width": 1280, "height": 900})
    assert wrong == []


def test_by_keys_alone_tasks_are_marked_handed_over_and_done_while_the_inbox_stays_live(
    open_page: Callable[..., Page], live_server: Any, hall: Hall, addresses: dict[str, str]
) -> None:
    editor = hall.people["editor"]
    bo = hall.people["secretary"]
    Membership.objects.create(person=bo, organisation=hall.ours, role="editor")
    page = signed_in(open_page(), live_server, editor)
    page.goto(f"{live_server}{addresses['inbox']}")
    page.wait_for_selector("html[data-stream=open]")
    rows = page.locator("#live-list .row")
    assert rows.count() == 2
    page.wait_for_timeout(600)
    hall.task(business_key="m")
    page.locator("#live-list .row").nth(2).wait_for(timeout=1_500)  # a second, and what the browser needs
    page.locator("#live-list .row__title a").first.focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement === document.querySelectorAll('.row__title a')[1]")
    for box in page.locator("#live-list input[type=checkbox]").all()[:2]:
        box.press("Space")
    page.get_by_label("Kollega", exact=True).select_option(label=bo.name)
    page.get_by_role("button", name="Lämna över").press("Enter")
    page.get_by_text("2 uppgifter ändrades.").wait_for()
    assert Task.objects.filter(assignee=bo.actor).count() == 2
    task = Task.objects.get(assignee="")
    page.goto(f"{live_server}{reverse('desk:task', args=[task.uid])}")
    page.get_by_label("Bifall").press("Space")
    runtime.assign(task, bo.actor, by=bo.actor)
    page.get_by_text(f"{bo.name} har tagit uppgiften.", exact=False).wait_for(timeout=3_000)
    assert page.get_by_label("Bifall").is_checked()  # what was begun stays in the form


@pytest.mark.slow
def test_an_inbox_asks_by_itself_where_event_streams_are_blocked(
    open_page: Callable[..., Page], live_server: Any, hall: Hall, addresses: dict[str, str]
) -> None:
    """A browser calls for the stream again every few seconds; that must not keep putting the next look off."""
    page = signed_in(open_page(), live_server, hall.people["editor"])
    page.route("**/desk/live/**", lambda route: route.abort())
    page.goto(f"{live_server}{addresses['inbox']}")
    hall.task(business_key="m")
    page.locator("#live-list .row").nth(2).wait_for(timeout=15_000)
    open_page.troubles.clear()  # type: ignore[attr-defined]  # the streams that were refused
