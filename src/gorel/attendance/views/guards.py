"""Who may sign up how often, and the two quiet guards against robots.

Tries are counted per address of the network and per e-mail address, by all processes together.

The limits are wide: a whole town hall may come from one address. Both answer with the same page, and neither says
whether somebody is registered.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from gorel.attendance import sign_up_form
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


def not_a_person() -> str:
    """Return what is said to whom we took for a robot."""
    return _("We could not tell that you are a person. Leave the hidden field empty and press the button again.")


def guards() -> dict[str, str]:
    """Return what the quiet guards against robots need in a form."""
    return {
        "trap": sign_up_form.TRAP,
        "shown_name": sign_up_form.SHOWN,
        "shown": sign_up_form.shown_now(),
    }
