"""Lists as real organisers keep them come in, and the report tells the truth about each row."""

from __future__ import annotations

import pytest
from django.utils import translation
from tests.programme import kept_lists

from gorel.ground import times as words_of_time
from gorel.programme import importing, times
from gorel.programme.importing import Scope
from gorel.programme.models import Point

pytestmark = [pytest.mark.db, pytest.mark.django_db]

# Row | title | what became of it | what was noticed, beside what every point lacks and organisations that are new
XLSX_BY_DAY = """\
rad 5 | MÅNDAG 4 OKTOBER | heading | day-heading
rad 6 | Invigning | draft | day-from-heading
rad 7 | Så jobbar vi med AI | draft | day-from-heading
rad 8 | Öppna data | draft | day-from-heading
rad 9 | Del 1: varför? | draft | part
rad 10 | Öppet hus | draft | all-day
rad 11 | Tisdag 5/10 | heading | day-heading
rad 12 | Lärande i vardagen | draft | day-from-heading format-moved
rad 13 | Lunchwebbinarium om upphandling | draft | day-from-heading cancelled
rad 14 | Hackathon | draft | days-through
rad 15 | Innovation i välfärden | draft |
rad 16 | Innovation i välfärden | near-duplicate | near
rad 17 | Frukost: digital tvilling | draft |
rad 18 | Innovationsledning | draft |
rad 19 | Avslutning | draft |
rad 20 | Summa: 12 aktiviteter | heading | sum
"""
CSV_FROM_EXCEL = """\
rad 3 | Digital mognad | draft |
rad 4 | Digital mognad i kommuner | near-duplicate | near
rad 5 | Testbädd Öresund | draft | moved-unclear
rad 6 | Kreativ lunch | draft | format-moved
rad 7 | Årets innovatör | draft |
rad 8 | Framtidens bibliotek | draft | cancelled
rad 9 | Framtidens skola | draft | cancelled
rad 10 | Välfärdsteknik | draft | days-range
rad 11 | Robotar i vården | draft |
rad 12 | AI-frukost | draft |
rad 13 | Medborgardialog | draft | day-unclear
rad 14 | Cirkulär ekonomi | draft | time-unclear
rad 15 | Cirkulär ekonomi | draft | time-unclear occasion
rad 16 | Upphandlingsdagen | draft |
rad 17 | Kaffe | refused | organiser-missing
rad 18 |  | draft |
rad 19 | Sen kväll | draft |
rad 20 | Fel dag | draft | day-unclear
"""
XLSX_NUMBERED = """\
rad 2 | Heldagskonferens | draft |
rad 3 | Inledning | draft | part
rad 4 | Lunch & mingel | draft | part
rad 5 | Workshop A (endast fysiskt) | draft | part
rad 6 | Webbinarium: Öppna data | draft |
rad 7 | Webbinarium – öppna data | near-duplicate | near
rad 8 | Studiebesök | draft |
rad 9 | Studiebesök | near-duplicate | near moved
rad 10 | Nattöppet labb | draft |
rad 11 | Podd om innovation | draft | time-partly
rad 12 | Öppen föreläsning | draft |
rad 13 | Dubbel | draft | days-several
rad 14 | Flera pass | draft | times-several
rad 15 | Sommartid | draft | time-unclear
rad 16 | TOTALT | heading | sum
"""
JSON_LD = """\
punkt 1 | Innovationsdagen | draft |
punkt 1, del 1 | Del ett | draft | part
punkt 1, del 2 | Del två | draft | part
punkt 1, del 2, del 1 | Del två, samtal | draft | part
punkt 1, del 3 | Del tre | draft | part
punkt 2 | Webinar on open data | draft | moved-from format-moved
punkt 3 | Cancelled thing | draft | cancelled
punkt 4 | Rescheduled thing | draft | moved-from
punkt 5 |  | refused | not-a-row
punkt 6 |  | refused | nothing-said
"""
CSV_ENGLISH = """\
rad 2 | Open innovation day | draft | day-swapped
rad 3 | Morning session | draft | part
rad 4 | Afternoon session | draft | part
rad 5 | Data for all | draft |
rad 6 | Data for all | draft | occasion cancelled
rad 7 | Late night | draft |
rad 8 | All day lab | draft | all-day
rad 9 | TBA talk | draft |
rad 10 | Moved online | draft | format-moved
"""
CSV_PLAIN = """\
rad 2 | AI, etik och juridik | draft |
rad 3 | Etik, AI och juridik | near-duplicate | near
rad 4 | Utställning hela veckan | draft | days-range
rad 5 | Fika | draft |
rad 6 | Fika 2 | draft |
rad 7 | Öppet slut | draft |
rad 8 | Finskt | imported |
rad 10 | Olika kl | imported |
rad 11 | Streck | imported |
"""


@pytest.fixture(autouse=True)
def _swedish():
    with translation.override("sv"):
        yield


def load(content: bytes, name: str, world, *, dry: bool = False) -> importing.Report:
    return importing.load(content, name, Scope(by="görel", week=world.week), is_dry_run=dry)


def told(report: importing.Report) -> str:
    passed = ("missing", "organiser-new")
    rows = [
        (line.place, line.title, line.outcome.value, " ".join(f.code for f in line.findings if f.code not in passed))
        for line in report.lines
    ]
    return "".join(f"{' | '.join(row)}".rstrip() + "\n" for row in rows)


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        pytest.param(lambda: kept_lists.x1(), "a.xlsx", XLSX_BY_DAY, id="xlsx-by-day"),
        pytest.param(lambda: kept_lists.C1.encode("cp1252"), "a.csv", CSV_FROM_EXCEL, id="csv-from-excel"),
        pytest.param(lambda: kept_lists.x2(), "a.xlsx", XLSX_NUMBERED, id="xlsx-numbered"),
        pytest.param(lambda: kept_lists.J1.encode(), "a.json", JSON_LD, id="json-ld"),
        pytest.param(lambda: kept_lists.C2.encode(), "a.csv", CSV_ENGLISH, id="csv-english"),
        pytest.param(lambda: kept_lists.C3.encode(), "a.csv", CSV_PLAIN, id="csv-plain"),
    ],
)
def test_each_row_of_a_real_list_is_told_of_as_what_it_is(world, content, name, expected):
    assert told(load(content(), name, world)) == expected
    again = load(content(), name, world)
    assert {line.outcome.value for line in again.lines} <= {"unchanged", "heading", "refused"}


def at(title: str) -> str:
    return times.when(Point.objects.get(title_sv=title)).replace("\N{NO-BREAK SPACE}", " ")


def test_a_heading_gives_its_day_to_the_rows_below_and_indented_rows_are_parts(world):
    load(kept_lists.x1(), "a.xlsx", world)
    assert at("Invigning") == "måndag 4 oktober 2021 kl. 09.00–10.00"
    assert at("Lunchwebbinarium om upphandling") == "tisdag 5 oktober 2021 kl. 12.00–13.00"
    assert at("Hackathon") == "tisdag 5 oktober 2021 kl. 09.00 – torsdag 7 oktober 2021 kl. 16.00"
    assert at("Innovationsledning") == "torsdag 7 oktober 2021 kl. 10.00–11.00"  # the cell of the day is merged
    assert Point.objects.get(title_sv="Del 1: varför?").part_of.title_sv == "Öppna data"
    assert [one.name for one in Point.objects.get(title_sv="Så jobbar vi med AI").co_organisers.all()] == ["Chalmers"]


def test_numbers_like_3a_are_parts_and_what_cells_lead_to_is_read(world):
    load(kept_lists.x2(), "a.xlsx", world)
    whole = Point.objects.get(title_sv="Heldagskonferens")
    assert [one.title_sv for one in whole.parts.order_by("pk")] == [
        "Inledning", "Lunch & mingel", "Workshop A (endast fysiskt)",
    ]  # fmt: skip
    assert (whole.web_page, whole.format, whole.place, whole.platform) == (
        "https://vgr.example/konferens", "both", "Svenska Mässan, Göteborg", "Teams",
    )  # fmt: skip


def test_a_web_address_of_a_virtual_place_is_the_secret_link_never_public(world):
    load(kept_lists.J1.encode(), "a.json", world)
    day = Point.objects.get(title_sv="Innovationsdagen")
    assert (day.place, day.platform, day.joining_link) == (
        "Kulturhuset, Götaplatsen 1, Göteborg", "Zoom", "https://zoom.us/j/1",
    )  # fmt: skip
    assert Point.objects.get(title_sv="Webinar on open data").format == "digital"  # EventMovedOnline


def test_a_month_first_day_is_read_so_only_where_the_week_tells_and_its_parts_follow(world):
    load(kept_lists.C2.encode(), "a.csv", world)
    assert at("Morning session") == f"{words_of_time.day(world.week.starts_on)} kl. 09.15–10.00"
    assert at("Late night") == "torsdag 7 oktober 2021 kl. 22.00 – fredag 8 oktober 2021 kl. 01.00"
