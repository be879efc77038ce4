"""What the house promises about itself: reasons for libraries, no addresses in locks, catalogues in every room."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def _named(path: str) -> set[str]:
    """Return the first cells of a page's tables."""
    text = (ROOT / path).read_text(encoding="utf-8")
    return {found.lower() for found in re.findall(r"^\| ([^|]+?) \|", text, re.MULTILINE)} - {"library", "package"}


def test_every_library_has_its_reason_and_none_is_left_over() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    python = [
        *project["build-system"]["requires"],
        *project["project"]["dependencies"],
        *(line for lines in project["project"]["optional-dependencies"].values() for line in lines),
    ]
    package = json.loads((ROOT / "frontend/package.json").read_text(encoding="utf-8"))
    wanted = {re.match(r"[\w-]+", line)[0].lower() for line in python}
    wanted |= {*package["dependencies"], *package["devDependencies"]}
    assert _named("docs/dependencies.md") == wanted


def test_every_library_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        *(line for lines in project["optional-dependencies"].values() for line in lines),
    ]
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = {line.split("==")[0].lower() for line in lines if "==" in line}
    assert [line for line in wanted if re.match(r"[\w-]+", line)[0].lower() not in pinned] == []


def test_locks_name_no_address() -> None:
    lock = json.loads((ROOT / "frontend/package-lock.json").read_text(encoding="utf-8"))
    assert [name for name, one in lock["packages"].items() if "resolved" in one] == []
    assert all("integrity" in one for name, one in lock["packages"].items() if name)
    constraints = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    assert re.findall(r"://|--\w", constraints) == []


def test_every_room_with_texts_has_its_swedish() -> None:
    rooms = {
        path.relative_to(ROOT / "src/gorel").parts[0]
        for path in (ROOT / "src/gorel").glob("**/templates/**/*.html")
        if "{% translate" in path.read_text(encoding="utf-8")
    }
    spoken = {
        path.relative_to(ROOT / "src/gorel").parts[0] for path in (ROOT / "src/gorel").glob("**/locale/sv/**/*.po")
    }
    assert rooms - spoken == set()


def test_a_page_that_fetches_parts_of_itself_brings_what_fetches_them() -> None:
    """A part of a page fetches by what the pages bring that have it in them."""
    texts = {one: one.read_text(encoding="utf-8") for one in (ROOT / "src/gorel").glob("**/templates/**/*.html")}
    fetching = {one for one, text in texts.items() if "hx-" in text}
    parts = {one for one in fetching if one.parent.name == "parts"}
    assert fetching
    bringing = {one for one in texts if any(f'parts/{part.name}"' in texts[one] for part in parts)} | fetching - parts
    assert [one.name for one in bringing if "ground/parts/htmx.html" not in texts[one]] == []
