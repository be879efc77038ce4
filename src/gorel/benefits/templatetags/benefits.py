"""Words of the benefit account for templates."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.translation import gettext as _

from gorel.benefits.models import Measurement
from gorel.ground import times

register = template.Library()


@register.filter
def worked(minutes: Decimal | None) -> str:
    """Say minutes of work in hours; a dash for nothing known."""
    return "–" if minutes is None else times.worked(float(minutes))


@register.filter
def origin(code: str) -> str:
    """Say where a figure comes from."""
    return _("from the picture") if code == "picture" else str(Measurement.Method(code).label)
