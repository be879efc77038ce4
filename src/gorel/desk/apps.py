"""The app of the staff's side: tells the frame of every page what it has, and the rooms' cards where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from gorel.accounts.rights import SignedIn

STAFF = (
    "editor", "organiser", "secretary", "administrator", "handler", "owner", "operator", "auditor", "idea-coach",
)  # fmt: skip
PROCESSES = ("editor", "administrator", "owner", "operator", "auditor")


class DeskConfig(AppConfig):
    """The staff's side."""

    name = "gorel.desk"
    label = "desk"
    verbose_name = _("Desk")

    def ready(self) -> None:
        from gorel.ground.page import Entry, register_navigation

        register_navigation(Entry(_("Today"), "desk:start", needs=STAFF, order=10))
        register_navigation(
            Entry(_("Inbox"), "desk:inbox", needs=STAFF, order=40, count=_waiting, section="/desk/tasks/")
        )
        register_navigation(Entry(_("Cases"), "desk:cases", needs=STAFF, order=50))
        register_navigation(Entry(_("Processes"), "desk:processes", needs=PROCESSES, order=55))
        register_navigation(Entry(_("Incidents"), "desk:incidents", needs=STAFF, order=60, count=_stuck))
        register_navigation(
            Entry(_("Robots"), "desk:robots", needs=("administrator", "operator"), order=65, is_seldom=True)
        )
        register_navigation(Entry(_("Outbox"), "desk:outbox", needs=STAFF, order=70, is_seldom=True))
        register_navigation(Entry(_("Time freed"), "desk:time-freed", needs=STAFF, order=80))
        self._register_cards()
        self._register_files()

    def _register_files(self) -> None:
        from gorel.cases import personal, watching
        from gorel.desk import begun, files
        from gorel.forms import kept

        kept.allow("case", files.may_read)
        kept.allow(begun.KIND, begun.may_read)
        personal.on_erase(begun.erase)
        watching.follow_tasks(begun.sweep)

    def _register_cards(self) -> None:
        from gorel.desk import cards

        if apps.is_installed("gorel.programme"):
            from gorel.desk.about import programme

            cards.register("programme", cards.Teller(programme.tell, programme.find, programme.beside))
        if apps.is_installed("gorel.attendance"):
            from gorel.desk.about import attendance

            cards.register("attendance", cards.Teller(attendance.tell, attendance.find))
        if apps.is_installed("gorel.ideas"):
            from gorel.desk.about import ideas

            cards.register("ideas", cards.Teller(ideas.tell, ideas.find))


def _waiting(request: SignedIn) -> int:
    from gorel.desk import inbox

    return inbox.open_count(request.user)


def _stuck(request: SignedIn) -> int:
    from gorel.desk import troubles

    return troubles.open_count(request.user)
