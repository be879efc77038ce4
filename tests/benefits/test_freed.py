"""Time freed is baseline times finished steps, less what people spent; never more than what the log shows."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from gorel.accounts.models import Organisation
from gorel.benefits import lately
from gorel.benefits.baselines import baselines
from gorel.benefits.freed import minutes_freed, time_freed
from gorel.cases.models import Case, Deployment, LogEntry, Process, Resource, Task
from gorel.cases.queries.lines import first_since
from gorel.cases.sums import sum_up
from gorel.ground import clock

pytestmark = pytest.mark.db

NOW = datetime(2021, 9, 6, 7, 0, tzinfo=UTC)
PICTURE = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="t">
  <bpmn:process id="permit" name="Tillstånd" isExecutable="true">
    <bpmn:startEvent id="in" name="Ansökan kommer in" />
    <bpmn:userTask id="review" name="Granska">
      <bpmn:extensionElements><zeebe:userTask /><zeebe:properties>
        <zeebe:property name="gorel.baseline.minutes" value="20" />
        <zeebe:property name="gorel.baseline.source" value="mätt på tio ansökningar" />
        <zeebe:property name="gorel.baseline.source.en" value="measured on ten applications" />
      </zeebe:properties></bpmn:extensionElements>
    </bpmn:userTask>
    <bpmn:serviceTask id="archive" name="Arkivera">
      <bpmn:extensionElements><zeebe:taskDefinition type="test.archive" /><zeebe:properties>
        <zeebe:property name="gorel.baseline.minutes" value="{archive}" />
      </zeebe:properties></bpmn:extensionElements>
    </bpmn:serviceTask>
    <bpmn:userTask id="extra" name="Utan utgångsläge">
      <bpmn:extensionElements><zeebe:userTask /></bpmn:extensionElements>
    </bpmn:userTask>
  </bpmn:process>
</bpmn:definitions>
"""


@pytest.fixture(autouse=True)
def _today():
    with clock.held(NOW):
        yield


def deployed(version: int = 1, archive: str = "7,5") -> Process:
    resource = Resource.objects.create(
        deployment=Deployment.objects.create(at=NOW), kind="bpmn", key="permit", version=version, name="permit.bpmn",
        digest=str(version), content=PICTURE.replace("{archive}", archive).encode(),
    )  # fmt: skip
    return Process.objects.create(resource=resource, key="permit", version=version, name="Tillstånd", deployed_at=NOW)


def line(case: Case, element: str, at: datetime = NOW, kind: str = "left") -> LogEntry:
    return LogEntry.objects.create(case=case, at=at, kind=kind, element=element)


def done(case: Case, element: str, seconds: int | None, key: int, at: datetime = NOW) -> None:
    line(case, element, at)
    Task.objects.create(
        case=case, key=key, element=element, state=Task.COMPLETED, opened_at=NOW, closed_at=at, seconds_spent=seconds,
        closed_by="person:1",
    )  # fmt: skip


@pytest.fixture
def case(db) -> Case:
    return Case.objects.create(process=deployed(), started_at=NOW)


def test_nothing_done_frees_nothing(db) -> None:
    assert (minutes_freed(), time_freed().processes) == (Decimal("0.0"), ())


def test_finished_steps_count_and_peoples_time_is_taken_off(case: Case) -> None:
    done(case, "review", 90, key=1)
    line(case, "archive")
    line(case, "archive")
    line(case, "archive", kind="entered")  # not finished
    line(case, "archive", kind="cancelled")
    account = time_freed()
    assert (account.baseline, account.spent, account.freed) == (Decimal("35.0"), Decimal("1.5"), Decimal("33.5"))
    assert minutes_freed() == Decimal("33.5")


def test_each_step_shows_its_numbers_and_its_source(case: Case) -> None:
    done(case, "review", 90, key=1)
    done(case, "review", None, key=2)
    line(case, "archive")
    steps = {step.element: step for step in time_freed().processes[0].steps}
    review = steps["review"]
    assert (review.count, review.minutes_each, review.seconds_spent, review.unmeasured) == (2, Decimal(20), 90, 1)
    assert (review.source, review.source_en) == ("mätt på tio ansökningar", "measured on ten applications")
    assert (review.is_task, steps["archive"].is_task) == (True, False)
    assert (steps["archive"].minutes_each, steps["archive"].source) == (Decimal("7.5"), "")


def test_a_task_without_baseline_only_costs(case: Case) -> None:
    done(case, "extra", 600, key=1)
    account = time_freed()
    assert (account.baseline, account.freed) == (Decimal(0), Decimal(-10))
    assert minutes_freed() == Decimal("-10.0")


def test_a_cancelled_task_costs_nothing(case: Case) -> None:
    Task.objects.create(
        case=case, key=1, element="review", state=Task.CANCELLED, opened_at=NOW, closed_at=NOW, seconds_spent=300
    )
    assert minutes_freed() == Decimal("0.0")


def test_days_are_swedish_days(case: Case) -> None:
    line(case, "archive", datetime(2021, 9, 5, 21, 59, tzinfo=UTC))  # still Sunday
    line(case, "archive", datetime(2021, 9, 5, 22, 1, tzinfo=UTC))  # Monday in Sweden
    line(case, "archive", datetime(2021, 9, 6, 6, 0, tzinfo=UTC))
    account = time_freed()
    assert account.days == {date(2021, 9, 5): Decimal("7.5"), date(2021, 9, 6): Decimal("15.0")}
    assert account.today == Decimal("15.0")


def test_only_the_cases_asked_for_count(case: Case) -> None:
    ours = Organisation.objects.create(name="Göteborgs Stad", slug="goteborg")
    other = Case.objects.create(process=case.process, started_at=NOW, organisation=ours)
    line(case, "archive")
    line(other, "archive")
    done(case, "review", 60, key=1)
    assert time_freed(Case.objects.filter(organisation=ours)).freed == Decimal("7.5")


def test_a_new_version_counts_by_its_own_minutes(case: Case) -> None:
    line(case, "archive")
    same, dearer = deployed(2), deployed(3, archive="10")
    line(Case.objects.create(process=same, started_at=NOW), "archive")
    line(Case.objects.create(process=dearer, started_at=NOW), "archive")
    (process,) = time_freed().processes
    assert [(step.count, step.minutes_each) for step in process.steps] == [(2, Decimal("7.5")), (1, Decimal(10))]
    assert process.freed == Decimal("25.0")


def test_days_of_long_ago_count_in_all_and_are_not_told_one_by_one(case: Case, frozen) -> None:
    line(case, "archive", datetime(2021, 9, 6, 6, tzinfo=UTC))
    frozen.at("2021-12-01 12:00")
    line(case, "archive", datetime(2021, 12, 1, 6, tzinfo=UTC))
    while sum_up():
        pass
    account = time_freed()
    assert (account.freed, account.days) == (Decimal("15.0"), {date(2021, 12, 1): Decimal("7.5")})


@pytest.mark.parametrize("text", ["", "en kvart", "-5", "0", "NaN", "Infinity"])
def test_minutes_that_are_no_amount_free_nothing(db, text: str) -> None:
    assert baselines(deployed(archive=text))["archive"].minutes is None


def test_the_account_takes_as_many_queries_however_many_cases(case: Case, django_assert_num_queries) -> None:
    line(case, "archive")
    time_freed()  # the pictures are read once
    for _ in range(20):
        line(Case.objects.create(process=case.process, started_at=NOW), "archive")
    with django_assert_num_queries(10):
        time_freed()


def test_the_first_line_since_a_moment_is_found(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gorel.cases.queries.lines.MARGIN", 0)
    lines = [line(case, "archive", datetime(2021, 9, day, tzinfo=UTC)) for day in (1, 2, 2, 5, 5, 6)]
    keys = [one.pk for one in lines]
    lines[1].delete()
    assert first_since(datetime(2021, 8, 1, tzinfo=UTC)) == keys[0]
    assert first_since(datetime(2021, 9, 3, tzinfo=UTC)) == keys[3]
    assert first_since(datetime(2021, 9, 5, tzinfo=UTC)) == keys[3]
    assert first_since(datetime(2021, 9, 7, tzinfo=UTC)) == keys[5] + 1


def test_the_first_line_of_an_empty_log_is_none(db) -> None:
    assert first_since(NOW) == 0


def test_what_takes_long_to_count_is_kept_for_a_while_and_what_is_quick_is_not(monkeypatch, db) -> None:
    cases = Case.objects.none()
    monkeypatch.setattr(lately, "QUICK_SECONDS", 1e9)  # whatever the machine, this counts as quick
    assert lately.time_freed_of("anna", cases, []) is not lately.time_freed_of("anna", cases, [])
    monkeypatch.setattr(lately, "QUICK_SECONDS", -1.0)
    monkeypatch.setattr(lately, "KEPT_TIMES", 1e9)
    monkeypatch.setattr(lately, "_kept", {})
    first = lately.time_freed_of("anna", cases, [])
    assert lately.time_freed_of("anna", cases, []) is first
    assert lately.time_freed_of("bo", cases, []) is not first
