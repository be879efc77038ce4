"""The catalogue as portals harvest it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from gorel.opendata import catalogue
from gorel.opendata.answers import given, not_here, opened


@opened
def dcat(request: HttpRequest, form: str = "") -> HttpResponse:
    """The catalogue: RDF/XML unless another form is in the address, or is all that the caller takes."""
    if form and form not in catalogue.MEDIA:
        return not_here(request)
    chosen = form or _wanted(request)
    response = given(request, catalogue.written(chosen), type_=catalogue.MEDIA[chosen])
    response["Vary"] = "Accept"
    return response


def _wanted(request: HttpRequest) -> str:
    kind = request.get_preferred_type(list(catalogue.MEDIA.values()))
    return next((form for form, media in catalogue.MEDIA.items() if media == kind), "xml")
