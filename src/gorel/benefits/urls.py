"""The addresses of automated decisions and of the benefit account."""

from __future__ import annotations

from django.urls import path

from gorel.benefits.views import account, breakers, decisions

app_name = "benefits"
urlpatterns = [
    path("desk/time-freed/decisions/", decisions.listing, name="decisions"),
    path("desk/time-freed/decisions/register.csv", decisions.export, name="register"),
    path("desk/time-freed/decisions/new/", decisions.new, name="delegation-new"),
    path("desk/time-freed/decisions/<uuid:uid>/", decisions.delegation, name="delegation"),
    path("desk/time-freed/decisions/<uuid:uid>/document", decisions.document, name="delegation-document"),
    path("desk/time-freed/decisions/<uuid:uid>/bounds/", decisions.limits, name="bounds"),
    path("desk/time-freed/decisions/<uuid:uid>/withdraw/", decisions.withdraw, name="withdraw"),
    path("desk/time-freed/benefit/", account.overview, name="overview"),
    path("desk/time-freed/benefit/<slug:slug>/cost/", account.cost, name="cost"),
    path("desk/time-freed/benefit/<slug:slug>/report.<str:kind>", account.export, name="report"),
    path("desk/time-freed/benefit/<slug:slug>/<str:key>/breaker/", breakers.guard, name="breaker"),
    path("desk/time-freed/benefit/<slug:slug>/<str:key>/", account.process, name="process"),
    path("desk/time-freed/benefit/<slug:slug>/<str:key>/state/<slug:what>/", account.state, name="state"),
    path("automated-decisions/", decisions.public, name="public"),
]
