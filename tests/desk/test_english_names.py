"""A reader of English reads the picture's English names, of steps, answers and processes."""

from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import translation

from desk.conftest import PICTURE as PERMIT
from desk.conftest import Hall, deploy
from gorel import attendance
from gorel.cases import programs
from gorel.cases.models import Resource, Task
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


def test_a_task_is_called_by_the_reader_s_language_on_every_page(client, hall: Hall, settings) -> None:
    words = '<zeebe:properties><zeebe:property name="gorel.name.en" value="Review it" />'
    english = PERMIT.replace("<zeebe:properties>", words, 1)
    Resource.objects.filter(kind="bpmn").update(content=english.encode())
    programs.forget()
    task = hall.task()
    client.force_login(hall.people["editor"])
    pages = [reverse("desk:inbox"), reverse("desk:task", args=[task.uid]), reverse("desk:case", args=[task.case.uid])]
    for language, said, other in (("en", "Review it", "Granska ansökan"), ("sv", "Granska ansökan", "Review it")):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        for page in pages:
            text = client.get(page).content.decode()
            assert (page, said in text, other in text) == (page, True, False)
    Task.objects.filter(pk=task.pk).update(name="Named by the case")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "Named by the case" in client.get(pages[0]).content.decode()
