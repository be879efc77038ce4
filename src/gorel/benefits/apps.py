"""The app of time freed and of trust."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BenefitsConfig(AppConfig):
    """Makes the abilities of decisions known, and lets the breaker see what happens to cases."""

    name = "gorel.benefits"
    label = "benefits"

    def ready(self) -> None:
        """Import the module that declares abilities, and watch over processes."""
        from gorel.benefits.trust import abilities, breaker  # noqa: F401 - importing declares
        from gorel.cases import watching
        from gorel.ground import page

        watching.watch(breaker.look)
        page.register_footer(page.Entry(_("Decisions without a person"), "benefits:public", order=75))
