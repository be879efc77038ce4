"""The resources, one file each, in the order in which they are shown."""

from __future__ import annotations

from gorel.opendata.resources import figures, organisers, points, recordings, solutions, weeks
from gorel.opendata.shape import Resource

ALL: tuple[Resource, ...] = (
    weeks.RESOURCE,
    points.RESOURCE,
    organisers.RESOURCE,
    recordings.RESOURCE,
    solutions.RESOURCE,
    figures.TIME_FREED,
    figures.INNOVATION,
)


def named(name: str) -> Resource | None:
    """Return the resource of that name."""
    return next((one for one in ALL if one.name == name), None)
