"""Those who watch over her can ask how she is; strangers learn that she is there, and no more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client.parser import text_string_to_metric_families

from cases import pictures as p
from cases import trying
from gorel.cases import deployment, nodes, programs, runtime
from gorel.cases.models import Job
from gorel.cases.worker import Worker
from gorel.ground import machine, telemetry

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]

STRANGER = {"REMOTE_ADDR": "192.0.2.7"}


@pytest.fixture
def late(db):
    """A job that somebody could do and that has waited, and one that nobody does."""
    programs.forget()
    trying.CALLS.clear()  # whose import makes the ability known
    deployment.deploy(
        [("a.bpmn", p.row("a", p.job("o", "try.outside"))), ("b.bpmn", p.row("b", p.job("s", "no.body")))]
    )
    runtime.start("a")
    runtime.start("b")
    Job.objects.update(due_at=machine.now() - timedelta(minutes=5))


def test_live_and_ready_are_for_anybody_and_the_rest_for_those_who_may(client, settings) -> None:
    for path in ("/health/live", "/health/ready"):
        answer = client.get(path, **STRANGER)
        assert (answer.status_code, answer["Cache-Control"].split(",")[0]) == (200, "max-age=0")
    settings.MONITORING_TOKEN = "open-sesame"
    for path in ("/health", "/metrics"):
        assert client.get(path).status_code in (200, 503)
        assert client.get(path, **STRANGER).status_code == 401
        assert client.get(path, headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 401, "a proxy on this machine"
        wrong = client.get(path, headers={"Authorization": "Bearer open"}, **STRANGER)
        assert wrong.status_code == 401
        assert client.get(path, headers={"Authorization": "Bearer open-sesame"}, **STRANGER).status_code in (200, 503)
        settings_without = settings.MONITORING_TOKEN
        settings.MONITORING_TOKEN = ""
        assert client.get(path, headers={"Authorization": "Bearer "}, **STRANGER).status_code == 401
        settings.MONITORING_TOKEN = settings_without
    assert client.post("/health/live").status_code in (403, 405)


def test_health_says_what_is_behind_and_why(client, late) -> None:
    told = client.get("/health", headers={"Accept-Language": "sv"})
    facts = told.json()
    assert (told.status_code, facts["status"], facts["workers"], facts["waiting_jobs"]) == (503, "behind", 0, 1)
    assert 290 < facts["lag_seconds"] < 400
    assert facts["types_without_robot"] == {"no.body": 1}
    assert {one["code"] for one in facts["conditions"]} == {"silence.no-worker", "silence.no-robot", "silence.late-job"}
    assert all(one["text"] for one in facts["conditions"])
    nodes.beat("here", ["try.outside"])
    Worker().drain()
    told = client.get("/health")
    assert (told.status_code, told.json()["status"], told.json()["lag_seconds"]) == (200, "attention", 0)


def test_metrics_are_what_prometheus_reads(client, late) -> None:
    client.get("/health/live")
    families = {one.name: one for one in text_string_to_metric_families(client.get("/metrics").content.decode())}
    value = {name: one.samples[0].value for name, one in families.items() if one.samples}
    assert (value["gorel_jobs_due"], value["gorel_workers"]) == (1, 0)
    assert value["gorel_lag_seconds"] > 290
    assert [(one.labels, one.value) for one in families["gorel_jobs_without_robot"].samples] == [
        ({"type": "no.body"}, 1.0)
    ]
    open_cases = {one.labels["state"]: one.value for one in families["gorel_cases_open"].samples}
    assert open_cases == {"running": 2, "incident": 0, "suspended": 0}
    counted = [one for one in families["gorel_request_seconds"].samples if one.name.endswith("_count")]
    assert {"method": "GET", "route": "/health/live", "status": "200"} in [one.labels for one in counted]


def test_spans_tell_turns_abilities_and_requests_and_nothing_personal(client, late) -> None:
    kept = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    telemetry.use(provider)
    try:
        Worker().drain()
        client.get("/health/live?name=Anna")
    finally:
        telemetry.use(None)
    spans = {one.name: dict(one.attributes) for one in kept.get_finished_spans()}
    assert spans["gorel.ability"] == {
        "gorel.type": "try.outside", "gorel.process": "a", "gorel.element": "o", "gorel.outcome": "Done",
    }  # fmt: skip
    assert spans["gorel.request"] == {"gorel.method": "GET", "gorel.route": "/health/live", "gorel.status": 200}
    assert spans["gorel.turn"]["gorel.worker"] is True
    assert not any("Anna" in str(value) for about in spans.values() for value in about.values())
