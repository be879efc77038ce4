"""Shows a form as plain HTML that works without script, with labels, help and errors tied to their controls.

A field that hides by its own form's answers cannot hide without script. It is shown with a sentence that says when it
is needed, and carries that condition as data; `forms.js` then hides it where there is script. The server clears it
either way.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import nh3
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from gorel.core.problems import Problem
from gorel.core.say import Language
from gorel.forms import conditions, paths, repeating
from gorel.forms.kinds import GROUPED, KINDS, files
from gorel.forms.schema import FILES, LIST, Component, Schema, parse
from gorel.forms.shown import Shown
from gorel.forms.when import When
from gorel.forms.words import say, word

Problems = Mapping[str, Problem]
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
_TAGS = {"p", "strong", "em", "a", "ul", "ol", "li", "code", "pre", "blockquote", "br", "hr", "h2", "h3", "h4",
         "table", "thead", "tbody", "tr", "th", "td"}  # fmt: skip


def render(
    schema: Schema | Mapping[str, Any],
    values: Mapping[str, Any] | None = None,
    problems: Problems | None = None,
    language: Language = "sv",
    *,
    readonly: bool = False,
    own: bool = False,
) -> SafeString:
    """Return the fields of a form, without the form element, its token and its buttons.

    Shape: values are nested as `Answer.values`; with *readonly* the answers are a list of terms and descriptions. *own*
    says that the page is seen by the one who answered, and by nobody else: files are then linked by token.
    """
    page = _Page(repeating.shown(parse(schema), values or {}), values or {}, problems or {}, language, own=own)
    if readonly:
        return page.answers()
    fields = page.several(page.schema.components)
    if not any(one.kind == LIST for one in page.schema.walk()):
        return fields
    # A browser takes the first button when somebody presses Enter: that must send the form, not add a row.
    return format_html('<button class="visually-hidden" tabindex="-1" aria-hidden="true"></button>{}', fields)


def summary(
    schema: Schema | Mapping[str, Any], problems: Problems, language: Language = "sv", *, heading: str = "h2"
) -> SafeString:
    """Return the list of what is wrong, in the page's order, each linked to its field; nothing when all is well."""
    if not problems:
        return SafeString("")
    fields = repeating.spread(parse(schema), _rows_of(problems)).fields
    rows = format_html_join(
        "",
        '<li><a href="#{}">{}</a></li>',
        ((fields[key].id, _of_row(key, say(problems[key], language))) for key in fields if key in problems),
    )
    head = format_html("<{0}>{1}</{0}>", SafeString(heading), word("summary", language))
    return format_html(
        '<div class="error-summary" role="alert" tabindex="-1" id="error-summary">{}<ul>{}</ul></div>', head, rows
    )


def _rows_of(problems: Problems) -> dict[str, int]:
    """Return how many rows the lists have, as far as something is wrong in them."""
    counts: dict[str, int] = {}
    for key in problems:
        for match in re.finditer(r"\[(\d+)\]", key):
            counts[key[: match.start()]] = max(counts.get(key[: match.start()], 0), int(match[1]) + 1)
    return counts


def _of_row(key: str, said: str) -> str:
    """Return a sentence with the number of the row that it is about."""
    numbers = re.findall(r"\[(\d+)\]", key)
    return f"{'.'.join(str(int(one) + 1) for one in numbers)}: {said}" if numbers else said


class _Page:
    """One form on its way to the page."""

    def __init__(
        self, schema: Schema, values: Mapping[str, Any], problems: Problems, language: Language, *, own: bool
    ) -> None:
        self.schema, self.values, self.problems, self.language, self.own = schema, values, problems, language, own
        self.gone = conditions.hidden(schema, values)

    def several(self, components: tuple[Component, ...]) -> SafeString:
        return format_html_join("\n", "{}", ((self.one(component),) for component in components))

    def one(self, component: Component) -> SafeString:
        asked = conditions.asks(self.schema, component.hide, component.scope) if component.hide else []
        if component.id in self.gone and not asked:
            return SafeString("")
        if component.kind == "group":
            return self._group(component, asked)
        if component.kind == LIST:
            return self._list(component, asked)
        if component.kind in KINDS:
            return self._field(component, asked)
        return self._block(component)

    def answers(self) -> SafeString:
        """Return every answered field as a term and its description."""
        cleared = conditions.cleared(self.schema, self.gone)
        rows = (
            (_of_row(component.key, component.label(self.language)), self._said(component))
            for key, component in self.schema.fields.items()
            if key not in cleared
        )
        return format_html('<dl class="answers">{}</dl>', format_html_join("", "<dt>{}</dt><dd>{}</dd>", rows))

    def _field(self, component: Component, asked: list[Component]) -> SafeString:
        problem = self.problems.get(component.key)
        if conditions.is_readonly(component, conditions.around(component, self.values)):
            return format_html(
                '<div class="field"><p class="field-label">{}</p><p class="field-value">{}</p></div>',
                component.label(self.language), self._said(component),
            )  # fmt: skip
        condition = self._when(component, asked)
        bounds = files.hint(component, self.language) if component.kind == FILES else ""
        notes = [
            ("help", component.words("description", self.language)), ("bounds", bounds), ("when", condition.sentence),
        ]  # fmt: skip
        help_text = format_html_join(
            "", '<p class="field-help{}" id="{}-{}">{}</p>',
            ((" field-when" if name == "when" else "", component.id, name, text) for name, text in notes if text),
        )  # fmt: skip
        described = [f"{component.id}-{name}" for name, text in notes if text]
        error = SafeString("")
        if problem is not None:
            described.append(f"{component.id}-error")
            error = format_html(
                '<p class="field-error" id="{}-error"><span class="visually-hidden">{} </span>{}</p>',
                component.id, word("error", self.language), say(problem, self.language),
            )  # fmt: skip
        shown = Shown(
            component, paths.find(self.values, component.key), self.language, tuple(described), problem is not None
        )
        control = KINDS[component.kind].control(shown)
        return self._framed(component, condition.attributes, help_text, error, control)

    def _framed(
        self, component: Component, data: SafeString, help_text: SafeString, error: SafeString, control: SafeString
    ) -> SafeString:
        state = _state(component, is_wrong=bool(error))
        label = format_html("{}{}", component.label(self.language), self._optional(component))
        if component.kind in GROUPED:
            return format_html(
                '<fieldset class="field{}"{}><legend class="field-label">{}</legend>{}{}{}</fieldset>',
                state, data, label, help_text, error, control,
            )  # fmt: skip
        if component.kind == "checkbox":
            return format_html(
                '<div class="field{}"{}>{}<div class="choice">{}<label for="{}">{}</label></div>{}</div>',
                state, data, error, control, component.id, label, help_text,
            )  # fmt: skip
        return format_html(
            '<div class="field{}"{}><label class="field-label" for="{}">{}</label>{}{}{}</div>',
            state, data, component.id, label, help_text, error, control,
        )  # fmt: skip

    def _group(self, component: Component, asked: list[Component]) -> SafeString:
        condition = self._when(component, asked)
        label = component.label(self.language)
        inner = self.several(component.children)
        note = format_html('<p class="field-help field-when">{}</p>', condition.sentence) if condition.sentence else ""
        if not label:
            return format_html("<div{}>{}{}</div>", condition.attributes, note, inner)
        return format_html(
            '<fieldset class="field-group"{}><legend>{}</legend>{}{}</fieldset>',
            condition.attributes, label, note, inner,
        )  # fmt: skip

    def _list(self, component: Component, asked: list[Component]) -> SafeString:
        """Return a list: a group per row, each with its button, and one to add a row."""
        label = component.label(self.language)
        condition = self._when(component, asked)
        may_edit = component.raw.get("allowAddRemove", True) is not False
        rows = format_html_join(
            "", "{}", ((self._row(component, row, number, may_edit=may_edit),)
                       for number, row in enumerate(component.children)),
        )  # fmt: skip
        add = SafeString("")
        if may_edit and len(component.children) < repeating.MOST_ROWS:
            add = format_html(
                '<p><button class="button button--second" name="{}" value="{}" formnovalidate>{}</button></p>',
                repeating.ADD, component.key, word("add-row", self.language, label=label),
            )  # fmt: skip
        help_text = component.words("description", self.language)
        note = format_html('<p class="field-help">{}</p>', help_text) if help_text else SafeString("")
        return format_html(
            '<fieldset class="field-group" id="{}"{}><legend>{}</legend>'
            '<input type="hidden" name="{}" value="{}">{}{}{}</fieldset>',
            component.id, condition.attributes, label, component.key + repeating.COUNT, len(component.children), note,
            rows, add,
        )  # fmt: skip

    def _row(self, component: Component, row: Component, number: int, *, may_edit: bool) -> SafeString:
        name = word("row", self.language, label=component.label(self.language), number=number + 1)
        take = SafeString("")
        if may_edit:
            take = format_html(
                '<p><button class="button button--quiet button--small" name="{}" value="{}#{}" formnovalidate>{}'
                '<span class="visually-hidden"> {}</span></button></p>',
                repeating.TAKE, component.key, number, word("take-row", self.language), name,
            )  # fmt: skip
        return format_html(
            '<fieldset class="field-row-group"><legend>{}</legend>{}{}</fieldset>',
            name,
            self.several(row.children),
            take,
        )

    def _block(self, component: Component) -> SafeString:
        if component.kind == "text":
            html = _MARKDOWN.render(component.words("text", self.language))
        elif component.kind == "html":
            html = component.words("content", self.language)
        else:
            return SafeString("<hr>" if component.kind == "separator" else "")
        clean = nh3.clean(html, tags=_TAGS, url_schemes={"http", "https", "mailto"})
        return format_html('<div class="prose">{}</div>', mark_safe(clean))  # noqa: S308 - cleaned by nh3

    def _optional(self, component: Component) -> SafeString:
        if component.is_required or component.kind == "checkbox":
            return SafeString("")
        return format_html(' <span class="field-optional">{}</span>', word("optional", self.language))

    def _said(self, component: Component) -> str:
        value = paths.find(self.values, component.key)
        if value in (None, "", []):
            return word("nothing", self.language)
        if component.kind == FILES:
            return files.said(component, value, self.language, own=self.own)
        return str(KINDS[component.kind].said(component, value, self.language))

    def _when(self, component: Component, asked: list[Component]) -> When:
        return When.of(component, asked, self.values, self.language)


def _state(component: Component, *, is_wrong: bool) -> str:
    is_short = component.kind in ("number", "datetime")
    return (" is-short" if is_short else "") + (" is-wrong" if is_wrong else "")
