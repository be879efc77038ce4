"""People's tasks in a run: asked at the terminal, answered from a file, or left open."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from gorel import forms
from gorel.cases import queries, runtime
from gorel.cases.models import Resource, Task
from gorel.core import engine
from gorel.forms.schema import FILES
from gorel.robots.sheet import reading
from gorel.site.command import Trouble

Answerer = Callable[[Task], Mapping[str, Any] | None]
TASK, ROW = "uppgift", "rad"  # the columns of a sheet of answers; the others are fields


def answerer(wanted: str) -> Answerer | None:
    """Return who answers: "skip" nobody, "ask" the person at the terminal, else a file (.toml, or a sheet of rows).

    Errors: Trouble when the file is none.
    """
    if wanted == "skip":
        return None
    if wanted == "ask":
        if not sys.stdin.isatty():
            raise Trouble("--answers ask needs a terminal. Give a file of answers, or --answers skip.")
        return _Asking()
    path = Path(wanted)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Trouble(f"{path}: {error.strerror}.") from None
    return _from_toml(path, data) if path.suffix == ".toml" else _from_sheet(path, data)


def answer_all(answerer: Answerer) -> int:
    """Let every open task be answered that *answerer* has an answer for; return how many. Completes them."""
    count = 0
    last = 0
    while True:
        tasks = list(
            Task.objects.filter(state=Task.OPEN, pk__gt=last).select_related("case__process").order_by("pk")[:200]
        )
        if not tasks:
            return count
        for task in tasks:
            last = task.pk
            answer = answerer(task)
            if answer is None:
                continue
            try:
                runtime.complete(task, variables=answer, by="person:terminal")
                count += 1
            except engine.IllegalEvent:
                continue  # a timer took it back meanwhile


def _from_toml(path: Path, data: bytes) -> Answerer:
    try:
        table = tomllib.loads(data.decode(), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Trouble(f"{path}: {error}") from None
    return lambda task: table.get(task.name) or table.get(task.element)


def _from_sheet(path: Path, data: bytes) -> Answerer:
    try:
        found = reading.table(reading.grid(path.name, data), {ROW: "text", TASK: "text"})
    except reading.NoTable as error:
        raise Trouble(error.sv) from None
    by_row = {(row[ROW], row[TASK]): {name: value for name, value in row.items() if name not in (ROW, TASK)}
              for row in found.rows}  # fmt: skip

    def answer(task: Task) -> Mapping[str, Any] | None:
        key = task.case.business_key.removeprefix("rad ")
        return by_row.get((key, task.name)) or by_row.get((key, task.element))

    return answer


class _Asking:
    """Asks at the terminal, about each task once: what somebody leaves open stays so for this run."""

    def __init__(self) -> None:
        self._left: set[int] = set()

    def __call__(self, task: Task) -> Mapping[str, Any] | None:
        if task.pk in self._left:
            return None
        answer = _ask(task)
        if answer is None:
            self._left.add(task.pk)
        return answer


def _ask(task: Task) -> Mapping[str, Any] | None:
    """Ask about one task; "n" leaves it open."""
    print(f"\n{task.name or task.element} · {task.case.process.name} · {task.case.business_key}")
    known = queries.variables(task.case, task.key)
    for name, value in known.items():
        if not isinstance(value, list | dict):
            print(f"  {name}: {value}")
    if input("Svara nu? [J/n] ").strip().lower() in ("n", "nej"):
        return None
    answer: dict[str, Any] = {}
    for field in _fields(task):
        key, label = field["key"], field.get("label") or field["key"]
        choices = [str(one.get("value")) for one in field.get("values") or []]
        hint = f" ({' / '.join(choices)})" if choices else " (ja / nej)" if field.get("type") == "checkbox" else ""
        while True:
            text = input(f"{label}{hint}: ").strip()
            read = forms.read({"components": [field]}, {key: "on" if text.lower() in ("ja", "j") else text})
            if field.get("type") == "checkbox" and text.lower() not in ("ja", "j"):
                read = forms.read({"components": [field]}, {})
            if not read.problems:
                answer.update(read.values)
                break
            print("  " + "; ".join(forms.say(problem, "sv") for problem in read.problems.values()))
    return answer


def _fields(task: Task) -> Iterator[Mapping[str, Any]]:
    row = Resource.objects.filter(kind="form", key=task.form).order_by("-version").first() if task.form else None
    if row is None:
        return
    for one in msgspec.json.decode(bytes(row.content))["components"]:
        # A terminal takes no files: a question for one is left unanswered here.
        if one.get("key") and one.get("type") != FILES and not one.get("readonly") and not one.get("disabled"):
            yield one
