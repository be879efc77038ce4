"""Makes the abilities known when Django starts."""

from __future__ import annotations

from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "gorel.programme"
    label = "programme"
    verbose_name = "Program"

    def ready(self) -> None:
        from gorel.programme import abilities  # noqa: F401 - importing them registers them
