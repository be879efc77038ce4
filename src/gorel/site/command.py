"""The `gorel` command."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command that the command line names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gorel.site.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["gorel", *sys.argv[1:]])
