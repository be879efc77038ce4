"""Reads form-js JSON into components."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from gorel.core.problems import Place, Problem
from gorel.core.say import Language

FILES = "filepicker"
FIELDS = frozenset({"textfield", "textarea", "number", "checkbox", "checklist", "radio", "select", "datetime", FILES})
BLOCKS = frozenset({"text", "html", "separator", "spacer"})
CHOICES = frozenset({"checklist", "radio", "select"})
LIST, ROW = "dynamiclist", "row"  # a list of rows, and one row of it once it is spread out (`repeating`)
IGNORED = frozenset({"button"})  # the page has its own buttons

_EMPTY: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose. Shape: value is what the case keeps, text is how it travels in a request."""

    value: Any
    text: str
    label: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Component:
    """A field, a group or a block of words. Shape: key is the whole dotted path, empty where nothing is answered."""

    kind: str
    key: str
    raw: Mapping[str, Any]
    children: tuple[Component, ...] = ()
    options: tuple[Option, ...] = ()
    limits: Mapping[str, Any] = field(default_factory=dict)  # form-js calls them `validate`
    template: tuple[Component, ...] | None = None  # of a list: what each of its rows asks
    scope: str = ""  # the row that it belongs to, as `people[0]`

    @property
    def properties(self) -> Mapping[str, str]:
        return self.raw.get("properties") or _EMPTY

    @property
    def id(self) -> str:
        """Return the HTML id of the control."""
        return "f-" + re.sub(r"[^A-Za-z0-9_-]", "-", self.key or f"{self.scope}{self.raw.get('id', self.kind)}")

    @property
    def local(self) -> str:
        """Return the key as conditions of the same row call it."""
        return self.key.removeprefix(f"{self.scope}.") if self.scope else self.key

    @property
    def is_required(self) -> bool:
        return bool(self.limits.get("required"))

    @property
    def hide(self) -> str:
        """Return the FEEL condition under which this is hidden, with its `=`; empty when it never is."""
        return str((self.raw.get("conditional") or _EMPTY).get("hide") or "")

    def words(self, name: str, language: Language) -> str:
        """Return the component's *name* (label, description, text …) in *language*, in Swedish when it lacks it."""
        swedish = str(self.raw.get(name) or "")
        return str(self.properties.get(f"{name}.{language}") or swedish) if language != "sv" else swedish

    def label(self, language: Language) -> str:
        """Return what the field is called; datetime fields call it dateLabel or timeLabel."""
        return self.words("label", language) or self.words("dateLabel", language) or self.words("timeLabel", language)

    def problem(self, code: str, **values: Any) -> Problem:
        """Return what is wrong with the answer to this field."""
        labels = {"label.sv": self.label("sv"), "label.en": self.label("en")}
        return Problem(code=code, where=Place(element=self.key, name=self.label("sv")), values={**labels, **values})


@dataclass(frozen=True, slots=True)
class Schema:
    """A form. Shape: components in the order of the page; fields are those that are answered, by key."""

    id: str
    components: tuple[Component, ...]

    def walk(self) -> Iterator[Component]:
        """Yield every component, groups before what is in them."""
        yield from _walk(self.components)

    @property
    def fields(self) -> dict[str, Component]:
        return {one.key: one for one in self.walk() if one.key and one.kind != LIST}


def parse(schema: Schema | Mapping[str, Any]) -> Schema:
    """Return form-js JSON as a `Schema`; unknown components are left out (`check` names them)."""
    if isinstance(schema, Schema):
        return schema
    return Schema(id=str(schema.get("id", "")), components=_components(schema.get("components") or [], ""))


def _components(raws: list[Mapping[str, Any]], path: str) -> tuple[Component, ...]:
    found = []
    for raw in raws:
        kind = str(raw.get("type", ""))
        if kind == "group":
            inner = _join(path, str(raw.get("path") or ""))
            found.append(Component(kind, "", raw, children=_components(raw.get("components") or [], inner)))
        elif kind == LIST:
            inner = _join(path, str(raw.get("path") or raw.get("key") or raw.get("id") or ""))
            template = _components(raw.get("components") or [], inner)
            found.append(Component(kind, inner, raw, template=template))
        elif kind in BLOCKS:
            found.append(Component(kind, "", raw))
        elif kind in FIELDS:
            key = _join(path, str(raw.get("key") or ""))
            found.append(Component(kind, key, raw, options=_options(raw), limits=raw.get("validate") or {}))
    return tuple(found)


def _options(raw: Mapping[str, Any]) -> tuple[Option, ...]:
    properties = raw.get("properties") or _EMPTY
    found = []
    for given in raw.get("values") or ():
        text = str(given.get("value", ""))
        swedish = str(given.get("label") or text)
        english = str(properties.get(f"value.{text}.en") or swedish)
        found.append(Option(value=given.get("value", ""), text=text, label={"sv": swedish, "en": english}))
    return tuple(found)


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path and key else path or key


def _walk(components: tuple[Component, ...]) -> Iterator[Component]:
    for component in components:
        yield component
        yield from _walk(component.children)
