"""The catalogue as portals harvest it."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse

from gorel.opendata.answers import given, not_here, opened


@opened
def dcat(request: HttpRequest, form: str = "") -> HttpResponse:
    """The catalogue: RDF/XML unless another form is in the address, or is all that the caller takes."""
    from gorel.opendata import catalogue  # its library is the largest of all, and portals ask once a night

    if form and form not in catalogue.MEDIA:
        return not_here(request)
    chosen = form or _wanted(request, catalogue.MEDIA)
    response = given(request, catalogue.written(chosen), type_=catalogue.MEDIA[chosen])
    response["Vary"] = "Accept"
    return response


def _wanted(request: HttpRequest, media: Mapping[str, str]) -> str:
    kind = request.get_preferred_type(list(media.values()))
    return next((form for form, one in media.items() if one == kind), "xml")
