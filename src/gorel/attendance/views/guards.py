"""How often one may sign up: per address of the network and per e-mail address, counted by all processes together.

The limits are wide: a whole town hall may come from one address. Both answer with the same page, and neither says
whether somebody is registered.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gorel.attendance.wishes import normal_address
from gorel.ground import limits

SPAN_SECONDS = 600


def too_many(request: HttpRequest, email: str, *, weight: int = 1) -> HttpResponse | None:
    """Count one more try; return the page that asks to wait when there have been too many."""
    here = request.META.get("REMOTE_ADDR", "")
    fine = limits.allows("sign-up from", here, most=settings.SIGN_UPS_FROM_ONE_PLACE, seconds=SPAN_SECONDS)
    if email:
        fine &= limits.allows("sign-up of", normal_address(email), most=40 // min(weight, 4), seconds=SPAN_SECONDS)
    if fine:
        return None
    response = render(request, "attendance/too_many.html", status=429)
    response["Retry-After"] = str(SPAN_SECONDS)
    return response
