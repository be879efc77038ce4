"""A week's report for those who own it: numbers, comparison with earlier weeks, lessons; as PDF and as a workbook."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from typing import Any

from django.utils.translation import gettext as _

from gorel.attendance import figures, lessons
from gorel.attendance.figures import Figures, Row
from gorel.ground import clock, times
from gorel.ground.language import is_english, spoken
from gorel.programme import texts
from gorel.programme.models import Point, Theme, Week
from gorel.robots.document.robot import made

EARLIER = 4  # weeks that a week is compared with
MOST_DRAWN = 12
_SHEET_OF_POINTS = 1000


@dataclass(frozen=True)
class Compared:
    """A week beside others."""

    week: Week
    points: int
    figures: Figures


@dataclass(frozen=True)
class Report:
    """All that the report says. Shape: compared begins with the week itself, earlier ones after it, newest first."""

    week: Week
    rows: list[Row]
    compared: list[Compared]
    themes: list[tuple[str, int, Figures]]
    lessons: lessons.Lessons

    @property
    def total(self) -> Figures:
        return self.compared[0].figures


def read(week: Week) -> Report:
    """Return the report of *week*."""
    rows = figures.rows(signed_up_for(week))
    compared = [Compared(week, len(rows), figures.total(rows))]
    earlier = Week.objects.filter(owner=week.owner, starts_on__lt=week.starts_on).order_by("-starts_on")
    for one in earlier[:EARLIER]:
        found = figures.rows(signed_up_for(one))
        compared.append(Compared(one, len(found), figures.total(found)))
    return Report(week, rows, compared, _by_theme(week, rows), lessons.of(week))


def signed_up_for(week: Week) -> Any:
    """Return the points of *week* that one signs up for."""
    return Point.objects.filter(week=week, registration_last_day_on__isnull=False).order_by("-on_date", "pk")


def columns() -> list[tuple[str, str]]:
    """Return the numbers' labels and names, in the order of every table."""
    return [
        (_("People registered"), "registered"),
        (_("Came"), "attended"),
        (_("Waited"), "waiting"),
        (_("Withdrawn"), "withdrawn"),
        (_("Turned away"), "refused"),
        (_("Watched later"), "viewed"),
        (_("Answers"), "answers"),
        (_("Mean score"), "score"),
    ]


def as_pdf(report: Report) -> bytes:
    """Return the report as PDF/UA. Errors: `abilities.Refused` with what the typesetter says."""
    template = resources.files("gorel.attendance").joinpath("documents/week.typ").read_bytes()
    return made(template, _document(report))


def as_sheets(report: Report) -> dict[str, Iterable[list[object]]]:
    """Return the report's sheets, the first row of each its heading."""
    heading = [str(label) for label, _name in columns()]
    organisers = figures.by_organiser(report.rows)
    return {
        _("Sum"): [
            [_("Week"), _("Points"), *heading],
            *([texts.said(one.week, "title"), one.points, *cells(one.figures)] for one in report.compared),
        ],
        _("Organisers"): [
            [_("Organiser"), _("Points"), *heading],
            *([name, count, *cells(numbers)] for name, count, numbers in organisers),
        ],
        _("Themes"): [
            [_("Theme"), _("Points"), *heading],
            *([name, count, *cells(numbers)] for name, count, numbers in report.themes),
        ],
        _("Points"): [
            [_("Event"), _("Organiser"), _("Day"), *heading],
            *(
                [texts.said(row.point, "title"), row.point.organiser.name, row.point.on_date, *cells(row.figures)]
                for row in report.rows
            ),
        ],
        _("Lessons"): [
            [_("Who"), _("What"), _("About"), _("Said"), _("How many")],
            *(
                [who, what, group.word, said.text, said.times]
                for who, what, groups in parts(report.lessons)
                for group in groups
                for said in group.said
            ),
        ],
    }


def cells(numbers: Figures) -> list[object]:
    """Return the numbers in the order of `columns`."""
    return [getattr(numbers, name) for _label, name in columns()]


def _by_theme(week: Week, rows: list[Row]) -> list[tuple[str, int, Figures]]:
    """Return name, number of points and numbers of each theme; a point of two themes counts in both. Two queries."""
    of_point: dict[int, list[int]] = {}
    for point, theme in Point.themes.through.objects.filter(point__week=week).values_list("point", "theme"):
        of_point.setdefault(point, []).append(theme)
    found = []
    for each in Theme.objects.filter(week=week):
        own = [row for row in rows if each.pk in of_point.get(row.point.pk, ())]
        if own:
            found.append((texts.said(each, "title"), len(own), figures.total(own)))
    return sorted(found, key=lambda one: (-one[2].registered, one[0]))


def _document(report: Report) -> dict[str, Any]:
    week, total = report.week, report.total
    drawn = sorted((row for row in report.rows if row.figures.registered), key=lambda row: -row.figures.registered)
    heading = [str(label) for label, _name in columns()]
    organisers = figures.by_organiser(report.rows)
    return {
        "language": spoken(),
        "title": _("Report: %(week)s") % {"week": texts.said(week, "title")},
        "owner": week.owner.name,
        "about": _("%(first)s to %(last)s. Written on %(today)s.") % {
            "first": times.day(week.starts_on, weekday=False), "last": times.day(week.ends_on, weekday=False),
            "today": times.day(clock.today(), weekday=False),
        },
        "facts": [
            [_("Points that one signs up for"), str(len(report.rows))],
            *([label, _number(getattr(total, name))] for label, name in columns()),
            [_("Share that came"), _share(total)],
        ],
        "tables": [
            _table(_("Beside earlier weeks"), [_("Week"), _("Points"), *heading], [
                [texts.said(one.week, "title"), str(one.points), *map(_number, cells(one.figures))]
                for one in report.compared
            ]) if len(report.compared) > 1 else None,
            _table(_("Themes"), [_("Theme"), _("Points"), *heading], _named(report.themes)),
            _table(_("Organisers"), [_("Organiser"), _("Points"), *heading], _named(organisers)),
        ],
        "chart": {
            "title": _("People registered, by event"),
            "bars": [[texts.said(one.point, "title"), one.figures.registered] for one in drawn[:MOST_DRAWN]],
        },
        "lessons_title": _("Lessons"),
        "rest": _("Other"),
        "lessons": [
            {
                "title": f"{who}: {what}",
                "groups": [
                    {"word": group.word.capitalize(), "said": [[said.text, said.times] for said in group.said[:20]]}
                    for group in groups
                ],
            }
            for who, what, groups in parts(report.lessons) if groups
        ],
        "points": _table(_("Points"), [_("Event"), *heading], [
            [texts.said(row.point, "title"), *map(_number, cells(row.figures))]
            for row in report.rows[:_SHEET_OF_POINTS]
        ]),
    }  # fmt: skip


def _table(title: str, heading: list[str], rows: list[list[str]]) -> dict[str, Any] | None:
    return {"title": title, "heading": heading, "rows": rows} if rows else None


def _named(found: Iterable[tuple[str, int, Figures]]) -> list[list[str]]:
    return [[name, str(count), *map(_number, cells(numbers))] for name, count, numbers in found]


def parts(found: lessons.Lessons) -> list[tuple[str, str, tuple[lessons.Group, ...]]]:
    """Return who said, what it is, and the groups."""
    participants, organisers = _("Participants"), _("Organisers")
    good, better = _("Good"), _("Could be better")
    return [
        (participants, good, found.good), (participants, better, found.better),
        (organisers, good, found.organisers_good), (organisers, better, found.organisers_better),
    ]  # fmt: skip


def _number(value: object) -> str:
    if value is None:
        return "–"
    said = f"{value:.1f}" if isinstance(value, float) else str(value)
    return said if is_english() else said.replace(".", ",")


def _share(numbers: Figures) -> str:
    return f"{round(100 * numbers.attended / numbers.registered)} %" if numbers.registered else "–"
