"""Questions about cases, for pages, reports and health."""

from gorel.cases.queries.cases import Page, Query, Variable, count, matching, page, search
from gorel.cases.queries.conditions import Condition, conditions
from gorel.cases.queries.health import Health, health
from gorel.cases.queries.history import Visit, incidents, jobs, log, tasks, visits
from gorel.cases.queries.reading import Wait, explanation, open_task, open_tasks, states, variables, waits
from gorel.cases.queries.totals import Daily, daily, daily_of
from gorel.cases.queries.where import Where, counts_by_element, where

__all__ = [
    "Condition", "Daily", "Health", "Page", "Query", "Variable", "Visit", "Wait", "Where", "conditions", "count",
    "counts_by_element", "daily", "daily_of",
    "explanation", "health", "incidents", "jobs", "log", "matching", "open_task", "open_tasks", "page",
    "search", "states", "tasks", "variables", "visits", "waits", "where",
]  # fmt: skip
