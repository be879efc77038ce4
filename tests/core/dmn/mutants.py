"""Models with small damage, as hands and tools do it: something changed, taken away or swapped."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from core.dmn.models import decision, definitions, inputs_of, literal, table
from gorel.core import dmn
from gorel.core.problems import ModelError
from gorel.core.say import say

TEXTS = [
    "", "-", "null", '"x"', "[1..", "(", "?", "#x", "x" * 50, "999999999999", "function(x) x", "å", "{a: 1}", "[1,2]",
    "not(", "for i in 1..9 return i", "string", "number", "true", "😀", "1", "a", '@"2026-01-01"', "x.y.z",
    "sum([1,2])", "item > 3", "LAST", "juel", "urn:b#x", "f(f)", "a + n",
]  # fmt: skip
BOXES = (
    inputs_of({"n": "tTal", "t": "string"})
    + '<itemDefinition name="tTal"><typeRef>number</typeRef><allowedValues><text>[0..100]</text></allowedValues>'
    '</itemDefinition><itemDefinition name="tPar"><itemComponent name="a"><typeRef>tTal</typeRef></itemComponent>'
    '<itemComponent name="b" isCollection="true"><typeRef>string</typeRef></itemComponent></itemDefinition>'
    '<businessKnowledgeModel id="b_f" name="f"><variable name="f"/><encapsulatedLogic><formalParameter name="x" '
    f'typeRef="number"/>{table({"x": "number"}, [["< 5", "x"], [">= 5", "0"]])}</encapsulatedLogic>'
    "</businessKnowledgeModel>"
    + decision("a", table({"n": "number", "t": "string"}, [["< 5", '"x"', "1"], ["-", 'not("x")', "n"]]),
               requires=["i_0", "i_1"])
    + decision("b", "<context><contextEntry><variable name='x'/><relation><column name='k'/><row>"
               f"{literal('1')}</row></relation></contextEntry><contextEntry>{literal('x[k > 0]')}</contextEntry>"
               "</context>")
    + decision("c", f"<filter><in>{literal('[1,2,3]')}</in><match>{literal('item > a')}</match></filter>",
               requires=["d_a"])
    + decision("d", f"<for iteratorVariable='i'><in>{literal('[1,2]')}</in><return>{literal('f(i)')}</return></for>",
               requires=["b_f"])
    + decision("e", f"<invocation>{literal('f')}<binding><parameter name='x'/>{literal('n')}</binding></invocation>",
               requires=["b_f", "i_0"], type_ref="number")
    + decision("g", f"<conditional><if>{literal('n > 1')}</if><then>{literal('e')}</then><else><list>{literal('c')}"
               "</list></else></conditional>", requires=["i_0", "d_e", "d_c"])
    + '<decisionService id="s_t" name="t j"><variable name="t j"/><outputDecision href="#d_g"/><inputDecision '
    'href="#d_e"/><inputData href="#i_0"/></decisionService>'
)  # fmt: skip
SEEDS = (definitions(BOXES), (Path(__file__).parents[3] / "docs" / "exempel" / "eldstad.dmn").read_bytes())
Choose = Callable[[int], int]
"""Picks a number from 0 up to but not including its argument."""


def mutant(choose: Choose) -> bytes:
    """Return a damaged model. *choose* decides which and how."""
    text = SEEDS[choose(len(SEEDS))].decode()
    for _ in range(1 + choose(4)):
        text = (_change_text, _change_attribute, _take_away, _swap)[choose(4)](text, choose)
    return text.encode()


def _pick(pattern: str, text: str, choose: Choose) -> re.Match[str] | None:
    found = list(re.finditer(pattern, text))
    return found[choose(len(found))] if found else None


def _change_text(text: str, choose: Choose) -> str:
    place = _pick(r">([^<>]*)</", text, choose)
    return text if place is None else text[: place.start(1)] + TEXTS[choose(len(TEXTS))] + text[place.end(1) :]


def _change_attribute(text: str, choose: Choose) -> str:
    place = _pick(r'="([^"<]*)"', text, choose)
    new = TEXTS[choose(len(TEXTS))].replace('"', "&quot;")
    return text if place is None else text[: place.start(1)] + new + text[place.end(1) :]


def _take_away(text: str, choose: Choose) -> str:
    place = _pick(r"<(\w+)[^<>]*/>|<(\w+)[^<>]*>[^<]*</\2>|<(\w+)(?: [^<>]*)?>.{0,400}?</\3>", text, choose)
    return text if place is None else text[: place.start()] + text[place.end() :]


def _swap(text: str, choose: Choose) -> str:
    one, other = _pick(r"<(\w+)", text, choose), _pick(r"<(\w+)", text, choose)
    return text if one is None or other is None else re.sub(rf"(</?){one[1]}\b", rf"\g<1>{other[1]}", text)


def use(data: bytes) -> None:
    """Do everything with a model that can be done; only ModelError may come, and only from reading."""
    try:
        model = dmn.read(data)
    except ModelError:
        return
    found = list(model.check())
    given = {"n": 3, "t": "x", "Eldstad": "braskamin"}
    for decision_ in model.decisions:
        decided = model.decide(decision_.id or decision_.name, given, now=0)
        assert model.evaluate(decision_.name, given) is None or decided.explanation
        dmn.explain(decided.explanation, "sv")
        found += decided.problems
    for service in model.definitions.services:
        model.evaluate(service.name, given, "decisionService")
    for knowledge in model.definitions.knowledge:
        model.evaluate(knowledge.name, given, "bkm")
    for problem in found:
        assert say(problem, "sv") != problem.code
        assert say(problem, "en")
