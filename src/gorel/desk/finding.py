"""Finding cases: what an address asks for, what can be asked, and which columns are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gorel.cases import programs
from gorel.cases.models import Case, Process, Searchable
from gorel.cases.queries import Query, Variable, matching
from gorel.desk import listing, plain_values
from gorel.desk.steps import steps
from gorel.ground import clock
from gorel.ground.once import once

HOWS = (
    ("=", gettext_lazy("is")), ("begins", gettext_lazy("begins with")), ("!=", gettext_lazy("is not")),
    (">=", gettext_lazy("is at least")), ("<=", gettext_lazy("is at most")),
)  # fmt: skip
NEWEST = 20_000  # cases that are looked through where looking at all takes too long
USUAL = ("about", "process", "state", "waits", "started")


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for. Shape: since and before are days, the last one included; shown are columns' keys.

    Another organisation may have a process of the same key: what is said of it is read off those of *organisations*.
    """

    search: str = ""
    process: str = ""
    state: str = ""
    step: str = ""
    variable: str = ""
    how: str = "="
    value: str = ""
    since: date | None = None
    before: date | None = None
    shown: tuple[str, ...] = USUAL
    organisations: tuple[int, ...] = ()  # ids

    @property
    def is_narrow(self) -> bool:
        return bool(
            self.search or self.process or self.state or self.step or (self.variable and self.value) or self.since
            or self.before
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the list."""

    key: str
    label: str
    value: Callable[[listing.Row], Any]
    is_shown: bool


def asked(given: QueryDict, organisations: Iterable[int]) -> Asked:
    """Return what an address asks for, by somebody of *organisations*; what makes no sense is left out."""
    how = given.get("how", "=")
    state = given.get("state", "")
    return Asked(
        search=given.get("q", "").replace("\x00", "").strip()[:100],
        process=given.get("process", "").replace("\x00", "")[:255],
        state=state if state in ("open", *Case.STATES) else "",
        step=given.get("step", "").replace("\x00", "")[:255],
        variable=given.get("variable", "").replace("\x00", "")[:120],
        how=how if how in dict(HOWS) else "=",
        value=given.get("value", "").replace("\x00", "").strip()[:255],
        since=_day(given.get("since", "")),
        before=_day(given.get("before", "")),
        shown=tuple(given.getlist("column")[:30]) or USUAL,
        organisations=tuple(organisations),
    )


def find(mine: QuerySet[Case], what: Asked) -> QuerySet[Case]:
    """Return those of *mine* that fit, the newest first. What a variable must be is compared as `queries` does."""
    return listing.find(matching(query(what), mine), search=what.search)


def newest(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Return those that are among the newest `NEWEST` of all cases there are. One query."""
    last = Case.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return cases.filter(pk__gt=last - NEWEST)


def whole(ids: Iterable[int]) -> list[Case]:
    """Return the cases of *ids*, in their order, with process and organisation. One query."""
    found = Case.objects.select_related("process", "organisation").in_bulk(list(ids))
    return [found[pk] for pk in ids if pk in found]


def query(what: Asked) -> Query:
    """Return the same as the memory asks it; words that are searched for are not in it."""
    return Query(
        process=what.process, state=what.state, element=what.step if what.process else "",
        started_since=_moment(what.since), started_before=_moment(what.before, days=1),
        variables=_variables(what),
    )  # fmt: skip


def columns(what: Asked) -> list[Column]:
    """Return all columns that the list can have, in order; declared variables of the chosen process among them."""
    known: list[tuple[str, str, Callable[[listing.Row], Any]]] = [
        ("about", _("About"), lambda row: row.title),
        ("process", _("Process"), lambda row: row.process),
        ("state", _("State"), lambda row: row.state),
        ("waits", _("Waits for"), lambda row: "; ".join(wait.text for wait in row.waits)),
        ("started", _("Started"), lambda row: row.case.started_at),
        ("ended", _("Ended"), lambda row: row.case.ended_at),
        ("key", _("Key"), lambda row: row.case.business_key),
        ("version", _("Version"), lambda row: row.case.process.version),
        ("organisation", _("Organisation"), lambda row: str(row.case.organisation or "")),
    ]
    known += [(f"v.{name}", name, _value_of(name)) for name in searchable(what)]
    return [Column(key, label, value, key in what.shown) for key, label, value in known]


def table(rows: Iterable[listing.Row], shown: list[Column]) -> list[tuple[listing.Row, list[tuple[Column, Any]]]]:
    """Return each row with the cells of its columns. One query more where variables are shown."""
    rows = list(rows)
    if any(one.key.startswith("v.") for one in shown):
        load_values(rows)
    return [(row, [(column, column.value(row)) for column in shown]) for row in rows]


def load_values(rows: list[listing.Row]) -> None:
    """Read the searchable variables of all *rows* at once."""
    found: dict[int, dict[str, str]] = {row.case.pk: {} for row in rows}
    for case_id, name, text in Searchable.objects.filter(case__in=found).values_list("case_id", "name", "text"):
        found[case_id][name] = text
    for row in rows:
        row.values.update(found[row.case.pk])


def steps_of(what: Asked) -> list[tuple[str, str]]:
    """Return the steps of the process's newest version where cases can wait."""
    newest = _newest(what)
    if newest is None:
        return []
    return [(one.id, f"{one.said} ({one.kind_word})") for one in steps(newest).by_id.values() if one.name]


def searchable(what: Asked) -> tuple[str, ...]:
    """Return the variables of the process that cases can be searched by: those that its picture declares."""
    newest = _newest(what)
    return programs.known(newest.pk).searchable if newest else ()


def _newest(what: Asked) -> Process | None:
    """Return the newest version of the process that is asked for. One query a page."""
    if not what.process:
        return None
    rows = Process.objects.filter(Q(organisation__in=what.organisations) | Q(organisation=None), key=what.process)
    return once(("newest", what.process, what.organisations), rows.order_by("-version").first)


def _variables(what: Asked) -> tuple[Variable, ...]:
    if not (what.variable and what.value) or what.variable not in searchable(what):
        return ()
    value = what.value if what.how == "begins" else plain_values.read(what.value)
    if what.how in (">=", "<=") and (isinstance(value, bool) or not hasattr(value, "__float__")):
        return ()
    if isinstance(value, list | dict) or value is None:
        value = what.value
    return (Variable(what.variable, value, what.how),)


def _value_of(name: str) -> Callable[[listing.Row], Any]:
    def value(row: listing.Row) -> Any:
        if not row.values:
            load_values([row])
        text = row.values.get(name, "")
        return plain_values.read(text) if text else ""

    return value


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _moment(day: date | None, days: int = 0) -> datetime | None:
    if day is None:
        return None
    try:
        return datetime.combine(day + timedelta(days=days), time(), tzinfo=clock.ZONE)
    except OverflowError:
        return None
