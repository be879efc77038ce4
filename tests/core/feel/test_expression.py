"""What the API promises: a text compiled once, evaluated often; null and warnings instead of exceptions."""

from decimal import Decimal, getcontext

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


def test_function_with_two_parameters_of_one_name_is_refused():
    with pytest.raises(ModelError) as refused:
        feel.compile("sort([3, 1], function(a, a) a < b)")

    problem = refused.value.problems[0]
    assert (problem.code, problem.where.position, problem.values) == ("feel.duplicate-parameter", 25, {"name": "a"})


def test_function_computes_with_34_digits_wherever_it_is_called():
    third = feel.compile("{third: function(n) n / 3 + sum([n, n / 3]) * 0}.third").value({})

    assert feel.compile("f(1)", names=["f"]).value({"f": third}) == Decimal(f"0.{'3' * 34}")


def test_callers_decimal_context_is_left_as_it_was():
    before = getcontext().copy()
    feel.compile("a / 3 + b * c - 1", names=["a", "b", "c"]).value({"a": Decimal(1), "b": Decimal(2), "c": "x"})

    assert (getcontext().prec, getcontext().rounding) == (before.prec, before.rounding)


def test_overflow_is_null_where_it_happens_and_nowhere_else():
    text = "if a * a = null then b * 2 + c * 3 - 1 else 0"
    result = feel.compile(text, names=["a", "b", "c"]).evaluate(
        {"a": Decimal("1e6000"), "b": Decimal(1), "c": Decimal(1)}
    )

    assert (result.value, [warning.code for warning in result.warnings]) == (4, ["feel.number-out-of-range"])


def test_unary_tests_match_their_input():
    tests = feel.compile_tests("[18..65], > Limit", names=["Limit"])

    assert [tests.matches(age, {"Limit": 90}) for age in (18, 66, 91)] == [True, False, True]
