"""Makes this room's abilities, letters and navigation known when the site starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from django.http import HttpRequest


class IdeasConfig(AppConfig):
    """Challenges, ideas, trials, solutions, packages."""

    name = "gorel.ideas"
    label = "ideas"

    def ready(self) -> None:
        """Import what registers itself, and tell the rooms below what to show."""
        from django.utils.translation import gettext_lazy as _

        from gorel.ground import page
        from gorel.ideas import abilities, blocks, letters  # noqa: F401 - importing declares
        from gorel.programme.blocks import Block, register

        letters.register_all()
        register(Block("ideas/point_block.html", blocks.about_ideas, order=40))
        page.register_navigation(page.Entry(_("From idea to solution"), "ideas:start", order=35, section="/ideas/"))
        page.register_navigation(
            page.Entry(
                _("Ideas to answer"), "ideas:coach", needs=("idea-coach", "administrator"), order=62, count=_waiting
            )
        )
        page.register_navigation(
            page.Entry(_("Packages"), "packages:list", needs=("administrator",), order=64, is_seldom=True)
        )


def _waiting(request: HttpRequest) -> int:
    from gorel.ideas import queries

    return queries.late_count(request.user)
