"""History: cases that are over too, their steps, tasks, variables, incidents and jobs, and who did what."""

from __future__ import annotations

from gorel.api.engine_rest.history import (
    activity_instances,
    external_task_log,
    incidents,
    process_instances,
    tasks,
    user_operations,
    variables,
)

ROUTES = (
    *process_instances.ROUTES,
    *activity_instances.ROUTES,
    *tasks.ROUTES,
    *variables.ROUTES,
    *incidents.ROUTES,
    *external_task_log.ROUTES,
    *user_operations.ROUTES,
)
