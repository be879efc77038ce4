"""Makes abilities, letters and navigation known when Django starts."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammeConfig(AppConfig):
    """Weeks, points, seminars."""

    name = "gorel.programme"
    label = "programme"

    def ready(self) -> None:
        """Import the module that declares abilities, and register letters and navigation."""
        from gorel.ground import page
        from gorel.programme import (  # noqa: F401 - importing declares
            abilities,
            blocks,
            conflicts,
            letters,
            recording_abilities,
            resembling,
        )

        letters.register_all()
        blocks.register(blocks.Block("programme/work/changes.html", blocks.changes, place="work", order=20))
        blocks.register(blocks.Block("programme/work/conflicts.html", conflicts.block, place="work", order=30))
        blocks.register(blocks.Block("programme/work/resembling.html", resembling.block, place="work", order=25))
        page.register_navigation(page.Entry(_("Innovation weeks"), "programme:weeks", order=20))
        page.register_navigation(page.Entry(_("Seminars"), "programme:seminars", order=30))
        page.register_navigation(page.Entry(_("Recordings"), "programme:recordings", order=35))
        staff = ("organiser", "secretary", "editor")
        page.register_navigation(page.Entry(_("Weeks"), "programme:my-weeks", needs=("editor",), order=65))
        page.register_navigation(page.Entry(_("Programme points"), "programme:mine", needs=staff, order=60))
