"""The app of people, organisations and roles."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People, organisations and roles."""

    name = "gorel.accounts"
    verbose_name = _("People and organisations")

    def ready(self) -> None:
        """Listen at the door, and tell the ground whose roles decide what the navigation shows."""
        from gorel.accounts import doors, rights
        from gorel.ground import page

        page.ask_roles(rights.roles_of)
        assert doors  # its import connects the receivers
        page.register_navigation(
            page.Entry(_("Audit log"), "audit", needs=("administrator", "auditor"), order=78, is_seldom=True)
        )
        page.register_navigation(
            page.Entry(_("Organisations"), "organisations", needs=("administrator", "editor"), order=75, is_seldom=True)
        )
