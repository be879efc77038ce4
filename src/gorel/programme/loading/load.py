"""Reads the file, gathers everything that is wrong with it, and writes the rows in one transaction."""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from gorel.programme.loading import rows
from gorel.programme.loading.problems import BadFacts, Places
from gorel.programme.loading.shape import NEEDED, TABLES, Malformed


@dataclass
class Loaded:
    """What a file held, and how much of it was new. Says itself in a sentence."""

    file: str
    new: dict[str, int] = field(default_factory=dict)
    known: dict[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        new = ", ".join(f"{count} {table}" for table, count in self.new.items() if count) or "nothing new"
        known = sum(self.known.values())
        return f"{self.file}: {new}" + (f" ({known} were there already)" if known else "")


def load(path: Path | str) -> Loaded:
    """Load the file. Errors: BadFacts, with every finding; then nothing was written."""
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadFacts([f"{path}: {error.strerror}. Name a file that can be read."]) from None
    except UnicodeDecodeError as error:
        raise BadFacts([f"{path}: byte {error.start} is not UTF-8. Save the file as UTF-8."]) from None
    return load_text(text, name=path.name)


def load_text(text: str, *, name: str = "facts.toml") -> Loaded:
    """Load facts that stand in *text*; *name* is what findings call it."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadFacts([f"{name}: this is not TOML: {error}."]) from None
    reading = _Reading(name, Places(text))
    tables = {table: reading.entries(table, found.get(table)) for table in TABLES}
    reading.unknown("", 0, found, TABLES)
    if tables["themes"] and not tables["week"]:
        reading.finding("themes", 0, "", "themes belong to a week, and the file has none")
    if tables["points"] and not tables["week"]:
        reading.finding("points", 0, "", "points belong to a week; write [week], or [[seminars]] for single seminars")
    if reading.findings:
        raise BadFacts(reading.findings)

    loaded = Loaded(name)
    with transaction.atomic():
        for table, writer in rows.WRITERS.items():
            for index, entry in enumerate(tables[table]):
                try:
                    is_new = writer(entry, rows.Context(tables["week"]))
                except rows.Unfit as problem:
                    reading.finding(table, index, problem.key, str(problem))
                    continue
                counts = loaded.new if is_new else loaded.known
                counts[table] = counts.get(table, 0) + 1
        if reading.findings:
            raise BadFacts(reading.findings)
    return loaded


class _Reading:
    """Reads tables entry by entry and keeps what is wrong."""

    def __init__(self, name: str, places: Places) -> None:
        self.name, self.places = name, places
        self.findings: list[str] = []

    def finding(self, table: str, index: int, key: str, said: str) -> None:
        where = f"[{table}]" + (f" {key}" if key else "")
        self.findings.append(f"{self.name}, line {self.places.line(table, index, key)}, {where}: {said}.")

    def unknown(self, table: str, index: int, entry: dict[str, Any], known: Any) -> None:
        for key in entry.keys() - known.keys():
            near = difflib.get_close_matches(key, known, n=1)
            hint = f"did you mean {near[0]}?" if near else "known are " + ", ".join(known)
            self.finding(table or key, index, key if table else "", f"nothing is called {key}; {hint}".rstrip("?"))

    def entries(self, table: str, found: Any) -> list[dict[str, Any]]:
        if found is None:
            return []
        wants_list = table != "week"
        if isinstance(found, list) != wants_list or not all(isinstance(one, dict) for one in _list(found)):
            self.finding(table, 0, "", f"write [[{table}]] once per entry" if wants_list else "write [week], once")
            return []
        return [self._entry(table, index, entry) for index, entry in enumerate(_list(found))]

    def _entry(self, table: str, index: int, entry: dict[str, Any]) -> dict[str, Any]:
        self.unknown(table, index, entry, TABLES[table])
        for key in NEEDED[table]:
            if key not in entry:
                self.finding(table, index, key, "this must be given")
        values = {}
        for key in entry.keys() & TABLES[table].keys():
            try:
                values[key] = TABLES[table][key](entry[key])
            except Malformed as problem:
                self.finding(table, index, key, f"{_shown(entry[key])} was found, expected {problem}")
        return values


def _list(found: Any) -> list[Any]:
    return found if isinstance(found, list) else [found]


def _shown(value: Any) -> str:
    said = f'"{value}"' if isinstance(value, str) else str(value)
    return said if len(said) <= 60 else said[:57] + "…"
