"""Numbers for Prometheus: the memory's, read when they are asked for, and what this process has served.

The memory's are the same whichever node answers; requests are each process's own. Labels are names of types, codes and
routes, never of people or cases, so that there are few of them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from django.http import HttpRequest, HttpResponseBase
from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from gorel.cases import queries
from gorel.cases.models import Case, Operation
from gorel.ground.telemetry import span

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
REGISTRY = CollectorRegistry(auto_describe=False)
REQUESTS = Histogram(
    "gorel_request_seconds", "Time to answer a request, by route", ("method", "route", "status"), registry=REGISTRY,
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)  # fmt: skip


class Memory(Collector):
    """The memory's numbers of this moment."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Read and yield them."""
        facts = queries.health()
        for name, about, value in (
            ("gorel_workers", "Workers that are there", facts.workers),
            ("gorel_robots", "Robots elsewhere that have asked for work lately", facts.robots),
            ("gorel_jobs_due", "Jobs that somebody could do and that are due", facts.waiting_jobs),
            ("gorel_lag_seconds", "How long the oldest of them has been due", facts.lag_seconds),
            ("gorel_timers_overdue", "Timers that have passed and not fired", facts.overdue_timers),
            ("gorel_timers_overdue_seconds", "How long ago the oldest of them passed", facts.overdue_seconds),
            ("gorel_messages_unheard", "Kept messages that nobody awaits", facts.unheard_messages),
            ("gorel_leases_lost", "Answers that came after their lease, of the last day's workers", facts.lost_leases),
            ("gorel_operations_running", "Changes over many cases under way",
             Operation.objects.filter(state=Operation.RUNNING).count()),
        ):  # fmt: skip
            yield GaugeMetricFamily(name, about, value=value)
        yield _by("gorel_incidents_open", "What a person must look at", "code", facts.incidents_by_code)
        yield _by("gorel_jobs_without_robot", "Due jobs that nobody does", "type", facts.types_without_ability)
        waiting = {one.code: 0 for one in facts.conditions}
        for one in facts.conditions:
            waiting[one.code] += one.count
        yield _by("gorel_waits_in_silence", "What could wait for ever", "code", waiting)
        open_ones = {state: Case.objects.filter(state=state).count() for state in Case.OPEN}
        yield _by("gorel_cases_open", "Cases that are not over", "state", open_ones)


def _by(name: str, about: str, label: str, values: dict[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, about, labels=[label])
    for value, count in values.items():
        family.add_metric([value], count)
    return family


def measured(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: how long requests take, by route and not by address, which may be a secret; a span around each."""

    def measure(request: HttpRequest) -> HttpResponseBase:
        begun = time.perf_counter()
        with span("request", method=request.method or "") as noted:
            response = get_response(request)
            match = request.resolver_match
            route = f"/{match.route}" if match is not None else "none"
            noted(route=route, status=response.status_code)
        method = request.method if request.method in METHODS else "other"  # strangers may write anything there
        note(method or "other", route, response.status_code, time.perf_counter() - begun)
        return response

    return measure


def note(method: str, route: str, status: int, seconds: float) -> None:
    """Count a request that took so long."""
    REQUESTS.labels(method, route, str(status)).observe(seconds)


REGISTRY.register(Memory())
