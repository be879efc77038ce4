"""Template tags of the programme: `{% load programme %}`."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import template
from django.utils.safestring import SafeString

from gorel.ground import times as ground_times
from gorel.ground import zones
from gorel.ground.language import spoken
from gorel.programme import captions, texts, times
from gorel.programme.models import Point, Week

register = template.Library()


@register.simple_tag
def said(row: Any, field: str) -> str:
    """A row's text in the page's language, or in the other one."""
    return texts.said(row, field)


@register.simple_tag
def prose(row: Any, field: str) -> SafeString:
    """A row's Markdown as safe HTML."""
    return texts.html(texts.said(row, field))


@register.simple_tag
def summary(row: Any, field: str) -> str:
    """A row's Markdown as one line of plain text."""
    return texts.plain(texts.said(row, field), 160)


@register.filter
def film_length(seconds: int) -> str:
    """47:10, or 1:02:05"""
    return captions.clock(seconds)


@register.simple_tag
def when(point: Point) -> str:
    """måndag 4 oktober 2021 kl. 13.00–13.45, or what of it is known"""
    return times.when(point)


@register.simple_tag
def zone_of(week: Week) -> str:
    """tid i Helsingfors (UTC+3)"""
    speech = spoken()
    noon = datetime.combine(week.starts_on, time(12), tzinfo=week.zone)
    return f"{zones.title(week.zone, speech)} ({zones.offset(noon, week.zone)})"


@register.simple_tag
def days(first: date, last: date) -> str:
    """4–8 oktober 2021"""
    if first == last:
        return ground_times.day(first, weekday=False)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{ground_times.day(last, weekday=False)}"
    start = ground_times.day(first, weekday=False, year=first.year != last.year)
    return f"{start} – {ground_times.day(last, weekday=False)}"


@register.simple_tag
def day_name(on: date) -> str:
    """måndag 4 oktober, with a capital: it stands alone"""
    said = ground_times.day(on, year=False)
    return said[:1].upper() + said[1:]


@register.filter
def day_and_year(on: date) -> str:
    """Måndag 4 oktober 2021"""
    said = ground_times.day(on)
    return said[:1].upper() + said[1:]


@register.simple_tag
def weekday(on: date) -> str:
    """måndag"""
    return ground_times.DAYS[spoken()][on.weekday()]


@register.filter
def glued(title: str) -> str:
    """A title whose dashes never begin a line."""
    return title.replace(" – ", "\u00a0– ")


@register.filter
def shown_address(url: str) -> str:
    """An address as people say it: without https:// and the last slash."""
    return url.split("://", 1)[-1].rstrip("/")
