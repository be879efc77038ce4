"""Files from elsewhere, made fit to work with: what cannot be read is refused, and a picture nobody drew is drawn."""

from __future__ import annotations

from gorel.core import bpmn
from gorel.core.problems import ModelError
from gorel.core.say import say
from gorel.desk.workshop import elements
from gorel.desk.workshop import files as sets
from gorel.desk.workshop.outline.picture import CannotChange, Change
from gorel.ground.language import spoken


def made_whole(files: sets.Files) -> sets.Files:
    """Return the files, each as it came but for a picture without a drawing. Errors: BadFiles."""
    return {name: _made_whole(name, data) for name, data in files.items()}


def _made_whole(name: str, data: bytes) -> bytes:
    kind = sets.kind_of(name)
    if kind == "rules":
        try:
            elements.read(data)
        except elements.NotATable as wrong:
            raise sets.BadFiles(f"{name}: {wrong}") from None
    if kind != "picture":
        return data
    try:
        model = bpmn.read(data)
    except ModelError as error:
        broken = [problem for problem in error.problems if problem.code.startswith("xml.")]
        if broken:
            raise sets.BadFiles(f"{name}, {say(broken[0], spoken())}") from None
        return data  # the findings say what is wrong, and it can be mended by drawing
    if model.shapes:
        return data
    try:
        return Change(model).done()
    except CannotChange:
        return data
