"""CSV: every line of the log, for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from gorel.cases.exports.lines import entries, name, resource

COLUMNS = ("case", "process", "version", "business_key", "at", "kind", "element", "name", "key", "by")


def csv_of(process: str, *, organisations: list[int] | None = None) -> Iterator[str]:
    """Yield the log of all versions of *process* as lines of CSV, the header first, case by case."""
    yield _line(COLUMNS)
    for entry in entries(process, organisations):
        case = entry.case
        yield _line(
            (case.uid, case.process.key, case.process.version, case.business_key, entry.at.isoformat(), entry.kind,
             entry.element, name(entry), entry.key if entry.key is not None else "", resource(entry))
        )  # fmt: skip


def _line(values: tuple[object, ...]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow([_safe(value) for value in values])
    return text.getvalue()


def _safe(value: object) -> object:
    """A text that a spreadsheet would take for a formula is kept a text."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@") else value
