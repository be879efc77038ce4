"""A process's log for other tools: CSV for a spreadsheet, XES (IEEE 1849-2023) and OCEL 2.0 for process mining.

All are streams of text, so that a log of any length leaves without filling the memory. They hold what the log holds:
ids of cases, tasks, elements and actors (`person:7`), never names, variables or explanations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gorel.cases.exports.ocel import json_of, xml_of
from gorel.cases.exports.sheet import csv_of
from gorel.cases.exports.xes import xes_of

FORMATS: dict[str, Callable[..., Iterator[str]]] = {
    "csv": csv_of, "xes": xes_of, "ocel": json_of, "ocel-xml": xml_of,
}  # fmt: skip
TYPES = {
    "csv": ("text/csv; charset=utf-8", "csv"), "xes": ("application/xml", "xes"),
    "ocel": ("application/json", "jsonocel"), "ocel-xml": ("application/xml", "xmlocel"),
}  # fmt: skip

__all__ = ["FORMATS", "TYPES", "csv_of", "json_of", "xes_of", "xml_of"]
