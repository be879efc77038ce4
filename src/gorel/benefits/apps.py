"""The app of time freed."""

from django.apps import AppConfig


class BenefitsConfig(AppConfig):
    name = "gorel.benefits"
    label = "benefits"
