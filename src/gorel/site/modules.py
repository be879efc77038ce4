"""Modules with abilities that somebody names on the command line: a module's name, or a file."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path


def add(command: argparse.ArgumentParser) -> None:
    """Declare the option that names modules."""
    command.add_argument(
        "--abilities", action="append", default=[], metavar="MODULE", help="a module or file with abilities of your own"
    )


def load(names: Iterable[str]) -> None:
    """Import each module, so that its abilities are known. Errors: Trouble that says what is wrong with it."""
    from gorel.site.command import Trouble

    for name in names:
        try:
            _load(name)
        except ModuleNotFoundError as error:
            raise Trouble(f"--abilities {name}: there is no module {error.name!r} here.") from None
        except (OSError, SyntaxError, TypeError, ValueError) as error:
            raise Trouble(f"--abilities {name}: {error}") from None


def _load(name: str) -> None:
    if not name.endswith(".py"):
        if "" not in sys.path and str(Path.cwd()) not in sys.path:
            sys.path.insert(0, str(Path.cwd()))
        import_module(name)
        return
    path = Path(name).resolve()
    called = f"abilities_of_{path.stem}"
    if called in sys.modules:
        return
    spec = spec_from_file_location(called, path)
    if spec is None or spec.loader is None or not path.is_file():
        raise OSError("there is no such file")
    module = module_from_spec(spec)
    sys.modules[called] = module  # msgspec looks up annotations there
    spec.loader.exec_module(module)
