"""The whole way of a process, told in a browser by somebody who has only a keyboard, in both languages.

Drawn in the outline, a fault seen and mended, tried out, saved as a test, approved by a second person, put to work,
applied to from a public form without script, decided on a phone, found again with its explanation, and rolled back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from gorel.cases import deployment
from gorel.cases.models import Case, Task
from gorel.cases.worker import Worker
from gorel.desk.workshop.models import Draft, Release
from gorel.robots.mail import post
from gorel.robots.models import Mail
from postbox import Postbox, open_postbox

from .conftest import Hall
from .keys import Keys
from .test_in_browser import signed_in
from .workshop_story import LETTER

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]


def question(
    keys: Keys, label: str, english: str, kind: str, key: str, *, options: str = "", last: bool = False
) -> None:
    """Fill in one question of a form, and save it."""
    keys.write("#id_label", label)
    keys.write("#id_english", english)
    keys.choose("#id_kind", kind)
    if options:
        keys.write("#id_values", options)
    keys.tick("#id_required")
    keys.write("#id_key", key)
    keys.press("main form button:not([name])" if last else "button[value=again]")


def add(keys: Keys, link: str, what: str, name: str) -> None:
    """Add a step by a link of the outline."""
    keys.press(link)
    keys.choose("#id_what", what)
    keys.write("#id_name", name)
    keys.press("main form button")


@pytest.fixture
def postbox(settings: Any) -> Iterator[Postbox]:
    """Where letters go."""
    with open_postbox() as box:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = box.host, box.port
        yield box
        post.close()


@pytest.mark.parametrize("language", ["sv", pytest.param("en", marks=pytest.mark.long)])
def test_a_process_is_made_used_and_taken_back_by_keyboard(
    open_page: Callable[..., Page], pinned: Callable[[str], None], hall: Hall,
    live_server: Any, language: str, postbox: Postbox,
) -> None:  # fmt: skip
    pinned("2021-09-06 09:00")
    deployment.deploy([("letter.bpmn", LETTER.read_bytes())])  # she writes to those who are to approve
    page = signed_in(open_page(), live_server, hall.people["editor"], language)
    keys = Keys(page)
    page.goto(f"{live_server}{reverse('workshop:drafts')}")
    keys.press('main a[href$="/workshop/new/"]')
    keys.write("#id_name", "Ledighetsansökan")
    keys.press("main form button")
    one = Draft.objects.get()
    base = f"/desk/workshop/{one.uid}"

    # The forms and the rules
    keys.press(f'.tabs a[href="{base}/"]')
    keys.write("#title", "Ansökan")
    keys.press('button[value="form"]')
    keys.press('main a[href$="/new/"]')
    question(keys, "Namn", "Name", "textfield", "who")
    question(keys, "E-post", "E-mail", "textfield", "email")
    question(keys, "Antal dagar", "Days", "number", "days")
    question(keys, "Dagar i förväg", "Days ahead", "number", "notice", last=True)
    keys.press(f'.tabs a[href="{base}/"]')
    keys.write("#title", "Chefens beslut")
    keys.press('button[value="form"]')
    keys.press('main a[href$="/new/"]')
    options = "Ja | Yes\nNej | No"
    question(keys, "Beviljas?", "Granted?", "radio", "granted", options=options, last=True)
    keys.press(f'.tabs a[href="{base}/"]')
    keys.write("#title", "Ledighetsregler")
    keys.press('button[value="rules"]')
    keys.write("#input-0-label", "Dagar")
    keys.write("#input-0-text", "days")
    keys.choose("#input-0-type", "number")
    keys.press('button[value="add-input"]')
    keys.write("#input-1-label", "Dagar i förväg")
    keys.write("#input-1-text", "notice")
    keys.choose("#input-1-type", "number")
    keys.write("#cell-0-input-0", "<= 5")
    keys.write("#cell-0-input-1", ">= 14")
    keys.write("#cell-0-output-0", '"auto"')
    keys.press('button[value="add-rule"]')
    keys.write("#cell-1-output-0", '"manager"')
    keys.press('.actions button[value="save"]')

    # The picture
    keys.press(f'.tabs a[href="{base}/outline/"]')
    keys.press(f'a[href="{base}/outline/step/start/"]')
    keys.choose("#id_form", "ansokan")
    keys.tick("#id_public")
    keys.press("main form button")
    add(keys, f'a[href="{base}/outline/add/on/start-end/"]', "rules", "Bedöm ansökan")
    keys.press(f'a[href="{base}/outline/step/bedom-ansokan/"]')
    keys.choose("#id_rule", "ledighetsregler")
    keys.write("#id_result", "way")
    keys.press("main form button")
    add(keys, f'a[href="{base}/outline/add/on/bedom-ansokan-end/"]', "choice", "Vem beslutar?")
    keys.press(f'a[href="{base}/outline/step/vem-beslutar/way/"]')
    keys.write("#id_way", "Chefen")
    keys.write("#id_condition", 'way = "manager"')
    keys.choose("#id_what", "person")
    keys.write("#id_name", "Besluta om ledighet")
    keys.choose("#id_to", "end")
    keys.press("main form button")

    # A fault is seen at its step, and mended
    fault = page.locator("#step-vem-beslutar .finding--error")
    assert fault.count() == 1
    keys.press(f'a[href="{base}/outline/way/vem-beslutar-end/"]')
    keys.tick("#id_default")
    keys.press("main form button")
    assert page.locator(".finding--error").count() == 0
    keys.press(f'a[href="{base}/outline/step/besluta-om-ledighet/"]')
    keys.choose("#id_form", "chefens-beslut")
    keys.choose("#id_group", "administrator")
    keys.press("main form button")
    add(keys, f'a[href="{base}/outline/add/before/end/"]', "gorel", "Mejla besked")
    keys.press(f'a[href="{base}/outline/step/mejla-besked/"]')
    keys.choose("#id_ability", "mail.send")
    keys.press("main form button")
    keys.write("[id='id_in.to']", "=email")
    keys.write("[id='id_in.subject']", "Din ledighet")
    keys.write("[id='id_in.text']", '=if way = "auto" then "Beviljad." else "Chefens svar: " + granted')
    keys.press("main form button")
    assert page.locator(".finding").count() == 0

    # Tried out, and saved as a test
    keys.press(f'.tabs a[href="{base}/try/"]')
    fill(keys, days="3", notice="20")
    keys.press("main form button")
    keys.press('button[value="answer"]')
    keys.write("#title", "Kort ledighet beviljas direkt")
    keys.press(f'form[action^="{base}/try/"] button')
    assert page.locator(".badge--good").count() == 1

    # Who answers for it, and asking
    keys.press(f'.tabs a[href="{base}/release/"]')
    keys.press(f'main a[href="{base}/people/"]')
    keys.choose("#id_backup", str(hall.people["administrator"].pk))
    keys.write("#id_routine", "Blankett till chefen, som svarar inom tre dagar.")
    keys.press("main form button")
    ask(keys, "Ledighet utan blankett.")

    # A second person approves it and puts it to work
    second = Keys(signed_in(open_page(), live_server, hall.people["administrator"], language))
    approve(second, f"{live_server}{base}/release/")
    address = second.page.locator('a[href*="/apply/"]').get_attribute("href")

    # Somebody applies without an account and without script
    public = Keys(open_page(java_script_enabled=False))
    public.page.goto(address)
    fill(public, days="30", notice="2")
    public.press("main form button")
    assert public.page.url.endswith("?sent")

    # It is decided on a phone
    task = Task.objects.get(case__process__key="ledighetsansokan")
    phone = Keys(signed_in(open_page(width=390, height=800), live_server, hall.people["administrator"], language))
    phone.page.goto(f"{live_server}{reverse('desk:inbox')}")
    phone.press(f'main a[href^="/desk/tasks/{task.uid}/"]')
    phone.tick("input[name=granted]")
    phone.press("form[method=post] .actions button:not([name])")
    Worker().drain()
    mail = Mail.objects.get()
    assert (mail.to_address, mail.subject, "Chefens svar: ja" in mail.text) == ("ada@example.org", "Din ledighet", True)

    # The case is found, with why
    case = Case.objects.get(process__key="ledighetsansokan")
    keys.page.goto(f"{live_server}{reverse('desk:cases')}")
    keys.reach("input[name=q]")
    page.keyboard.insert_text("Ledighetsansökan")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    keys.press(f'main a[href^="/desk/cases/{case.uid}/"]')
    assert "Bedöm ansökan" in page.locator("main").inner_text()
    assert "manager" in page.locator("main").inner_text()

    # Another version, and back again
    page.goto(f"{live_server}{base}/outline/step/besluta-om-ledighet/")
    keys.write("#id_name", "Chefen beslutar")
    keys.press("main form button")
    keys.press(f'.tabs a[href="{base}/release/"]')
    ask(keys, "Nytt namn.")
    approve(second, f"{live_server}{base}/release/")
    page.reload()
    keys.press(f'form[action="{base}/release/back/"] button')
    public.page.goto(address)
    fill(public, days="30", notice="2")
    public.press("main form button")
    newest = Task.objects.order_by("-pk")[0]
    assert (newest.name, newest.case.process.version) == ("Besluta om ledighet", 3)
    assert list(Release.objects.order_by("pk").values_list("state", flat=True)) == ["replaced", "rolled-back", "live"]


def fill(keys: Keys, *, days: str, notice: str) -> None:
    """Fill in the application."""
    keys.write("[name=who]", "Ada")
    keys.write("[name=email]", "ada@example.org")
    keys.write("[name=days]", days)
    keys.write("[name=notice]", notice)


def ask(keys: Keys, notes: str) -> None:
    """Ask for approval on the page of the release."""
    keys.write("#notes", notes)
    keys.press("form[action$='/ask/'] button")


def approve(keys: Keys, address: str) -> None:
    """Approve what waits, and put it to work."""
    keys.page.goto(address)
    keys.press('button[value="approve"]')
    keys.press("form[action$='/live/'] button")
