"""/engine-rest, as Camunda 7 and Operaton have it: every call of this door, one family in a file."""

from __future__ import annotations

from gorel.api.engine_rest import (
    activity_tree,
    decisions,
    definitions,
    deployments,
    executions,
    external_tasks,
    history,
    incidents,
    instances,
    jobs,
    messages,
    migration,
    scoped_variables,
    starting,
    subscriptions,
    tasks,
    variable_instances,
)
from gorel.api.route import Call, Route, Shape


class Engine(Shape, kw_only=True):
    """The one engine."""

    name: str


class Version(Shape, kw_only=True):
    """Görel's version."""

    version: str


def engines(call: Call) -> list[Engine]:
    """Return the one engine; /engine-rest/engine/default/… means the same as /engine-rest/…"""
    return [Engine(name="default")]


def version(call: Call) -> Version:
    """Return Görel's own version."""
    from importlib.metadata import version as installed

    return Version(version=installed("gorel"))


ROUTES = (
    Route("GET", "/engine", engines, "any", "List engines", answer=list[Engine]),
    Route("GET", "/version", version, "any", "Get the version", answer=Version),
    *deployments.ROUTES,
    *definitions.ROUTES,
    *starting.ROUTES,
    *decisions.ROUTES,
    *external_tasks.ROUTES,
    *instances.ROUTES,
    *activity_tree.ROUTES,
    *scoped_variables.ROUTES,
    *tasks.ROUTES,
    *messages.ROUTES,
    *subscriptions.ROUTES,
    *incidents.ROUTES,
    *jobs.ROUTES,
    *executions.ROUTES,
    *variable_instances.ROUTES,
    *migration.ROUTES,
    *history.ROUTES,
)
