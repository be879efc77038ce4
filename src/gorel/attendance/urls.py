"""The addresses of this room."""

from __future__ import annotations

from django.urls import path

from gorel.attendance.views import personal, public, secretary

app_name = "attendance"

urlpatterns = [
    path("register/<uuid:point>/", public.register, name="register"),
    path("register/<uuid:point>/received/", public.received, name="received"),
    path("my/<str:token>/", personal.mine, name="mine"),
    path("my/<str:token>/withdraw/", personal.withdraw, name="withdraw"),
    path("registrations/", secretary.points, name="points"),
    path("registrations/<uuid:point>/", secretary.people, name="people"),
    path("registrations/<uuid:point>/export.csv", secretary.export, name="export"),
    path("registrations/<uuid:point>/settings/", secretary.settings, name="settings"),
]
