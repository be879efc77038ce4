"""Writes the rows of a file as points, in one transaction, and tells of each row what became of it."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Field

from gorel.accounts.models import Organisation
from gorel.ground import clock
from gorel.ground.language import is_english
from gorel.programme import actions, check, fields, texts
from gorel.programme.importing import dates, order, organisers, sections, shapes, tables, translations, wholes, within
from gorel.programme.importing.earlier import Earlier, text_id, title_key
from gorel.programme.importing.findings import Finding, Line, Outcome, Report
from gorel.programme.importing.likeness import Known, Shape
from gorel.programme.importing.related import Related
from gorel.programme.importing.rows import Facts, read
from gorel.programme.models import ImportedRow, Point, Week
from gorel.programme.words import State

_TIMES = ("day", "starts", "ends", "last_date")


@dataclass(frozen=True)
class Scope:
    """Where rows go and what their writer may do.

    Shape: week None is seminars; organiser stands for rows that name none; allowed None is every organisation, new ones
    too; hands_in hands in what is complete and not a possible duplicate.
    """

    by: str
    week: Week | None = None
    organiser: Organisation | None = None
    allowed: Collection[int] | None = None
    hands_in: bool = False
    year: int | None = None  # of days that name none


def load(content: bytes, name: str, scope: Scope, *, is_dry_run: bool) -> Report:
    """Read the file and write its rows. A dry run writes nothing. Errors: Unreadable."""
    table = tables.read(content, name)
    report = Report(
        name,
        ignored_columns=table.ignored_columns,
        passed_sheets=table.passed_sheets,
        is_dry_run=is_dry_run,
        by_words=table.by_words,
    )
    with transaction.atomic():
        report.lines = _Writer(scope, table).lines()
        if is_dry_run:
            transaction.set_rollback(True)
    return report


class _Writer:
    """One file on its way in."""

    def __init__(self, scope: Scope, table: tables.Table) -> None:
        self.scope, self.table = scope, table
        cells = [row.said[name] for row in table.rows for name in _TIMES if name in row.said]
        years = dates.years_in(cells)
        week = scope.week
        self.near = dates.Near(
            first=week.starts_on if week else None,
            last=week.ends_on if week else None,
            year=scope.year or (next(iter(years)) if len(years) == 1 else None),
            years=frozenset(years),
            zone=week.zone if week else clock.ZONE,
        )
        self.near = dataclasses.replace(self.near, is_american=dates.is_american(cells, self.near))
        self.headings, self.dated = sections.spread(table.rows, self.near)
        self.broken = wholes.connect(table.rows)
        self.organisers = organisers.Organisers(may_make=scope.allowed is None)
        self.related = Related(week, self.organisers)
        self.places = {id(row): row.place for row in table.rows}
        self.points: dict[int, Point] = {}  # by id of the row
        self.seen: dict[str, tables.Row] = {}  # by fingerprint
        self.told: dict[int, str] = {}  # where in this file a point came from
        self.earlier = Earlier(week)
        points = Point.objects.filter(week=week).prefetch_related("co_organisers", "contributors")
        self.known = Known(
            shapes.of_point(one, "") for one in points.exclude(state__in=(State.CANCELLED, State.DECLINED))
        )

    def lines(self) -> list[Line]:
        """Write every row in the file's order, a whole before its parts, and return the lines."""
        read_rows = [(row, read(row, self.near)) for row in self.table.rows]
        self.by_time = {id(row) for row in within.connect(read_rows)}
        read_rows = [(row, read(row, self.near) if id(row) in self.by_time else facts) for row, facts in read_rows]
        if self.near.first is None:
            order.doubt(read_rows)
        self.times_named = Counter(
            (organisers.plain(facts.organiser), title_key(facts.said())) for _row, facts in read_rows
        )
        lines: dict[int, Line] = {}
        facts_of = {id(row): facts for row, facts in read_rows}
        for row in self.table.rows:
            for one in wholes.down_to(row):
                if id(one) not in lines:
                    lines[id(one)] = self._line(one, facts_of[id(one)])
        return [lines[id(row)] for row in self.table.rows]

    def _line(self, row: tables.Row, facts: Facts) -> Line:
        title = facts.point.get("title_sv") or facts.point.get("title_en") or ""
        line = Line(row.place, title, Outcome.REFUSED, list(facts.findings))
        if row.wrong:
            return _refuse(line, Finding("not-a-row", {"found": row.wrong}))
        if (kind := row.marks.get("not-an-event")) is not None:
            line.findings = []
            return _refuse(line, Finding("not-an-event", {"found": kind}))
        if (heading := self.headings.get(id(row))) is not None:
            line.title, line.outcome, line.findings = row.lone, Outcome.HEADING, [heading]
            return line
        if (heading := self.dated.get(id(row))) is not None:
            line.findings.insert(0, heading)
        fingerprint = row.fingerprint()
        if (twin := self.seen.get(fingerprint)) is not None:
            line.outcome, line.findings = Outcome.SAME, [Finding("same", {"like": self.places[id(twin)]})]
            line.point = str(self.points[id(twin)].uid) if id(twin) in self.points else ""
            return line
        self.seen[fingerprint] = row
        if not title and "abstract_sv" not in facts.point and "on_date" not in facts.point:
            return _refuse(line, Finding("nothing-said"))
        organiser = self._organiser(facts, line)
        if organiser is None:
            return line
        facts.findings = line.findings
        said = facts.said()
        is_named_once = self.times_named[organisers.plain(facts.organiser), title_key(said)] == 1
        before = self.earlier.find(row, said, organiser, fingerprint, is_named_once=is_named_once)
        if before is not None:
            return self._again(row, facts, line, before, fingerprint)
        return self._new(row, facts, line, organiser, fingerprint)

    def _organiser(self, facts: Facts, line: Line) -> Organisation | None:
        scope = self.scope
        found = scope.organiser
        facts.co_organisers = [part for one in facts.co_organisers for part in self.organisers.parts(one)]
        if whole := self.organisers.whole_of(" / ".join(filter(None, (facts.organiser, *facts.co_organisers)))):
            line.findings.append(Finding("organiser-unit", {"found": facts.organiser, "like": whole}))
            facts.organiser, facts.co_organisers = whole, []
        if facts.organiser:
            first, *others = self.organisers.parts(facts.organiser)
            if others:
                facts.organiser, facts.co_organisers = first, [*others, *facts.co_organisers]
            elif re.search(r",\s|(?<!-)\soch\s|\sand\s|\s?&\s", first) and not (
                self.organisers.knows(first) or (first.endswith(")") and ", " not in first)
            ):
                line.findings.append(Finding("organisers-one", {"found": first}))
            found = self.organisers.find(facts.organiser, line.findings, kind=facts.organiser_kind)
            if found is None or (scope.allowed is not None and found.pk not in scope.allowed):
                _refuse(line, Finding("organiser-foreign", {"found": facts.organiser}))
                return None
        if found is None:
            _refuse(line, Finding("organiser-missing"))
        return found

    def _again(self, row: tables.Row, facts: Facts, line: Line, before: ImportedRow, fingerprint: str) -> Line:
        """Change what changed in the row since last time, and nothing else."""
        point = before.point
        self.earlier.claim(point.pk)
        self.points[id(row)] = point
        self.told[point.pk] = row.place
        line.point = str(point.uid)
        if before.fingerprint == fingerprint:
            line.outcome, line.findings = Outcome.UNCHANGED, []
            return line
        if point.state in (State.CANCELLED, State.DECLINED):
            return _refuse(line, Finding("over"))
        said = facts.said()
        changed = [name for name, value in said.items() if before.said.get(name) != value]
        # What the row no longer says goes back to unsaid, but nobody takes needed facts from what is published.
        gone = [name for name in before.said if name not in said and name in actions.WRITABLE]
        gone = [] if point.is_published else gone
        values = {name: facts.point[name] for name in changed if name in facts.point}
        fields = ((name, Point._meta.get_field(name)) for name in gone)
        values |= {name: field.get_default() for name, field in fields if isinstance(field, Field)}
        if "on_date" in values and "starts_at" not in facts.point and not point.is_published:
            values |= {"starts_at": None, "ends_at": None}
        if "contact" in changed:
            values |= self.related.contact(facts, line)
        related = self.related.of(facts, line)
        actions.change_point(
            point=point, by=self.scope.by, facts=values,
            co_organisers=related["co_organisers"] if "co_organisers" in changed else None,
            themes=related["themes"] if "themes" in changed else None,
            contributors=facts.people if "contributors" in changed else None,
        )  # fmt: skip
        if "status" in changed and facts.status == "cancelled" and point.is_published:
            line.findings.append(Finding("cancelled-live"))
        before.fingerprint, before.said, before.cells = fingerprint, said, row.cells()
        before.save()
        line.outcome = Outcome.UPDATED
        if changed or gone:
            line.findings.insert(
                0, Finding("changed", {"fields": ", ".join(_named(name) for name in [*changed, *gone])})
            )
        self._missing(Point.objects.get(pk=point.pk), line)
        return line

    def _new(self, row: tables.Row, facts: Facts, line: Line, organiser: Organisation, fingerprint: str) -> Line:
        related = self.related.of(facts, line)
        values = dict(facts.point) | self.related.contact(facts, line)
        whole = self.points.get(id(row.parent)) if row.parent is not None else None
        if whole is not None:
            values["part_of"] = whole
            code = "part-by-time" if id(row) in self.by_time else "part"
            line.findings.append(Finding(code, {"like": self._where(shapes.of_point(whole, ""))}))
        elif found := self.broken.get(id(row)):
            whole = self._existing_whole(found, organiser)
            values["part_of"] = whole
            line.findings.append(
                Finding("part", {"like": texts.said(whole, "title")}) if whole
                else wholes.lost(found, self.table.rows)
            )  # fmt: skip
        unread = " ".join(str(one.values["found"]) for one in line.findings if one.code == "time-unclear")
        probe = shapes.of_row(values, organiser, related["co_organisers"], row.place, unread, facts.people)
        perhaps = probe.organisers.union(*(self.organisers.perhaps(pk) for pk in probe.organisers))
        near, agree = (
            translations.once_more(dataclasses.replace(probe, organisers=perhaps), self.known)
            if line.title
            else (None, ())
        )
        occasion = self.known.occasion(probe) if line.title and near is None else None
        is_other_form = any(one.code == "format-moved" for one in line.findings)
        was_then = occasion is not None and facts.moved_from in (None, occasion.on_date)
        if near is None and was_then and facts.status == "moved" and not is_other_form:
            near, occasion = occasion, None  # the same point at its old day
        values["resembles_id"] = near.pk if near else None
        if occasion is not None and occasion.pk != (whole.pk if whole else 0):
            values["occasion_of_id"] = occasion.pk
            line.findings.append(Finding("occasion", {"like": self._where(occasion)}))
        if near is None and (around := self.known.around(probe)) is not None:
            line.findings.append(Finding("perhaps-part", {"like": self._where(around)}))
        foreign = {name: values.pop(name) for name in ("resembles_id", "occasion_of_id") if name in values}
        values |= {name.removesuffix("_id"): Point.objects.get(pk=pk) for name, pk in foreign.items() if pk}
        point = actions.create_point(
            organiser=organiser, week=self.scope.week, facts=values, contributors=facts.people, **related
        )
        ImportedRow.objects.create(
            week=self.scope.week, organiser=organiser, point=point, fingerprint=fingerprint, said=facts.said(),
            key=f"id:{own}"[:300] if (own := text_id(row)) else title_key(facts.said()), cells=row.cells(),
        )  # fmt: skip
        self.earlier.claim(point.pk)
        self.points[id(row)], self.told[point.pk], line.point = point, row.place, str(point.uid)
        self.known.add(dataclasses.replace(shapes.of_point(point, row.place), unread=unread))
        self._missing(point, line)
        is_told = any(finding.code.startswith("moved") or finding.code == "format-moved" for finding in line.findings)
        if facts.status in ("cancelled", "postponed", "moved") and not (facts.status == "moved" and is_told):
            line.findings.append(Finding(facts.status, is_missing=facts.status != "moved"))
        if near is not None:
            line.outcome = Outcome.NEAR
            told = {"like": self._where(near), "agree": " ".join(agree)}
            line.findings.insert(0, Finding("translated" if agree else "near", told))
        elif any(finding.is_missing for finding in line.findings):
            line.outcome = Outcome.DRAFT
        else:
            line.outcome = Outcome.IMPORTED
            week = self.scope.week
            if self.scope.hands_in and not (week and (week.terms_sv or week.terms_en)):  # a list accepts no terms
                actions.submit_point(point=point, by=self.scope.by)
        return line

    def _missing(self, point: Point, line: Line) -> None:
        english = is_english()
        for found in check.findings(point):
            text = (found.get("text_en") if english else "") or found["text"]
            line.findings.append(Finding("missing", {"found": text.rstrip(".")}, is_missing=True))

    def _existing_whole(self, named: str, organiser: Organisation) -> Point | None:
        wanted = organisers.plain(named)
        found = Point.objects.filter(week=self.scope.week, organiser=organiser)
        for point in found:
            if wanted in (organisers.plain(point.title_sv), organisers.plain(point.slug)):
                return point
        return None

    def _where(self, shape: Shape) -> str:
        """Return how the report calls another point: its row of this file and its title."""
        place = self.told.get(shape.pk, "")
        return f"{place}, {shape.title}" if place else shape.title


def _refuse(line: Line, finding: Finding) -> Line:
    line.outcome = Outcome.REFUSED
    line.findings.insert(0, finding)
    return line


def _named(name: str) -> str:
    return fields.label(name)
