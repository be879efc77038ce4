"""Hatchling's hook: a wheel carries the built front end and the compiled translations. Editable installs skip it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BuildFrontEnd(BuildHookInterface):  # type: ignore[type-arg]
    """Builds what git does not keep."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build before files are collected; a build that fails stops the wheel."""
        if self.target_name != "wheel" or version == "editable":
            return
        root = Path(self.root)
        _run(sys.executable, str(root / "frontend" / "build.py"), at=root)
        _run(sys.executable, "-m", "gorel.ground.messages", at=root / "src")
        build_data["artifacts"] += ["src/gorel/ground/static/built/**", "src/gorel/**/*.mo"]


def _run(*command: str, at: Path) -> None:
    subprocess.run(command, cwd=at, check=True)  # noqa: S603 - our own scripts
