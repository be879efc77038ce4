"""Template tags of attendance: `{% load attendance %}`."""

from __future__ import annotations

from typing import Any

from django import template

from gorel.programme import texts

register = template.Library()


@register.filter
def said(row: Any, field: str) -> str:
    """A row's text in the page's language, or in the other one."""
    return texts.said(row, field)
