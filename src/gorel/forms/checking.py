"""Finds all that is wrong with a schema at once; deployment refuses a form with errors."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from gorel.core.problems import Place, Problem
from gorel.forms import repeating
from gorel.forms.conditions import trouble
from gorel.forms.schema import BLOCKS, CHOICES, FIELDS, IGNORED, LIST, Component, parse


def check(schema: Mapping[str, Any]) -> list[Problem]:
    """Return everything that is wrong with a schema."""
    if not isinstance(schema, Mapping) or not isinstance(schema.get("components"), list):
        return [Problem(code="forms.schema.not-a-form")]
    found = [_finding(raw, "unknown-type", type=raw.get("type")) for raw in _unknown(schema["components"])]
    seen: set[str] = set()
    for component in repeating.once(parse(schema)).walk():
        if component.hide and (detail := trouble(component.hide)):
            found.append(_finding(component.raw, "expression", detail=detail))
        if component.kind == LIST:
            found += _wording(component)
        if component.kind not in FIELDS:
            continue
        if not component.raw.get("key"):
            found.append(_finding(component.raw, "no-key"))
        elif component.key in seen:
            found.append(_finding(component.raw, "same-key", key=component.key))
        seen.add(component.key)
        found += _wording(component)
        if component.kind in CHOICES and not component.options and not component.raw.get("valuesKey"):
            found.append(_finding(component.raw, "no-options"))
        if pattern := component.limits.get("pattern"):
            try:
                re.compile(pattern)
            except re.error as error:
                found.append(_finding(component.raw, "pattern", detail=str(error)))
    return found


def _wording(component: Component) -> list[Problem]:
    if not component.label("sv"):
        return [_finding(component.raw, "no-label")]
    names = ("label", "dateLabel", "timeLabel", "description")
    if any(component.raw.get(name) and f"{name}.en" not in component.properties for name in names):
        return [_finding(component.raw, "no-english")]
    return []


def _unknown(raws: list[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for raw in raws:
        kind = raw.get("type")
        if kind in ("group", LIST):
            yield from _unknown(raw.get("components") or [])
        elif kind not in FIELDS and kind not in BLOCKS and kind not in IGNORED:
            yield raw


def _finding(raw: Mapping[str, Any], code: str, **values: Any) -> Problem:
    where = Place(element=str(raw.get("id") or raw.get("key") or ""), name=str(raw.get("label") or "") or None)
    return Problem(code=f"forms.schema.{code}", where=where, values=values)
