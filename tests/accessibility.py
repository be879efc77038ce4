"""Asks axe-core whether a page in the browser breaks a rule of WCAG 2.2 A or AA that a machine can see."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = Path(__file__).resolve().parent.parent / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def violations(page: Page) -> list[str]:
    """Return one line per element that breaks a rule."""
    # Evaluated through the debugger, not as a script element: the page's content security policy stays as it is.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    answer: dict[str, Any] = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})", RULES
    )
    return [
        f"{found['id']} ({found['impact']}): {found['help']}\n    {node['html'][:160]}\n    {_why(node)}"
        for found in answer["violations"]
        for node in found["nodes"]
    ]


def _why(node: dict[str, Any]) -> str:
    return " ".join(node.get("failureSummary", "").split())
