"""What editors do with weeks: write them, their themes, and copy one to the next year. Rights are the caller's."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils.text import slugify

from gorel.forms.uploads import Upload
from gorel.ground import slugs
from gorel.programme.models import Theme, Week, WeekLogo

WEEKS_IN_A_YEAR = timedelta(weeks=52)  # the same days of the week


class Titles(NamedTuple):
    """A theme as an editor writes it."""

    sv: str
    en: str = ""


@transaction.atomic
def save(week: Week, *, themes: Iterable[Titles], slug: str = "") -> Week:
    """Write the week and its themes. A theme that points have chosen stays, renamed or not, until none has it."""
    if not week.slug:
        week.slug = free_slug(slug or week.title_sv)
    week.save()
    week.points.exclude(time_zone=week.time_zone).update(time_zone=week.time_zone)  # drafts without a time (WeekForm)
    known = {theme.title_sv.casefold(): theme for theme in week.themes.all()}
    kept = set()
    for titles in themes:
        theme = known.get(titles.sv.casefold())
        if theme is None:
            theme = Theme(week=week, slug=_free_theme_slug(week, titles.sv))
        theme.title_sv, theme.title_en = titles.sv, titles.en
        theme.save()
        kept.add(theme.pk)
    week.themes.exclude(pk__in=kept).filter(points=None).delete()
    return week


@transaction.atomic
def put_logo(week: Week, logo: Upload | None, *, drop: bool = False) -> None:
    """Write a new logo, or take it away. Side effect: the week's logo has another address from now on."""
    if logo is None and not drop:
        return
    WeekLogo.objects.filter(week=week).delete()
    if logo is not None:
        WeekLogo.objects.create(week=week, type=logo.type, content=logo.content)
    week.logo_version = (zlib.crc32(logo.content) & 0x7FFFFFFF) or 1 if logo is not None else 0
    week.save(update_fields=["logo_version"])


@transaction.atomic
def copy(week: Week) -> Week:
    """Write next year's week: all but the points, 52 weeks later, not published. Years in names follow."""
    following = Week(
        **{
            field.attname: getattr(week, field.attname)
            for field in Week._meta.concrete_fields
            if field.name not in ("id", "uid", "slug", "published_on")
        }
    )
    for name in ("starts_on", "ends_on", "call_opens_at", "call_closes_at"):
        moment = getattr(week, name)
        setattr(following, name, moment + WEEKS_IN_A_YEAR if moment else None)
    old, new = week.starts_on.year, following.starts_on.year
    for name in ("title_sv", "title_en"):
        setattr(following, name, _next_year(getattr(week, name), old, new))
    following.slug = free_slug(_next_year(week.slug, old, new))
    following.save()
    following.initiators.set(week.initiators.all())
    for logo in WeekLogo.objects.filter(week=week):
        WeekLogo.objects.create(week=following, type=logo.type, content=logo.content)
    Theme.objects.bulk_create(
        Theme(week=following, slug=theme.slug, title_sv=theme.title_sv, title_en=theme.title_en)
        for theme in week.themes.all()
    )
    return following


def read_themes(text: str) -> list[Titles]:
    """Read themes as they are written in the form: one a line, "Öppna data = Open data"."""
    found: dict[str, Titles] = {}
    for line in text.splitlines():
        swedish, _sign, english = (part.strip() for part in line.partition("="))
        if swedish:
            found[swedish.casefold()] = Titles(swedish[:120], english[:120])
    return list(found.values())


def write_themes(week: Week) -> str:
    """Return the week's themes as the form shows them."""
    return "\n".join(
        f"{theme.title_sv} = {theme.title_en}" if theme.title_en else theme.title_sv for theme in week.themes.all()
    )


def free_slug(wanted: str) -> str:
    """Return a short name that no week has."""
    wanted = slugify(wanted)[:70].strip("-") or "vecka"
    taken = set(Week.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    return slugs.free(wanted, taken)


def _free_theme_slug(week: Week, title: str) -> str:
    wanted = slugify(title)[:70] or "tema"
    taken = set(week.themes.values_list("slug", flat=True))
    return slugs.free(wanted, taken)


def _next_year(text: str, old: int, new: int) -> str:
    return re.sub(rf"(?<!\d){old}(?!\d)", str(new), text)
