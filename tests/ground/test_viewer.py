"""The picture of a process: drawn with marks, keeps its maker's mark, can be used by keyboard, and fails in words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from playwright.sync_api import Page

from gorel.ground.policy import shows_diagrams
from gorel.site.urls import urlpatterns as real

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MODEL = Path(__file__).with_name("door.bpmn").read_text(encoding="utf-8")
PAGE = """{% extends "ground/base.html" %}{% load static %}{% block title %}Bild{% endblock %}
{% block head %}<link rel="stylesheet" href="{% static "built/viewer.css" %}">{% endblock %}
{% block content %}<h1>Bild</h1>
<div class="diagram" data-diagram="{{ model }}" data-label="Dörren som bild"
  data-marks='{"here": ["Ask"], "taken": ["Start", "ToAsk"], "incident": ["Open", "NoSuchThing"]}'></div>{% endblock %}
{% block scripts %}<script type="module" src="{% static "built/viewer.js" %}"></script>{% endblock %}"""


@shows_diagrams
def _page(request: HttpRequest, model: str) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(PAGE).render({"model": f"/test/models/{model}"}, request))


def _model(_request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse(MODEL if name == "door" else "<not bpmn>", content_type="application/xml")


urlpatterns = [path("test/pictures/<model>/", _page), path("test/models/<name>", _model), *real]


@pytest.fixture
def at(live_server: Any, settings: Any) -> str:
    settings.ROOT_URLCONF = __name__
    return str(live_server)


def _marked(page: Page, css: str) -> list[str]:
    return sorted(page.evaluate(f"[...document.querySelectorAll('.{css}')].map(it => it.dataset.elementId)"))


def test_picture_is_drawn_with_its_marks_under_the_strict_policy(page: Page, at: str) -> None:
    page.goto(f"{at}/test/pictures/door/")
    page.wait_for_selector("[data-drawn]")
    assert [_marked(page, f"mark-{kind}") for kind in ("here", "taken", "incident")] == [
        ["Ask"],
        ["Start", "ToAsk"],
        ["Open"],
    ]
    height = "document.querySelector('.diagram__canvas svg').getBoundingClientRect().height"
    assert page.evaluate(height) == page.evaluate("document.querySelector('.diagram__canvas').clientHeight")
    stroke = "getComputedStyle(document.querySelector('[data-element-id=Ask] .djs-visual rect')).stroke"
    assert page.evaluate(stroke) == "rgb(164, 63, 22)"


def test_mark_of_the_maker_stays_visible_and_uncovered(open_page: Callable[..., Page], at: str) -> None:
    page = open_page(width=390, color_scheme="dark")
    page.goto(f"{at}/test/pictures/door/")
    page.wait_for_selector("[data-drawn]")
    mark = page.locator(".bjs-powered-by")
    mark.evaluate("it => it.scrollIntoView()")
    box = mark.bounding_box()
    top = "([x, y]) => document.elementFromPoint(x, y).closest('.bjs-powered-by') !== null"
    corners = [(box["x"] + 2, box["y"] + 2), (box["x"] + box["width"] - 2, box["y"] + box["height"] - 2)]
    assert [page.evaluate(top, list(corner)) for corner in corners] == [True, True]
    assert mark.evaluate("it => getComputedStyle(it).opacity") == "1"


def test_zoom_is_reached_by_keyboard(page: Page, at: str) -> None:
    page.goto(f"{at}/test/pictures/door/")
    page.wait_for_selector("[data-drawn]")
    view = "document.querySelector('.viewport').getCTM().a"
    before = page.evaluate(view)
    page.get_by_role("button", name="Förstora").focus()
    page.keyboard.press("Enter")
    closer = page.evaluate(view)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_function(f"{view} === {before}")  # the picture is fitted again in its own time
    assert round(closer / before, 2) == 1.25


@pytest.mark.slow
def test_picture_is_accessible(page: Page, at: str, axe: Callable[[Page], None]) -> None:
    page.goto(f"{at}/test/pictures/door/")
    page.wait_for_selector("[data-drawn]")
    assert page.get_by_role("group", name="Dörren som bild").count() == 1
    axe(page)


def test_model_that_cannot_be_drawn_is_said_in_words(open_page: Callable[..., Page], at: str) -> None:
    page = open_page()
    page.goto(f"{at}/test/pictures/broken/")
    page.wait_for_selector(".diagram__failed")
    assert page.locator(".diagram").inner_text() == "Bilden kunde inte ritas. Det som hänt står i loggen."
    open_page.troubles.clear()  # the console says why
