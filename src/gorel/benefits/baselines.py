"""What a step costs when a person does it: read from the picture, so that its owner can see and change it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from uuid import UUID

from gorel.cases.models import Process
from gorel.core import bpmn

MINUTES = "gorel.baseline.minutes"
SOURCE = "gorel.baseline.source"
SOURCE_EN = "gorel.baseline.source.en"
ENGLISH = "gorel.name.en"  # the English name of a step, and of a process


@dataclass(frozen=True, slots=True)
class Baseline:
    """Minutes of one time that the step is done by hand, and where the figure comes from.

    Shape: minutes is None for a step that has no baseline; source is "" when the picture gives none.
    """

    element: str
    name: str
    kind: str
    minutes: Decimal | None = None
    source: str = ""
    source_en: str = ""
    name_en: str = ""


@lru_cache(maxsize=256)
def _of(uid: UUID) -> tuple[str, dict[str, Baseline]]:
    process = Process.objects.select_related("resource").get(uid=uid)
    drawn = bpmn.read(process.bpmn).process(process.key)
    found = {}
    for node in drawn.nodes if drawn else ():
        source = node.properties.get(SOURCE, "")
        found[node.id] = Baseline(
            element=node.id,
            name=node.name or node.id,
            kind=node.kind,
            minutes=_minutes(node.properties.get(MINUTES)),
            source=source,
            source_en=node.properties.get(SOURCE_EN, source),
            name_en=node.properties.get(ENGLISH, ""),
        )
    return drawn.properties.get(ENGLISH, "") if drawn else "", found


def baselines(process: Process) -> dict[str, Baseline]:
    """Return every step of a process version by element id. A version never changes, so it is read once."""
    return _of(process.uid)[1]


def english_name(process: Process) -> str:
    """Return what a process version is called in English, "" when its picture does not say."""
    return _of(process.uid)[0]


def _minutes(text: str | None) -> Decimal | None:
    """Return the minutes, None for what is no amount of time: a figure that cannot be read frees nothing."""
    try:
        minutes = Decimal((text or "").strip().replace(",", "."))
    except InvalidOperation:
        return None
    return minutes if minutes.is_finite() and minutes > 0 else None
