"""What a row says: facts of a point, and what its writer looks up."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from gorel.programme.importing import dates
from gorel.programme.importing.findings import Finding
from gorel.programme.models import Point

_ABSTRACT_LIMIT = 8000


@dataclass
class Facts:
    """What a row says. Shape: point holds fields of `actions.WRITABLE`; the rest is looked up by the writer."""

    point: dict[str, Any] = field(default_factory=dict)
    organiser: str = ""
    organiser_kind: str = ""
    co_organisers: list[str] = field(default_factory=list)
    themes: list[str] = field(default_factory=list)
    people: list[dict[str, str]] = field(default_factory=list)
    contact: str = ""
    status: str = ""
    moved_from: date | None = None
    findings: list[Finding] = field(default_factory=list)

    def said(self) -> dict[str, Any]:
        """Return all of it as JSON, to be compared with what the same row says next time."""
        plain = {
            name: value.isoformat() if isinstance(value, date | datetime) else value
            for name, value in self.point.items()
        }
        return plain | {
            "co_organisers": self.co_organisers, "themes": self.themes, "contributors": self.people,
            "contact": self.contact, "status": self.status,
        }  # fmt: skip


def text_of(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value)
    if isinstance(value, float) and value == int(value):
        value = int(value)
    text = str(value).replace("\x00", "").strip()
    return "" if text in ("-", "–", "—") else text


def put(facts: Facts, target: str, text: str, column: str) -> None:
    if not text or (target != "abstract_sv" and dates.is_unknown(text)):
        return
    limit = getattr(Point._meta.get_field(target), "max_length", None) or _ABSTRACT_LIMIT
    if len(text) > limit:
        values = {"column": column, "length": len(text), "limit": limit}
        facts.findings.append(Finding("too-long", values))
        text = text[:limit].rstrip()
    facts.point[target] = text
