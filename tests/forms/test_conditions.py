"""Fields that hide by what is known or answered: cleared on the server, and told to those without script."""

from __future__ import annotations

from typing import Any

from lxml import html

from gorel import forms


def page(schema: dict[str, Any], *args: Any, **kwargs: Any) -> html.HtmlElement:
    return html.fromstring(f"<form>{forms.render(schema, *args, **kwargs)}</form>")


def test_hidden_field_is_cleared_and_not_required(review: dict[str, Any]) -> None:
    answer = forms.read(review, {"decision": "publish", "reason": "glömd text"})
    assert answer == forms.Answer(values={"decision": "publish", "reason": None}, problems={})


def test_shown_field_is_required(review: dict[str, Any]) -> None:
    answer = forms.read(review, {"decision": "send_back", "reason": ""})
    assert {key: problem.code for key, problem in answer.problems.items()} == {"reason": "forms.required"}


def test_field_that_hides_by_a_hidden_field_is_hidden_too() -> None:
    schema = {
        "components": [
            {"type": "checkbox", "key": "a", "label": "A"},
            {"type": "checkbox", "key": "b", "label": "B", "conditional": {"hide": "=a != true"}},
            {"type": "textfield", "key": "c", "label": "C", "conditional": {"hide": "=b != true"}},
        ]
    }
    assert forms.read(schema, {"b": "true", "c": "x"}).values == {"a": False, "b": None, "c": None}


def test_fields_of_a_hidden_group_are_cleared() -> None:
    schema = {
        "components": [
            {"type": "checkbox", "key": "a", "label": "A"},
            {
                "type": "group",
                "conditional": {"hide": "=a != true"},
                "components": [{"type": "textfield", "key": "c", "label": "C", "validate": {"required": True}}],
            },
        ]
    }
    assert forms.read(schema, {"c": "x"}) == forms.Answer(values={"a": False, "c": None})


def test_condition_may_speak_of_what_the_form_was_shown_with(review: dict[str, Any]) -> None:
    schema = {"components": [{"type": "textfield", "key": "c", "label": "C", "conditional": {"hide": "=closed"}}]}
    assert forms.read(schema, {"c": "x"}, known={"closed": True}).values == {"c": None}
    assert forms.read(schema, {"c": "x"}, known={"closed": False}).values == {"c": "x"}


def test_help_and_error_are_tied_to_the_control(review: dict[str, Any]) -> None:
    answer = forms.read(review, {"decision": "send_back", "reason": "x" * 21})
    form = page(review, answer.values, answer.problems)
    area = form.find(".//textarea")
    described = [form.get_element_by_id(one).text_content() for one in area.get("aria-describedby").split()]
    assert described == [
        "Skickas till arrangören.",
        "Behövs bara om du väljer ”Skicka tillbaka” i ”Beslut”.",
        "Fel: ”Skäl” får vara högst 20 tecken. Det är 21 nu.",
    ]
    assert area.get("aria-invalid") == "true"
    assert area.text.strip() == "x" * 21


def test_summary_links_to_each_wrong_field(review: dict[str, Any]) -> None:
    problems = forms.read(review, {}).problems
    summary = html.fromstring(forms.summary(review, problems, "en"))
    links = [(link.get("href"), link.text) for link in summary.iter("a")]
    assert links == [("#f-decision", "Choose an option for “Decision”.")]
    assert page(review, {}, problems, "en").get_element_by_id("f-decision").get("type") == "radio"
    assert forms.summary(review, {}) == ""


def test_field_that_hides_by_an_answer_stands_there_for_those_without_script(review: dict[str, Any]) -> None:
    field = page(review).find(".//textarea").getparent()
    assert (field.get("data-shown-by"), field.get("data-shown-when")) == ("decision", "send_back")


def test_field_that_hides_by_what_is_known_is_left_out() -> None:
    schema = {"components": [{"type": "textfield", "key": "c", "label": "C", "conditional": {"hide": "=closed"}}]}
    assert forms.render(schema, {"closed": True}) == ""
    assert page(schema, {"closed": False}).find(".//input").get("name") == "c"


def test_english_words_stand_in_properties(review: dict[str, Any]) -> None:
    text = page(review, language="en").text_content()
    assert "Read the point first." in text
    assert "Sent to the organiser." in text
    assert [option.text for option in page(review, language="en").iter("label")][:2] == ["Publish", "Send back"]


def test_read_only_is_a_list_of_answers(review: dict[str, Any]) -> None:
    shown = html.fromstring(forms.render(review, {"decision": "send_back", "reason": "Plats saknas"}, readonly=True))
    assert [(term.text, term.getnext().text) for term in shown.iter("dt")] == [
        ("Beslut", "Skicka tillbaka"),
        ("Skäl", "Plats saknas"),
    ]
    published = html.fromstring(forms.render(review, {"decision": "publish"}, readonly=True))
    assert [term.text for term in published.iter("dt")] == ["Beslut"]
