"""What tables answer, by hit policy."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.dmn.models import table_model
from gorel.core.problems import Problem

AGES = {"Ålder": "number"}


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.code for problem in problems]


def answer(model, **inputs):
    """The quick way, the whole way and the traced way must answer alike; return what they answer."""
    first = model.evaluate("Svar", inputs)
    again = model.evaluate("Svar", inputs)
    decided = model.decide("Svar", inputs)
    assert (first, decided.value) == (again, again)
    return first


def test_unique_answers_the_one_match_and_null_when_several_match():
    model = table_model(AGES, [["< 18", '"barn"'], [">= 18", '"vuxen"'], ["> 100", '"fel"']])
    assert answer(model, Ålder=17) == "barn"
    assert answer(model, Ålder=18) == "vuxen"
    assert answer(model, Ålder=101) is None
    assert codes(model.decide("Svar", {"Ålder": 101}).problems) == ["dmn.several-rules"]
    assert model.decide("Svar", {"Ålder": 101}).problems[0].values == {"rules": "2, 3"}


def test_first_answers_the_first_match():
    model = table_model(AGES, [["< 10", '"a"'], ["< 20", '"b"'], ["-", '"c"']], policy="FIRST")
    assert [answer(model, Ålder=n) for n in (5, 10, 19, 20)] == ["a", "b", "b", "c"]


def test_no_match_is_null_and_a_problem_that_wants_a_person():
    model = table_model(AGES, [["< 10", '"a"']])
    assert answer(model, Ålder=10) is None
    problem = model.decide("Svar", {"Ålder": 10}).problems[0]
    assert (problem.code, problem.severity) == ("dmn.no-rule", "error")


def test_default_output_answers_when_no_rule_matches():
    model = table_model(AGES, [["< 10", '"a"']], default='"standard"')
    assert answer(model, Ålder=10) == "standard"
    assert model.decide("Svar", {"Ålder": 10}).problems == ()


def test_any_answers_when_all_matches_agree():
    model = table_model(AGES, [["> 1", '"a"'], ["> 2", '"a"'], ["> 3", '"b"']], policy="ANY")
    assert answer(model, Ålder=3) == "a"
    assert answer(model, Ålder=4) is None
    assert codes(model.decide("Svar", {"Ålder": 4}).problems) == ["dmn.rules-differ"]


def test_priority_answers_by_the_order_of_output_values():
    rows = [["> 1", '"låg"'], ["> 2", '"hög"'], ["> 3", '"mellan"']]
    model = table_model(AGES, rows, policy="PRIORITY", output_values='"hög", "mellan", "låg"')
    assert [answer(model, Ålder=n) for n in (2, 3, 4)] == ["låg", "hög", "hög"]


def test_output_order_sorts_all_answers():
    rows = [["> 1", '"låg"'], ["> 2", '"hög"'], ["> 3", '"mellan"']]
    model = table_model(AGES, rows, policy="OUTPUT ORDER", output_values='"hög", "mellan", "låg"')
    assert answer(model, Ålder=4) == ["hög", "mellan", "låg"]


def test_rule_order_and_collect_keep_the_tables_order():
    rows = [["> 1", "30"], ["> 2", "10"], ["> 3", "20"]]
    for policy in ("RULE ORDER", "COLLECT"):
        assert answer(table_model(AGES, rows, policy=policy), Ålder=4) == [30, 10, 20]


@pytest.mark.parametrize(("aggregation", "expected"), [("SUM", 60), ("COUNT", 3), ("MIN", 10), ("MAX", 30)])
def test_collect_aggregates(aggregation, expected):
    rows = [["> 1", "30"], ["> 2", "10"], ["> 3", "20"], ["> 9", "99"]]
    model = table_model(AGES, rows, policy="COLLECT", aggregation=aggregation)
    assert answer(model, Ålder=4) == Decimal(expected)


def test_sum_of_texts_is_null_and_said():
    model = table_model(AGES, [["> 1", '"a"'], ["> 2", "1"]], policy="COLLECT", aggregation="SUM")
    assert answer(model, Ålder=4) is None
    assert codes(model.decide("Svar", {"Ålder": 4}).problems) == ["dmn.not-aggregated"]


def test_several_outputs_are_a_context():
    model = table_model(AGES, [["< 18", '"barn"', "50"], [">= 18", '"vuxen"', "100"]], outputs=("Grupp", "Avgift"))
    assert answer(model, Ålder=3) == {"Grupp": "barn", "Avgift": 50}


def test_outputs_may_be_expressions_over_the_inputs():
    model = table_model(AGES, [["< 18", "Ålder * 2"], [">= 18", "Ålder + 1"]])
    assert answer(model, Ålder=10) == 20
    assert answer(model, Ålder=20) == 21


def test_value_outside_input_values_gives_no_answer():
    model = table_model({"Färg": "string"}, [["-", '"ja"']], input_values={"Färg": '"röd","blå"'})
    assert answer(model, Färg="röd") == "ja"
    assert answer(model, Färg="grön") is None
    assert codes(model.decide("Svar", {"Färg": "grön"}).problems) == ["dmn.input-not-allowed"]


def test_answer_of_another_type_than_the_decision_is_null():
    model = table_model(AGES, [["< 18", '"barn"'], [">= 18", "1"]], type_ref="string")
    assert answer(model, Ålder=1) == "barn"
    assert answer(model, Ålder=20) is None
    assert codes(model.decide("Svar", {"Ålder": 20}).problems) == ["dmn.not-of-type"]
