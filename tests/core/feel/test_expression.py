"""What the API promises: a text compiled once, evaluated often; null and warnings instead of exceptions."""

from decimal import Decimal

import pytest

from gorel.core import feel
from gorel.core.problems import ModelError


def test_expression_gives_its_value_for_a_scope():
    expression = feel.compile("Monthly Income * 12", names=["Monthly Income"])

    assert expression.evaluate({"Monthly Income": Decimal(4000)}) == feel.Result(Decimal(48000))
    assert expression.evaluate({"Monthly Income": 4000}) == feel.Result(Decimal(48000))
    assert expression({"Monthly Income": 4000}) == Decimal(48000)


def test_unknown_name_is_null_and_says_so():
    result = feel.compile("Salary").evaluate({})

    assert (result.value, [warning.code for warning in result.warnings]) == (None, ["feel.unknown-name"])


def test_text_that_does_not_parse_is_refused_with_its_place():
    with pytest.raises(ModelError) as refused:
        feel.compile("amount >")

    problem = refused.value.problems[0]
    assert (problem.code, problem.where.position) == ("feel.unexpected-end", 8)


def test_unary_tests_match_their_input():
    tests = feel.compile_tests("[18..65], > Limit", names=["Limit"])

    assert [tests.matches(age, {"Limit": 90}) for age in (18, 66, 91)] == [True, False, True]
