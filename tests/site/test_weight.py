"""What a page weighs the first time it is opened, and that it weighs nothing of that the next time."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from whitenoise.middleware import WhiteNoiseMiddleware

from desk.conftest import Hall, hall  # noqa: F401  (a fixture)
from gorel.site.static_files import Storage

pytestmark = pytest.mark.db
MOST = 150_000  # bytes, compressed, with fonts
ASKED = re.compile(r'(?:src|href)="/?static/([^"?#]+)"')
INSIDE = re.compile(r"""(?:url\(|@import\s+|from\s*|import\s*)["']?([^"')\s;]+)["')]?""")
EDITORS = re.compile(r"editor-(picture|rules|form)")


def weight(name: str, known: set[str]) -> int:
    """Return the compressed bytes of a static file and of what it brings; a font counts when Swedish needs it."""
    if name in known:
        return 0
    known.add(name)
    found = finders.find(name)
    assert found, name
    data = Path(found).read_bytes()
    total = len(data) if name.endswith((".woff2", ".png", ".jpg")) else len(gzip.compress(data, 6))
    if name.endswith((".css", ".js")):
        for one in brought(name, data.decode()):
            total += weight(one, known)
    return total


def brought(name: str, text: str) -> Iterator[str]:
    for inside in INSIDE.findall(text):
        if inside.startswith((".", "/")) or name.endswith(".css"):
            path = (Path("/") / Path(name).parent / inside).resolve().relative_to("/").as_posix()
            is_wanted = path.endswith((".css", ".js", ".svg")) or (
                re.search(r"-latin-(wght|700)", path) and path.endswith(".woff2")
            )
            if is_wanted and not inside.startswith("data:") and finders.find(path):
                yield path


PAGES = {
    "desk:inbox": MOST, "desk:start": MOST, "desk:cases": MOST, "desk:incidents": MOST, "workshop:drafts": MOST,
    "desk:case": MOST, "desk:task": MOST,
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_a_first_page_is_light_and_has_no_editor(client: Client, hall: Hall, name: str) -> None:  # noqa: F811
    task = hall.task()
    client.force_login(hall.people["editor"])
    about = {"desk:case": [task.case.uid], "desk:task": [task.uid]}.get(name, [])
    page = client.get(reverse(name, args=about)).content
    files = set(ASKED.findall(page.decode()))
    assert files
    assert [one for one in files if EDITORS.search(one)] == []
    known: set[str] = set()
    total = len(gzip.compress(page, 6)) + sum(weight(one, known) for one in sorted(files))
    assert total <= PAGES[name], (total, sorted(known))


def test_static_files_are_kept_for_ever_under_names_of_their_content(tmp_path: Path, settings: Any) -> None:
    settings.STATIC_ROOT, settings.DEBUG = str(tmp_path), False
    storage = Storage(location=str(tmp_path), base_url=settings.STATIC_URL)
    storage.save("editor.js", ContentFile(b"let drawn = 1;"))
    assert [done for _name, _hashed, done in storage.post_process({"editor.js": (storage, "editor.js")})]
    hashed = f"{settings.STATIC_URL}{storage.stored_name('editor.js')}"
    nose = WhiteNoiseMiddleware(lambda _request: HttpResponse(status=404))
    headers = dict(nose.files[hashed].get_response("GET", {}).headers)
    assert hashed != f"{settings.STATIC_URL}editor.js"
    assert headers["Cache-Control"] == "max-age=315360000, public, immutable"
