"""The app that brings the form script to the pages."""

from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "gorel.forms"
    label = "forms"
