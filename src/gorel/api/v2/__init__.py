"""/v2, as Camunda 8 has it: every call of this door, one family in a file."""

from __future__ import annotations

from gorel.api.route import Route

ROUTES: tuple[Route, ...] = ()
