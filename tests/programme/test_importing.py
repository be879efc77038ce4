"""Lists of points that others keep come in row by row, and the report says the truth about each row."""

from __future__ import annotations

import argparse
import io
import json
from datetime import date, datetime

import pytest
import xlsxwriter
from django.utils import translation

from gorel.accounts.models import Organisation
from gorel.ground import clock
from gorel.programme import actions, importing
from gorel.programme.importing import Outcome, Scope, Unreadable, columns, dates, notes, words
from gorel.programme.importing.findings import Finding
from gorel.programme.models import ImportedRow, Point
from gorel.site.commands import load as command

pytestmark = [pytest.mark.db, pytest.mark.django_db]
WEEK = dates.Near(date(2021, 10, 4), date(2021, 10, 8))
NOWHERE = dates.Near()

LIST = """Id;Titel;Arrangör;Del av;Datum;Tid;Format;Plats;Plattform;Pris;Beskrivning;Egen kolumn
1;AI i hemtjänsten;Alingsås kommun;;2021-10-04;09.00–10.00;digitalt;;Teams;gratis;Så gör vi.;xx
2;Öppna data – hur?;Region Skåne;;4 oktober 2021;kl 13-14.30;på plats;Stadshuset, Malmö;;kostnadsfritt;Om öppna data;
3;Innovationens dag;Göteborgs Stad;;4/10;9-16;hybrid;Kulturhuset;Zoom;0 kr;En hel dag med delar.;
4;Del 1: Robotar;;3;;9.30-10.15;;;;;Om robotar;
5;Del 2: Människor;;Innovationens dag;;10.30-11.15;digitalt (tidigare fysiskt);;;;Om människor;
6;AI inom hemtjänst;Alingsås kommun;;mån 4 okt kl. 9–10;;Digitalt;;Teams;Gratis;Så gör vi!;
7;Klimatlunch;Lunds universitet;;5 oktober;;online;;Zoom;;Klimat;
8;Utan arrangör;;;2021-10-06;10-11;digitalt;;Teams;;Något;
9;Fel veckodag;Kalmar kommun;;tisdag 4 oktober 2021;10-11;digitalt;;Teams;;Något;
10;INSTÄLLT: Mingel;Kalmar kommun;;2021-10-07;17.00-19.00;både och;Slottet;Zoom;100 kr;Mingel;
11;Öppet hus;Umeå kommun;;onsdag;13.00-15.00;fysiskt;Väven;;;Kom och se;
12;Öppet hus;Umeå kommun;;torsdag;13.00-15.00;fysiskt;Väven;;;Kom och se;
1;AI i hemtjänsten;Alingsås kommun;;2021-10-04;09.00–10.00;digitalt;;Teams;gratis;Så gör vi.;xx
13;Brevduvor;Umeå kommun;;2021-10-07;13.00-15.00;via brevduva;Väven;;;Kom och se;
"""


UNKNOWN = """Namn på det som händer;Anordnare;Datum;Starttid;Venue or online;Om punkten
Kaffe;Bodens kommun;211005;9.15;Town hall;Kaffe.
Te;Bodens kommun;FLYTTAT från 5/10 till 6/10 2021;10-11;Zoom;Te.
Saft;Bodens kommun;10/5/2021 2pm;;online;Saft.
Bulle;Bodens kommun;v. 40 tisdag;9-10;online;Bulle.
"""


@pytest.fixture(autouse=True)
def _swedish():
    with translation.override("sv"):
        yield


@pytest.fixture
def scope(world) -> Scope:
    return Scope(by="görel", week=world.week)


def load(text: str | bytes, scope: Scope, name: str = "lista.csv", *, dry: bool = False) -> importing.Report:
    content = text.encode() if isinstance(text, str) else text
    return importing.load(content, name, scope, is_dry_run=dry)


def codes(line: importing.Line) -> list[str]:
    return [finding.code for finding in line.findings if finding.code != "organiser-new"]


def test_each_row_is_told_of_as_what_it_is(scope):
    report = load(LIST, scope)
    assert [(line.place, line.outcome, codes(line)) for line in report.lines] == [
        ("rad 2", Outcome.IMPORTED, []),
        ("rad 3", Outcome.IMPORTED, []),
        ("rad 4", Outcome.IMPORTED, []),
        ("rad 5", Outcome.IMPORTED, ["part"]),
        ("rad 6", Outcome.IMPORTED, ["format-moved", "part"]),
        ("rad 7", Outcome.NEAR, ["near"]),
        ("rad 8", Outcome.DRAFT, ["missing"]),
        ("rad 9", Outcome.REFUSED, ["organiser-missing"]),
        ("rad 10", Outcome.DRAFT, ["weekday-wrong", "missing", "missing"]),
        ("rad 11", Outcome.DRAFT, ["cancelled"]),
        ("rad 12", Outcome.IMPORTED, []),
        ("rad 13", Outcome.IMPORTED, ["occasion"]),
        ("rad 14", Outcome.SAME, ["same"]),
        ("rad 15", Outcome.DRAFT, ["format-unclear", "missing"]),
    ]
    assert report.ignored_columns == ["Egen kolumn"]
    assert str(report.lines[6].findings[-1]) == "Klockslag för start och slut saknas"
    assert str(report.lines[5].findings[0]) == "Mycket likt rad 2, AI i hemtjänsten"
    first, whole = Point.objects.get(title_sv="AI i hemtjänsten"), Point.objects.get(title_sv="Innovationens dag")
    assert (first.starts_at, first.ends_at) == tuple(datetime(2021, 10, 4, hour, tzinfo=clock.ZONE) for hour in (9, 10))
    assert (first.organiser.kind, first.is_free, first.format) == ("municipality", True, "digital")
    assert [(part.title_sv, part.format, part.organiser.name) for part in whole.parts.order_by("pk")] == [
        ("Del 1: Robotar", "both", "Göteborgs Stad"),
        ("Del 2: Människor", "digital", "Göteborgs Stad"),
    ]
    assert Point.objects.get(title_sv="AI inom hemtjänst").resembles == first
    assert ImportedRow.objects.get(point=first).cells["Egen kolumn"] == "xx"


def test_a_dry_run_says_the_same_and_writes_nothing(scope):
    before = Organisation.objects.count()
    told = [(line.place, line.outcome, codes(line)) for line in load(LIST, scope, dry=True).lines]
    assert (Point.objects.count(), Organisation.objects.count()) == (0, before)
    assert told == [(line.place, line.outcome, codes(line)) for line in load(LIST, scope).lines]


def test_the_same_file_again_changes_nothing_and_a_changed_row_its_point(scope, world):
    load(LIST, scope)
    before = list(Point.objects.order_by("pk").values())
    again = load(LIST, scope)
    assert again.counts() == {Outcome.UNCHANGED: 12, Outcome.SAME: 1, Outcome.REFUSED: 1}
    assert list(Point.objects.order_by("pk").values()) == before

    point = Point.objects.get(title_sv="Öppna data – hur?")
    actions.change_point(point=point, by="person:1", facts={"abstract_sv": "Rättat för hand"})
    moved = load(LIST.replace("4 oktober 2021;kl 13-14.30", "5 oktober 2021;kl 14-15.30"), scope)
    line = moved.lines[1]
    assert (line.outcome, str(line.findings[0])) == (Outcome.UPDATED, "Ändrat: Dag, Börjar, Slutar")
    point.refresh_from_db()
    assert (point.on_date, point.abstract_sv) == (date(2021, 10, 5), "Rättat för hand")
    assert moved.counts()[Outcome.UNCHANGED] == 11


def test_parts_within_a_json_point_and_the_words_of_schema_org(scope):
    points = [
        {
            "name": "Hackdag", "organizer": {"@type": "Organization", "name": "Umeå kommun"},
            "startDate": "2021-10-06T09:00:00+02:00", "endDate": "2021-10-06T14:00:00Z",
            "eventAttendanceMode": "https://schema.org/MixedEventAttendanceMode", "description": "Vi hackar.",
            "location": [{"@type": "Place", "name": "Väven"}, {"@type": "VirtualLocation", "url": "https://x.example"}],
            "platform": "Zoom", "isAccessibleForFree": True,
            "subEvent": [{"name": "Invigning", "startDate": "2021-10-06T09:00", "endDate": "2021-10-06T09:30",
                          "description": "Start"}],
        },
        "inte en punkt",
    ]  # fmt: skip
    report = load(json.dumps(points), scope, "lista.json")
    assert [(line.place, line.outcome, codes(line)) for line in report.lines] == [
        ("punkt 1", Outcome.IMPORTED, []),
        ("punkt 1, del 1", Outcome.IMPORTED, ["part"]),
        ("punkt 2", Outcome.REFUSED, ["not-a-row"]),
    ]
    whole = Point.objects.get(title_sv="Hackdag")
    assert (whole.format, whole.place, whole.is_free) == ("both", "Väven", True)
    assert whole.ends_at.astimezone(clock.ZONE).hour == 16


def test_a_spreadsheet_with_lines_above_its_headings_and_its_own_kinds_of_cells(scope):
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True})
    sheet = book.add_worksheet("Program")
    sheet.write(0, 0, "Vårt program")
    sheet.write_row(2, 0, ["Title", "Organiser", "Date", "Start time", "End time", "Format", "Platform", "Description"])
    day, hour = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "hh:mm"})
    sheet.write_row(3, 0, ["Digital post", "Kalmar kommun"])
    sheet.write_datetime(3, 2, datetime(2021, 10, 8), day)  # noqa: DTZ001
    sheet.write(3, 3, 0.5625, hour)
    sheet.write(3, 4, 14.15)
    sheet.write_row(3, 5, ["Online", "Teams", "About post"])
    book.add_worksheet("Anteckningar").write(0, 0, "ring Anna")
    book.close()
    report = load(written.getvalue(), scope, "program.xlsx")
    assert [(line.place, line.outcome) for line in report.lines] == [("Program, rad 4", Outcome.IMPORTED)]
    assert report.passed_sheets == ["Anteckningar"]
    point = Point.objects.get()
    swedish = [moment.astimezone(clock.ZONE).strftime("%d %H.%M") for moment in (point.starts_at, point.ends_at)]
    assert swedish == ["08 13.30", "08 14.15"]


def test_rows_of_organisations_that_one_does_not_write_for_are_refused(world):
    scope = Scope(by=world.julia.actor, week=world.week, organiser=world.city, allowed={world.city.pk})
    lines = load("Titel,Arrangör,Datum\nVår,,2021-10-04\nDeras,Kalmar kommun,2021-10-04\n", scope).lines
    assert [(line.outcome, codes(line)[0]) for line in lines] == [
        (Outcome.DRAFT, "missing"),
        (Outcome.REFUSED, "organiser-foreign"),
    ]
    assert not Organisation.objects.filter(name="Kalmar kommun").exists()


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"\xd0\xcf\x11\xe0old", "a.xls", "xlsx"),
        (b"PK\x03\x04broken", "a.xlsx", "xlsx"),
        (b"{not json", "a.json", "JSON"),
        (b"bara text\nutan rubriker\n", "a.csv", "Titel"),
        (b"x" * (importing.MOST_BYTES + 1), "a.csv", "5 MB"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(scope, content, name, says):
    with pytest.raises(Unreadable, match=says):
        load(content, scope, name)


@pytest.mark.parametrize(
    ("text", "near", "told"),
    [
        ("2021-10-04", NOWHERE, "2021-10-04"),
        ("4 oktober 2021", NOWHERE, "2021-10-04"),
        ("4/10", WEEK, "2021-10-04"),
        ("4/10", NOWHERE, "year-unclear"),
        ("mån 4 okt kl. 13–13.45", WEEK, "2021-10-04 13:00 13:45"),
        ("tis 4 okt", WEEK, "weekday-wrong"),
        ("onsdag kl 10-11", WEEK, "2021-10-06 10:00 11:00"),
        ("30 september – 1 oktober 2021", NOWHERE, "2021-09-30 till 2021-10-01"),
        ("4 och 6 oktober 2021", NOWHERE, "days-several"),
        ("October 4th, 2021, 1 pm – 2 pm", NOWHERE, "2021-10-04 13:00 14:00"),
        ("2021-10-03T22:30:00Z", NOWHERE, "2021-10-04 00:30"),
        ("29 februari 2021", NOWHERE, "day-unclear"),
        ("29 februari 2020", NOWHERE, "2020-02-29"),
        ("oktober 2021", NOWHERE, "day-unclear"),
        ("meddelas senare", WEEK, ""),
        ("v. 40", WEEK, "day-unclear"),
        ("4/10 13-15", WEEK, "2021-10-04 13:00 15:00"),
        ("mån 4 – fre 8/10", WEEK, "2021-10-04 till 2021-10-08"),
        ("tis 5 – tors 7 oktober", WEEK, "2021-10-05 till 2021-10-07"),
        ("5/10 kl 09 - 7/10 kl 15", WEEK, "2021-10-05 till 2021-10-07 09:00 15:00"),
        ("4.10 kl 10", WEEK, "2021-10-04 10:00"),
        ("20211004T090000", NOWHERE, "2021-10-04 09:00"),
        ("4/10 2021", NOWHERE, "2021-10-04"),
        ("4/10-21", NOWHERE, "2021-10-04"),
    ],
)
def test_days_as_people_write_them(text, near, told):
    found = dates.read(text, near)
    said = [str(found.day)] if found.day else []
    said += [f"till {found.last}"] if found.last else []
    said += [f"{at:%H:%M}" for at in (found.starts, found.ends) if at]
    assert " ".join(said or [finding.code for finding in found.findings]) == told


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("1 h", 60), ("1,5 h", 90), ("2 tim", 120), ("1 h 30 min", 90), ("ca 45 min", 45), ("13 h", None), ("9-10", None)],
)
def test_a_column_of_times_may_tell_how_long_it_takes(text, minutes):
    assert dates.read(text, WEEK, bare_hours=True).length == minutes


@pytest.mark.parametrize(
    ("text", "title", "full"),
    [
        ("FULLT Workshop om data", "Workshop om data", "FULLT"),
        ("Fullbokad: Studiebesök", "Studiebesök", "Fullbokad"),
        ("Rundtur (fullbokat!)", "Rundtur", "fullbokat"),
        ("Rundtur – SLUTSÅLT", "Rundtur", "SLUTSÅLT"),
        ("Fullt hus – så fyller du salen", "Fullt hus – så fyller du salen", ""),
        ("Fullt ös med öppna data", "Fullt ös med öppna data", ""),
        ("När är det fullt?", "När är det fullt?", ""),
    ],
)
def test_no_seat_left_is_said_beside_a_title_and_is_no_part_of_it(text, title, full):
    assert notes.title_and_full(text) == (title, full)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("digitalt", "digital"), ("Fysiskt", "physical"), ("på plats", "physical"), ("hybrid", "both"),
        ("Både digitalt och på plats", "both"), ("Zoom", "digital"), ("digitalt (tidigare fysiskt)", "digital"),
        ("flyttat från plats till digitalt", "digital"), ("Tidigare digitalt, nu på plats", "physical"),
        ("ej digitalt, endast på plats", "physical"), ("inte på plats utan digitalt", "digital"), ("Föreläsning", ""),
    ],
)  # fmt: skip
def test_formats_as_people_write_them(text, expected):
    assert words.format_of(text).format == expected


def test_headings_that_nobody_has_written_before_are_read_by_their_words_and_told_of(world):
    scope = Scope(by="görel", year=2021)
    report = importing.load(UNKNOWN.encode(), "lista.csv", scope, is_dry_run=False)
    assert report.ignored_columns == []
    assert set(report.by_words.values()) == {"title", "organiser", "format", "abstract"}
    assert report.read_by_words()[0] == "”Namn på det som händer” som titel"
    coffee, tea, juice, bun = Point.objects.filter(week=None).order_by("pk")
    assert (coffee.on_date, coffee.place, coffee.format) == (date(2021, 10, 5), "Town hall", "")
    assert (tea.on_date, tea.format, report.lines[1].findings[0].code) == (date(2021, 10, 6), "digital", "moved-from")
    assert (juice.on_date, report.lines[2].findings[0].code) == (date(2021, 10, 5), "day-american")
    assert bun.on_date == date(2021, 10, 5)


@pytest.mark.parametrize(
    ("heading", "fact"),
    [
        ("Vem håller i det?", "organiser"), ("Vilken dag är det", "day"), ("Namn på arrangör", "organiser"),
        ("Plats/online/båda", "format"), ("Venue or online", "format"), ("Kostar det?", "price"),
        ("Sista dag att anmäla sig", "last_day"), ("Arrangörens e-post", "contact"), ("Antal platser", None),
        ("Telefon till ansvarig", None), ("Länk för anmälan", "sign_up"), ("Zoom link to join", "joining_link"),
        ("Which time does it start?", "starts"), ("For whom is it?", "target_group"), ("Talarens titel", "people"),
        ("Internal comment", None),
    ],
)  # fmt: skip
def test_words_of_a_heading_tell_what_the_column_holds(heading, fact):
    assert columns.facts_of([heading])[0] == [fact]


def test_the_command_tells_each_row_in_json_too(world, tmp_path, capsys):
    path = tmp_path / "lista.csv"
    path.write_text(UNKNOWN, encoding="utf-8")
    given = argparse.ArgumentParser()
    command.add(given.add_subparsers())
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("gorel.site.prepare.prepare_database", lambda: None)
        command.run(given.parse_args(["load", str(path), "--json", "--year", "2021", "--dry-run"]))
    (told,) = json.loads(capsys.readouterr().out)
    assert [row["outcome"] for row in told["rows"]] == ["draft", "imported", "draft", "draft"]
    assert told["counts"] == {"imported": 1, "draft": 3}
    assert told["rows"][1]["findings"][0]["said"] == "Filen säger att den har flyttats från 5/10."
    assert Point.objects.filter(week=None).count() == 0


def test_the_report_says_days_in_words() -> None:
    found = Finding("day-swapped", {"found": "10/4/2021", "day": "2021-10-04"})
    assert "4 oktober 2021" in str(found)
    with translation.override("en"):
        assert "4 October 2021" in str(found)
