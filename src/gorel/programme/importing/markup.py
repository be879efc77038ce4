"""Turns the HTML that calendars and web pages put into descriptions into Markdown: what is said, and little else."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

_IS_HTML = re.compile(
    r"</?(?:html|body|p|br|div|span|[uo]l|li|b|strong|i|em|a|h[1-6]|table|t[rd]|script|style)\b[^>]*>", re.IGNORECASE
)
_UNSAID = frozenset({"script", "style", "head", "title"})
_SIGNS = {"b": "**", "strong": "**", "i": "*", "em": "*"}
_BLOCKS = frozenset({"p", "div", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"})


def as_markdown(text: str) -> str:
    """Return *text* as it is, or as Markdown when it is HTML; characters like &amp;amp; as themselves."""
    if not _IS_HTML.search(text):
        return html.unescape(text) if re.search(r"&(?:#\d+|[a-zA-Z]{2,8});", text) else text
    reader = _Reader()
    reader.feed(text)
    reader.close()
    said = re.sub(r"[^\S\n]+", " ", "".join(reader.said))
    return re.sub(r"\n{3,}", "\n\n", re.sub(r" *\n *", "\n", said)).strip()


class _Reader(HTMLParser):
    """Collects what is said between the tags."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._unsaid = 0
        self._leads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unsaid += tag in _UNSAID
        if tag in _BLOCKS:
            self.said.append("\n\n")
        elif tag == "li":
            self.said.append("\n- ")
        elif tag in ("br", "tr"):
            self.said.append("\n")
        elif tag == "a":
            target = dict(attrs).get("href") or ""
            self._leads.append(target if target.startswith(("http://", "https://", "mailto:")) else "")
            self.said.append("[" if self._leads[-1] else "")
        else:
            self.said.append(_SIGNS.get(tag, ""))

    def handle_endtag(self, tag: str) -> None:
        self._unsaid -= tag in _UNSAID and self._unsaid > 0
        if tag == "a" and self._leads:
            target = self._leads.pop()
            self.said.append(f"]({target})" if target else "")
        else:
            self.said.append("\n\n" if tag in _BLOCKS else _SIGNS.get(tag, ""))

    def handle_data(self, data: str) -> None:
        if not self._unsaid:
            self.said.append(re.sub(r"\s+", " ", data))
