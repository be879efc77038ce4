"""What must stand before web or worker start: a home, tables, processes, static files."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path


def setup() -> None:
    """Read the settings and load all rooms."""
    import django

    django.setup()


def prepare_database(begins: datetime | None = None) -> None:
    """Bring the tables up to this version, and deploy each room's processes whose content changed.

    *begins* is when the story of a demo begins: what is trained was there by then.
    """
    from gorel.cases import deployment
    from gorel.ground import clock
    from gorel.ground.models import PinnedClock
    from gorel.site import tables

    tables.bring_up()
    with clock.held(begins if PinnedClock.read() is None else None):
        deployment.deploy_apps()


def prepare_static() -> None:
    """Collect and compress static files into the home, once per version of them."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    seen = hashlib.sha256()
    for finder in get_finders():
        for path, storage in sorted(finder.list([]), key=lambda found: found[0]):
            status = Path(storage.path(path)).stat()
            seen.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    stamp = Path(settings.STATIC_ROOT) / "collected"
    if stamp.exists() and stamp.read_text(encoding="ascii") == seen.hexdigest():
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(seen.hexdigest(), encoding="ascii")
