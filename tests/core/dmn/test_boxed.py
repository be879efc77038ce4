"""Boxed expressions mean what the same would in FEEL, and what they make fits the types that they state."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.dmn.models import decision, definitions, inputs_of, literal
from gorel.core import dmn


def entry(name: str, logic: str, type_ref: str = "Any") -> str:
    return f'<contextEntry><variable name="{name}" typeRef="{type_ref}"/>{logic}</contextEntry>'


def context(*entries: str, result: str = "") -> str:
    last = f"<contextEntry>{result}</contextEntry>" if result else ""
    return f"<context>{''.join(entries)}{last}</context>"


def function(parameters: str, body: str, kind: str = "FEEL") -> str:
    formal = "".join(
        f'<formalParameter name="{p.split(":")[0].strip()}" typeRef="{p.split(":")[1].strip()}"/>'
        for p in parameters.split(",")
    )
    return f'<functionDefinition kind="{kind}">{formal}{body}</functionDefinition>'


def value(logic: str, *, types: str = "", type_ref: str = "", **inputs: object) -> object:
    known = inputs_of(dict.fromkeys(inputs, "Any"))
    requires = [f"i_{n}" for n in range(len(inputs))]
    content = types + known + decision("Svar", logic, requires=requires, type_ref=type_ref)
    return dmn.read(definitions(content)).evaluate("Svar", inputs)


def test_entries_see_those_before_them_and_the_last_may_be_the_result():
    pair = entry("a", literal("1")), entry("b c", literal("a + 1"))
    assert value(context(*pair)) == {"a": 1, "b c": 2}
    assert value(context(*pair, result=literal("b c * 10"))) == 20


def test_an_entry_of_another_type_is_null():
    assert value(context(entry("a", literal("1"), "string"), entry("b", literal('["x"]'), "string"))) == {
        "a": None,
        "b": "x",
    }


def test_functions_in_entries_are_called_and_keep_their_scope():
    logic = context(
        entry("k", literal("10")),
        entry("gånger", function("x: number", literal("x * k"))),
        result=literal('[gånger(2), gånger("x"), gånger(x: 3)]'),
    )
    assert value(logic) == [20, None, 30]


def test_an_invocation_of_a_function_in_scope():
    call = f"<invocation>{literal('f')}<binding><parameter name='a'/>{literal('n')}</binding></invocation>"
    assert value(context(entry("f", function("a: number", literal("a + 1"))), result=call), n=4) == 5


def test_a_java_function_of_the_table():
    described = context(
        entry("class", literal('"java.lang.Math"')), entry("method signature", literal('"max(double,double)"'))
    )
    logic = context(
        entry("störst", function("a: number, b: number", described, "Java")), result=literal("störst(2, 3.5)")
    )
    assert value(logic) == Decimal("3.5")


@pytest.mark.parametrize(
    ("kind", "source", "body", "expected"),
    [
        ("for", "[1,2,3]", "i * 2", [2, 4, 6]),
        ("for", "[1..3]", "i", [1, 2, 3]),
        ("for", "(1..3)", "i", [2]),
        ("for", "[1,2,3]", "i + count(partial)", [1, 3, 5]),
        ("for", "null", "i", None),
        ("some", "[1,2,3]", "i > 2", True),
        ("some", "[]", "true", False),
        ("every", "[1,2,3]", "i > 1", False),
        ("every", "[]", "false", True),
        ("every", "[1,null]", "i > 0", None),
        ("some", "[1]", '"x"', None),
    ],
)
def test_iterators(kind, source, body, expected):
    part = "return" if kind == "for" else "satisfies"
    boxed = f"<{kind} iteratorVariable='i'><in>{literal(source)}</in><{part}>{literal(body)}</{part}></{kind}>"
    written = {"for": f"for i in {source} return {body}"}.get(kind, f"{kind} i in {source} satisfies {body}")
    assert value(boxed) == expected
    assert value(literal(written)) == expected


def test_a_filter_sees_the_item_and_its_entries():
    def filtered(source: str, match: str) -> object:
        return value(f"<filter><in>{literal(source)}</in><match>{literal(match)}</match></filter>")

    assert filtered('[{a: 1, n: "x"}, {a: 2, n: "y"}]', "a > 1") == [{"a": 2, "n": "y"}]
    assert filtered("[1, 2, 3]", "item != 2") == [1, 3]


def test_a_condition_that_is_none_gives_null():
    def conditional(condition: str) -> object:
        parts = "".join(
            f"<{part}>{literal(text)}</{part}>" for part, text in (("if", condition), ("then", "1"), ("else", "2"))
        )
        return value(f"<conditional>{parts}</conditional>")

    assert [conditional(text) for text in ("true", "false", "null", '"x"')] == [1, 2, 2, None]


def test_relations_and_lists():
    row = "<row>" + literal("1") + literal('"x"') + "</row>"
    relation = f"<relation><column name='a' typeRef='number'/><column name='b c' typeRef='number'/>{row}</relation>"
    assert value(relation) == [{"a": 1, "b c": None}]
    assert value(f"<list>{literal('1')}{literal('[2]')}</list>") == [1, [2]]
    assert value(context(entry("r", relation), result=literal("r[a = 1].b c"))) == [None]


TYPES = (
    '<itemDefinition name="tText" isCollection="true"><typeRef>string</typeRef></itemDefinition>'
    '<itemDefinition name="tPar"><itemComponent name="a"><typeRef>number</typeRef></itemComponent></itemDefinition>'
)


@pytest.mark.parametrize(
    ("text", "type_ref", "expected"),
    [
        ('"a"', "tText", ["a"]),
        ('["a"]', "string", "a"),
        ('["a", "b"]', "string", None),
        ('["a", 1]', "tText", None),
        ("{a: 1, b: 2}", "tPar", {"a": 1, "b": 2}),
        ('{a: "x"}', "tPar", None),
        ("{b: 1}", "tPar", None),
        ("null", "tPar", None),
        ("1", "Any", 1),
    ],
)
def test_what_a_decision_comes_to_is_made_one_of_its_type(text, type_ref, expected):
    assert value(literal(text), types=TYPES, type_ref=type_ref) == expected
