"""The pages that are measured, as who asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Page:
    """One page. Shape: is_first is asked as by the first for a while: nothing that is kept for seconds is there."""

    name: str
    person: Any
    address: str
    is_first: bool = False


def of(town: Any) -> Iterator[Page]:
    """Yield the pages: those that have a promise, then what people do beside that."""
    handler, cases = town.handler, f"/desk/cases/?process={town.process}"
    owner = town.owner.memberships.get(role="owner").person
    process = f"/desk/processes/{town.owner.slug}/{town.process}/"
    yield Page("inbox of a large group", handler, "/desk/")
    yield Page("inbox of a small group", town.newcomer, "/desk/")
    yield Page("start page", handler, "/desk/start/")
    yield Page("case page", handler, f"/desk/cases/{town.waiting_case.uid}/")
    yield Page("cases, newest", handler, "/desk/cases/")
    yield Page("cases by key", handler, f"/desk/cases/?q={town.key}")
    yield Page("cases by variable", handler, f"{cases}&variable=town&how==&value=Ort 7")
    yield Page("process page with heat map, kept", owner, process)
    yield Page("process page, first asker", owner, process, is_first=True)
    yield Page("incidents", handler, "/desk/incidents/")
    yield Page("inbox, first asker", handler, "/desk/", is_first=True)
    yield Page("inbox, page 17", handler, "/desk/?page=17")
    yield Page("inbox, most important first", handler, "/desk/?sort=priority")
    yield Page("inbox, a search without hits", handler, "/desk/?q=nosuch")
    yield Page("cases, page 13 (the last of 500)", handler, "/desk/cases/?page=13")
    yield Page("cases, a search without hits", handler, "/desk/cases/?q=nosuch")
    yield Page("cases, a word of many (250,000 hits)", handler, "/desk/cases/?q=Process 0")
    yield Page("cases by a value that all hold", handler, f"{cases}&variable=town&how=begins&value=Ort")
    many = "&state=open&step=review&since=2025-06-01&before=2026-06-30"
    yield Page("cases by process, state, step and days", handler, cases + many)
    yield Page("the same and a value", handler, f"{cases}{many}&variable=town&how==&value=Ort 7")
    rare = "&state=cancelled&variable=amount&how=>=&value=100"
    yield Page("cases by a value that all hold, in a state of none", handler, cases + rare)
