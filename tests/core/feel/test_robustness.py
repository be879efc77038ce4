"""No text does anything but parse or be refused; no evaluation anything but give a value or null; work is bounded."""

from random import Random

import pytest

from core.feel.trees import SCOPE, tree
from gorel.core import feel
from gorel.core.feel.printer import write
from gorel.core.problems import ModelError

INSERTS = ("", "(", ")", "]", "[", "..", '"', " in ", "{", ",", "\\", "@", "\x00", "é", "not(")


def outcome(text: str, *, dialect: str = "feel", scope: dict | None = None) -> tuple[object, list[str]]:
    """Return the value and the warnings' codes, or "refused" and the problems'."""
    try:
        result = feel.compile(text, dialect=dialect).evaluate(scope or {}, now=0)
    except ModelError as refused:
        return "refused", [problem.code for problem in refused.problems]
    return result.value, [warning.code for warning in result.warnings]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_damaged_text_is_parsed_or_refused(seed: int):
    chance = Random(seed)
    for number in range(150):
        text = write(tree(seed * 1000 + number))
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(text) + 1)
            insert = chance.choice(
                ("", "(", ")", "]", "[", "..", '"', " in ", "{", ",", "\\", "@", "\x00", "é", "not(")
            )
            text = text[:at] + insert + text[at + chance.randint(0, 3) :]
        for dialect in ("feel", "camunda"):
            try:
                feel.compile(text, names=SCOPE, dialect=dialect).evaluate(SCOPE, now=0)
                feel.compile_tests(text, names=SCOPE).matches(None, SCOPE, now=0)
            except ModelError as refused:
                places = [problem.where.position for problem in refused.problems]
                if not all(place is not None and 0 <= place <= len(text) for place in places):
                    pytest.fail(f"{text!r} is refused at {places}")


@pytest.mark.parametrize(
    "text",
    [
        "(" * 500 + "1" + ")" * 500,
        "-" * 500 + "1",
        "if a then b else " * 500 + "1",
        "x" + ".a" * 500,
        "x" + "[1]" * 500,
        "f" + "()" * 500,
        "1" + " = 1" * 500,
        "1" + " in (1)" * 500,
        "a" + " instance of number" * 500,
    ],
    ids=range(9),
)
def test_deep_text_is_refused(text: str):
    assert outcome(text) == ("refused", ["feel.too-deep"])


@pytest.mark.slow
def test_long_sums_and_junctions_are_not_deep():
    assert outcome("+".join(["1"] * 3000))[0] == 3000
    assert outcome(" or ".join(["false"] * 3000))[0] is False


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("for i in 1..10000000 return i", "feel.list-too-long"),
        ("for i in 1..1500, j in 1..1500 return 1", "feel.too-many-steps"),
        ("{f: function(n) f(n + 1), r: f(1)}.r", "feel.too-many-calls"),
        ("{f: function(n) if n = 0 then 0 else f(n - 1) + f(n - 1), r: f(60)}.r", "feel.too-many-steps"),
        ("for i in 1..60 return if i = 1 then [1] else concatenate(partial[-1], partial[-1])", "feel.list-too-long"),
        ('matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "(a+)+$")', "feel.pattern-too-slow"),
        ('matches("a", "((a{1,1000}){1,1000}){1,1000}")', "feel.pattern-too-large"),
        ('matches("a", "' + "(" * 100 + "a" + ")" * 100 + '")', "feel.bad-pattern"),
        ("duplicate values(for i in 1..3000 return i)", "feel.too-many-steps"),
        ("9 ** 99999", "feel.number-out-of-range"),
        ('date("999999999-12-31") + duration("P1D")', "feel.date-out-of-range"),
    ],
)
def test_work_is_bounded_and_says_so(text: str, code: str):
    assert outcome(text, dialect="camunda") == (None, [code])


def test_a_string_does_not_double_for_ever():
    value, codes = outcome('for i in 1..60 return if i = 1 then "ab" else partial[-1] + partial[-1]')

    assert (max(len(item or "") for item in value) <= 10_000_000, codes[0]) == (True, "feel.string-too-long")


@pytest.mark.parametrize(
    "text",
    ["x.__class__", "x.keys", "x.items", "__builtins__", "scope", "run", "s.upper", "s.__class__", "x.__len__()"],
)
def test_nothing_of_python_can_be_reached(text: str):
    assert outcome(text, scope={"x": {}, "s": "abc"})[0] is None
