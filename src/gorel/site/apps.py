"""The room that imports all rooms."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SiteConfig(AppConfig):
    """Registers the start page and, in a demo home, the clock bar."""

    name = "gorel.site"
    label = "site"

    def ready(self) -> None:
        """Tell the frame of every page what belongs to it."""
        from gorel.ground import page
        from gorel.site import clock_bar

        page.register_navigation(page.Entry(_("Start"), "start", order=0, section="/"))
        page.register_bar(page.Bar("site/clock_bar.html", clock_bar.context))
