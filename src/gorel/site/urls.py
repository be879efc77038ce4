"""The addresses of all rooms."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("gorel.accounts.urls")),
    path("", include("gorel.ground.urls")),
    path("", include("gorel.programme.urls")),
]
