"""What a decision table's cell says of its input."""

import pytest

from gorel.core import feel
from gorel.core.feel import types as t

SCOPE = {"Limit": 10, "allowed": ["a", "b"], "person": {"home town": "Borås"}}
NAMES = {"Limit": None, "allowed": None, "person": t.ContextType({"home town": t.STRING})}


@pytest.mark.parametrize(
    ("text", "given", "outcome"),
    [
        ("-", "null", True),
        ("-", "1", True),
        ("5", "5", True),
        ("-5", "-5", True),
        ("5, 6", "6", True),
        ("< 5", "4", True),
        ("< 5", "null", None),
        ("!= 5", "4", True),
        ("[1..5)", "5", False),
        ("]1..5]", "5", True),
        ("[1..5[", "5", False),
        ('["a".."c"]', '"b"', True),
        ("> Limit, < 0", "11", True),
        ("> Limit", "10", False),
        ("Limit + 1", "11", True),
        ("allowed", '"b"', True),
        ("not(allowed)", '"b"', False),
        ('not("a", "b")', '"c"', True),
        ('not("a")', "null", True),
        ("null", "null", True),
        ("not(null)", "null", False),
        ("not(< 5)", "null", None),
        ("true", "false", False),
        ("false", "false", True),
        ("? > 3 and ? < Limit", "4", True),
        ("? > 3", "null", None),
        ("count(?) = 2", "[1, 2]", True),
        ("list contains(?, 2)", "[1, 2]", True),
        ("some i in ? satisfies i > 1", "[1, 2]", True),
        ("? in (1, 2)", "2", True),
        ("not(? = 1)", "2", True),
        ("not(? = 1) or false", "2", True),
        ("person.home town", '"Borås"', True),
        ('[1, 2], ["a"]', '"a"', True),
        ("[1, 2]", "[1, 2]", True),
        ('date("2026-10-16")', '@"2026-10-16"', True),
        ('<= date("2026-10-16")', '@"2026-10-17"', False),
        ('[@"2026-01-01"..@"2026-12-31"]', '@"2026-10-16"', True),
        ('duration("P1D")', '@"PT24H"', True),
        ('"5"', "5", None),
        ("Limit > 5", '"any"', True),
        ("Limit > 15", '"any"', False),
    ],
)
def test_cell_says_of_its_input(text: str, given: str, outcome: bool | None):
    value = feel.compile(given).value({})
    tests = feel.compile_tests(text, names=NAMES)

    assert tests.evaluate(value, SCOPE).value is outcome
    assert tests.matches(value, SCOPE) is (outcome is True)


def test_input_of_a_known_type_has_names_with_spaces():
    person = t.ContextType({"home town": t.STRING})
    tests = feel.compile_tests('?.home town = "Borås"', input_type=person)

    assert tests.matches({"home town": "Borås"}) is True
