"""Texts in two languages, and Markdown that is safe to show."""

from __future__ import annotations

import re
from typing import Any

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from gorel.ground.language import is_english

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True})
# What Markdown, or the cleaner, might read as more than words.
_MARKED = re.compile(r"[*_`\[\]#>&<\\~|=\x00]|^ {4}|^\t|^\s*(?:[-+]|\d+[.)])", re.MULTILINE)
_TAGS = {"a", "blockquote", "br", "code", "em", "h3", "h4", "h5", "li", "ol", "p", "strong", "ul"}


def said(row: Any, field: str, language: str | None = None) -> str:
    """Return `row.<field>_<language>`, or the other language's text when that one is empty."""
    first, second = ("en", "sv") if is_english(language) else ("sv", "en")
    return getattr(row, f"{field}_{first}") or getattr(row, f"{field}_{second}")


def html(markdown: str) -> SafeString:
    """Return *markdown* as HTML that holds nothing but plain text structure and links that leave safely."""
    tokens = _MARKDOWN.parse(markdown)
    for token in tokens:  # headings start below the page's own
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(5, int(token.tag[1]) + 2)}"
    rendered = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return mark_safe(  # noqa: S308 - nh3 has just cleaned it
        nh3.clean(rendered, tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"})
    )


def plain(markdown: str, limit: int = 0) -> str:
    """Return *markdown* as one line of plain text, cut at a word when longer than *limit*."""
    if _MARKED.search(markdown):
        text = " ".join(nh3.clean(_MARKDOWN.render(markdown), tags=set()).split())
        text = text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')
    else:  # nothing to read: a feed of thousands is ten times as fast
        text = " ".join(markdown.split())
    if limit and len(text) > limit:
        text = text[:limit].rsplit(" ", 1)[0].rstrip(",.;:–-") + " …"
    return text
