"""Makes the abilities of this room known when the site starts."""

from __future__ import annotations

from django.apps import AppConfig


class RobotsConfig(AppConfig):
    """The abilities that Görel comes with."""

    name = "gorel.robots"
    label = "robots"

    def ready(self) -> None:
        """Import the modules that declare abilities."""
        import gorel.robots.everywhere  # importing declares
        import gorel.robots.mail.robot  # noqa: F401 - needs the models, which are ready now
