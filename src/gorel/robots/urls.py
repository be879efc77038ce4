"""Addresses where people and systems answer her."""

from __future__ import annotations

from django.urls import path

from gorel.robots.asking import views as asking
from gorel.robots.doors import views as doors

app_name = "robots"
urlpatterns = [
    path("svar/<str:signed>/", asking.answer, name="answer"),
    path("formular/<uuid:uid>/", doors.form, name="form"),
    path("apply/<slug:organisation>/<str:process>/", doors.apply, name="apply"),
    path("in/<uuid:uid>/", doors.webhook, name="webhook"),
]
