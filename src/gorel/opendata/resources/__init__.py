"""The resources, one file each, in the order in which they are shown."""

from __future__ import annotations

from gorel.opendata.resources import organisers, points, recordings, weeks
from gorel.opendata.shape import Resource

ALL: tuple[Resource, ...] = (
    weeks.RESOURCE,
    points.RESOURCE,
    organisers.RESOURCE,
    recordings.RESOURCE,
)


def named(name: str) -> Resource | None:
    """Return the resource of that name."""
    return next((one for one in ALL if one.name == name), None)
