"""A week's report: numbers beside earlier weeks, and lessons that stand together where they say the same."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pdfplumber
import pytest
from django.test import Client
from openpyxl import load_workbook

from gorel.accounts.models import Membership, Person
from gorel.attendance import lessons
from gorel.attendance.models import Feedback, OrganisersLesson, SignUp
from gorel.programme.models import Point, Theme, Week

from .conftest import at


def test_statements_stand_under_the_word_that_they_share_and_the_rest_comes_last():
    said = ["Mer tid för frågor", "mer tid för frågor.", "Frågor från publiken hanns inte med", "Ljudet var dåligt", ""]
    found = lessons.group(said)
    assert [(one.word, one.count) for one in found] == [("frågor", 3), ("", 1)]
    assert [(one.text, one.times) for one in found[1].said] == [("Ljudet var dåligt", 1)]


def test_no_statements_make_no_groups():
    assert lessons.group(["", "  "]) == ()


@pytest.fixture
def weeks(world):
    """Two weeks of one owner: last year's, purged and counted, and this year's with people and opinions."""
    editor = Person.objects.create_person(email="red@kfi.example", name="Rita Redaktör")
    Membership.objects.create(person=editor, organisation=world.kfi, role="editor")
    made = []
    for year in (2019, 2020):
        first = date(year, 10, 5)
        week = Week.objects.create(
            slug=f"veckan-{year}", title_sv=f"Veckan {year}", starts_on=first, ends_on=first + timedelta(days=4),
            owner=world.kfi, published_on=first,
        )  # fmt: skip
        theme = Theme.objects.create(week=week, slug="ai", title_sv="Artificiell intelligens")
        point = Point.objects.create(
            slug=f"punkt-{year}", week=week, organiser=world.kfi, title_sv=f"Ärlighet {year}", on_date=first,
            registration_last_day_on=first, state="published", published_at=at(1, month=9),
        )  # fmt: skip
        point.themes.add(theme)
        made.append((week, point))
    SignUp.objects.create(point=made[0][1], registered_count=80, attended_count=40, forgotten_at=at(1), viewed_count=7)
    for good, better in (("Bra exempel", "Mer tid för frågor"), ("Exempel från vardagen", "Längre tid för frågor")):
        Feedback.objects.create(point=made[1][1], score=4, good=good, better=better)
    reader = Client()
    reader.force_login(editor)
    return made, reader


def test_the_page_tells_numbers_beside_last_years_and_the_lessons(weeks):
    _made, reader = weeks
    page = reader.get("/registrations/numbers/veckan-2020/").content.decode()
    for said in ("Veckan 2019", 'data-label="Anmälda">80<', "Exempel", "Mer tid för frågor", "Rapporten som PDF"):
        assert said in page, said


def test_the_organisers_lessons_stand_in_the_report_without_a_name(weeks, world):
    (_old, (_week, point)), reader = weeks
    desk = Client()
    desk.force_login(world.secretary)
    page = f"/registrations/{point.uid}/opinions/"
    assert desk.post(page, {"good": "Frukosten lockade", "better": "Boka större sal"}).status_code == 302
    assert "Boka större sal" in desk.get(page).content.decode()
    assert OrganisersLesson.objects.get().by == world.secretary.actor
    said = reader.get("/registrations/numbers/veckan-2020/").content.decode()
    assert "Frukosten lockade" in said
    assert "Sara" not in said


def test_the_report_is_a_pdf_that_can_be_read_aloud(weeks):
    _made, reader = weeks
    answer = reader.get("/registrations/numbers/veckan-2020/report.pdf")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert b"pdfuaid" in answer.content  # it says that it is PDF/UA
    with pdfplumber.open(io.BytesIO(answer.content)) as document:
        text = "\n".join(page.extract_text() for page in document.pages)
    wanted = ["Rapport: Veckan 2020", "Veckan 2019", "Artificiell intelligens", "Ärlighet 2020", "Mer tid för frågor"]
    assert [said for said in wanted if said not in text] == []


def test_the_report_is_a_workbook_whose_lessons_are_grouped(weeks):
    _made, reader = weeks
    answer = reader.get("/registrations/numbers/veckan-2020/report.xlsx")
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert book.sheetnames == ["Summa", "Arrangörer", "Teman", "Punkter", "Lärdomar"]
    rows = list(book["Lärdomar"].iter_rows(values_only=True))[1:]
    assert {row[:3] for row in rows} == {("Deltagare", "Bra", "exempel"), ("Deltagare", "Kunde bli bättre", "frågor")}
    assert [row[:3] for row in list(book["Summa"].iter_rows(values_only=True))[1:]] == [
        ("Veckan 2020", 1, 0), ("Veckan 2019", 1, 80),
    ]  # fmt: skip


def test_nobody_but_the_weeks_editors_reads_it(weeks, world):
    other = Client()
    other.force_login(world.stranger)
    pages = ("", "report.pdf", "report.xlsx")
    assert [other.get(f"/registrations/numbers/veckan-2020/{page}").status_code for page in pages] == [403, 403, 403]
