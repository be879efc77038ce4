"""Makes this room's abilities, letters and pieces of pages known when the site starts."""

from __future__ import annotations

from django.apps import AppConfig


class AttendanceConfig(AppConfig):
    """Sign-up for programme points and seminars."""

    name = "gorel.attendance"
    label = "attendance"
    verbose_name = "Anmälan"

    def ready(self) -> None:
        """Import what registers itself, and tell the rooms below what to show."""
        from django.utils.translation import gettext_lazy as _

        from gorel.attendance import abilities, blocks, files, letters  # noqa: F401 - importing declares
        from gorel.forms import kept
        from gorel.ground import page
        from gorel.programme.blocks import Block, register

        kept.allow(files.KIND, files.may_read)
        register(Block("attendance/block.html", blocks.sign_up, order=10))
        register(Block("attendance/work_block.html", blocks.way_to_list, place="work", order=10))
        page.register_navigation(
            page.Entry(
                label=_("Registrations"),
                url="attendance:points",
                needs=("secretary", "organiser"),
                order=50,
                section="/registrations/",
            )
        )
