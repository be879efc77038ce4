"""History: cases that are over too, the steps that they took, their variables, incidents, jobs and who did what."""

from __future__ import annotations

from gorel.api.engine_rest.history import (
    activity_instances,
    external_task_log,
    incidents,
    process_instances,
    user_operations,
    variables,
)

ROUTES = (
    *process_instances.ROUTES,
    *activity_instances.ROUTES,
    *variables.ROUTES,
    *incidents.ROUTES,
    *external_task_log.ROUTES,
    *user_operations.ROUTES,
)
