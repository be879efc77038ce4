"""Puts the links of open data and of the legal pages into the footer."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OpenDataConfig(AppConfig):
    """Open data and legal pages."""

    name = "gorel.opendata"
    label = "opendata"

    def ready(self) -> None:
        """Register the footer's links."""
        from gorel.ground import page

        page.register_footer(page.Entry(_("Open data"), "opendata:about", order=70))
        page.register_footer(page.Entry(_("Accessibility statement"), "opendata:accessibility", order=80))
        page.register_footer(page.Entry(_("Personal data"), "opendata:privacy", order=81))
        page.register_footer(page.Entry(_("Cookies"), "opendata:cookies", order=82))
        page.register_footer(page.Entry(_("Terms"), "opendata:terms", order=83))
