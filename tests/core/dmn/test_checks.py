"""Tables find their own faults, each with an input that shows it; and they invent none."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.dmn.models import decision, definitions, inputs_of, literal, table, table_model
from gorel.core import dmn
from gorel.core.say import say

AGES = {"Ålder": "number"}
TWO = {"Ålder": "number", "Land": "string"}


def found(model: dmn.Model) -> list[tuple[str, dict]]:
    return [(problem.code, dict(problem.values)) for problem in model.check()]


def test_overlapping_rules_are_named_with_an_example():
    rows = [["< 18", '"SE"', "1"], ["[15..30]", '"SE","NO"', "2"], [">= 18", "-", "3"], ["< 18", 'not("SE")', "4"]]
    overlaps = [values for code, values in found(table_model(TWO, rows)) if code == "dmn.overlap"]
    assert overlaps == [
        {"rule": 1, "other": 2, "example": 'Ålder = 15, Land = "SE"'},
        {"rule": 2, "other": 3, "example": 'Ålder = 18, Land = "NO"'},
        {"rule": 2, "other": 4, "example": 'Ålder = 15, Land = "NO"'},
    ]


def test_overlaps_of_any_count_only_when_the_answers_differ():
    rows = [["> 1", "1"], ["> 2", "1"], ["> 3", "2"], ["<= 1", "1"]]
    overlaps = [
        values for code, values in found(table_model(AGES, rows, policy="ANY")) if code == "dmn.overlap-differs"
    ]
    assert [(values["rule"], values["other"], values["example"]) for values in overlaps] == [
        (1, 3, "Ålder = 4"),
        (2, 3, "Ålder = 4"),
    ]


def test_gaps_are_named_with_an_example():
    rows = [["< 18", '"SE"', "1"], ["> 18", "-", "2"]]
    assert found(table_model(TWO, rows)) == [
        ("dmn.gap", {"example": 'Ålder = 0, Land = not("SE")', "cells": ["<= 18", 'not("SE")']}),
        ("dmn.gap", {"example": 'Ålder = 18, Land = "SE"', "cells": ["18", "-"]}),
    ]


def test_a_table_without_gaps_or_overlaps_is_clean():
    rows = [["< 18", "1"], ["[18..65)", "2"], [">= 65", "3"]]
    assert found(table_model(AGES, rows)) == []


def test_what_the_type_forbids_is_no_gap():
    content = (
        '<itemDefinition name="tLand"><typeRef>string</typeRef><allowedValues><text>"SE","NO"</text></allowedValues>'
        "</itemDefinition>" + inputs_of({"Land": "tLand", "Ok": "boolean"})
    )
    rows = [['"SE"', "true", "1"], ['"NO"', "true", "2"], ["-", "false", "3"]]
    logic = table({"Land": "tLand", "Ok": "boolean"}, rows)
    model = dmn.read(definitions(content + decision("Svar", logic, requires=["i_0", "i_1"])))
    assert found(model) == []


def test_dates_have_gaps_too():
    rows = [['< date("2026-10-16")', "1"], ['> date("2026-10-16")', "2"]]
    assert found(table_model({"Dag": "date"}, rows)) == [
        ("dmn.gap", {"example": 'Dag = @"2026-10-16"', "cells": ['@"2026-10-16"']})
    ]


def test_a_default_answer_leaves_no_gap():
    assert found(table_model(AGES, [["< 18", "1"]], default="0")) == []


def test_rules_that_are_never_used_are_found():
    rows = [["< 10", "1"], ["[10..20]", "2"], ["[5..15]", "3"], ["-", "4"], ["> 99", "5"]]
    problems = found(table_model(AGES, rows, policy="FIRST"))
    assert problems == [("dmn.never-reached", {"rule": 3}), ("dmn.never-reached", {"rule": 5})]


def test_a_cell_that_no_allowed_value_meets_is_found():
    model = table_model({"Färg": "string"}, [['"grön"', "1"], ["-", "2"]], policy="FIRST",
                        input_values={"Färg": '"röd","blå"'})  # fmt: skip
    assert found(model) == [("dmn.never-matches", {"rule": 1, "column": "Färg", "test": '"grön"'})]


def test_copies_and_contradictions_are_found():
    rows = [["< 18", "1"], ["<18", "1"], ["< 18", "2"], [">= 18", "3"]]
    problems = [(code, values["rule"]) for code, values in found(table_model(AGES, rows, policy="COLLECT"))]
    assert problems == [("dmn.duplicate-rule", 2), ("dmn.contradiction", 3)]


def test_cells_and_answers_of_the_wrong_type_are_found():
    rows = [['"18"', "1"], [">= 18", '"två"']]
    model = table_model(AGES, rows, policy="FIRST", output_type="number", default="0")
    assert found(model) == [
        ("dmn.wrong-type", {"rule": 1, "column": "Ålder", "test": '"18"', "expected": "number", "found": "string"}),
        ("dmn.wrong-output-type", {"rule": 2, "column": "svar", "value": '"två"', "expected": "number",
                                   "found": "string"}),
    ]  # fmt: skip


def test_answers_outside_their_list_are_found():
    model = table_model(AGES, [["-", '"c"']], output_values='"a","b"')
    assert found(model) == [
        ("dmn.output-not-listed", {"rule": 1, "column": "svar", "value": '"c"', "allowed": '"a", "b"'})
    ]


def test_priority_without_a_list_is_found():
    model = table_model(AGES, [["-", "1"]], policy="PRIORITY")
    assert found(model) == [("dmn.no-priorities", {"policy": "PRIORITY"})]


def test_cells_that_only_feel_can_tell_hide_faults_but_invent_none():
    rows = [["> Gräns", "1"], ["<= Gräns", "2"]]
    content = inputs_of({"Ålder": "number", "Gräns": "number"})
    logic = table({"Ålder": "number"}, rows)
    model = dmn.read(definitions(content + decision("Svar", logic, requires=["i_0", "i_1"])))
    assert found(model) == []


def test_tables_inside_other_boxes_are_checked():
    logic = f"<context><contextEntry><variable name='x'/>{table({'Ålder': 'number'}, [['< 1', '1']])}</contextEntry>"
    content = inputs_of(AGES) + decision("Svar", f"{logic}</context>", requires=["i_0"])
    assert found(dmn.read(definitions(content))) == [("dmn.gap", {"example": "Ålder = 1", "cells": [">= 1"]})]
    assert found(dmn.read(definitions(decision("Svar", literal("1"))))) == []


def test_findings_are_said_with_place_and_what_to_do():
    problem = table_model(AGES, [["< 18", "1"], ["> 10", "2"]]).check()[0]
    assert say(problem, "sv") == (
        "Svar (r_2), #2, rad 1: Regel 1 och regel 2 gäller båda när Ålder = 11. "
        "Bara en får gälla: gör den ena snävare, eller välj en annan träffregel."
    )


# ---- against the plain way: every combination of sample values, one by one

CELLS = ["-", "< 2", ">= 2", "[1..3)", "(1..3]", "2", "1,3", "not(2)", "not(1,3)", "> 3"]
TEXTS = ["-", '"a"', '"a","b"', 'not("a")']
VALUES = [0, 1, "1.5", 2, "2.5", 3, 4]
LETTERS = ["a", "b", "c"]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(CELLS), st.sampled_from(TEXTS)), min_size=1, max_size=5))
def test_overlaps_and_gaps_are_exactly_those_that_evaluation_shows(cells):
    """Whether two rules meet, and whether something is uncovered, is what trying all values says."""
    rows = [[number, text, str(n)] for n, (number, text) in enumerate(cells)]
    model = table_model(TWO, rows, policy="RULE ORDER")
    hits = [model.evaluate("Svar", {"Ålder": _number(v), "Land": t}) for v, t in product(VALUES, LETTERS)]
    hits = [[int(hit) for hit in answer or []] for answer in hits]
    unique = [problem for problem in table_model(TWO, rows).check() if problem.code == "dmn.overlap"]
    shown = {(problem.values["rule"] - 1, problem.values["other"] - 1) for problem in unique}
    assert shown == {(a, b) for answer in hits for a in answer for b in answer if a < b}
    gaps = [problem for problem in table_model(TWO, rows).check() if problem.code == "dmn.gap"]
    assert bool(gaps) == any(not answer for answer in hits)
    # A rule of a gap's cells overlaps none, so what was uncovered is covered, and nothing else changes.
    for gap in gaps:
        more = table_model(TWO, [*rows, [*gap.values["cells"], "0"]])
        overlaps = {problem.values["other"] for problem in more.check() if problem.code == "dmn.overlap"}
        assert len(rows) + 1 not in overlaps
        left = [problem.values["example"] for problem in more.check() if problem.code == "dmn.gap"]
        assert gap.values["example"] not in left


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(CELLS), st.sampled_from(TEXTS)), min_size=1, max_size=5))
def test_rules_called_unreachable_never_answer(cells):
    rows = [[number, text, str(n)] for n, (number, text) in enumerate(cells)]
    model = table_model(TWO, rows, policy="FIRST")
    answers = {model.evaluate("Svar", {"Ålder": _number(v), "Land": t}) for v, t in product(VALUES, LETTERS)}
    never = {problem.values["rule"] - 1 for problem in model.check() if problem.code == "dmn.never-reached"}
    assert never == {n for n in range(len(rows)) if n not in answers}


def _number(value: object) -> Decimal:
    return Decimal(str(value))


@pytest.mark.slow
def test_a_table_of_five_hundred_rules_is_checked():
    rows = [[f"[{n * 10}..{n * 10 + 10})", f'"{text}"', "1"] for n in range(100) for text in "abcde"]
    problems = found(table_model(TWO, rows))
    assert {code for code, _ in problems} == {"dmn.gap"}


def test_values_allowed_that_are_of_another_kind_than_the_column_do_not_stop_the_check():
    model = table_model(AGES, [["< 18", "1"], [">= 18", "2"]], input_values={"Ålder": '"ung","gammal"'})
    assert found(model) == []


def test_two_parameters_of_one_name_are_found_in_a_boxed_function():
    body = literal("x")
    twice = f"<functionDefinition><formalParameter name='x'/><formalParameter name='x'/>{body}</functionDefinition>"
    context = f"<context><contextEntry><variable name='f'/>{twice}</contextEntry></context>"
    model = dmn.read(definitions(decision("a", context)))
    assert [(problem.code, problem.values["name"]) for problem in model.check() if problem.severity == "error"] == [
        ("feel.duplicate-parameter", "x")
    ]
    knowledge = "<businessKnowledgeModel id='k' name='k'><variable name='k'/><encapsulatedLogic>"
    knowledge += f"<formalParameter name='y'/><formalParameter name='y'/>{literal('y')}</encapsulatedLogic>"
    model = dmn.read(definitions(knowledge + "</businessKnowledgeModel>"))
    assert [(problem.code, problem.where.element) for problem in model.check() if problem.severity == "error"] == [
        ("feel.duplicate-parameter", "k")
    ]
