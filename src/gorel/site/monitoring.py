"""What machines that watch over her ask: `/health/live`, `/health/ready`, `/health`, and `/metrics` for Prometheus.

Live and ready answer anybody with one word, for a load balancer. The rest tells how busy an authority is, so it is for
whoever shows the token (GOREL_MONITORING_TOKEN, as `Authorization: Bearer …`), and for this machine itself: an address
of its own, and no proxy between. Nothing here names a person or a case.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gorel.cases import queries
from gorel.core.say import say
from gorel.ground.language import spoken

LAG = 60.0  # seconds: more, and she is behind
View = Callable[[HttpRequest], HttpResponseBase]


def may_look(request: HttpRequest) -> bool:
    """Return whether the request shows the token, or comes from this machine itself."""
    token = settings.MONITORING_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    if token and given:
        return hmac.compare_digest(given.encode(), token.encode())
    proxied = any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "Via"))
    try:
        return not proxied and ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def watched(view: View) -> View:
    """Guard a view for those who watch over her."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponseBase:
        if may_look(request):
            return view(request)
        return HttpResponse("Show the token of GOREL_MONITORING_TOKEN, as Authorization: Bearer.\n", "text/plain", 401)

    return guarded


@require_safe
@never_cache
def live(_request: HttpRequest) -> HttpResponse:
    """The process answers. It asks nobody: a database that is away is no reason to start her anew."""
    return HttpResponse("live\n", "text/plain")


@require_safe
@never_cache
def ready(_request: HttpRequest) -> HttpResponse:
    """The database answers, and its tables are of this version: requests may be sent here."""
    missing = _not_ready()
    return HttpResponse(f"{missing}\n" if missing else "ready\n", "text/plain", 503 if missing else 200)


@require_safe
@never_cache
@watched
def health(_request: HttpRequest) -> HttpResponse:
    """Everything that says how she is, as JSON; 503 when she is not ready or nobody works."""
    missing = _not_ready()
    if missing:
        return JsonResponse({"status": "down", "reason": missing}, status=503)
    facts = queries.health()
    language = spoken()
    failing = facts.lag_seconds > LAG or any(one.code == "silence.no-worker" for one in facts.conditions)
    return JsonResponse(
        {
            "status": "behind" if failing else "attention" if facts.conditions or facts.incidents else "well",
            "workers": facts.workers,
            "robots": facts.robots,
            "lag_seconds": facts.lag_seconds,
            "waiting_jobs": facts.waiting_jobs,
            "oldest_job": facts.oldest_job,
            "overdue_timers": facts.overdue_timers,
            "overdue_seconds": facts.overdue_seconds,
            "oldest_timer": facts.oldest_timer,
            "incidents": facts.incidents,
            "incidents_by_code": facts.incidents_by_code,
            "types_without_robot": facts.types_without_ability,
            "unheard_messages": facts.unheard_messages,
            "lost_leases": facts.lost_leases,
            "conditions": [
                {
                    "code": one.code, "count": one.count, "since": one.since, "text": say(one.problem, language),
                    "cases": [str(uid) for uid in one.cases],
                }
                for one in facts.conditions
            ],
        },
        status=503 if failing else 200,
    )  # fmt: skip


@require_safe
@never_cache
@watched
def metrics(_request: HttpRequest) -> HttpResponse:
    """The same as numbers, in Prometheus' text format, with what this process has served."""
    from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

    from gorel.site.measuring import REGISTRY

    return HttpResponse(generate_latest(REGISTRY), CONTENT_TYPE_LATEST)


def _not_ready() -> str:
    """Return why requests should not be sent here, "" when they may. It tells strangers no more than that."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
        return "" if _is_of_this_version() else "the tables are of another version"
    except DatabaseError:
        return "the database does not answer"


_known: dict[str, Any] = {}


def _is_of_this_version() -> bool:
    """Looked at until it is so once: tables do not go back under a running process."""
    if not _known.get("ready"):
        from django.db.migrations.executor import MigrationExecutor

        executor = MigrationExecutor(connection)
        _known["ready"] = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return bool(_known["ready"])
