"""The addresses of all rooms."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from gorel.site import clock_bar, monitoring, start

handler400 = "gorel.ground.refused.refused"
handler500 = "gorel.ground.unavailable.failed"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", start.start, name="start"),
    path("health", monitoring.health, name="health"),
    path("health/live", monitoring.live, name="live"),
    path("health/ready", monitoring.ready, name="ready"),
    path("metrics", monitoring.metrics, name="metrics"),
    path("clock/", clock_bar.move, name="clock"),
    path("", include("gorel.accounts.urls")),
    path("", include("gorel.ground.urls")),
    path("", include("gorel.forms.urls")),
    path("", include("gorel.programme.urls")),
    path("", include("gorel.attendance.urls")),
    path("", include("gorel.ideas.urls")),
    path("", include("gorel.robots.urls")),
    path("", include("gorel.opendata.urls")),
    path("", include("gorel.benefits.urls")),
    path("desk/workshop/", include("gorel.desk.workshop.urls")),
    path("desk/", include("gorel.desk.urls")),
]
