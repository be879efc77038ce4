"""What stands in the library: every picture that comes with Görel, with the rules and forms beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from django.apps import apps

from gorel import robots
from gorel.core import bpmn
from gorel.core.bpmn.model import Definitions, Process
from gorel.core.problems import ModelError
from gorel.desk.steps import ENGLISH, in_language
from gorel.desk.workshop import files as sets
from gorel.desk.workshop.library.parts import Part, parts

TRAINED = Path(robots.__file__).parent / "trained"


@dataclass(frozen=True)
class Model:
    """A process of the library. Shape: key is its process id; is_trained tells it from what runs in every Görel."""

    key: str
    path: Path
    drawn: Definitions
    process: Process
    is_trained: bool

    @property
    def said(self) -> str:
        """Return its name in the reader's language, where the picture has it."""
        return in_language(self.process.name, self.process.properties.get(ENGLISH, "")) or self.key

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Return what it offers, itself first."""
        return parts(self.process)

    def beside(self) -> sets.Files:
        """Return the rules and forms that lie in its folder."""
        return {one.name: one.read_bytes() for one in sorted(self.path.parent.iterdir()) if one.suffix in _BESIDE}


_BESIDE = (".dmn", ".form")


@lru_cache(maxsize=1)
def models() -> tuple[Model, ...]:
    """Return the processes of the library, by name. They come with the program, so that they are read once."""
    found = [model for path, is_trained in _pictures() if (model := _read(path, is_trained)) is not None]
    return tuple(sorted(found, key=lambda one: (not one.is_trained, one.process.name.casefold())))


def find(key: str) -> Model | None:
    """Return the process of this id; None when there is none such."""
    return next((one for one in models() if one.key == key), None)


def _pictures() -> Iterator[tuple[Path, bool]]:
    for path in sorted(TRAINED.glob("*/*.bpmn")):
        yield path, True
    for app in apps.get_app_configs():
        if app.name.startswith("gorel."):
            for path in sorted((Path(app.path) / "processes").glob("*.bpmn")):
                yield path, False


def _read(path: Path, is_trained: bool) -> Model | None:
    try:
        drawn = bpmn.read(path.read_bytes())
    except ModelError:
        return None
    process = drawn.process()
    return Model(process.id, path, drawn, process, is_trained) if process else None
