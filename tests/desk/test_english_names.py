"""A reader of English reads the picture's English names, of steps, answers and processes."""

from pathlib import Path

import pytest
from django.utils import translation

from desk.conftest import deploy
from gorel import attendance
from gorel.desk.steps import process_name, steps

pytestmark = pytest.mark.db
PICTURE = Path(attendance.__file__).parent / "processes" / "registration.bpmn"


def test_names_follow_the_readers_language(db) -> None:
    process = deploy(picture=PICTURE.read_text(encoding="utf-8"), key="registration", name="Anmälan")
    said = {}
    for language in ("sv", "en"):
        with translation.override(language):
            known = steps(process)
            said[language] = (process_name(process), known.find("admit").said, known.choices["is-open-yes"].said)
    assert said == {
        "sv": ("Anmälan", "Ta emot anmälan", "Ja"),
        "en": ("Registration", "Take the registration", "Yes"),
    }
