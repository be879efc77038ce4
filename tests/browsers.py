"""Finds Chromium and says how tests start it."""

from __future__ import annotations

import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
# Tests run as root in containers, and nothing of the browser may call home.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]


def chromium() -> str | None:
    """Return the path of the machine's Chromium; None when there is none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)
