"""/v2, as Camunda 8 has it: every call of this door, one family in a file."""

from __future__ import annotations

from gorel.api.v2 import (
    cluster,
    decisions,
    deployments,
    elements,
    incidents,
    instances,
    job_search,
    jobs,
    messages,
    moving,
    subscriptions,
    tasks,
)

ROUTES = (
    *cluster.ROUTES,
    *deployments.ROUTES,
    *jobs.ROUTES,
    *job_search.ROUTES,
    *instances.ROUTES,
    *moving.ROUTES,
    *elements.ROUTES,
    *messages.ROUTES,
    *subscriptions.ROUTES,
    *tasks.ROUTES,
    *incidents.ROUTES,
    *decisions.ROUTES,
)
