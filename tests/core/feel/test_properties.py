"""What holds for every expression: it prints and parses to itself, and compiled code answers as a plain walk does."""

from decimal import Decimal, DecimalException

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.feel.reference import walk
from core.feel.trees import NAMES, SCOPE, tree
from gorel.core import feel
from gorel.core.feel import nodes
from gorel.core.feel.functions import Function
from gorel.core.feel.limits import STEPS
from gorel.core.feel.numbers import CONTEXT
from gorel.core.feel.printer import write
from gorel.core.feel.ranges import Range
from gorel.core.feel.run import LimitReached

KNOWN = [name for name in NAMES if name not in ("item", "unknown")]
SEEDS = [range(start, start + 150) for start in (0, 1000)]
RELAXED = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))


def alike(left: object, right: object) -> bool:
    """Whether two values are the same, functions by their parameters only."""
    if isinstance(left, Function) and isinstance(right, Function):
        return left.parameters == right.parameters
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(alike, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return list(left) == list(right) and all(alike(left[key], right[key]) for key in left)
    if isinstance(left, Range) and isinstance(right, Range):
        return (left.form, left.start_included, left.end_included) == (
            right.form, right.start_included, right.end_included,
        ) and alike([left.start, left.end], [right.start, right.end])  # fmt: skip
    return type(left) is type(right) and left == right


@pytest.mark.parametrize("seeds", SEEDS, ids=str)
def test_printed_expression_parses_to_the_same_tree(seeds: range):
    for seed in seeds:
        text = write(tree(seed))
        assert nodes.same(feel.parse(text, names=KNOWN), tree(seed)), (seed, text)


@pytest.mark.parametrize("seeds", SEEDS, ids=str)
def test_printed_unary_tests_parse_to_the_same_tree(seeds: range):
    for seed in seeds:
        found = tuple(tree(seed * 1000 + at, depth=3) for at in range(seed % 4))
        tests = nodes.UnaryTests(0, 0, found, is_negated=bool(found) and seed % 5 == 0)
        text = write(tests)
        assert nodes.same(feel.parse_tests(text, names=KNOWN), tests), (seed, text)


@pytest.mark.parametrize("seeds", SEEDS, ids=str)
def test_compiled_expression_answers_as_a_plain_walk_does(seeds: range):
    for seed in seeds:
        assert_same_answer(seed)


def assert_same_answer(seed: int) -> None:
    text = write(tree(seed))
    result = feel.compile(text, names=KNOWN).evaluate(SCOPE)
    try:
        expected = walk(tree(seed), SCOPE)
    except (LimitReached, DecimalException):
        return

    assert alike(result.value, expected), (seed, text, result, expected)


@pytest.mark.parametrize("seeds", SEEDS, ids=str)
def test_quick_path_answers_as_evaluate_does(seeds: range):
    for seed in seeds:
        expression = feel.compile(write(tree(seed)), names=KNOWN)
        assert alike(expression.value(SCOPE), expression.evaluate(SCOPE).value), (seed, expression.text)


numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30).map(
    CONTEXT.create_decimal
)
OPERATIONS = {"+": CONTEXT.add, "-": CONTEXT.subtract, "*": CONTEXT.multiply, "/": CONTEXT.divide}


@pytest.mark.parametrize("operator", OPERATIONS)
@RELAXED
@given(left=numbers, right=numbers)
def test_arithmetic_is_that_of_decimal128(operator: str, left: Decimal, right: Decimal):
    expression = feel.compile(f"a {operator} b", names=["a", "b"])
    expected = None if operator == "/" and not right else OPERATIONS[operator](left, right)

    assert expression.value({"a": left, "b": right}) == expected


@RELAXED
@given(left=numbers, right=numbers)
def test_modulo_floors_and_keeps_the_divisors_sign(left: Decimal, right: Decimal):
    rest = feel.compile("modulo(a, b)", names=["a", "b"]).value({"a": left, "b": right})

    assert rest is None if not right else (rest == 0 or (rest < 0) == (right < 0)) and abs(rest) <= abs(right)


def test_steps_are_counted_over_all_loops():
    result = feel.compile("for a in 1..3000, b in 1..3000 return 1").evaluate({})

    assert (result.value, [warning.code for warning in result.warnings]) == (None, ["feel.too-many-steps"])
    assert STEPS < 3000 * 3000
