"""The ground under all rooms."""

from __future__ import annotations

from django.apps import AppConfig


class GroundConfig(AppConfig):
    """Sets how the worker's lines are written."""

    name = "gorel.ground"

    def ready(self) -> None:
        """Configure what is process-wide."""
        from gorel.ground import logs

        logs.configure()
