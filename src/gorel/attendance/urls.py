"""The addresses of this room."""

from __future__ import annotations

from django.urls import path

from gorel.attendance.views import figures, personal, privacy, public, secretary, settings, several, wordings, writing

app_name = "attendance"

_STAFF = "registrations/<uuid:point>/"

urlpatterns = [
    path("register/week/<slug:week>/", several.several, name="several"),
    path("register/week/<slug:week>/received/", several.several_received, name="several-received"),
    path("register/<uuid:point>/", public.register, name="register"),
    path("register/<uuid:point>/received/", public.received, name="received"),
    path("watch/<uuid:point>/", figures.watch, name="watch"),
    path("my/<str:token>/", personal.mine, name="mine"),
    path("my/<str:token>/withdraw/", personal.withdraw, name="withdraw"),
    path("my/<str:token>/offer/", personal.offer, name="offer"),
    path("my/<str:token>/confirm/", personal.prove, name="prove"),
    path("my/<str:token>/now/", personal.now, name="now"),
    path("my/<str:token>/opinion/", personal.opinion, name="feedback"),
    path("your-data/", privacy.ask, name="privacy"),
    path("your-data/erased/", privacy.erased, name="erased"),
    path("your-data/<str:link>/", privacy.yours, name="yours"),
    path("your-data/<str:link>/registrations.json", privacy.download, name="yours-download"),
    path("registrations/", secretary.points, name="points"),
    path("registrations/letters/", wordings.kinds, name="wordings"),
    path("registrations/letters/<slug:organisation>/<str:kind>/<str:language>/", wordings.words, name="words"),
    path(
        "registrations/letters/<slug:organisation>/<str:kind>/<str:language>/preview/",
        wordings.preview,
        name="words-preview",
    ),
    path("registrations/numbers/", figures.mine, name="figures"),
    path("registrations/numbers/<slug:slug>/", figures.week, name="figures-week"),
    path("registrations/numbers/<slug:slug>/report.xlsx", figures.report, name="figures-report"),
    path("registrations/numbers/<slug:slug>/report.pdf", figures.report_pdf, name="figures-pdf"),
    path(_STAFF, secretary.people, name="people"),
    path(f"{_STAFF}export.csv", secretary.export, name="export"),
    path(f"{_STAFF}export.xlsx", secretary.export, {"kind": "xlsx"}, name="export-xlsx"),
    path(f"{_STAFF}attendance/", secretary.attendance, name="attendance"),
    path(f"{_STAFF}settings/", settings.settings, name="settings"),
    path(f"{_STAFF}questions/", settings.questions, name="questions"),
    path(f"{_STAFF}message/", writing.message, name="message"),
    path(f"{_STAFF}invite/", writing.invite, name="invite"),
    path(f"{_STAFF}opinions/", figures.opinions, name="opinions"),
]
