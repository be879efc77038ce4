"""The open interfaces as a Django app: it has tables of its own for what others' variables need."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The app."""

    name = "gorel.api"
    default_auto_field = "django.db.models.BigAutoField"
