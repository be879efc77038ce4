"""Questions about cases, for pages, reports and health."""

from gorel.cases.queries.cases import Page, search
from gorel.cases.queries.health import Health, health
from gorel.cases.queries.reading import Wait, open_task, open_tasks, variables, waits
from gorel.cases.queries.totals import Totals, finished
from gorel.cases.queries.where import Where, counts_by_element, where

__all__ = [
    "Health", "Page", "Totals", "Wait", "Where", "counts_by_element", "finished", "health", "open_task", "open_tasks",
    "search", "variables", "waits", "where",
]  # fmt: skip
