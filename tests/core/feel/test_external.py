"""External Java functions: the few that have a Python equivalent, and what any other gives."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gorel.core import feel


def call(class_name: str, signature: str, parameters: str, arguments: str) -> object:
    described = f'{{java: {{class: "{class_name}", method signature: "{signature}"}}}}'
    return feel.compile(f"(function({parameters}) external {described})({arguments})").evaluate({})


@pytest.mark.parametrize(
    ("class_name", "signature", "parameters", "arguments", "expected"),
    [
        ("java.lang.Math", "max(double,double)", "a: number, b: number", "123, 456", Decimal(456)),
        ("java.lang.Math", "max(int, int)", "a, b", "7, 3", Decimal(7)),
        ("java.lang.Short", "valueOf(java.lang.String)", "a: string", '"12"', Decimal(12)),
        ("java.lang.Byte", "valueOf(byte)", "a", "12", Decimal(12)),
        ("java.lang.Float", "valueOf(float)", "a", "123.46", Decimal("123.46")),
        ("java.lang.Double", "valueOf(java.lang.String)", "a", '"1.5"', Decimal("1.5")),
        ("java.lang.String", "valueOf(char)", "a", '"a"', "a"),
        ("java.lang.String", "format(java.lang.String, [Ljava.lang.Object;)", "m, v", '"foo %s", "bar"', "foo bar"),
        ("java.lang.String", "format(java.lang.String, [Ljava.lang.Object;)", "m, v",
         '"%05d|%-4s|%.2f|%n", [42, "å", 1.005]', "00042|å   |1.01|\n"),
    ],
)  # fmt: skip
def test_known_methods_answer(class_name, signature, parameters, arguments, expected):
    assert call(class_name, signature, parameters, arguments).value == expected


def test_cosine_is_as_exact_as_a_double():
    found = call("java.lang.Math", "cos(double)", "a", "123").value
    assert abs(found - Decimal("-0.88796890669186")) < Decimal("1e-13")


@pytest.mark.parametrize(
    ("class_name", "signature", "parameters", "arguments", "code"),
    [
        ("java.lang.System", "exit(int)", "a", "0", "feel.external-unknown"),
        ("java.lang.Math", "max(foo,bar)", "a, b", "1, 2", "feel.external-unknown"),
        ("java.lang.Byte", "valueOf(byte)", "a", "300", "feel.external-arguments"),
        ("java.lang.Math", "max(double,double)", "a, b", '"1", 2', "feel.external-arguments"),
        ("java.lang.Math", "max(double,double)", "a", "1", "feel.external-arguments"),
        ("java.lang.String", "format(java.lang.String, [Ljava.lang.Object;)", "m, v", '"%d", "x"',
         "feel.external-arguments"),
    ],
)  # fmt: skip
def test_everything_else_is_null_and_said(class_name, signature, parameters, arguments, code):
    found = call(class_name, signature, parameters, arguments)
    assert (found.value, [warning.code for warning in found.warnings]) == (None, [code])
