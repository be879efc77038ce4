"""Forms as HTML: labels, help and errors belong to their controls, in both languages, without script."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from lxml import html

from gorel import forms

EVERY_KIND = {
    "components": [
        {"type": "textfield", "key": "name", "label": "Namn", "properties": {"autocomplete": "name"}},
        {"type": "textfield", "key": "mail", "label": "E-post", "validate": {"validationType": "email"}},
        {"type": "textarea", "key": "about", "label": "Om", "description": "Några rader."},
        {"type": "number", "key": "price", "label": "Pris"},
        {"type": "checkbox", "key": "ok", "label": "Jag samtycker", "validate": {"required": True}},
        {"type": "radio", "key": "how", "label": "Hur", "values": [{"label": "På plats", "value": "site"}]},
        {"type": "select", "key": "where", "label": "Var", "values": [{"label": "Göteborg", "value": "gbg"}]},
        {"type": "checklist", "key": "days", "label": "Dagar", "values": [{"label": "Mån", "value": "mon"}]},
        {"type": "datetime", "key": "day", "subtype": "date", "dateLabel": "Dag"},
    ]
}


def page(schema: dict[str, Any], *args: Any, **kwargs: Any) -> html.HtmlElement:
    return html.fromstring(f"<form>{forms.render(schema, *args, **kwargs)}</form>")


def test_every_control_has_a_name_of_its_own() -> None:
    shown = page(EVERY_KIND)
    labels = {label.get("for"): label.text_content() for label in shown.iter("label")}
    controls = list(shown.iter("input", "textarea", "select"))
    assert [control.get("id") for control in controls] == list(labels)
    assert len({control.get("id") for control in controls}) == len(controls) == 9
    assert [legend.text_content() for legend in shown.iter("legend")] == ["Hur (frivilligt)", "Dagar (frivilligt)"]


def test_values_stand_in_their_controls() -> None:
    values = {
        "name": "Ann", "about": "rad", "price": Decimal("1.5"), "ok": True, "how": "site", "where": "gbg",
        "days": ["mon"], "day": "2020-10-23",
    }  # fmt: skip
    form = page(EVERY_KIND, values)
    # lxml keeps the line end after <textarea> that browsers drop.
    assert dict(form.form_values()) == {
        "name": "Ann", "mail": "", "about": "\nrad", "price": "1,5", "ok": "true", "how": "site", "where": "gbg",
        "days": "mon", "day": "2020-10-23",
    }  # fmt: skip


def test_what_is_shown_reads_back_as_it_was() -> None:
    values = {
        "name": "Ann", "mail": "ann@exempel.se", "about": "a\nb", "price": Decimal("1.5"), "ok": True, "how": "site",
        "where": "gbg", "days": ["mon"], "day": "2020-10-23",
    }  # fmt: skip
    for language in ("sv", "en"):
        form = page(EVERY_KIND, values, language=language)
        assert forms.read(EVERY_KIND, dict(form.form_values())) == forms.Answer(values=values)


def test_words_of_people_and_of_schemas_are_escaped() -> None:
    evil = "<script>alert(1)</script>"
    schema = {
        "components": [
            {"type": "text", "text": evil},
            {"type": "html", "content": f"<p onclick='x'>hej</p>{evil}"},
            {"type": "textfield", "key": "x", "label": evil, "description": evil},
            {"type": "textarea", "key": "y", "label": "Y"},
        ]
    }
    text = forms.render(schema, {"x": f'"{evil}', "y": f"</textarea>{evil}"})
    assert "<script" not in text
    assert "onclick" not in text


def named(**component: Any) -> dict[str, Any]:
    return {"type": "textfield", "key": "x", "label": "X", "properties": {"label.en": "X"}, **component}


@pytest.mark.parametrize(
    ("components", "codes"),
    [
        ([], []),
        ([named()], []),
        ([named(type="button")], []),
        ([named(type="signature")], ["unknown-type"]),
        ([named(key="")], ["no-key"]),
        ([named(label="")], ["no-label"]),
        ([named(properties={})], ["no-english"]),
        ([named(type="radio")], ["no-options"]),
        ([named(validate={"pattern": "("})], ["pattern"]),
        ([named(), {"type": "group", "components": [named()]}], ["same-key"]),
        ([named(), {"type": "group", "path": "y", "components": [named()]}], []),
        ([named(conditional={"hide": "=("})], ["expression"]),
    ],
)
def test_check_finds_what_is_wrong(components: list[dict[str, Any]], codes: list[str]) -> None:
    found = [problem.code for problem in forms.check({"components": components})]
    assert found == [f"forms.schema.{code}" for code in codes]


def test_check_refuses_what_is_no_form() -> None:
    assert [forms.say(problem, "en") for problem in forms.check({})] == [
        "The file is not a form: it lacks the list “components”."
    ]
