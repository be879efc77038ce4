"""The `gorel` command: finds the subcommand, runs it, and says every trouble in a sentence."""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module

from gorel.core.problems import ModelError
from gorel.core.say import say
from gorel.site import parts

# In the order that `gorel --help` shows them. Each module has `add(commands)`, which declares its arguments
# and sets `run`; it imports Django only when it runs, so that help and plain tools start at once.
COMMANDS = (
    "up",
    "web",
    "work",
    "demo",
    "clock",
    "person",
    "token",
    "deploy",
    "load",
    "check",
    "cases",
    "incidents",
    "operations",
    "backup",
    "restore",
    "move",
    "run",
    "robot",
    "secret",
    "grant",
    "door",
    "abilities",
    "package",
    "try_out",
    "decide",
    "test",
    "django",
)


class Trouble(Exception):
    """Something the person at the keyboard can mend; the text says what and how."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command that *arguments* (the command line when None) names; exits 0, 1 (trouble) or 2 (misuse)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gorel.site.settings")
    given = parser().parse_args(arguments)
    try:
        sys.exit(given.run(given) or 0)
    except ModelError as error:
        for problem in error.problems:
            print(say(problem, "sv"), file=sys.stderr)
        sys.exit(1)
    except ModuleNotFoundError as error:
        said = parts.lacking(error.name or "", getattr(given, "language", None))
        if not said:
            raise
        print(said, file=sys.stderr)
        sys.exit(1)
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        _say_what_is_unavailable(error)
        raise


def _say_what_is_unavailable(error: Exception) -> None:
    """End with a sentence when the database cannot be had."""
    if "django" not in sys.modules:
        return
    from gorel.ground import unavailable

    if said := unavailable.said(error):
        print(said, file=sys.stderr)
        sys.exit(1)


def parser() -> argparse.ArgumentParser:
    """Return the whole command line."""
    whole = argparse.ArgumentParser(
        prog="gorel",
        description="Görel, a digital coworker for the public sector.",
        epilog="Settings come from the environment (GOREL_…); GOREL_HOME is the folder of database and files.",
    )
    commands = whole.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name in COMMANDS:
        import_module(f"gorel.site.commands.{name}").add(commands)
    return whole
