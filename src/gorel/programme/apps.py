"""Makes abilities and letters known when Django starts."""

from __future__ import annotations

from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    """Weeks, points, seminars."""

    name = "gorel.programme"
    label = "programme"

    def ready(self) -> None:
        """Import the module that declares abilities, and register the letters."""
        from gorel.programme import abilities, letters  # noqa: F401 - importing declares

        letters.register_all()
