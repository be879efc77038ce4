"""The addresses of open data and of the legal pages."""

from __future__ import annotations

from django.urls import path

from gorel.opendata.views import catalogue, interface, legal, pages, stating

app_name = "opendata"
urlpatterns = [
    path("datasets/dcat", catalogue.dcat, name="dcat"),
    path("datasets/dcat.<str:form>", catalogue.dcat, name="dcat-as"),
    path("open-data/", pages.about, name="about"),
    path("open/v1/api-info", interface.api_info, name="api-info"),
    path("open/v1/openapi", interface.openapi, name="openapi"),
    path("open/v1/openapi/<str:language>", interface.openapi, name="openapi-in"),
    path("open/v1/<str:name>", interface.listing, name="list"),
    path("open/v1/<str:name>/changes", interface.changes, name="changes"),
    path("open/v1/<str:name>/files/<str:kind>", interface.whole, name="file"),
    path("open/v1/<str:name>/<str:uid>", interface.one, name="one"),
    path("open/<path:rest>", interface.nothing),
    path("accessibility/", legal.accessibility, name="accessibility"),
    path("personal-data/", legal.privacy, name="privacy"),
    path("cookies/", legal.cookies, name="cookies"),
    path("terms/", legal.terms, name="terms"),
    path("statements/", stating.listing, name="statements"),
    path("statements/<slug:kind>/", stating.change, name="state"),
]
