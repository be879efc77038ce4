"""What the docs show is there: each picture and each page that they link to, and no picture that nobody shows."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "pictures"
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s#]+)[^)]*\)")


def linked() -> dict[Path, set[Path]]:
    """Return the files that each page links to."""
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    return {
        page: {(page.parent / link).resolve() for link in LINK.findall(page.read_text()) if ":" not in link}
        for page in pages
    }


def test_every_file_that_the_docs_link_to_exists() -> None:
    gone = {
        f"{page.relative_to(ROOT)}: {file}" for page, files in linked().items() for file in files if not file.exists()
    }
    assert gone == set()


def test_every_picture_is_shown_and_taken_by_one_command() -> None:
    """`make pictures` takes each of them anew, so that none of them grows old."""
    there = {file.name for file in PICTURES.iterdir()}
    shown = {file.name for files in linked().values() for file in files if file.parent == PICTURES}
    taken = re.findall(r'Picture\(\s*"([a-z-]+)"', (ROOT / "tools" / "pictures.py").read_text())
    assert shown == there
    assert {f"{name}.png" for name in taken} == there
