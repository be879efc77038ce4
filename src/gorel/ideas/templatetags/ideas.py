"""Tags of the pages about ideas."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from gorel.ideas import letters
from gorel.programme import texts

register = template.Library()


@register.filter
def markdown(text: str) -> SafeString:
    """What somebody wrote, as HTML that is safe to show."""
    return texts.html(text)


@register.filter
def short(text: str) -> str:
    """The beginning of what somebody wrote, as plain text."""
    return texts.plain(text, 180)


@register.filter
def kind_name(row: Any) -> str:
    """Challenge, idea, trial, solution or introduction."""
    return letters.kind_name(row)


@register.filter
def percent(share: float | None) -> str:
    """0.25 as 25 %; a dash where there is nothing to share."""
    return "–" if share is None else f"{round(share * 100)} %"
