"""The addresses of the ground."""

from __future__ import annotations

from django.urls import path

from gorel.ground import styleguide

urlpatterns = [path("styleguide/", styleguide.styleguide, name="styleguide")]
