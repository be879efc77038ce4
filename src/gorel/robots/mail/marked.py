"""Words that people mark up (`**important**`, lists, links) as HTML and as the plain text that says the same."""

from __future__ import annotations

from collections.abc import Sequence

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

_MARKDOWN = MarkdownIt("commonmark", {"html": False})
_TAGS = {"p", "br", "strong", "em", "a", "ul", "ol", "li"}


def html(text: str) -> SafeString:
    """Return *text* as HTML that holds nothing but its structure and links that leave safely."""
    clean = nh3.clean(_MARKDOWN.render(text), tags=_TAGS, url_schemes={"http", "https", "mailto"})
    return mark_safe(clean)  # noqa: S308 - nh3 has just cleaned it


def plain(text: str) -> str:
    """Return *text* without its marks: paragraphs stay apart, a list has its dashes or numbers, a link its address."""
    written: list[str] = []
    numbers: list[int | None] = []  # of the lists around; None where they have dashes
    item, was_item = "", False
    for token in _MARKDOWN.parse(text):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            numbers.append(int(token.attrGet("start") or 1) if token.type.startswith("ordered") else None)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            numbers.pop()
            was_item = was_item and bool(numbers)
        elif token.type == "list_item_open":
            number = numbers[-1]
            item = "- " if number is None else f"{number}. "
            numbers[-1] = None if number is None else number + 1
        elif token.type in ("inline", "fence", "code_block"):
            said = _inline(token.children) if token.children else token.content.rstrip("\n")
            lead = "  " * max(0, len(numbers) - 1) + item if numbers else ""
            tight = bool(item) and was_item  # the next of a list
            written.append(("\n" if tight else "\n\n" if written else "") + lead + said)
            was_item, item = bool(item), ""
    return "".join(written)


def _inline(tokens: Sequence[Token]) -> str:
    found, addresses = "", []
    for token in tokens:
        if token.type == "link_open":
            addresses.append((len(found), str(token.attrGet("href") or "")))
        elif token.type == "link_close":
            start, address = addresses.pop()
            if found[start:] != address.removeprefix("mailto:"):
                found += f" ({address.removeprefix('mailto:')})"
        elif token.type in ("softbreak", "hardbreak"):
            found += "\n"
        else:
            found += token.content
    return found
