"""The fireplace decision: automated where a delegation carries it, prepared where none does, in the same picture.

Its document abilities write files; here stand-ins answer for them, so that what is tried is who decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client

from gorel import ability
from gorel.accounts.models import Membership, Organisation, Person
from gorel.benefits.models import AutomatedDecision, Bounds, Breaker, Delegation, Opinion
from gorel.benefits.trust import breaker, grounds, sampling
from gorel.benefits.trust.sampling import Measured
from gorel.cases import deployment, policies, queries, runtime
from gorel.cases.models import Case, Task
from gorel.cases.worker import Worker
from gorel.ground import clock

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]
FIREPLACE = Path(__file__).parents[2] / "src/gorel/robots/trained/fireplace"
TYPE = "startbesked för eldstad"
GOOD = {
    "Anmälan är komplett": True, "Eldstad": "braskamin", "Provad enligt standard": True,
    "Avstånd till brännbart (mm)": 250, "Tillverkarens avstånd (mm)": 200, "Kontrollansvarig": "certifierad",
    "Inom utpekat område": False, "Dispens behövs": False,
}  # fmt: skip


@pytest.fixture
def town(transactional_db) -> Iterator[Organisation]:
    """Return a municipality where the process is deployed; no file is written."""
    found = Organisation.objects.create(name="Nacka", slug="nacka", kind="municipality")
    files = [*FIREPLACE.glob("*.*mn"), *FIREPLACE.glob("*.form")]
    deployment.deploy([(path.name, path.read_bytes()) for path in sorted(files)])
    policies.forget()
    breaker.forget()
    with ability.double("document.create"):
        yield found


@pytest.fixture
def disa(town: Organisation) -> Person:
    """Return a person who may decide."""
    person = Person.objects.create_person(email="disa@nacka.example", name="Disa Sekreterare")
    Membership.objects.create(person=person, organisation=town, role="secretary")
    return person


def delegate(town: Organisation, **other) -> Delegation:
    """Write the delegation that carries the decision."""
    said = {
        "decision_type": TYPE, "board": "Miljö- och stadsbyggnadsnämnden", "paragraph": "§ 112/2026",
        "decided_on": date(2026, 1, 20), "valid_from": date(2020, 1, 1), "is_appealable": True, "no_other_law": True,
        "not_procurement": True, "appeal_to": "länsstyrelsen", "contact": "bygg@nacka.example", "made_by": "person:1",
    }  # fmt: skip
    return Delegation.objects.create(organisation=town, **said | other)


def notify(town: Organisation, **facts) -> Case:
    """Send in a notification and let Görel work."""
    number = f"E2026-{Case.objects.count() + 1}"
    case = runtime.start("fireplace-notification", variables={"Ärendenr": number, **GOOD, **facts}, organisation=town)
    Worker().drain()
    case.refresh_from_db()
    return case


def waits_for(case: Case) -> list[str]:
    return list(Task.objects.filter(case=case, state=Task.OPEN).values_list("element", flat=True))


def answer(case: Case, person: Person, **values) -> None:
    runtime.complete(Task.objects.get(case=case, state=Task.OPEN), variables=values, by=person.actor)
    Worker().drain()
    case.refresh_from_db()


def trust(town: Organisation, count: int) -> None:
    """Let *count* second opinions have agreed."""
    Opinion.objects.bulk_create(
        Opinion(
            organisation=town, decision_type=TYPE, case=Case().uid, process="fireplace-notification", proposed="x",
            found="x", agrees=True, at=clock.now(), job=f"earlier-{number}",
        )
        for number in range(count)
    )  # fmt: skip


def test_without_a_delegation_she_prepares_and_a_person_decides(town, disa):
    case = notify(town)
    assert waits_for(case) == ["decide"]
    assert queries.variables(case)["decided_by"]["why"].startswith("Ingen delegation bär beslutet i dag.")
    answer(case, disa, decision="yes")
    assert (case.state, AutomatedDecision.objects.count()) == (Case.COMPLETED, 0)


def test_what_the_rules_cannot_decide_goes_to_a_person_whatever_is_delegated(town):
    delegate(town)
    assert waits_for(notify(town, **{"Kontrollansvarig": "saknas"})) == ["handle"]


def test_with_a_delegation_a_person_looks_first_and_blind_then_she_decides(town, disa):
    ground = delegate(town)
    case = notify(town)
    assert waits_for(case) == ["opinion"]
    answer(case, disa, opinion="startbesked")
    assert case.state == Case.COMPLETED
    decision = AutomatedDecision.objects.get()
    assert (decision.delegation, decision.case, decision.outcome, decision.rate) == (
        ground, case.uid, "startbesked", Decimal(100),
    )  # fmt: skip
    opinion = Opinion.objects.get()
    assert (opinion.agrees, opinion.by, opinion.case) == (True, disa.actor, case.uid)


@pytest.mark.slow
def test_whoever_gives_a_second_opinion_does_not_see_what_the_rules_found(town, disa):
    delegate(town)
    case = notify(town)
    client = Client()
    client.force_login(disa)
    task = Task.objects.get(case=case)
    for page in (f"/desk/tasks/{task.uid}/", f"/desk/cases/{case.uid}/"):
        said = client.get(page).content.decode()
        assert "Din egen bedömning" in said
        for told in (
            "Vad reglerna säger",
            "Vad beslutsreglerna",
            "Skriv förslag till startbesked",
            "data-marks",
            "outcome",
            "story-head",
        ):
            assert told not in said, (page, told)
    answer(case, disa, opinion="handläggs")
    assert "Skriv förslag till startbesked" in client.get(f"/desk/cases/{case.uid}/").content.decode()
    other = notify(town, **{"Kontrollansvarig": "saknas"})
    page = client.get(f"/desk/tasks/{Task.objects.get(case=other).uid}/").content.decode()
    assert "Vad reglerna säger" in page


def test_when_the_person_finds_otherwise_the_person_decides(town, disa):
    delegate(town)
    case = notify(town)
    answer(case, disa, opinion="handläggs")
    assert (waits_for(case), AutomatedDecision.objects.count()) == (["decide"], 0)


def test_the_share_falls_as_opinions_agree_and_jumps_back_at_the_first_that_does_not(town, disa):
    delegate(town)
    shares = []
    for count in (0, 20, 50, 100, 300):
        Opinion.objects.all().delete()
        trust(town, count)
        shares.append(int(sampling.share(sampling.measured(TYPE, town.pk), floor=5)))
    assert shares == [100, 50, 25, 10, 5]
    Opinion.objects.create(
        organisation=town, decision_type=TYPE, case=Case().uid, process="p", proposed="x", found="y", agrees=False,
        at=clock.now(), job="the error",
    )  # fmt: skip
    assert sampling.share(sampling.measured(TYPE, town.pk), floor=5) == 100


def test_who_has_earned_trust_decides_most_by_herself(town):
    delegate(town)
    trust(town, 300)
    ends = [waits_for(notify(town)) for _ in range(12)]
    drawn = [end for end in ends if end == ["opinion"]]
    assert len(drawn) <= 4  # five in a hundred; more than four of twelve comes once in a hundred thousand
    assert AutomatedDecision.objects.count() == ends.count([]) == 12 - len(drawn)


@pytest.mark.parametrize(
    "other",
    [
        {"valid_from": date(2099, 1, 1)},
        {"valid_to": date(2020, 12, 31)},
        {"is_appealable": False},
        {"no_other_law": False},
        {"not_procurement": False},
        {"withdrawn_at": clock.now()},
        {"decision_type": "bygglov"},
    ],
    ids=lambda other: next(iter(other)),
)
def test_a_delegation_that_does_not_hold_carries_nothing(town, other):
    delegate(town, **other)
    assert grounds.carrying(TYPE, town.pk) is None
    assert grounds.carrying(TYPE, None) is None


def test_only_public_bodies_have_a_ground_and_each_its_own_law(town):
    ground = delegate(town)
    assert grounds.law(grounds.carrying(TYPE, town.pk)).startswith("6 kap. 37 §")
    Organisation.objects.filter(pk=town.pk).update(kind="agency")
    assert grounds.law(grounds.carrying(TYPE, town.pk)).startswith("28 § förvaltningslagen")
    Organisation.objects.filter(pk=town.pk).update(kind="company")
    assert grounds.carrying(TYPE, town.pk) is None
    assert ground.withdrawn_at is None


def test_in_test_mode_and_beyond_a_bound_a_person_decides(town):
    delegate(town)
    trust(town, 300)
    limits = Bounds.objects.create(organisation=town, decision_type=TYPE, is_test=True, floor=0)
    assert waits_for(notify(town)) == ["decide"]
    Bounds.objects.filter(pk=limits.pk).update(is_test=False, number_a_day=0)
    assert waits_for(notify(town)) == ["decide"]
    Bounds.objects.filter(pk=limits.pk).update(number_a_day=None, highest_amount=100)
    assert waits_for(notify(town)) == ["decide"]  # a bound on amounts, and none is known


def test_the_breaker_opens_on_a_flood_and_nothing_that_came_is_lost(town, disa):
    delegate(town)
    Breaker.objects.create(process="fireplace-notification", organisation=town, cases_a_day=3, changed_at=clock.now())
    breaker.forget()
    cases = [notify(town) for _ in range(6)]
    assert [case.state for case in cases] == [Case.RUNNING] * 4 + [Case.SUSPENDED] * 2
    guard = Breaker.objects.get()
    assert guard.why == "volume:4/3"
    breaker.close(guard, by=disa)
    Breaker.objects.update(cases_a_day=None)
    Worker().drain()
    assert set(Case.objects.values_list("state", flat=True)) == {Case.RUNNING}


def test_the_breaker_opens_when_incidents_pile_up_and_not_again_for_those_a_person_saw(town, disa):
    long_ago = clock.now() - timedelta(days=1)
    Breaker.objects.create(process="fireplace-notification", incidents=2, changed_at=long_ago)
    breaker.forget()
    wrong = {"Avstånd till brännbart (mm)": "långt"}
    cases = [notify(town, **wrong) for _ in range(3)]
    assert [case.state for case in cases] == [Case.INCIDENT, Case.INCIDENT, Case.SUSPENDED]
    guard = Breaker.objects.get()
    assert guard.why == "incidents:2/2"
    breaker.close(guard, by=disa)
    breaker.forget()
    assert notify(town).state == Case.RUNNING


def test_the_error_rate_has_an_interval_that_narrows():
    assert Measured(0, 0, 0).interval == (0.0, 1.0)
    low, high = Measured(100, 0, 100).interval
    assert (low, round(high, 3)) == (0.0, 0.037)
    low, high = Measured(1000, 10, 5).interval
    assert (round(low, 4), round(high, 4)) == (0.0054, 0.0183)
