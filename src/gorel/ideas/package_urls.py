"""The addresses of packages."""

from __future__ import annotations

from django.urls import path

from gorel.ideas.views import packages

app_name = "packages"
urlpatterns = [
    path("", packages.listing, name="list"),
    path("reports/", packages.report, name="report"),
    path("keys/<int:pk>/", packages.key, name="key"),
    path("fetch/<uuid:uid>/", packages.fetch, name="fetch"),
    path("<uuid:uid>/", packages.package, name="package"),
    path("<uuid:uid>/test/", packages.test, name="test"),
    path("<uuid:uid>/install/", packages.install, name="install"),
    path("installed/<uuid:uid>/", packages.installed, name="installed"),
    path("installed/<uuid:uid>/update/<uuid:package>/", packages.update, name="update"),
    path("installed/<uuid:uid>/report.json", packages.own_report, name="own-report"),
]
