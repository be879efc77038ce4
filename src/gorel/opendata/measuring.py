"""Size and checksum of whole files, for the catalogue.

A file is made anew at each call, so nobody knows its size before it is written. Whoever fetches one whole lets it be
measured on the way; files of few rows are measured when the catalogue asks, for as long as a second is left.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from datetime import timedelta

from gorel.ground import clock
from gorel.opendata import files
from gorel.opendata.files import Format
from gorel.opendata.models import Measured
from gorel.opendata.shape import Resource

FEW, KEPT, BUDGET_SECONDS = 1000, timedelta(days=1), 1.0


def noted(resource: Resource, format_: Format) -> Iterator[bytes]:
    """Return the file in pieces; when the last is taken, its size and checksum are kept."""
    seen, size, began_at = hashlib.sha256(), 0, clock.now()
    for piece in files.whole(resource, format_):
        seen.update(piece)
        size += len(piece)
        yield piece
    Measured.objects.update_or_create(
        resource=resource.name, format=format_.name,
        defaults={"size": size, "sha256": seen.hexdigest(), "at": began_at},
    )  # fmt: skip


def known(all_: tuple[Resource, ...]) -> dict[tuple[str, str], Measured]:
    """Return what is known of each resource's files, measuring what is small and not known, or a day old."""
    until = time.monotonic() + BUDGET_SECONDS
    found = {(row.resource, row.format): row for row in Measured.objects.all()}
    stale = clock.now() - KEPT
    for resource in all_:
        due = [
            format_ for format_ in files.of(resource)
            if (row := found.get((resource.name, format_.name))) is None or row.at < stale
        ]  # fmt: skip
        if not due or time.monotonic() > until or resource.rows().count() > FEW:
            continue
        for format_ in due:
            for _piece in noted(resource, format_):
                pass
            found[resource.name, format_.name] = Measured.objects.get(resource=resource.name, format=format_.name)
    return found
