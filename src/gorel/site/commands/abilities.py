"""`gorel abilities`: what she can do, and what the process editor and the docs say of it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    command = commands.add_parser(
        "abilities",
        help="list what she can do",
        description="Lists her abilities. With a TYPE, tells one whole. --templates writes element templates for the "
        "process editor, --pages the pages of the docs.",
    )
    command.add_argument("type", nargs="?", metavar="TYPE", help="for example sheet.read")
    command.add_argument("--abilities", action="append", default=[], metavar="MODULE", help="a module of your own")
    command.add_argument("--templates", type=Path, metavar="DIR", help="write an element template (JSON) for each")
    command.add_argument("--pages", type=Path, metavar="DIR", help="write a page (Markdown) for each")
    command.add_argument("--language", choices=("sv", "en"), default="sv")
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> None:
    """List, tell or write. Errors: Trouble for an unknown type or module."""
    from gorel import ability
    from gorel.ability.template import said
    from gorel.site.command import Trouble
    from gorel.site.modules import load
    from gorel.site.prepare import setup

    try:
        setup()
    except ModuleNotFoundError:  # a robot's machine without the web parts
        import gorel.robots.everywhere  # noqa: F401 - importing declares
    load(given.abilities)
    known = dict(sorted(ability.known().items()))
    if given.type:
        if given.type not in known:
            raise Trouble(f"She has no ability {given.type!r}. `gorel abilities` lists those she has.")
        known = {given.type: known[given.type]}
    if given.templates:
        given.templates.mkdir(parents=True, exist_ok=True)
        for type, one in known.items():
            text = json.dumps(ability.template(one, given.language), ensure_ascii=False, indent=2)
            (given.templates / f"{type}.json").write_text(text + "\n", encoding="utf-8")
    if given.pages:
        given.pages.mkdir(parents=True, exist_ok=True)
        for type, one in known.items():
            (given.pages / f"{type}.md").write_text(ability.page(one), encoding="utf-8")
    if given.templates or given.pages:
        return
    if given.type:
        print(ability.page(known[given.type]))
        return
    width = max(len(type) for type in known)
    for type, one in known.items():
        print(f"{type:<{width}}  {said(one.title, given.language)}")
