"""The app of the workshop."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkshopConfig(AppConfig):
    """Where processes are made."""

    name = "gorel.desk.workshop"
    label = "workshop"
    verbose_name = _("Workshop")

    def ready(self) -> None:
        """Add the workshop to the frame, and its sentences to what the core can say."""
        from gorel.core import say
        from gorel.desk.workshop.sentences import SENTENCES
        from gorel.ground.page import Entry, register_navigation

        say.add(SENTENCES)
        register_navigation(Entry(_("Workshop"), "workshop:drafts", needs=("editor", "administrator"), order=57))
