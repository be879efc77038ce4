"""The addresses of this room."""

from __future__ import annotations

from django.urls import path

from gorel.forms import views

app_name = "forms"

urlpatterns = [
    path("files/own/<str:signed>/", views.own_file, name="own-file"),
    path("files/<uuid:uid>/", views.file, name="file"),
]
