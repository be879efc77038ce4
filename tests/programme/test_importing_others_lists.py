"""Lists of other organisers, of other makes: each row is told of as a reader wrote down beforehand."""

from __future__ import annotations

import io
import re
from datetime import date, datetime, time
from pathlib import Path

import pytest
import xlsxwriter
from django.utils import translation

from gorel.ground import clock
from gorel.programme import importing
from gorel.programme.importing import Scope
from gorel.programme.models import Point

pytestmark = [pytest.mark.db, pytest.mark.django_db]
LISTS = Path(__file__).parent / "lists" / "kept"
OF_NO_WEEK = ("season", "yearbook")  # they tell their years themselves
# What every row of such a list has: what its point lacks, organisations that are new, a contact who has no account.
COMMON = ("missing", "organiser-new", "contact-unknown", "day-from-heading")
LISTED = sorted(path for path in LISTS.iterdir() if path.suffix != ".txt")


def workbook(text: str) -> bytes:
    """Make a workbook: "[Sheet]", then cells parted by ¦; %1.5 is a number, @2021-10-04 a day, t09:00 a time, == one
    cell over the row, =1+1→2 a formula with what it last came to."""
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True})
    day, at = (book.add_format({"num_format": how}) for how in ("yyyy-mm-dd", "hh:mm"))
    sheet, row = None, 0
    for line in text.splitlines():
        if re.fullmatch(r"\[.+\]", line):
            sheet, row = book.add_worksheet(line[1:-1]), 0
            continue
        if line.startswith("=="):
            sheet.merge_range(row, 0, row, 5, line[2:].strip(), None)
            row += 1
            continue
        for column, cell in enumerate(line.split("¦")):
            if cell.startswith("%"):
                sheet.write_number(row, column, float(cell[1:]))
            elif cell.startswith("@"):
                sheet.write_datetime(row, column, datetime.combine(date.fromisoformat(cell[1:]), time()), day)
            elif re.fullmatch(r"t\d\d:\d\d", cell):
                sheet.write_datetime(row, column, time.fromisoformat(cell[1:]), at)
            elif cell.startswith("=") and "→" in cell:
                formula, value = cell.split("→")
                sheet.write_formula(
                    row, column, formula, None, float(value) if re.fullmatch(r"[\d.]+", value) else value
                )
            elif cell:
                sheet.write_string(row, column, cell.replace("\\n", "\n"))
        row += 1
    book.close()
    return written.getvalue()


def content_of(path: Path) -> bytes:
    return workbook(path.read_text()) if path.suffix == ".book" else path.read_bytes()


def load(path: Path, world) -> importing.Report:
    week = None if path.stem in OF_NO_WEEK else world.week
    scope = Scope(by="görel", week=week, organiser=world.city)
    name = path.with_suffix(".xlsx").name if path.suffix == ".book" else path.name
    with translation.override("sv"):
        return importing.load(content_of(path), name, scope, is_dry_run=False)


def local(moment: datetime) -> datetime:
    return moment.astimezone(clock.ZONE)


def when(point: Point) -> str:
    if point.starts_at is None:
        return point.on_date.isoformat() if point.on_date else "–"
    starts, ends = local(point.starts_at), point.ends_at and local(point.ends_at)
    said = f"{starts:%Y-%m-%d %H:%M}"
    if ends:
        said += f"–{ends:%H:%M}" if ends.date() == starts.date() else f"–{ends:%Y-%m-%d %H:%M}"
    return said


def told(report: importing.Report) -> list[str]:
    """Return `place | title | outcome | codes | when | how, where | organisers | part of, like, last day`."""
    of_points = {line.point: line.place for line in reversed(report.lines) if line.point}
    named = {f"{line.place}, {line.title}": line.place for line in report.lines}
    points = {
        str(one.uid): one
        for one in Point.objects.select_related("organiser", "part_of").prefetch_related("co_organisers")
    }
    rows = []
    for line in report.lines:
        codes = sorted(one.code for one in line.findings if one.code not in COMMON)
        point, facts = points.get(line.point), ["", "", ""]
        bonds = []
        if point is not None:
            how = " ".join(one for one in (point.format, point.place, point.platform) if one)
            facts = [
                when(point),
                how,
                " + ".join([point.organiser.name, *(one.name for one in point.co_organisers.all())]),
            ]
            bonds += [f"in {of_points[str(point.part_of.uid)]}"] if point.part_of else []
            bonds += [f"last {point.registration_last_day_on}"] if point.registration_last_day_on else []
        bonds += [f"like {named.get(one.values['like'], one.values['like'])}" for one in line.findings
                  if one.code in ("near", "translated", "same", "occasion")]  # fmt: skip
        rows.append(" | ".join([line.place, line.title, line.outcome.value, " ".join(codes), *facts, ", ".join(bonds)]))
    return rows


LONG = ("bookings", "nordicweek", "regionteam", "dayplan", "season", "summit", "yearbook", "ticketing")
PARAMS = [pytest.param(path, id=path.name, marks=[pytest.mark.slow] if path.stem in LONG else []) for path in LISTED]


@pytest.mark.parametrize("path", PARAMS)
def test_each_row_is_told_of_as_a_careful_reader_expects(world, path):
    assert [row.rstrip() for row in told(load(path, world))] == [
        row.rstrip() for row in path.with_suffix(".txt").read_text().splitlines()
    ]


@pytest.mark.slow
@pytest.mark.parametrize("path", LISTED, ids=lambda path: path.name)
def test_the_same_list_again_changes_nothing(world, path):
    load(path, world)
    points = Point.objects.count()
    again = load(path, world)
    assert {line.outcome.value for line in again.lines} <= {"unchanged", "heading", "refused", "same"}
    assert Point.objects.count() == points
