"""User tasks: finding, claiming and completing what people do.

An assignee is `person:<id>` for somebody who signs in at the desk, or whatever name another system uses.
"""

from __future__ import annotations

from gorel.api.engine_rest.tasks import delegating, doing, looking

ROUTES = (*looking.ROUTES, *doing.ROUTES, *delegating.ROUTES)
