"""The ability over data."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Any

import msgspec

from gorel.ability import Context, Doubt, Refused, ability, says
from gorel.core import feel
from gorel.core.problems import ModelError
from gorel.core.say import say


class ToTransform(msgspec.Struct, frozen=True, kw_only=True):
    """An expression, and what it is about."""

    expression: Annotated[str, says(
        sv="Uttryck (FEEL)", en="Expression (FEEL)", help_sv="data är det som ges: sum(for rad in data return rad.Belopp)",
        help_en="data is what is given: sum(for row in data return row.Amount)")]  # fmt: skip
    data: Annotated[Any, says(sv="Uppgifter", en="Data")] = None


class Transformed(msgspec.Struct, frozen=True):
    """What came of it."""

    result: Annotated[Any, says(sv="Resultat", en="Result")]


@ability(
    "data.transform",
    title={"sv": "Omforma uppgifter", "en": "Transform data"},
    about={
        "sv": "Räknar fram något ur uppgifter med ett FEEL-uttryck; det som inte går att räkna ut blir en avvikelse.",
        "en": "Works something out of data by a FEEL expression; what cannot be worked out is an incident.",
    },
    icon="M4 7h10l-3-3M20 17H10l3 3",
)
def transform(given: ToTransform, context: Context) -> Transformed | Doubt:
    """Evaluate the expression; a doubt when it answers null with a warning. Errors: Refused for one that is no FEEL."""
    try:
        compiled = _compiled(given.expression.removeprefix("="))
    except ModelError as error:
        raise Refused(
            "; ".join(say(problem, "en") for problem in error.problems),
            sv="; ".join(say(problem, "sv") for problem in error.problems),
        ) from None
    result = compiled.evaluate({"data": given.data}, now=context.now, seed=0)
    if result.value is None and result.warnings:
        return Doubt(
            "data.no-answer",
            {language: "; ".join(say(warning, language) for warning in result.warnings) for language in ("sv", "en")},
            {"expression": given.expression},
        )
    return Transformed(feel.to_json(result.value))


@lru_cache(maxsize=200)
def _compiled(text: str) -> Any:
    return feel.compile(text, names=("data",))
