"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The memory of Görel."""

    name = "gorel.cases"
    label = "cases"
