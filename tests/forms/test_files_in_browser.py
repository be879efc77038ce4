"""A public form with a file in a real browser: on a phone, without script, and looked at by axe."""

from __future__ import annotations

import os

import pytest

from forms.test_files import PDF, member, town  # noqa: F401 - a fixture
from gorel.cases import queries
from gorel.cases.models import Case
from gorel.forms import kept

pytestmark = [
    pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.django_db(transaction=True),
]  # fmt: skip


def test_a_file_is_chosen_once_without_script_though_the_form_came_back(live_server, open_page, axe, town):  # noqa: F811
    address = f"{live_server.url}/apply/alingsas/permit/"
    page = open_page(java_script_enabled=False, width=390, height=844)
    page.goto(address)
    file = {"name": "Situationsplan för tomten vid Storgatan 12.pdf", "mimeType": "application/pdf", "buffer": PDF}
    page.get_by_label("Bilagor").set_input_files(file)
    page.get_by_role("button", name="Skicka").click()
    assert page.get_by_role("alert").get_by_role("link").all_inner_texts() == ["Fyll i ”Vad?”."]
    assert page.get_by_role("link", name=file["name"]).is_visible()
    if where := os.environ.get("SHOTS"):
        page.screenshot(path=f"{where}/file-kept.png", full_page=True)
    open_page.troubles.clear()  # the browser notes the answer 422, as it should
    page.get_by_label("Vad?").fill("Staket")
    page.get_by_role("button", name="Skicka").click()
    [found] = kept.found(dict(queries.variables(Case.objects.get())))
    assert found.name == file["name"]


def test_the_form_with_a_kept_file_breaks_no_rule_of_wcag(live_server, open_page, axe, town):  # noqa: F811
    page = open_page()
    page.goto(f"{live_server.url}/apply/alingsas/permit/")
    axe(page)
    page.get_by_label("Bilagor").set_input_files({"name": "a.pdf", "mimeType": "application/pdf", "buffer": PDF})
    page.get_by_role("button", name="Skicka").click()
    page.get_by_role("link", name="a.pdf").wait_for()
    open_page.troubles.clear()
    axe(page)
