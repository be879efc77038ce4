"""The pages of automated decisions: who may see and write, what they say, the register as a file."""

from __future__ import annotations

import csv
import io
from datetime import date
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gorel.accounts.models import Membership, Organisation, Person
from gorel.benefits.models import AutomatedDecision, Bounds, Delegation
from gorel.benefits.trust import grounds
from gorel.ground import clock

AT = "/desk/time-freed/decisions/"
pytestmark = [pytest.mark.db, pytest.mark.django_db]
GIVEN = {
    "decision_type": "startbesked för eldstad", "board": "Byggnadsnämnden", "paragraph": "§ 112/2026",
    "decided_on": "2026-01-20", "valid_from": "2026-02-01", "is_appealable": "on", "no_other_law": "on",
    "not_procurement": "on", "appeal_to": "länsstyrelsen", "contact": "bygg@nacka.example",
}  # fmt: skip


@pytest.fixture
def town(db) -> Organisation:
    return Organisation.objects.create(name="Nacka", slug="nacka", kind="municipality")


def somebody(role: str, organisation: Organisation) -> Client:
    person = Person.objects.create_person(email=f"{role}@{organisation.slug}.example", name=role)
    Membership.objects.create(person=person, organisation=organisation, role=role)
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def anna(town: Organisation) -> Client:
    return somebody("administrator", town)


def recorded(town: Organisation) -> Delegation:
    said = {name: value for name, value in GIVEN.items() if value != "on"}
    yes = {"is_appealable": True, "no_other_law": True, "not_procurement": True}
    dates = {"decided_on": date(2026, 1, 20), "valid_from": date(2020, 2, 1)}
    return Delegation.objects.create(organisation=town, made_by="person:1", **said | yes | dates)


@pytest.mark.slow
def test_an_administrator_records_a_delegation_with_its_document(anna, town, frozen):
    frozen.at("2026-03-02 09:00")
    file = SimpleUploadedFile("protokoll.pdf", b"%PDF-1.7 protokollet")
    answer = anna.post(f"{AT}new/", {**GIVEN, "organisation": town.pk, "file": file})
    found = Delegation.objects.get()
    assert answer.headers["Location"] == f"{AT}{found.uid}/"
    assert grounds.carrying("startbesked för eldstad", town.pk) == found
    page = anna.get(f"{AT}{found.uid}/").content.decode()
    for words in (
        "6 kap. 37 § kommunallagen",
        "Byggnadsnämnden, § 112/2026",
        "protokoll.pdf",
        "hon beslutar",
        "100 % av dem",
    ):
        assert words in page
    document = anna.get(f"{AT}{found.uid}/document")
    assert (document.content, document["Content-Disposition"][:10]) == (b"%PDF-1.7 protokollet", "attachment")


@pytest.mark.parametrize("missing", ["is_appealable", "no_other_law", "not_procurement", "appeal_to", "contact"])
def test_without_a_yes_or_a_way_to_a_person_nothing_is_recorded(anna, town, missing):
    given = {name: value for name, value in GIVEN.items() if name != missing}
    assert anna.post(f"{AT}new/", {**given, "organisation": town.pk}).status_code == 422
    assert not Delegation.objects.exists()


def test_a_company_cannot_delegate(anna, town):
    Organisation.objects.filter(pk=town.pk).update(kind="company")
    assert anna.post(f"{AT}new/", {**GIVEN, "organisation": town.pk}).status_code == 422


def test_bounds_are_set_and_the_delegation_is_ended_with_a_reason(anna, town):
    found = recorded(town)
    bounds = {"floor": "10", "highest_amount": "5000", "is_test": "on"}
    assert anna.post(f"{AT}{found.uid}/bounds/", bounds).status_code == 302
    assert Bounds.objects.values_list("organisation", "floor", "highest_amount", "is_test").get() == (
        town.pk,
        10,
        5000,
        True,
    )
    assert anna.post(f"{AT}{found.uid}/withdraw/", {}).status_code == 422
    assert anna.post(f"{AT}{found.uid}/withdraw/", {"why": "Nämnden återkallade."}).status_code == 302
    assert grounds.carrying("startbesked för eldstad", town.pk) is None
    assert "Nämnden återkallade." in anna.get(AT).content.decode()


def test_the_register_is_searched_and_taken_away(anna, town):
    found = recorded(town)
    cases = [uuid4(), uuid4()]
    for number, case in enumerate(cases):
        AutomatedDecision.objects.create(
            organisation=town, delegation=found, decision_type=found.decision_type, case=case, process="fireplace",
            element="take", outcome="startbesked", rate=100, taken_at=clock.now(), job=str(number),
        )  # fmt: skip
    assert anna.get(AT).content.decode().count("Se ärendet") == 2
    assert anna.get(AT, {"q": str(cases[0])}).content.decode().count("Se ärendet") == 1
    body = b"".join(anna.get(f"{AT}register.csv").streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(body), delimiter=";"))
    assert [row["Ärende"] for row in rows] == [str(case) for case in cases]
    assert rows[0]["Grund"] == "6 kap. 37 § kommunallagen (2017:725); Byggnadsnämnden § 112/2026"


def test_each_role_and_organisation_sees_its_own(anna, town):
    found = recorded(town)
    other = Organisation.objects.create(name="Sundsvall", slug="sundsvall", kind="municipality")
    pages = (
        AT,
        f"{AT}register.csv",
        f"{AT}{found.uid}/",
        f"{AT}{found.uid}/bounds/",
    )
    assert [anna.get(page).status_code for page in pages] == [200] * 4
    auditor, owner, secretary = (somebody(role, town) for role in ("auditor", "owner", "secretary"))
    assert [auditor.get(page).status_code for page in pages] == [200, 200, 200, 403]
    assert [owner.get(page).status_code for page in pages] == [200, 200, 200, 403]
    assert [secretary.get(page).status_code for page in pages] == [403] * 4
    stranger = somebody("administrator", other)
    assert [stranger.get(page).status_code for page in pages] == [200, 200, 404, 404]
    assert "startbesked" not in stranger.get(AT).content.decode()
    assert [Client().get(page).status_code for page in pages] == [302] * 4


def test_everybody_reads_what_is_decided_without_a_person(client, town):
    assert "Inget beslutas utan en människa" in client.get("/automated-decisions/").content.decode()
    recorded(town)
    page = client.get("/automated-decisions/").content.decode()
    for words in ("Startbesked för eldstad", "Nacka", "bygg@nacka.example", "länsstyrelsen"):
        assert words in page
