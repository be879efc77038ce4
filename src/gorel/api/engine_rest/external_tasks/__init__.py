"""External tasks: jobs that robots fetch, answer, extend and give back."""

from __future__ import annotations

from gorel.api.engine_rest.external_tasks import answering, fetching, looking

ROUTES = (*fetching.ROUTES, *looking.ROUTES, *answering.ROUTES)
