"""What cannot be taken in: a request that is broken, or larger than one form may be."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import bad_request


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what could not be read: 413 where it was too much, else 400. Nothing of it has been saved."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return render(request, "413.html", status=413)
    return bad_request(request, exception)
