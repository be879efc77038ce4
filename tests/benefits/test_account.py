"""The benefit account: what was counted, what people stated about it, and the way down to what it is made of."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal

import pdfplumber
import pytest
from django.test import Client
from openpyxl import load_workbook

from gorel.accounts.models import Membership, Organisation, Person
from gorel.benefits import account
from gorel.benefits.models import CostOfHour, Measurement, Plan, Realised, Upkeep
from gorel.benefits.trust import breaker
from gorel.cases import deployment, runtime
from gorel.cases.models import Task
from gorel.cases.worker import Worker
from gorel.ground import clock, times

AT = "/desk/time-freed/benefit/"
pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]
PICTURE = """<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="t">
<bpmn:process id="invoices" name="Fakturor" isExecutable="true">
  <bpmn:startEvent id="start"/><bpmn:sequenceFlow id="a" sourceRef="start" targetRef="count"/>
  <bpmn:scriptTask id="count" name="Räkna"><bpmn:extensionElements>
    <zeebe:script expression="=1" resultVariable="n"/>
    <zeebe:properties><zeebe:property name="gorel.baseline.minutes" value="10"/>
      <zeebe:property name="gorel.baseline.source" value="antagande"/></zeebe:properties>
  </bpmn:extensionElements></bpmn:scriptTask>
  <bpmn:sequenceFlow id="b" sourceRef="count" targetRef="look"/>
  <bpmn:userTask id="look" name="Titta"><bpmn:extensionElements><zeebe:userTask/>
    <zeebe:assignmentDefinition candidateGroups="secretary"/></bpmn:extensionElements></bpmn:userTask>
  <bpmn:sequenceFlow id="c" sourceRef="look" targetRef="end"/><bpmn:endEvent id="end"/>
</bpmn:process></bpmn:definitions>"""


@pytest.fixture
def town(transactional_db) -> Organisation:
    found = Organisation.objects.create(name="Vara", slug="vara", kind="municipality")
    deployment.deploy([("invoices.bpmn", PICTURE.encode())])
    return found


def run(town: Organisation, on: str, *, seconds: int) -> None:
    """Let one case run to its end on a day, with so many seconds of a person's work."""
    with clock.held(datetime.fromisoformat(on).replace(tzinfo=clock.ZONE)):
        case = runtime.start("invoices", organisation=town)
        runtime.complete(Task.objects.get(case=case), by="person:1", seconds_spent=seconds)
        Worker().drain()


def member(town: Organisation, role: str) -> Client:
    person = Person.objects.create_person(email=f"{role}@{town.slug}.example", name=role)
    Membership.objects.create(person=person, organisation=town, role=role)
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def year(town: Organisation) -> Organisation:
    """Return the town after five cases in 2021, one of them just before midnight of the last of January."""
    for on in ("2021-01-31 23:59", "2021-02-01 00:01", "2021-02-10 10:00", "2021-03-10 10:00", "2021-12-31 23:59"):
        run(town, on, seconds=120)
    run(town, "2022-01-01 00:00", seconds=120)
    return town


def test_each_month_has_what_was_counted_in_it_on_swedish_days(year):
    found = account.of("invoices", year, 2021)
    counted = {
        on.month: (month.cases, month.by_hand, month.residual) for on, month in found.months.items() if month.cases
    }
    assert counted == {1: (1, 10, 2), 2: (2, 20, 4), 3: (1, 10, 2), 12: (1, 10, 2)}
    assert (found.totals.net, found.range) == (40, (40, 40))
    assert [(line.element, line.times, line.each, line.origin, line.source) for line in found.lines] == [
        ("count", 5, 10, "picture", "antagande")
    ]


def test_a_towns_own_measurement_goes_before_the_picture_and_brings_its_range(year):
    Measurement.objects.create(
        organisation=year, process="invoices", element="", minutes=20, low=15, high=30, method="sampled",
        measured_on=date(2021, 5, 1), note="30 ärenden, Eva Ek", stated_by="person:1",
    )  # fmt: skip
    found = account.of("invoices", year, 2021)
    assert (found.totals.by_hand, found.totals.net, found.range) == (100, 90, (65, 140))
    other = Organisation.objects.create(name="Skara", slug="skara", kind="municipality")
    assert account.of("invoices", other, 2021).totals.net == 0


def test_upkeep_and_incidents_are_taken_off(year):
    Upkeep.objects.create(
        organisation=year, process="invoices", on=date(2021, 3, 2), hours=Decimal("0.5"), what="Ny regel", stated_by="p"
    )
    found = account.of("invoices", year, 2021)
    assert (found.months[date(2021, 3, 1)].net, found.totals.upkeep, found.totals.net) == (-22, 30, 10)


def test_planned_measured_and_realised_are_kept_apart(year):
    Plan.objects.create(
        organisation=year, process="invoices", year=2021, volume=100, minutes_each=12, residual_each=2, upkeep_hours=5,
        purpose="Handläggning", stated_by="p",
    )  # fmt: skip
    for kind, hours in (("financial", 2), ("redistributed", 3)):
        Realised.objects.create(
            organisation=year, process="invoices", since=date(2021, 1, 1), until=date(2021, 12, 31), hours=hours,
            kind=kind, used_for="Möten med elever", manager="Rut Rektor", stated_by="p",
        )  # fmt: skip
    found = account.of("invoices", year, 2021)
    assert (found.planned, found.totals.net, found.realised_minutes) == (700, 40, 300)
    assert (found.realised_of("financial"), found.money(Decimal(60))) == (120, None)
    CostOfHour.objects.create(organisation=year, kronor=400, stated_by="p")
    assert account.of("invoices", year, 2021).money(Decimal(90)) == 600


def test_the_number_of_queries_does_not_grow(year, django_assert_num_queries):
    with django_assert_num_queries(17):
        account.of("invoices", year, 2021)


def test_an_owner_states_and_sees_it_with_the_numbers(year):
    owner = member(year, "owner")
    at = f"{AT}vara/invoices/"
    stated = {
        "plan": {"year": "2021", "volume": "100", "minutes_each": "12", "residual_each": "2", "upkeep_hours": "5",
                 "purpose": "Mer tid för elever"},
        "realised": {"since": "2021-01-01", "until": "2021-06-30", "hours": "3", "kind": "redistributed",
                     "used_for": "Möten med elever", "manager": "Rut Rektor"},
        "upkeep": {"on": "2021-03-02", "hours": "1", "what": "Ny regel"},
        "measurement": {"minutes": "20", "low": "15", "high": "30", "method": "measured", "measured_on": "2021-05-01",
                        "note": "klockat"},
    }  # fmt: skip
    for what, given in stated.items():
        assert owner.get(f"{at}state/{what}/").status_code == 200
        assert owner.post(f"{at}state/{what}/", given).status_code == 302, what
    page = owner.get(f"{at}?year=2021").content.decode().replace("\N{NO-BREAK SPACE}", " ")
    for words in (
        "Mer tid för elever",
        "Möten med elever",
        "Rut Rektor",
        "Ny regel",
        "klockat",
        "1,7 timmar",
        "20,00 (15,00–30,00)",
    ):
        assert words in page, words
    wrong = {**stated["measurement"], "low": "25"}
    assert owner.post(f"{at}state/measurement/", wrong).status_code == 422


@pytest.mark.parametrize(
    ("language", "heading", "says", "month"),
    [
        ("sv", "Nyttan av Görels arbete, 2021", "Möten med elever (Rut Rektor)", "februari 2021"),
        ("en", "Benefit of Görel's work, 2021", "Möten med elever (Rut Rektor)", "February 2021"),
    ],
)
def test_the_report_comes_as_pdf_and_spreadsheet_with_the_pages_figures(year, language, heading, says, month):
    Plan.objects.create(
        organisation=year, process="invoices", year=2021, volume=100, minutes_each=12, residual_each=2, upkeep_hours=5,
        purpose="Handläggning", stated_by="p",
    )  # fmt: skip
    Realised.objects.create(
        organisation=year, process="invoices", since=date(2021, 1, 1), until=date(2021, 12, 31), hours=3,
        kind="redistributed", used_for="Möten med elever", manager="Rut Rektor", stated_by="p",
    )  # fmt: skip
    auditor = member(year, "auditor")
    auditor.cookies["gorel-language"] = language
    pdf = auditor.get(f"{AT}vara/report.pdf?year=2021")
    assert (pdf["Content-Type"], pdf["Cache-Control"]) == ("application/pdf", "no-store")
    with pdfplumber.open(io.BytesIO(pdf.content)) as opened:
        text = " ".join(" ".join(page.extract_text() for page in opened.pages).split()).replace(
            "\N{NO-BREAK SPACE}", " "
        )
    planned, measured, realised = (
        times.worked(minutes).replace("\N{NO-BREAK SPACE}", " ") for minutes in (700.0, 40.0, 180.0)
    )
    if language == "sv":
        assert f"Fakturor {planned} {measured} {realised}" in text
    for words in (heading, "Vara", says, month):
        assert words in text, words
    sheet = b"".join(auditor.get(f"{AT}vara/report.xlsx?year=2021").streaming_content)
    rows = list(load_workbook(io.BytesIO(sheet)).active.values)
    assert [(row[0], row[1].month, *row[2:]) for row in rows[1:]] == [
        ("Fakturor", 1, 1, 10, 2, 0, 0, 8, 700, 180), ("Fakturor", 2, 2, 20, 4, 0, 0, 16, 700, 180),
        ("Fakturor", 3, 1, 10, 2, 0, 0, 8, 700, 180), ("Fakturor", 12, 1, 10, 2, 0, 0, 8, 700, 180),
    ]  # fmt: skip
    assert ("Ärenden" if language == "sv" else "Cases") == rows[0][2]
    assert auditor.get(f"{AT}vara/report.doc").status_code == 404


@pytest.mark.slow
def test_each_role_and_organisation_sees_and_states_its_own(year):
    pages = (
        AT,
        f"{AT}vara/invoices/",
        f"{AT}vara/invoices/state/plan/",
        f"{AT}vara/cost/",
    )
    other = Organisation.objects.create(name="Skara", slug="skara", kind="municipality")
    seen = {
        role: [client.get(page).status_code for page in pages]
        for role in ("administrator", "owner", "auditor", "secretary")
        for client in [member(year, role)]
    }
    assert seen == {
        "administrator": [200, 200, 200, 200], "owner": [200, 200, 200, 403], "auditor": [200, 200, 403, 403],
        "secretary": [403] * 4,
    }  # fmt: skip
    stranger = member(other, "administrator")
    assert [stranger.get(page).status_code for page in pages] == [200, 404, 404, 404]
    assert "Fakturor" not in stranger.get(AT).content.decode()


def test_an_owner_sets_the_breaker_and_closes_it_when_it_has_opened(year):
    owner, at = member(year, "owner"), f"{AT}vara/invoices/breaker/"
    breaker.forget()
    assert owner.post(at, {"incidents": "5", "among_latest": "3", "cases_a_day": ""}).status_code == 422
    assert owner.post(at, {"incidents": "", "among_latest": "20", "cases_a_day": "1"}).status_code == 302
    breaker.forget()
    states = [runtime.start("invoices", organisation=year).state for _ in range(4)]
    assert states == ["running", "running", "suspended", "suspended"]
    page = owner.get(at).content.decode()
    assert "2 nya ärenden kom på en dag; gränsen är 1." in page
    auditor = member(year, "auditor")
    assert "Ställ in säkringen" not in auditor.get(at).content.decode()
    assert auditor.post(at, {"close": "yes"}).status_code == 404
    assert owner.post(at, {"close": "yes"}).status_code == 302
    assert "Processen har stoppat sig själv" not in owner.get(at).content.decode()
