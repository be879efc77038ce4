"""Explanations read as grounds for a decision, in both languages."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from core.dmn.models import decision, definitions, inputs_of, literal, table, table_model
from gorel.core import dmn
from gorel.core.dmn.words import say_value


def said(model: dmn.Model, name: str, language: str, **inputs: object) -> list[str]:
    return dmn.explain(model.decide(name, inputs).explanation, language).splitlines()


ROWS = [
    ["< 18", "-", '"nej"', "Den som är under 18 år får inte teckna avtal"],
    ["[18..65)", '"SE", "NO"', '"ja"', "Villkoren är uppfyllda."],
    [">= 65", 'not("SE")', '"granskas"', ""],
]


def test_a_rule_is_said_with_what_it_asks_for_and_its_annotation():
    model = table_model({"Ålder": "number", "Land": "string"}, ROWS)
    assert said(model, "Svar", "sv", Ålder=17, Land="SE") == [
        "Svar: ”nej”.",
        "Uppgifter som beslutet bygger på: Ålder – 17; Land – ”SE”.",
        "Svar blir ”nej”. Regel 1 gäller: Ålder – 17 (regeln kräver under 18). "
        "Regelns motivering: Den som är under 18 år får inte teckna avtal.",
    ]
    assert said(model, "Svar", "en", Ålder=65, Land="DK")[-1] == (
        "Svar is “granskas”. Rule 3 applies: Ålder – 65 (the rule asks for at least 65); "
        "Land – “DK” (the rule asks for other than “SE”)."
    )


def test_no_rule_several_rules_and_default_are_said():
    model = table_model({"n": "number"}, [["> 1", '"a"'], ["> 2", '"b"']])
    assert said(model, "Svar", "sv", n=0)[-1] == (
        "Svar: ingen regel passar på uppgifterna (n – 0). Därför finns inget svar, och en person behöver ta ställning."
    )
    assert said(model, "Svar", "en", n=3)[-1] == (
        "Svar: several rules fit what was given (n – 3), rules 1 and 2, but only one may. "
        "So there is no answer, and a person needs to decide."
    )
    model = table_model({"n": "number"}, [["> 1", '"a"']], default='"c"')
    assert said(model, "Svar", "en", n=0)[-1] == (
        "Svar is “c”. No rule fits what was given, and then the table’s default answer applies."
    )


def test_only_the_rule_that_answered_is_said_where_others_matched_too():
    model = table_model({"n": "number"}, [["> 1", '"a"'], ["> 2", '"b"']], policy="PRIORITY", output_values='"b","a"')
    assert said(model, "Svar", "en", n=3)[-1].startswith("Svar is “b”. Rule 2 applies: n – 3")
    model = table_model({"n": "number"}, [["> 1", '"a"'], ["> 2", '"b"']], policy="COLLECT")
    assert said(model, "Svar", "en", n=3)[-1] == "Svar is “a” and “b”. Rules 1 and 2 apply."


def test_each_decision_on_the_way_is_a_numbered_line_with_its_sources():
    law = '<authorityRequirement><requiredAuthority href="#k"/></authorityRequirement>'
    transport = table({"Kilometer": "number"}, [["> 3", "true"], ["<= 3", "false"]])
    content = (
        inputs_of({"Avstånd": "number"})
        + '<knowledgeSource id="k" name="skollagen 10 kap. 32 §"/>'
        + decision("Kilometer", literal("Avstånd / 1000"), requires=["i_0"])
        + decision("Skjuts", law + transport, requires=["d_Kilometer"])
    )
    assert said(dmn.read(definitions(content)), "Skjuts", "sv", Avstånd=3500) == [
        "Skjuts: ja.",
        "Uppgifter som beslutet bygger på: Avstånd – 3500.",
        "1. Kilometer blir 3,5. Det följer av: Avstånd – 3500.",
        "2. Skjuts blir ja. Regel 1 gäller: Kilometer – 3,5 (regeln kräver över 3). "
        "Stöd för regeln: skollagen 10 kap. 32 §.",
    ]


def test_tables_inside_other_expressions_are_said_too():
    inner = table({"n": "number"}, [["> 1", '"a"']])
    logic = f"<context><contextEntry><variable name='del'/>{inner}</contextEntry></context>"
    model = dmn.read(definitions(inputs_of({"n": "number"}) + decision("Svar", logic, requires=["i_0"])))
    assert said(model, "Svar", "en", n=2)[-1].startswith(
        "Svar is del: “a”. It follows from: n – 2. Svar is “a”. Rule 1"
    )


def test_an_explanation_is_json_and_is_said_the_same_after_a_round_trip():
    model = table_model({"Dag": "date", "n": "number"}, [['>= date("2026-10-16")', "-", "n / 4"]])
    explanation = model.decide("Svar", {"Dag": "2026-10-23", "n": 1}).explanation
    kept = json.loads(json.dumps(explanation, default=float), parse_float=Decimal)
    assert dmn.explain(kept, "sv") == dmn.explain(explanation, "sv")
    assert "Dag – 23 oktober 2026 (regeln kräver tidigast 16 oktober 2026)" in dmn.explain(explanation, "sv")


@pytest.mark.parametrize(
    ("value", "sv", "en"),
    [
        (None, "uppgift saknas", "not given"),
        (True, "ja", "yes"),
        (Decimal("12500.50"), "12\N{NO-BREAK SPACE}500,5", "12,500.5"),
        (Decimal("-0.5"), "−0,5", "−0.5"),
        (2026, "2026", "2026"),
        ("2026-10-16", "16 oktober 2026", "16 October 2026"),
        ([1, 2, 3], "1, 2 och 3", "1, 2 and 3"),
        ([], "inget", "nothing"),
        ({"a": 1, "b": "x"}, "a: 1; b: ”x”", "a: 1; b: “x”"),
        (
            [{"a": 1, "b": [2, 3]}, {"a": None}],
            "(a: 1; b: (2 och 3)) och (a: uppgift saknas)",
            "(a: 1; b: (2 and 3)) and (a: not given)",
        ),
    ],
)
def test_values_are_said_as_people_write_them(value, sv, en):
    assert (say_value(value, "sv"), say_value(value, "en")) == (sv, en)
