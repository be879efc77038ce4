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
        """Let the memory's own problems be said."""
        say.add(SENTENCES)
