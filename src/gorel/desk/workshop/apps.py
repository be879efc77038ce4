"""The app of the workshop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from gorel.accounts.rights import SignedIn


class WorkshopConfig(AppConfig):
    """Where processes are made."""

    name = "gorel.desk.workshop"
    label = "workshop"
    verbose_name = _("Workshop")

    def ready(self) -> None:
        """Add the workshop to the frame, and its sentences to what the core can say."""
        from gorel.accounts.rights import POWERS
        from gorel.core import say
        from gorel.desk.workshop import letters
        from gorel.desk.workshop.sentences import SENTENCES
        from gorel.ground.page import Entry, register_navigation

        say.add(SENTENCES)
        needs = tuple(sorted(POWERS["teach"]))
        register_navigation(Entry(_("Workshop"), "workshop:drafts", needs=needs, order=57, count=_waiting))
        letters.register_all()


def _waiting(request: SignedIn) -> int:
    from gorel.desk.workshop.rights import waiting_for

    return waiting_for(request.user).count()
