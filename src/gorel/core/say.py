"""Says a problem in Swedish or English: where, what, what was expected, what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Literal

from gorel.core.problems import Place, Problem
from gorel.core.time_words import say_time

Language = Literal["sv", "en"]

# Each package of the core keeps its own table; this list is the only place that knows them all.
TABLES = tuple(
    f"gorel.core.{name}"
    for name in ("xml_sentences", *(f"{room}.sentences" for room in ("feel", "dmn", "juel", "bpmn", "engine")))
)

_ADDED: dict[str, Mapping[str, str]] = {}


def add(table: Mapping[str, Mapping[str, str]]) -> None:
    """Let a room above the core say its own codes here, so that every problem is said by `say`."""
    _ADDED.update(table)


def sentences() -> dict[str, Mapping[str, str]]:
    """Return every known code with its templates per language."""
    known: dict[str, Mapping[str, str]] = dict(_ADDED)
    for table in TABLES:
        known.update(import_module(table).SENTENCES)
    return known


def say(problem: Problem, language: Language = "sv") -> str:
    """Return *problem* as one readable text, its place first; an unknown code is said by its code and values."""
    template = sentences().get(problem.code, {}).get(language)
    if template is None:
        text = f"{problem.code}: {dict(problem.values)}" if problem.values else problem.code
    else:
        text = template.format_map(_Values(problem.values, language))
    place = say_place(problem.where, language)
    return f"{place}: {text}" if place else text


def say_place(where: Place, language: Language = "sv") -> str:
    """Return the place in words, as `Granska (Task_7), villkor, rad 4`."""
    line, position = ("rad", "tecken") if language == "sv" else ("line", "character")
    parts = []
    if where.name and where.element:
        parts.append(f"{where.name} ({where.element})")
    elif where.name or where.element:
        parts.append(where.name or where.element or "")
    if where.part:
        parts.append(_part(where.part, language))
    if where.line is not None:
        parts.append(f"{line} {where.line}")
    if where.position is not None:
        parts.append(f"{position} {where.position + 1}")
    return ", ".join(parts)


def _part(part: str, language: Language) -> str:
    """Return a part in words; what it is the part of, as in `input person`, stays as it is."""
    if language == "en":
        return part
    known = parts_in_swedish()
    kind, _, rest = part.partition(" ")
    return known.get(part) or f"{known.get(kind, kind)} {rest}".strip()


def parts_in_swedish() -> Mapping[str, str]:
    known: dict[str, str] = {}
    for table in TABLES:
        known.update(getattr(import_module(table), "PARTS", {}))
    return known


def words() -> dict[str, Mapping[str, str]]:
    """Return the values that a template may ask for as words (`{kind_word}`), per language."""
    known: dict[str, Mapping[str, str]] = {}
    for table in TABLES:
        known.update(getattr(import_module(table), "WORDS", {}))
    return known


def _in_language(value: object, language: Language) -> object:
    return value[language] if isinstance(value, Mapping) and value.keys() == {"sv", "en"} else value


class _Values(dict[str, object]):
    """A template may name a value that an older problem lacks; it is then shown by its name. A value may be a text in
    each language: what an ability was refused, say. Where one is the code of what lay behind (`{reason_said}`), that
    is said too, by the values that came with it; one that is a time (`{patience_time}`) is said in words."""

    def __init__(self, values: Mapping[str, object], language: Language) -> None:
        super().__init__({name: _in_language(value, language) for name, value in values.items()})
        self.language = language

    def __missing__(self, key: str) -> str:
        if key.endswith("_said"):
            code = str(self.get(key.removesuffix("_said"), ""))
            behind = sentences().get(code, {}).get(self.language)
            return behind.format_map(self) if behind else f"({code})."
        if key.endswith("_time"):
            written = str(self.get(key.removesuffix("_time"), ""))
            return say_time(written, self.language) or written
        value = self.get(key.removesuffix("_word"))
        if value is None:
            return "{" + key + "}"
        return words().get(str(value), {}).get(self.language, str(value))
