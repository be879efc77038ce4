"""Makes the abilities of this room known when the site starts."""

from __future__ import annotations

from django.apps import AppConfig


class RobotsConfig(AppConfig):
    """The abilities that Görel comes with."""

    name = "gorel.robots"
    label = "robots"

    def ready(self) -> None:
        """Import the modules that declare abilities."""
        from gorel.cases import personal
        from gorel.robots.mail import outbox

        personal.on_erase(outbox.erase)
