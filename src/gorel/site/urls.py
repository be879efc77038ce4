"""The addresses of all rooms."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from gorel.site import clock_bar, start

urlpatterns: list[URLPattern | URLResolver] = [
    path("", start.start, name="start"),
    path("clock/", clock_bar.move, name="clock"),
    path("", include("gorel.accounts.urls")),
    path("", include("gorel.ground.urls")),
    path("", include("gorel.programme.urls")),
    path("", include("gorel.attendance.urls")),
    path("desk/", include("gorel.desk.urls")),
]
