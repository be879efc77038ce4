"""The addresses of automated decisions and of the benefit account."""

from __future__ import annotations

from django.urls import path

from gorel.benefits.views import account, decisions

app_name = "benefits"
urlpatterns = [
    path("decisions/", decisions.listing, name="decisions"),
    path("decisions/register.csv", decisions.export, name="register"),
    path("decisions/new/", decisions.new, name="delegation-new"),
    path("decisions/<uuid:uid>/", decisions.delegation, name="delegation"),
    path("decisions/<uuid:uid>/document", decisions.document, name="delegation-document"),
    path("decisions/<uuid:uid>/bounds/", decisions.limits, name="bounds"),
    path("decisions/<uuid:uid>/withdraw/", decisions.withdraw, name="withdraw"),
    path("benefits/", account.overview, name="overview"),
    path("benefits/<slug:slug>/cost/", account.cost, name="cost"),
    path("benefits/<slug:slug>/report.<str:kind>", account.export, name="report"),
    path("benefits/<slug:slug>/<str:key>/", account.process, name="process"),
    path("benefits/<slug:slug>/<str:key>/state/<slug:what>/", account.state, name="state"),
    path("automated-decisions/", decisions.public, name="public"),
]
