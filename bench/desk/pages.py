"""The pages that are measured, as who asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Page:
    """One page. Shape: is_first is asked as by the first for a while: nothing that is kept for seconds is there; rows
    are those of a file that has no lines."""

    name: str
    person: Any
    address: str
    is_first: bool = False
    rows: int = 0


def exports(town: Any) -> Iterator[Page]:
    """Yield the files that are measured."""
    cases = f"/desk/cases/export/?process={town.process}"
    yield Page("cases of a process, CSV", town.handler, cases)
    yield Page("cases by a value, CSV", town.handler, f"{cases}&variable=town&how==&value=Ort 7")
    yield Page("cases of a process, Excel (10,000)", town.handler, f"{cases}&format=xlsx", rows=10_000)


def of(town: Any) -> Iterator[Page]:
    """Yield the pages: those that have a promise, then what people do beside that. Django is set up."""
    from bench.desk import generate

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
    yield Page("inbox of a small group, first asker", town.newcomer, "/desk/", is_first=True)
    yield Page("start page, first asker", handler, "/desk/start/", is_first=True)
    yield Page("start page of a small group, first asker", town.newcomer, "/desk/start/", is_first=True)
    yield Page("incidents, first asker", handler, "/desk/incidents/", is_first=True)
    yield Page("cases, newest, first asker", handler, "/desk/cases/", is_first=True)
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
    keeper, own = generate.furnish(town.owner), f"organisation={town.owner.slug}&process={town.process}"
    yield Page("processes", owner, "/desk/processes/")
    yield Page("processes, first asker", owner, "/desk/processes/", is_first=True)
    yield Page("processes, those with trouble", owner, "/desk/processes/?health=troubled")
    yield Page("a cause of 200 incidents", handler, f"/desk/incidents/cause/?{own}&element=file&code=job.refused")
    yield Page("incidents, solved", handler, "/desk/incidents/?view=solved")
    yield Page("operations", keeper, "/desk/operations/")
    yield Page("robots", keeper, "/desk/robots/")
    yield Page("systems", keeper, "/desk/systems/")
    yield Page("outbox", handler, "/desk/outbox/")
    yield Page("following", handler, "/desk/following/")
    yield Page("time freed", owner, "/desk/time-freed/")
    yield Page("audit log", keeper, "/audit/")
    yield Page("audit log, page 1000", keeper, "/audit/?page=1000")
    yield Page("audit log, one person's", keeper, "/audit/?q=C 7")
    yield Page("organisations", keeper, "/organisations/")
    yield Page("people of an organisation", keeper, f"/organisations/{town.owner.slug}/")
    yield Page("inbox, what is late", handler, "/desk/?late=1")
    yield Page("inbox, mine", handler, "/desk/?view=mine")
    yield Page("inbox, nobody has taken", handler, "/desk/?view=free")
    yield Page("inbox, nobody has taken, first asker", handler, "/desk/?view=free", is_first=True)
    yield Page("inbox, taken by others", handler, "/desk/?view=taken")
    yield Page("inbox, one process, late, nobody's", handler, f"/desk/?process={town.process}&late=1&view=free")
    yield Page("inbox of a small group, a search without hits", town.newcomer, "/desk/?q=nosuch")
    yield Page("inbox, newest first", handler, "/desk/?sort=newest")
    yield Page("inbox, one process", handler, f"/desk/?process={town.process}")
    yield Page("cases, page 1000", handler, "/desk/cases/?page=1000")
    yield Page("cases in trouble", handler, "/desk/cases/?state=incident")
    yield Page("cases, all that is not over", handler, "/desk/cases/?state=open")
    yield Page("cases of some days", handler, "/desk/cases/?since=2025-06-01&before=2025-06-07")
    yield Page("cases of a small group by process, state and step", town.newcomer, f"{cases}&state=open&step=review")
    yield Page("cases by a value that none begins with", handler, f"{cases}&variable=town&how=begins&value=Nosuch")
    yield Page("cases by all but one value", handler, f"{cases}&state=open&variable=town&how=!=&value=Ort 7")
    yield Page("audit log, nothing of a kind", keeper, "/audit/?kind=passkey-no")
    yield Page("audit log of some days", keeper, "/audit/?since=2025-06-01&before=2025-06-07")
    yield Page("people of an organisation, by name", keeper, f"/organisations/{town.owner.slug}/?q=C 77")
    yield Page("public start page", handler, "/")
