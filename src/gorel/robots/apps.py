"""Makes the abilities of this room known when the site starts."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig

# Importing a module declares its abilities. Those after the first need the models, which are ready in `ready`.
ABILITIES = (
    "gorel.robots.everywhere",
    "gorel.robots.asking.robot",
    "gorel.robots.cases.robot",
    "gorel.robots.mail.robot",
)


class RobotsConfig(AppConfig):
    """The abilities that Görel comes with."""

    name = "gorel.robots"
    label = "robots"

    def ready(self) -> None:
        """Import the modules that declare abilities."""
        from gorel.ability import grants
        from gorel.cases import personal
        from gorel.forms import kept
        from gorel.robots.granted import answering
        from gorel.robots.mail import outbox

        personal.on_erase(outbox.erase)
        personal.on_erase(lambda cases: kept.forget(f"case:{uid}" for uid in cases))
        grants.use(answering.Rows())
        for module in ABILITIES:
            import_module(module)
