"""Questions about cases, for pages, reports and health."""

from gorel.cases.queries.cases import Page, Query, Variable, count, matching, page, search
from gorel.cases.queries.conditions import Condition, conditions
from gorel.cases.queries.health import Health, health
from gorel.cases.queries.history import Visit, incidents, jobs, log, tasks, visits
from gorel.cases.queries.numbers import Figures, Place, figures
from gorel.cases.queries.reading import Wait, explanation, open_task, open_tasks, states, variables, waits
from gorel.cases.queries.totals import Daily, daily, daily_of
from gorel.cases.queries.where import Where, counts_by_element, incidents_by_element, where

__all__ = [
    "Condition",
    "Daily",
    "Figures",
    "Health",
    "Page",
    "Place",
    "Query",
    "Variable",
    "Visit",
    "Wait",
    "Where",
    "conditions",
    "count",
    "counts_by_element",
    "daily",
    "daily_of",
    "explanation",
    "figures",
    "health",
    "incidents",
    "incidents_by_element",
    "jobs",
    "log",
    "matching",
    "open_task",
    "open_tasks",
    "page",
    "search",
    "states",
    "tasks",
    "variables",
    "visits",
    "waits",
    "where",
]
