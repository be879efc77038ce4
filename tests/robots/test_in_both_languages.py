"""What an ability refuses is said to a person in the language that the person reads, Swedish first."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Annotated

import msgspec
import pytest

import gorel
from gorel.ability import Context, NotGranted, Refused, ability, grants, registry
from gorel.cases import doing
from gorel.core.problems import Problem
from gorel.core.say import say
from gorel.robots.file import places

SOURCES = Path(gorel.__file__).parent
CONTEXT = Context(job_key="c:1", case="c", type="file.read")


def refusals() -> list[tuple[str, ast.Call]]:
    """Return every place where an ability refuses."""
    found = []
    for path in sorted(SOURCES.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if "Refused" not in text and "NotGranted" not in text:
            continue
        tree = ast.parse(text)
        imported = {
            alias.asname or alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
            and (node.module or "").startswith("gorel.ability") for alias in node.names
        }  # fmt: skip
        names = imported & {"Refused", "NotGranted"}
        names |= {"NotGranted"} if path.name == "grants.py" else set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
                found.append((f"{path.relative_to(SOURCES)}:{node.lineno}", node))
    return found


def test_every_refusal_is_said_in_swedish_too() -> None:
    all_of_them = refusals()
    assert len(all_of_them) > 60
    assert [where for where, call in all_of_them if not any(word.arg == "sv" for word in call.keywords)] == []


def said(error: Refused) -> tuple[str, str]:
    known = registry.find("file.read")
    assert known is not None
    failed = doing.outcome_of_error(error, known)
    assert isinstance(failed, doing.Failed)
    problem = Problem(failed.code, values=failed.values)
    return say(problem, "sv"), say(problem, "en")


def test_a_person_reads_why_in_plain_swedish() -> None:
    before = grants.use(grants.Nothing())
    try:
        with pytest.raises(NotGranted) as refused:
            places.read("fakturor/1.csv", CONTEXT)
    finally:
        grants.use(before)
    swedish, english = said(refused.value)
    assert swedish == (
        "Förmågan file.read fick nej, och att försöka igen hjälper inte: mappen ”fakturor” är inte beviljad; här är"
        " inget beviljat. Rätta orsaken först."
    )
    assert "the folder 'fakturor' is not granted" in english
    assert "{" not in swedish + english  # an ability of somebody's own may say it in one language alone
    assert said(Refused("the register is closed"))[0].count("the register is closed") == 1


class Weight(msgspec.Struct):
    grams: Annotated[int, msgspec.Meta(ge=1)]
    urgent: bool = False


@pytest.mark.parametrize(
    ("given", "swedish"),
    [
        ({"grams": "tung"}, "väntade ett heltal, fick en text"),
        ({"grams": 0}, "väntade ett heltal, minst 1"),
        ({"grams": 5, "urgent": "kanske"}, "väntade ja eller nej, fick en text"),
    ],
)
def test_wrong_input_is_told_in_swedish(given: dict[str, object], swedish: str) -> None:
    @ability("post.heavy", title={"sv": "Väg"}, about={"sv": "Väger."})
    def heavy(given: Weight, context: Context) -> None:
        raise AssertionError

    try:
        known = registry.find("post.heavy")
        assert known is not None
        failed = doing.attempt(known, given, CONTEXT)
    finally:
        registry._KNOWN.pop("post.heavy")
    assert isinstance(failed, doing.Failed)
    assert f"({swedish})" in say(Problem(failed.code, values=failed.values), "sv")
