"""Every page as it is seen: no breach of WCAG, no sideways scrolling on a phone, light and dark, both languages."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

import gorel.site.demo
from gorel.ideas import actions
from gorel.ideas.packages import installing, making

from .conftest import TRIAL, World

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.timeout(560)]
SHOTS = os.environ.get("SHOTS", "")  # a folder: keep pictures of every page


@pytest.fixture
def addresses(transactional_db: None, world: World) -> list[tuple[str, str]]:
    """Return each page with who looks at it: one of each stage, alike ideas, a late answer, a package to update."""
    challenge = world.challenge(seen="public", takes_guests=True)
    idea = world.idea(challenge, seen="public")
    world.idea(challenge, world.bo, title="Elever väger svinnet", seen="public")
    actions.ask_to_join(idea=idea, person=world.bo)
    actions.add_member(idea=idea, person=world.secretary)
    actions.argue(idea=idea, person=world.bo, side="question", text="Vem tömmer vågen?")
    world.answer(idea, "answer", decision="try", reason="Ja, det vill vi veta.")
    trial = actions.plan_trial(idea=idea, by=world.anna, facts=TRIAL)
    world.work()
    solution = world.solution()
    adoption = actions.introduce(solution=solution, adopter=world.town, by=world.disa, begun_on=date(2021, 6, 20))
    world.work()
    about, files = making.from_folder(Path(gorel.site.demo.__file__).parent / "package")
    package = making.keep(making.make(about, files), solution=solution, is_public=True)
    row = installing.install(package=package, organisation=world.city, values={}, by="x")
    files["processes/lan.bpmn"] = files["processes/lan.bpmn"].replace('name="Utlånad"'.encode(), b'name="Nu"')
    newer = making.keep(making.make(about | {"version": "1.1.0"}, files))
    named = {
        "coach": [
            reverse("ideas:start"), reverse("ideas:challenges"), reverse("ideas:list"), reverse("ideas:solutions"),
            reverse("ideas:coach"), reverse("ideas:figures"), reverse("ideas:methods"), reverse("ideas:digest"),
            reverse("ideas:method", args=["innovationsguiden"]), reverse("ideas:challenge-new"),
            challenge.get_absolute_url(), idea.get_absolute_url(), trial.get_absolute_url(),
            solution.get_absolute_url(), reverse("ideas:step", args=[idea.slug, "undersoka"]),
            reverse("ideas:points", args=["idea", idea.slug]), reverse("ideas:solution-change", args=[solution.slug]),
        ],
        "anna": [
            reverse("ideas:new"), reverse("ideas:new") + f"?challenge={challenge.slug}", reverse("ideas:mine"),
            reverse("ideas:trial-change", args=[trial.uid]), idea.get_absolute_url(),
        ],
        "disa": [adoption.get_absolute_url()],
        "chief": [
            reverse("packages:list"), reverse("packages:package", args=[package.uid]),
            reverse("packages:installed", args=[row.uid]), reverse("packages:update", args=[row.uid, newer.uid]),
        ],
        "": [reverse("ideas:start"), reverse("ideas:new") + f"?challenge={challenge.slug}", reverse("ideas:sent"),
             solution.get_absolute_url(), idea.get_absolute_url(), reverse("ideas:figures")],
    }  # fmt: skip
    return [(name, address) for name, pages in named.items() for address in pages]


def test_every_page_is_accessible_in_both_languages(
    live_server: Any, client: Any, world: World, addresses: list[tuple[str, str]], open_page: Any, axe: Any
) -> None:
    seen = None
    page = open_page()
    for number, (name, address) in enumerate(addresses):
        if name != seen:
            seen = name
            page.context.clear_cookies()
            if name:
                client.force_login(world.people[name])
                cookie = client.cookies["sessionid"].value
                page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        language = "en" if number % 3 == 2 else "sv"
        page.context.add_cookies([{"name": "gorel-language", "value": language, "url": live_server.url}])
        page.goto(live_server.url + address)
        axe(page)
        if SHOTS:
            label = f"{number:02}{name}{address.replace('/', '-').split('?')[0]}"[:60]
            page.screenshot(path=f"{SHOTS}/{label}.png", full_page=True)
            page.set_viewport_size({"width": 320, "height": 700})
            page.emulate_media(color_scheme="dark")
            page.screenshot(path=f"{SHOTS}/{label}-320.png", full_page=True)
            page.set_viewport_size({"width": 1280, "height": 900})
            page.emulate_media(color_scheme="light")
