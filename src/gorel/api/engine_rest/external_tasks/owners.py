"""Whose a lease is: a robot's own name, marked as one from outside."""

from __future__ import annotations

from gorel.api.errors import BadRequest
from gorel.api.route import Call


def owner_of(call: Call, worker: str) -> str:
    """Return a lease's owner as its row says. Errors: BadRequest for a name too short or too long."""
    if not worker or len(worker) > 100:
        raise BadRequest("workerId has 1 to 100 characters")
    return f"robot:{call.organisation_id}:{worker}"


def worker_of(owner: str) -> str | None:
    """Return the name that the robot gave itself."""
    return owner.split(":", 2)[2] if owner.startswith("robot:") else owner or None
