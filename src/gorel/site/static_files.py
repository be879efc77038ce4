"""Static files with their content's hash in the name, so that browsers may keep them for ever."""

from __future__ import annotations

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    """Serves plain names where nothing is collected yet, as in tests."""

    manifest_strict = False

    def hashed_name(self, name: str, content: Any = None, filename: str | None = None) -> str:
        """Return the name with its hash, or the name itself when the file is not collected."""
        try:
            return super().hashed_name(name, content, filename)
        except ValueError:
            return name
