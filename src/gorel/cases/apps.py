"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig

from gorel.cases.sentences import SENTENCES
from gorel.core import say


class CasesConfig(AppConfig):
    """The memory of Görel."""

    name = "gorel.cases"
    label = "cases"

    def ready(self) -> None:
        """Let the memory's own problems be said, and its own ability be known."""
        import gorel.cases.continuing  # noqa: F401 - to be known

        say.add(SENTENCES)
