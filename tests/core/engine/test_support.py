"""What the documentation says runs, runs; what can go wrong can be said in both languages."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest

from core.engine.support import PAGE, lines, page
from gorel.core.engine import effects, events
from gorel.core.problems import Place, Problem
from gorel.core.say import say, sentences

CORE = Path(__file__).resolve().parents[3] / "src" / "gorel" / "core"
CODE = re.compile(r"(engine|bpmn|juel|job)\.[a-z]+(-[a-z]+)*")


def test_the_page_of_what_runs_is_made_from_the_tests() -> None:
    assert len(lines()) > 60
    assert PAGE.read_text(encoding="utf-8") == page()


@pytest.mark.parametrize("room", ["engine", "bpmn", "juel"])
def test_every_code_that_is_raised_has_a_sentence_in_both_languages_and_no_sentence_is_unused(room: str) -> None:
    used = set()
    for path in (CORE / room).rglob("*.py"):
        if path.name == "sentences.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
                used.add(node.value)
    known = sentences()
    assert {code for code in used if set(known.get(code, {})) != {"sv", "en"}} == set()
    own = {code for code in known if code.startswith(f"{room}.")}
    assert own - written() == set()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "sv",
            "Värdet ”blå” är inte tillåtet för ”Färg”. Rätta uppgiften, eller lägg till värdet bland de tillåtna. En",
        ),
        (
            "en",
            "The value “blå” is not allowed for “Färg”. Correct what was given, or add the value to those allowed. A",
        ),
    ],
)
def test_a_decision_that_failed_says_why_in_words(language: Any, said: str) -> None:
    values = {"decision": "regel", "reason": "dmn.input-not-allowed", "column": "Färg", "value": "blå"}
    told = say(Problem("engine.decision-failed", Place("rule"), values), language)
    assert said in told
    assert "dmn." not in told


def written() -> set[str]:
    """Return every code that some room of the core raises."""
    found: set[str] = set()
    for path in CORE.rglob("*.py"):
        if path.name != "sentences.py":
            found.update(re.findall(r'"((?:engine|bpmn|juel|job)\.[a-z-]+)"', path.read_text(encoding="utf-8")))
    return found


@pytest.mark.parametrize("module", [events, effects], ids=["events", "effects"])
def test_every_event_and_effect_is_documented(module: Any) -> None:
    page = (PAGE.parent / "engine.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([A-Z][A-Za-z]+)`", page))
    own = {n for n, v in vars(module).items() if isinstance(v, type) and v.__module__ == module.__name__}
    assert own - named == set()
