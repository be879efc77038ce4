"""XES (IEEE 1849-2023): a trace per case, an event per element that a case came to or left."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from xml.sax.saxutils import quoteattr

from gorel.cases.exports.lines import TRANSITIONS, entries, name, resource


def xes_of(process: str, *, organisations: list[int] | None = None) -> Iterator[str]:
    """Yield the log of all versions of *process* as XES: a trace per case, an event per element entered or left."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1849-2023" xmlns="http://www.xes-standard.org/">\n'
    for title, prefix in (
        ("Concept", "concept"),
        ("Time", "time"),
        ("Lifecycle", "lifecycle"),
        ("Organizational", "org"),
    ):
        yield f'<extension name="{title}" prefix="{prefix}" uri="http://www.xes-standard.org/{prefix}.xesext"/>\n'
    yield f'<string key="concept:name" value={quoteattr(process)}/>\n'
    for case, lines in groupby(entries(process, organisations), key=lambda entry: entry.case):
        yield f'<trace><string key="concept:name" value="{case.uid}"/>\n'
        for entry in lines:
            if entry.kind in TRANSITIONS and entry.element:
                yield (
                    f'<event><string key="concept:name" value={quoteattr(name(entry))}/>'
                    f'<string key="concept:instance" value={quoteattr(entry.element)}/>'
                    f'<date key="time:timestamp" value="{entry.at.isoformat(timespec="milliseconds")}"/>'
                    f'<string key="lifecycle:transition" value="{TRANSITIONS[entry.kind]}"/>'
                    f'<string key="org:resource" value={quoteattr(resource(entry))}/></event>\n'
                )
        yield "</trace>\n"
    yield "</log>\n"
