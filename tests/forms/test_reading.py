"""What the server takes and refuses, per kind of field."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict

from gorel import forms

MANY = [{"label": "A", "value": "a"}, {"label": "B", "value": "b"}, {"label": "C", "value": 3}]


def form(**component: Any) -> dict[str, Any]:
    return {"components": [{"key": "x", "label": "X", "properties": {"label.en": "Ex"}, **component}]}


def outcome(component: dict[str, Any], post: Any) -> Any:
    """Return the value of the one field, or the code of its problem."""
    answer = forms.read(form(**component), post)
    return answer.problems["x"].code if answer.problems else answer.values["x"]


@pytest.mark.parametrize(
    ("component", "text", "expected"),
    [
        ({"type": "textfield"}, "  Ann  ", "Ann"),
        ({"type": "textfield"}, "", None),
        ({"type": "textfield"}, "a\x00b\r\nc", "ab c"),
        ({"type": "textfield"}, "e\u0301", "é"),
        ({"type": "textarea"}, "a\r\nb\x00", "a\nb"),
        ({"type": "textfield", "validate": {"required": True}}, "   ", "forms.required"),
        ({"type": "textfield", "validate": {"minLength": 3}}, "ab", "forms.too-short"),
        ({"type": "textfield", "validate": {"maxLength": 3}}, "abcd", "forms.too-long"),
        ({"type": "textfield"}, "x" * 1001, "forms.too-long"),
        ({"type": "textarea"}, "x" * 20_001, "forms.too-long"),
        ({"type": "textarea", "validate": {"maxLength": 99_999}}, "x" * 20_001, "forms.too-long"),
        ({"type": "textfield", "validate": {"pattern": "^[a-z]+$"}}, "Ab", "forms.pattern"),
        ({"type": "textfield", "validate": {"validationType": "email"}}, "ann@exempel.se", "ann@exempel.se"),
        ({"type": "textfield", "validate": {"validationType": "email"}}, "ann@", "forms.email"),
        ({"type": "textfield", "validate": {"validationType": "phone"}}, "031-365 00 00", "031-365 00 00"),
        ({"type": "textfield", "validate": {"validationType": "phone"}}, "ring mig", "forms.phone"),
        ({"type": "textfield", "properties": {"format": "url"}}, "https://exempel.se/a", "https://exempel.se/a"),
        ({"type": "textfield", "properties": {"format": "url"}}, "javascript:alert(1)", "forms.url"),
        ({"type": "textfield", "properties": {"format": "url"}}, "https://[", "forms.url"),
        ({"type": "number"}, "1 200", 1200),
        ({"type": "number"}, "1\u00a0200,50", Decimal("1200.50")),
        ({"type": "number"}, "−3", -3),
        ({"type": "number"}, "2.0", 2),
        ({"type": "number"}, "", None),
        ({"type": "number"}, "1e9", "forms.number"),
        ({"type": "number"}, "NaN", "forms.number"),
        ({"type": "number", "validate": {"min": 1}}, "0,5", "forms.too-small"),
        ({"type": "number", "validate": {"max": 10}}, "11", "forms.too-big"),
        ({"type": "number", "decimalDigits": 0}, "1,5", "forms.decimals"),
        ({"type": "number", "decimalDigits": 0}, "100", 100),
        ({"type": "checkbox"}, "true", True),
        ({"type": "checkbox", "validate": {"required": True}}, None, "forms.required-tick"),
        ({"type": "radio", "values": MANY}, "b", "b"),
        ({"type": "radio", "values": MANY}, "3", 3),
        ({"type": "radio", "values": MANY}, "d", "forms.option"),
        ({"type": "radio", "values": MANY}, None, None),
        ({"type": "select", "values": MANY, "validate": {"required": True}}, "", "forms.required-choice"),
        ({"type": "checklist", "values": MANY}, ["3", "a"], ["a", 3]),
        ({"type": "checklist", "values": MANY}, None, []),
        ({"type": "checklist", "values": MANY}, ["a", "z"], "forms.option"),
        ({"type": "checklist", "values": MANY, "validate": {"required": True}}, None, "forms.required-choices"),
        ({"type": "datetime", "subtype": "date"}, "2020-10-23", "2020-10-23"),
        ({"type": "datetime", "subtype": "date"}, "2021-02-29", "forms.date"),
        ({"type": "datetime", "subtype": "date"}, "23/10/2020", "forms.date"),
        ({"type": "datetime", "subtype": "time"}, "9.00", "09:00"),
        ({"type": "datetime", "subtype": "time"}, "25:00", "forms.time"),
        ({"type": "datetime", "subtype": "datetime"}, "2020-10-23T09:00", "2020-10-23T09:00"),
        ({"type": "datetime", "subtype": "datetime"}, "2020-10-23", "forms.moment"),
    ],
)
def test_field_takes_and_refuses(component: dict[str, Any], text: Any, expected: Any) -> None:
    assert outcome(component, {} if text is None else {"x": text}) == expected


def test_moment_with_offset_follows_swedish_time() -> None:
    moment = {"type": "datetime", "subtype": "datetime", "timeSerializingFormat": "utc_offset"}
    assert outcome(moment, {"x": "2020-10-23T09:00"}) == "2020-10-23T09:00+02:00"
    assert outcome(moment, {"x": "2020-12-01 09:00"}) == "2020-12-01T09:00+01:00"
    assert outcome(moment, {"x": "2021-03-28T02:30"}) == "forms.no-such-time"


def test_unknown_keys_are_ignored_and_a_request_is_read_as_it_comes() -> None:
    answer = forms.read(form(type="checklist", values=MANY), QueryDict("x=a&x=b&csrf=1&y=2"))
    assert answer == forms.Answer(values={"x": ["a", "b"]}, problems={})


def test_dotted_keys_and_group_paths_nest() -> None:
    schema = {
        "components": [
            {"type": "textfield", "key": "person.name", "label": "Namn"},
            {"type": "group", "path": "person", "components": [{"type": "number", "key": "age", "label": "Ålder"}]},
        ]
    }
    assert forms.read(schema, {"person.name": "Ann", "person.age": "40"}).values == {
        "person": {"name": "Ann", "age": 40}
    }


def test_problem_is_said_in_both_languages() -> None:
    answer = forms.read(form(type="textfield", validate={"required": True}), {})
    problem = answer.problems["x"]
    assert (forms.say(problem, "sv"), forms.say(problem, "en")) == ("Fyll i ”X”.", "Fill in “Ex”.")
    assert not answer.is_good


def test_wrong_answer_is_kept_as_it_was_typed() -> None:
    assert forms.read(form(type="number"), {"x": "tolv"}).values == {"x": "tolv"}


def test_read_only_field_is_never_read() -> None:
    assert forms.read(form(type="textfield", readonly=True), {"x": "ändrad"}).values == {}
