"""The app of time freed and of trust."""

from django.apps import AppConfig


class BenefitsConfig(AppConfig):
    """Makes the abilities of decisions known, and lets the breaker see what happens to cases."""

    name = "gorel.benefits"
    label = "benefits"

    def ready(self) -> None:
        """Import the module that declares abilities, and watch over processes."""
        from gorel.benefits.trust import abilities, breaker  # noqa: F401 - importing declares
        from gorel.cases import watching

        watching.watch(breaker.look)
