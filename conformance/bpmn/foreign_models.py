"""Models that others wrote, where they lie beside the project, and the table of what each is expected to do."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import NamedTuple

import pytest

from gorel.core import bpmn, engine
from gorel.core.engine.simulation import Simulation

ROOT = Path(__file__).resolve().parents[3] / "shared" / "bpmn"


class Row(NamedTuple):
    """One line of the table."""

    file: str
    exercises: str
    stimulus: str
    expected: str
    also: tuple[str, ...]


def rows() -> list[Row]:
    """Return the table; where it is absent, skip loudly, and fail with CI=true."""
    table = ROOT / "index.tsv"
    if not table.exists():
        if os.environ.get("CI") == "true":
            raise AssertionError(f"conformance models are absent: {table.parent.name}")
        return []
    with table.open(encoding="utf-8") as lines:
        return [
            Row(
                line["file"],
                line["exercises"],
                line["stimulus"],
                line["expected"],
                tuple(filter(None, (line["also_deploy"] or "").split(","))),
            )
            for line in csv.DictReader(lines, delimiter="	")
        ]


def definitions(file: str) -> bpmn.Definitions:
    path = ROOT / file
    if not path.exists():
        pytest.skip(f"{file} is absent")
    return bpmn.read(path.read_bytes())


def simulation(file: str, *also: str) -> Simulation:
    """Return a world with the model of *file* in it, and the ones it calls."""
    folder = file.partition("/")[0]
    programs = [engine.compile(definitions(file))]
    programs += [engine.compile(definitions(f"{folder}/{name}")) for name in also if name.endswith(".bpmn")]
    return Simulation(programs)
