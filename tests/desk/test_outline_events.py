"""What the drawing does with events and repeated steps, done by plain forms."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import translation

from gorel.core import bpmn
from gorel.core.bpmn.model import Expression
from gorel.desk.workshop import files as sets
from gorel.desk.workshop import saving
from gorel.desk.workshop.models import Draft
from gorel.desk.workshop.outline import spans

from .conftest import Hall
from .workshop_story import draft, post

pytestmark = pytest.mark.db


@pytest.fixture
def editor(client, hall: Hall):
    client.force_login(hall.people["editor"])
    return client


@pytest.fixture
def one(hall: Hall) -> Draft:
    return draft(hall.ours, hall.people["editor"])


@pytest.mark.parametrize(("language", "said"), [("sv", "3 dagar"), ("en", "3 days")])
def test_the_list_says_times_in_words_where_nobody_writes_them(language: str, said: str) -> None:
    assert spans.told(Expression("P3D")) == "3 dagar"
    with translation.override(language):
        assert spans.told(Expression("P3D")) == said
        assert spans.told(Expression('duration("P3D")', "feel")) == said
        assert spans.told(Expression('@"P3D"', "feel")) == said
    for calculated in ("frist", 'now() + duration("P3D")', 'if a then "P3D" else "P4D"'):
        assert spans.told(Expression(calculated, "feel")) == f"={calculated}"
    assert spans.read_only(Expression("P3M")) == "P3M"  # what an ability is given may be called so


def test_a_deadline_and_a_due_time_stand_in_words_in_the_list(editor, one: Draft) -> None:
    step = task(drawn(one)[1])
    post(editor, "add-deadline", [one.uid, step.id], base=one.number, event="timer", value="P2W", name="Frist")
    page = editor.get(reverse("workshop:outline", args=[one.uid])).content.decode()
    assert "2 veckor" in page
    assert "P2W" not in page


def drawn(one: Draft):
    """Return the picture as it was saved, and its process."""
    one.refresh_from_db()
    model = sets.definitions(saving.current(one))
    assert [problem for problem in bpmn.check(model) if problem.severity == "error"] == []
    return model, model.process()


def task(process):
    return next(node for node in process.nodes if node.kind == "userTask")


@pytest.mark.parametrize(
    ("kind", "said", "held"),
    [("error", "kv-17", "errors"), ("signal", "Stopp", "signals"), ("message", "Återtagen", "messages")],
)
def test_an_error_a_signal_or_a_message_may_come_during_a_step(
    editor, one: Draft, kind: str, said: str, held: str
) -> None:
    step = task(drawn(one)[1])
    post(editor, "add-deadline", [one.uid, step.id], base=one.number, event=kind, value=said, name="Avbryts")
    model, process = drawn(one)
    (edge,) = [node for node in process.nodes if node.kind == "boundaryEvent"]
    (event,) = edge.events
    row = getattr(model, held)[event.ref]
    assert (event.kind, (row.code if kind == "error" else row.name).text) == (kind, said)
    assert edge.interrupting is (kind == "error")  # an error always ends the step
    page = editor.get(reverse("workshop:step", args=[one.uid, edge.id]))
    assert page.context["form"][kind].value() == said
    post(editor, "step", [one.uid, edge.id], base=one.number, name="Avbryts", **{kind: "annat", "documentation": ""})
    row = getattr(drawn(one)[0], held)[event.ref]
    assert (row.code if kind == "error" else row.name).text == "annat"


def test_an_error_without_a_code_is_every_error(editor, one: Draft) -> None:
    step = task(drawn(one)[1])
    post(editor, "add-deadline", [one.uid, step.id], base=one.number, event="error", value="", name="Går fel")
    (edge,) = [node for node in drawn(one)[1].nodes if node.kind == "boundaryEvent"]
    assert [(event.kind, event.ref) for event in edge.events] == [("error", "")]


def test_a_step_is_done_for_each_in_a_list(editor, one: Draft) -> None:
    step = task(drawn(one)[1])
    given = {"base": one.number, "name": step.name, "form": "leave-decision", "group": "editor"}
    page = post(editor, "step", [one.uid, step.id], **given, loop="parallel")
    assert page.status_code == 422  # for each of what?
    post(
        editor, "step", [one.uid, step.id], **given, loop="parallel", loop_over="=reviewers", loop_as="reviewer",
        loop_results="answers", loop_result="=granted",
    )  # fmt: skip
    loop = task(drawn(one)[1]).loop
    assert (loop.kind, loop.collection.text, loop.element) == ("parallel", "reviewers", "reviewer")
    assert (loop.output_collection, loop.output_element.text) == ("answers", "granted")
    post(editor, "step", [one.uid, step.id], **{**given, "base": one.number}, loop="once")
    assert task(drawn(one)[1]).loop is None


def test_rules_may_be_given_what_the_case_knows_by_another_name(editor, one: Draft) -> None:
    step = next(node for node in drawn(one)[1].nodes if node.rule)
    page = editor.get(reverse("workshop:step", args=[one.uid, step.id]))
    asked = [name for name in page.context["form"].fields if name.startswith("in.")]
    assert asked == ["in.days", "in.notice"]
    given = {"name": "Bedöm", "rule": "leave-rules", "result": "way", "in.days": "=weeks * 5", "documentation": ""}
    post(editor, "step", [one.uid, step.id], base=one.number, **given)
    (told,) = next(node for node in drawn(one)[1].nodes if node.rule).inputs
    assert (told.target, told.source.text) == ("days", "weeks * 5")
    page = editor.get(reverse("workshop:step", args=[one.uid, step.id]))
    assert page.context["form"]["in.days"].value() == "=weeks * 5"
