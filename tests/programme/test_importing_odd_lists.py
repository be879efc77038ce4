"""Lists out of other programs, and laid out as no two organisers do it: what comes in, and what is said of each row."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from django.utils import translation
from tests.programme.lists import workbooks

from gorel.ground import clock
from gorel.programme import importing
from gorel.programme.importing import Scope
from gorel.programme.models import Point

pytestmark = [pytest.mark.db, pytest.mark.django_db]
LISTS = Path(__file__).parent / "lists"
OF_NO_WEEK = ("regional",)
MADE = {"municipal.xlsx": workbooks.municipal, "regional.ods": workbooks.regional, "county.xlsx": workbooks.county}
NAMES = [*MADE, *(path.name for path in sorted(LISTS.glob("*.*")) if path.suffix in (".csv", ".json", ".ics"))]


def content_of(name: str) -> bytes:
    return MADE[name]() if name in MADE else (LISTS / name).read_bytes()


def load(name: str, world, content: bytes | None = None, *, dry: bool = False) -> importing.Report:
    week, year = (None, 2021) if Path(name).stem in OF_NO_WEEK else (world.week, None)
    scope = Scope(by="görel", week=week, organiser=world.city, year=year)
    with translation.override("sv"):
        return importing.load(content or content_of(name), name, scope, is_dry_run=dry)


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
    """Return each row as `place | title | outcome | codes | when | how and where | organisers`."""
    rows = []
    for line in report.lines:
        codes = sorted(one.code for one in line.findings if one.code not in ("missing", "organiser-new"))
        point = Point.objects.filter(uid=line.point).first() if line.point else None
        facts = ["", "", ""]
        if point is not None:
            how = " ".join(one for one in (point.format, point.place, point.platform) if one)
            names = [point.organiser.name, *(one.name for one in point.co_organisers.all())]
            facts = [when(point), how, " + ".join(names)]
        rows.append(" | ".join([line.place, line.title, line.outcome.value, " ".join(codes), *facts]))
    return rows


def expected(name: str) -> list[str]:
    rows = (LISTS / f"{Path(name).stem}.txt").read_text().splitlines()
    return [" | ".join(cell.strip() for cell in row.split("|")) for row in rows]


@pytest.mark.parametrize("name", NAMES)
def test_each_row_comes_in_as_a_careful_editor_would_write_it(world, name):
    assert told(load(name, world)) == expected(name)


def abstract(title: str) -> str:
    return Point.objects.get(title_sv=title).abstract_sv


@pytest.mark.slow
def test_the_same_list_again_changes_nothing_and_makes_nothing_twice(world):
    for name in NAMES:
        load(name, world)
        points = Point.objects.count()
        again = load(name, world)
        assert {line.outcome.value for line in again.lines} <= {"unchanged", "heading", "refused"}, name
        assert Point.objects.count() == points, name


@pytest.mark.slow
def test_a_dry_run_tells_the_same_and_writes_nothing(world):
    for name in NAMES:
        dry = [(line.place, line.title, line.outcome) for line in load(name, world, dry=True).lines]
        assert Point.objects.count() == 0
        assert dry == [(line.place, line.title, line.outcome) for line in load(name, world).lines], name
        Point.objects.all().delete()


def test_a_corrected_list_updates_its_points(world):
    load("answers.csv", world)
    before = Point.objects.count()
    corrected = content_of("answers.csv").decode()
    for wrong, right in (
        ("fredag 7 oktober", "fredag 8 oktober"), ("halv nio till tio", "8.30–10"),
        ("Kvällsseminarium,dag@exempel.se", "Kvällsseminarium,Göteborgs Stad"),
        ("Digitalt,Teams,Utanför", "På plats,Ale gymnasium,Utanför"),
    ):  # fmt: skip
        assert wrong in corrected
        corrected = corrected.replace(wrong, right)
    report = load("answers.csv", world, corrected.encode())
    changed = {line.title: str(line.findings[0]) for line in report.lines if line.outcome.value == "updated"}
    assert list(changed) == ["Kvällsseminarium", "Frukost om AI", "Bilda nätverk", "Data i skogen"]
    assert Point.objects.count() == before
    assert when(Point.objects.get(title_sv="Frukost om AI")) == "2021-10-08 07:30–09:00"
    assert when(Point.objects.get(title_sv="Data i skogen")) == "2021-10-06 08:30–10:00"
    assert Point.objects.get(title_sv="Bilda nätverk").format == "physical"


@pytest.mark.slow
def test_descriptions_lose_their_html_and_nothing_of_what_they_say(world):
    for name in ("outlook.csv", "indico.json", "linked.json", "answers.csv", "schedule.json"):
        load(name, world)
    assert abstract("Verkstad för framtiden") == "Vi **bygger** prototyper.\n\nTa med dator & laddare."
    assert abstract("Kvantdagen") == "Om **kvantdatorer** i vården.\n\n- Teori\n- Praktik"
    assert abstract("Öppna vetenskapen") == "Varför *öppet*?\n\nLäs [mer](https://ex.example/oppet)."
    assert abstract("Cirkulära inköp") == "Om återbruk."  # under the heading "Beskriv aktiviteten (max 500 tecken)"
    assert abstract("Välkommen") == "Vi öppnar dagarna.\n\nLängre text om *öppningen*."
    people = Point.objects.get(title_sv="Panel: vem äger framtiden?").contributors
    assert list(people.order_by("pk").values_list("name", flat=True)) == ["Bo Al", "Cia Berg"]
    assert Point.objects.get(title_sv="Öppna vetenskapen").title_en == "Open science"


@pytest.mark.slow
def test_prices_as_they_are_said(world):
    for name in ("answers.csv", "bookings.csv", "tickets.csv"):
        load(name, world)
    said = {
        title: (point.is_free, point.price)
        for title in ("Cirkulära inköp", "Framtidens äldreomsorg", "Data i skogen", "Skymningspromenad",
                      "Leading change",
                      "Juridik för utvecklare", "AI for everyone (online)", "Late show")
        for point in [Point.objects.get(title_sv=title)]
    }  # fmt: skip
    assert said == {
        "Cirkulära inköp": (True, ""),
        "Framtidens äldreomsorg": (False, "200 kr + moms"),
        "Data i skogen": (True, ""),
        "Skymningspromenad": (False, "Gratis för barn; vuxna 50 kr"),
        "Leading change": (True, ""),
        "Juridik för utvecklare": (False, "2 500,00"),
        "AI for everyone (online)": (True, ""),
        "Late show": (False, "SEK 200 – 350"),
    }


def test_the_report_says_what_was_passed_over_and_in_either_language(world):
    report = load("municipal.xlsx", world)
    assert report.passed_sheets == ["Läs mig", "Listval"]  # no headings; hidden
    assert report.ignored_columns == ["Antal platser", "Telefon", "Intern kommentar"]
    line = next(one for one in report.lines if one.title == "Sagostund på arabiska")
    with translation.override("sv"):
        assert "Filen säger att det inte är bestämt: ”Preliminärt”" in [str(one) for one in line.findings]
    with translation.override("en"):
        assert "The file says that it is not settled: “Preliminärt”" in [str(one) for one in line.findings]


def test_what_is_no_calendar_is_told(world):
    with pytest.raises(importing.Unreadable, match=r"inga händelser"):
        load("broken.ics", world, b"BEGIN:VCALENDAR\nEND:VEVENT\n")
