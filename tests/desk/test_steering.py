"""A case is changed by hand: by those who may, with a reason, after seeing what it does; taken back where it can."""

from __future__ import annotations

import io
import json

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from gorel.accounts.models import Membership, Trace
from gorel.cases import queries, runtime
from gorel.cases.models import Case
from gorel.desk.models import Correction

from .conftest import PICTURE, Hall, deploy

PERSONAL = PICTURE.replace(
    '<bpmn:process id="permit" name="Tillstånd" isExecutable="true">',
    '<bpmn:process id="permit" name="Tillstånd" isExecutable="true"><bpmn:extensionElements><zeebe:properties>'
    '<zeebe:property name="gorel.personal" value="applicant" /><zeebe:property name="gorel.searchable" value="town" />'
    "</zeebe:properties></bpmn:extensionElements>",
)


@pytest.fixture
def owner(client: Client, hall: Hall) -> Client:
    """A process owner of ours, signed in."""
    person = hall.people["administrator"]
    Membership.objects.create(person=person, organisation=hall.ours, role="owner")
    client.force_login(person)
    return client


def steer(client: Client, case: Case, what: str, status: int = 200, **fields: object) -> str:
    answer = client.post(reverse("desk:steer", args=[case.uid, what]), fields, follow=True)
    assert answer.status_code == status
    return answer.content.decode()


def log(case: Case) -> list[tuple[str, str]]:
    """Return who changed the case by hand, and why."""
    rows = case.log.filter(kind__in=("set", "modified", "migrated", "suspended", "resumed", "cancelled"), element="")
    return [(row.kind, json.loads(row.detail).get("reason", "")) for row in rows.order_by("pk")]


def test_a_case_is_paused_goes_on_and_is_cancelled_each_with_its_reason(owner: Client, hall: Hall) -> None:
    case = hall.start()
    assert "Ärendet är pausat" in steer(owner, case, "suspend", reason="Väntar på yttrande")
    assert "Ärendet fortsätter" in steer(owner, case, "resume", reason="Yttrandet kom")
    assert "Ärendet är avbrutet" in steer(owner, case, "cancel", reason="Återkallat")
    assert log(case) == [
        ("suspended", "Väntar på yttrande"), ("resumed", "Yttrandet kom"), ("cancelled", "Återkallat"),
    ]  # fmt: skip
    assert [(row.kind, row.reason) for row in Trace.objects.order_by("pk")] == [
        ("changed", "Väntar på yttrande"), ("changed", "Yttrandet kom"), ("changed", "Återkallat"),
    ]  # fmt: skip


def test_nothing_is_done_without_a_reason(owner: Client, hall: Hall) -> None:
    case = hall.start()
    assert "Skriv varför" in steer(owner, case, "cancel", 422)
    assert Case.objects.get(pk=case.pk).state == "running"


def test_a_value_is_corrected_and_taken_back(owner: Client, hall: Hall) -> None:
    case = hall.start(variables={"amount": 100})
    page = owner.get(reverse("desk:steer", args=[case.uid, "correct"]), {"name": "amount"})
    seen = page.context["seen"]
    steer(owner, case, "correct", name="amount", value="120", seen=seen, reason="Fel i ansökan")
    assert queries.variables(case)["amount"] == 120
    assert b"120" not in bytes(Correction.objects.get().body)
    owner.post(reverse("desk:correction-undo", args=[case.uid, Correction.objects.get().pk]))
    assert (queries.variables(case)["amount"], [why for _kind, why in log(case)]) == (
        100, ["Fel i ansökan", "rättelsen togs tillbaka"],
    )  # fmt: skip


def test_who_corrects_second_sees_both_values_and_overwrites_nothing(owner: Client, hall: Hall) -> None:
    case = hall.start(variables={"amount": 100})
    seen = owner.get(reverse("desk:steer", args=[case.uid, "correct"]), {"name": "amount"}).context["seen"]
    runtime.set_variables(case, {"amount": 110}, by=None, reason="först")
    text = steer(owner, case, "correct", 409, name="amount", value="120", seen=seen, reason="sen")
    assert ("Någon ändrade värdet under tiden" in text, ">110<" in text, ">120<" in text) == (True, True, True)
    assert queries.variables(case)["amount"] == 110


def test_a_case_is_moved_from_one_step_to_another(owner: Client, hall: Hall) -> None:
    case = hall.start()
    steer(owner, case, "move", end="review", begin="archive", reason="Granskad på papper")
    assert [wait.element for wait in queries.waits(case)] == ["archive"]


def test_a_move_to_another_version_is_shown_before_it_is_done(owner: Client, hall: Hall) -> None:
    case = hall.start()
    deploy(version=2, picture=PICTURE.replace('"review"', '"assess"').replace("Granska ansökan", "Pröva ansökan"))
    page = reverse("desk:steer", args=[case.uid, "migrate"])
    text = owner.get(page).content.decode()
    assert ("Det går inte ännu" in text, "”Granska ansökan” finns inte i den versionen" in text) == (True, True)
    looked = owner.post(page, {"to": "2", "map-review": "assess", "look": "1"}).content.decode()
    assert "vid ”Pröva ansökan” i stället för ”Granska ansökan”" in looked
    assert Case.objects.get(pk=case.pk).process.version == 1
    steer(owner, case, "migrate", **{"to": "2", "map-review": "assess", "reason": "Nya regler"})
    case = Case.objects.get(pk=case.pk)
    assert (case.process.version, [wait.element for wait in queries.waits(case)]) == (
        2, ["assess"],
    )  # fmt: skip


def test_what_is_personal_is_hidden_until_opened_and_that_is_written_down(owner: Client, hall: Hall) -> None:
    deploy(version=2, picture=PERSONAL)
    case = hall.start(variables={"applicant": "Anna Ek", "town": "Lund"})
    page = reverse("desk:case", args=[case.uid])
    assert [part in owner.get(page).content.decode() for part in ("Anna Ek", "Lund")] == [False, True]
    assert "Anna Ek" in owner.post(reverse("desk:unmask", args=[case.uid])).content.decode()
    (trace,) = Trace.objects.all()
    assert (trace.kind, trace.about) == ("viewed", f"case {case.uid} applicant")
    owner.force_login(hall.people["editor"])
    assert owner.post(reverse("desk:unmask", args=[case.uid])).status_code == 403


@pytest.mark.parametrize("what", ["correct", "move", "migrate", "suspend", "resume", "cancel"])
def test_only_those_who_may_change_a_case_get_its_pages(client: Client, hall: Hall, what: str) -> None:
    address = reverse("desk:steer", args=[hall.start().uid, what])
    answers = {}
    for role in ("editor", "secretary", "administrator", "their-administrator"):
        client.force_login(hall.people[role])
        answers[role] = client.get(address).status_code
    assert answers == {"editor": 403, "secretary": 403, "administrator": 200, "their-administrator": 404}


@pytest.mark.slow
def test_cases_are_found_by_step_day_and_declared_value_and_taken_to_excel(owner: Client, hall: Hall) -> None:
    deploy(version=2, picture=PERSONAL)
    for town in ("Lund", "Luleå", "Borås"):
        hall.start(variables={"town": town, "applicant": "Anna"}, business_key=town)

    def found(query: str) -> list[str]:
        rows = owner.get(f"{reverse('desk:cases')}?process=permit&{query}").context["rows"]
        return [row.case.business_key for row, _cells in rows]

    assert found("variable=town&how=begins&value=Lu") == ["Luleå", "Lund"]
    assert found("variable=town&how=%3D&value=Lund&step=review") == ["Lund"]
    assert found("step=archive") == []
    assert found("since=2021-09-06&before=2021-09-06") == ["Borås", "Luleå", "Lund"]
    assert found("before=2021-09-05") == []
    assert found("variable=applicant&how=%3D&value=Anna") == ["Borås", "Luleå", "Lund"]  # not declared: not asked
    query = "?process=permit&column=about&column=v.town&format=xlsx"
    answer = owner.get(reverse("desk:cases-export") + query)
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert [row[:2] for row in rows] == [
        ["Om", "town"],
        ["Tillstånd", "Borås"],
        ["Tillstånd", "Luleå"],
        ["Tillstånd", "Lund"],
    ]
