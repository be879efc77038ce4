"""Methods to work by: steps with what to do, and a form for each. One comes with the house; organisations add others.

A method is data: a TOML file in the shape of `methods/innovationsguiden.toml`. Its fields become a form-js schema, so
that `forms` draws and checks them. Nothing in it is run.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from gorel import forms
from gorel.ground.language import spoken
from gorel.ideas.models import Method

FOLDER = Path(__file__).parent / "methods"
DEFAULT = "innovationsguiden"
KINDS = frozenset({"textfield", "textarea", "number", "checkbox"})
MOST_BYTES, MOST_STEPS, MOST_FIELDS, MOST_TEXT = 100_000, 20, 20, 2000


class BadMethod(ValueError):
    """The file is no method. The text says where and what was expected."""


@dataclass(frozen=True)
class Step:
    """One step: what to do, and what to fill in."""

    key: str
    titles: dict[str, str]
    abouts: dict[str, str]
    schema: dict[str, Any]

    @property
    def title(self) -> str:
        return told(self.titles)

    @property
    def about(self) -> str:
        return told(self.abouts)


@dataclass(frozen=True)
class Way:
    """A method."""

    key: str
    titles: dict[str, str]
    abouts: dict[str, str]
    steps: tuple[Step, ...]

    @property
    def title(self) -> str:
        return told(self.titles)

    @property
    def about(self) -> str:
        return told(self.abouts)

    def step(self, key: str) -> Step | None:
        """Return the step, None when there is no such."""
        return next((step for step in self.steps if step.key == key), None)


def told(words: dict[str, str]) -> str:
    """Return a text of a method in the page's language, or else in Swedish."""
    return words.get(spoken()) or words["sv"]


def find(key: str) -> Way | None:
    """Return the method, None when there is no such."""
    if not key:
        return None
    if key in _house():
        return _house()[key]
    row = Method.objects.filter(key=key).first()
    return read(row.content) if row is not None else None


def choices() -> list[tuple[str, str]]:
    """Return all methods by key and title."""
    own = [read(row.content) for row in Method.objects.order_by("key")]
    return [(way.key, way.title) for way in (*_house().values(), *own)]


def parse(data: bytes) -> dict[str, Any]:
    """Return what a TOML file says. Errors: BadMethod."""
    if len(data) > MOST_BYTES:
        raise BadMethod("the file is larger than 100 kB")
    try:
        content = tomllib.loads(data.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadMethod(str(error)) from None
    read(content)
    return content


def read(content: Any) -> Way:
    """Return the method that *content* says. Errors: BadMethod that names the place."""
    key = _text(content, "key", "the method")
    if not key.replace("-", "").isalnum() or len(key) > 60 or not key.isascii():
        raise BadMethod(f"key {key!r}: letters a to z, figures and hyphens")
    listed = content.get("steps")
    if not isinstance(listed, list) or not 1 <= len(listed) <= MOST_STEPS:
        raise BadMethod(f"steps: a list of 1 to {MOST_STEPS} steps")
    steps = tuple(_step(one, f"step {number}") for number, one in enumerate(listed, 1))
    if len({step.key for step in steps}) < len(steps):
        raise BadMethod("steps: two have the same key")
    return Way(key, _words(content, "title", "the method"), _words(content, "about", "the method"), steps)


def _step(one: Any, where: str) -> Step:
    key = _text(one, "key", where)
    fields = one.get("fields", [])
    if not isinstance(fields, list) or len(fields) > MOST_FIELDS:
        raise BadMethod(f"{where}: fields is a list of at most {MOST_FIELDS}")
    components = [_component(field, f"{where}, field {number}") for number, field in enumerate(fields, 1)]
    schema = {"type": "default", "id": key, "components": components}
    if problems := forms.check(schema):
        raise BadMethod(f"{where}: {problems[0].code}")
    return Step(key, _words(one, "title", where), _words(one, "about", where), schema)


def _component(field: Any, where: str) -> dict[str, Any]:
    kind = _text(field, "kind", where)
    if kind not in KINDS:
        raise BadMethod(f"{where}: kind is one of {', '.join(sorted(KINDS))}")
    label, key = _words(field, "label", where), _text(field, "key", where)
    properties = {"label.en": label.get("en", label["sv"])}
    made: dict[str, Any] = {"type": kind, "id": key, "key": key, "label": label["sv"], "properties": properties}
    if "help" in field:
        told = _words(field, "help", where)
        made["description"], properties["description.en"] = told["sv"], told.get("en", told["sv"])
    validate: dict[str, Any] = {"required": field.get("required") is True}
    if kind == "number":
        validate |= {"min": 0, "max": 1_000_000}
    elif kind != "checkbox":
        validate["maxLength"] = 5000 if kind == "textarea" else 300
    return made | {"validate": validate}


def _text(one: Any, name: str, where: str) -> str:
    found = one.get(name) if isinstance(one, dict) else None
    if not isinstance(found, str) or not 0 < len(found) <= MOST_TEXT:
        raise BadMethod(f"{where}: {name} is a text")
    return found


def _words(one: Any, name: str, where: str) -> dict[str, str]:
    found = one.get(name) if isinstance(one, dict) else None
    if (
        not isinstance(found, dict)
        or not set(found) <= {"sv", "en"}
        or "sv" not in found
        or not all(isinstance(text, str) and len(text) <= MOST_TEXT for text in found.values())
    ):
        raise BadMethod(f"{where}: {name} is a text in sv, and may be one in en")
    return dict(found)


@cache
def _house() -> dict[str, Way]:
    ways = [read(tomllib.loads(path.read_text(encoding="utf-8"))) for path in sorted(FOLDER.glob("*.toml"))]
    return {way.key: way for way in ways}
