"""What the sign-in page asks: `{% load accounts %}`."""

from __future__ import annotations

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def own_sign_in() -> dict[str, str] | None:
    """Return the organisation's own sign-in: its id and name; None where there is none."""
    return {"id": "own", "name": settings.OIDC_NAME} if settings.OIDC_ADDRESS else None
