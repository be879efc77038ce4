"""The app of people, organisations and roles."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People, organisations and roles."""

    name = "gorel.accounts"
    verbose_name = _("People and organisations")
