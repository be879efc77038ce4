"""Asks the rule table what a point lacks, as the picture asks it: the organisation's own, or hers."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

from gorel.cases import programs
from gorel.core import dmn
from gorel.ground import clock
from gorel.programme import facts
from gorel.programme.models import Point

DECISION = "point-check"


def findings(point: Point) -> list[dict[str, str]]:
    """Return what is missing or wrong. Shape: {code, text, text_en} each; empty when it is complete."""
    owner = point.week.owner_id if point.week else point.organiser_id
    asked, now = {"facts": facts.of(point)}, int(clock.now().timestamp() * 1_000_000)
    try:
        decided = programs.Rules(owner)[DECISION].decide(asked, now=now)
    except KeyError:  # nothing is deployed yet
        decided = _shipped().decide(DECISION, asked, now=now)
    return [one for one in decided.value if one["code"] != "complete"]


@cache
def _shipped() -> Any:
    return dmn.read((resources.files("gorel.programme") / "processes" / "point-check.dmn").read_bytes())
