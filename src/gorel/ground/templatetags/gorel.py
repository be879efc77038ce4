"""Görel's template tags: `{% load gorel %}`. docs/design-system.md shows each with an example."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django import template
from django.conf import settings
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from gorel.ground import page, times
from gorel.ground.language import is_english
from gorel.ground.memory import Memory

if TYPE_CHECKING:
    from django.core.paginator import Page
    from django.forms import BaseForm

register = template.Library()


# --- Time -------------------------------------------------------------------------------------------------------------


def _time(value: datetime | date, said: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', times.local(value).isoformat(), said)


@register.filter
def day(value: datetime | date | None) -> str:
    """måndag 4 oktober 2021"""
    return _time(value, times.day(value)) if value else ""


@register.filter
def short_day(value: datetime | date | None) -> str:
    """4 oktober 2021"""
    return _time(value, times.day(value, weekday=False)) if value else ""


@register.filter
def hour(value: datetime | None) -> str:
    """13.00"""
    return _time(value, times.hour(value)) if value else ""


@register.filter
def moment(value: datetime | date | None) -> str:
    """måndag 4 oktober 2021 kl. 13.00"""
    return _time(value, times.moment(value)) if value else ""


@register.filter
def short_moment(value: datetime | date | None) -> str:
    """4 oktober 2021 kl. 13.00"""
    return _time(value, times.moment(value, weekday=False)) if value else ""


@register.simple_tag
def span(start: datetime, end: datetime | None = None) -> str:
    """måndag 4 oktober 2021 kl. 13.00–13.45"""
    return _time(start, times.span(start, end)) if start else ""


@register.simple_tag
def hours(start: datetime, end: datetime | None = None) -> str:
    """kl. 13.00–13.45"""
    return _time(start, times.hours(start, end)) if start else ""


@register.filter
def duration(value: timedelta | int | float | None) -> str:
    """2 timmar 15 minuter"""
    return "" if value is None else times.duration(value)


@register.filter
def relative(value: datetime | None) -> str:
    """om 3 dagar; the exact moment stands in the element"""
    if not value:
        return ""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        times.local(value).isoformat(),
        times.moment(value),
        times.relative(value),
    )


# --- Forms ------------------------------------------------------------------------------------------------------------


@register.simple_tag
def field(bound: BoundField, css: str = "") -> str:
    """A Django form field with label, help and errors tied together."""
    widget = bound.field.widget
    group = isinstance(widget, (RadioSelect, CheckboxSelectMultiple))
    attrs: dict[str, Any] = {}
    if bound.errors:
        attrs["aria-invalid"] = "true"
    described = [f"{bound.id_for_label}-{part}" for part in _parts(bound)]
    if described and not group:
        attrs["aria-describedby"] = " ".join(described)
    return render_to_string(
        "ground/parts/field.html",
        {
            "field": bound,
            "control": bound.as_widget(attrs=attrs) if not group else "",
            "id": bound.id_for_label,
            "is_group": group,
            "is_choice": isinstance(widget, CheckboxInput),
            "is_hidden": bound.is_hidden,
            "is_optional": not (
                bound.field.required or bound.field.widget.attrs.get("aria-required") or _always_answers(bound)
            ),
            "described": " ".join(described),
            "css": css,
        },
    )


def _always_answers(bound: BoundField) -> bool:
    """Say whether one of several is chosen whatever people do: "optional" would be a riddle there."""
    widget = bound.field.widget
    if not isinstance(widget, Select | RadioSelect) or widget.allow_multiple_selected:
        return False
    has_empty = any(value in ("", None) for value, _label in widget.choices)
    return not has_empty and (isinstance(widget, Select) or bound.value() not in ("", None))


def _parts(bound: BoundField) -> list[str]:
    return [part for part, there in (("help", bound.help_text), ("error", bound.errors)) if there]


@register.inclusion_tag("ground/parts/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """What is wrong with a Django form, each error a link to its field; nothing when all is well."""
    rows = [
        (bound.id_for_label or bound.auto_id, _before_error(str(bound.label)), str(error))
        for bound in (form[name] for name in form.fields)
        for error in bound.errors
    ]
    return {"rows": rows, "others": form.non_field_errors(), "any": bool(form.errors)}


def _before_error(label: str) -> str:
    return label if label.endswith("?") else f"{label}:"


# --- Parts ------------------------------------------------------------------------------------------------------------

_TONES = frozenset({"", "info", "good", "wait", "bad", "plain"})


@register.simple_tag
def badge(label: object, tone: str = "") -> str:
    """A status word. Tones: info, good, wait, bad, plain."""
    if tone not in _TONES:
        raise template.TemplateSyntaxError(f"badge: {tone!r} is no tone; use one of {', '.join(sorted(_TONES))}")
    return format_html('<span class="badge{}">{}</span>', f" badge--{tone}" if tone else "", label)


@register.inclusion_tag("ground/parts/empty.html")
def empty(title: object, text: object = "", url: str = "", action: object = "") -> dict[str, Any]:
    """Nothing here yet: what this place is for, and what to do next."""
    return {"title": title, "text": text, "url": url, "action": action}


@register.simple_tag(takes_context=True)
def narrowed(context: template.Context, name: str, value: str) -> str:
    """Return the address of the same list from its first page on, with *value* for *name*."""
    query = context["request"].GET.copy()
    query[name] = value
    query.pop("page", None)
    return f"?{query.urlencode()}"


@register.inclusion_tag("ground/parts/pagination.html", takes_context=True)
def pagination(context: template.Context, shown: Page[Any]) -> dict[str, Any]:
    """Links to the other pages of a list; keeps the search and filters of the address."""
    numbers = list(shown.paginator.get_elided_page_range(shown.number, on_each_side=1, on_ends=1))
    return {"page": shown, "numbers": numbers, "ellipsis": shown.paginator.ELLIPSIS, "request": context.get("request")}


@register.inclusion_tag("ground/parts/table_toolbar.html", takes_context=True)
def table_toolbar(
    context: template.Context, *, search: object = "", count: int | None = None, export: str = "", keep: str = ""
) -> dict[str, Any]:
    """A list's search box (parameter `q`), how many rows, and the link to its export.

    Shape: `search` is the box's label, empty for no box; `keep` names the parameters to carry on, comma-separated.
    """
    request = context.get("request")
    given = request.GET if request else {}
    kept = [(name, given[name]) for name in keep.split(",") if name and given.get(name)]
    query = request.GET.urlencode() if request else ""
    return {
        "search": search, "count": count, "kept": kept, "q": given.get("q", ""),
        "export": f"{export}?{query}" if export and query else export, "path": request.path if request else "",
    }  # fmt: skip


# --- Pieces that are kept ---------------------------------------------------------------------------------------------

_PIECES: Memory[str] = Memory(4000)


class _Piece(template.Node):
    """Renders what it holds once for each key."""

    def __init__(self, parts: list[Any], held: template.NodeList) -> None:
        self._parts, self._held = parts, held

    def render(self, context: template.Context) -> SafeString:
        """Return the kept piece, or make it."""
        name, *values = (part.resolve(context, ignore_failures=True) for part in self._parts)
        if settings.DEBUG or values[:1] == [None]:  # in DEBUG, templates are being written
            return self._held.render(context)
        key = (get_language(), name, *values)
        return SafeString(_PIECES.one(key, lambda: self._held.render(context)))


@register.tag
def piece(parser: template.base.Parser, token: template.base.Token) -> _Piece:
    """{% piece "name" version … %} … {% endpiece %}: kept in this process by its name, the language and the values.

    The values must hold everything that the piece is made from; where the first is None, nothing is kept. No
    {% block %} inside, and nothing of one visitor.
    """
    parts = [parser.compile_filter(bit) for bit in token.split_contents()[1:]]
    held = parser.parse(("endpiece",))
    parser.delete_first_token()
    return _Piece(parts, held)


# --- The page's frame -------------------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def menus(context: template.Context) -> dict[str, tuple[page.Shown, ...]]:
    """The header's menus, as rooms registered them: `first` beside the name, `main` below, `more` behind a word."""
    request = context.get("request")
    first, main, more = page.menus(request) if request else ([], [], [])
    return {"first": tuple(first), "main": tuple(main), "more": tuple(more)}


@register.simple_tag(takes_context=True)
def footer_links(context: template.Context) -> tuple[page.Shown, ...]:
    """The footer's links."""
    request = context.get("request")
    return tuple(page.footer(request)) if request else ()


@register.simple_tag(takes_context=True)
def bars(context: template.Context) -> str:
    """The strips above the header."""
    request = context.get("request")
    if request is None:
        return ""
    rendered = ((SafeString(render_to_string(name, dict(more), request)),) for name, more in page.bars(request))
    return format_html_join("", "{}", rendered)


@register.simple_tag
def theme() -> str:
    """The link to the installation's theme file, if one is set."""
    name = getattr(settings, "THEME", "")
    return format_html('<link rel="stylesheet" href="{}">', static(f"ground/themes/{name}.css")) if name else ""


@register.simple_tag
def other_language() -> dict[str, str]:
    """The language that the switch offers: its code and its own name."""
    return {"code": "sv", "name": "Svenska"} if is_english() else {"code": "en", "name": "English"}
