"""When a field that hides by another answer is needed: as a sentence, and as data for the script."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.safestring import SafeString

from gorel.core.say import Language
from gorel.forms import conditions, paths
from gorel.forms.schema import Component
from gorel.forms.shown import flat
from gorel.forms.words import word


class When:
    """When a field is needed, as a sentence for everyone and as data for the script."""

    def __init__(self, sentence: str = "", attributes: SafeString | None = None) -> None:
        self.sentence, self.attributes = sentence, attributes or SafeString("")

    @classmethod
    def of(cls, component: Component, asked: list[Component], values: Mapping[str, Any], language: Language) -> When:
        """Try each answer to the one field that the condition asks about; several or free text say nothing."""
        if len(asked) != 1 or asked[0].kind not in ("radio", "select", "checkbox"):
            return cls()
        asker = asked[0]
        answers = [True, False] if asker.kind == "checkbox" else [option.value for option in asker.options]
        needed = []
        for answer in answers:
            tried = paths.copy(values)
            paths.put(tried, asker.key, answer)
            if not conditions.holds(component.hide, conditions.around(component, tried)):
                needed.append(answer)
        texts = ["true" if one is True else "false" if one is False else str(one) for one in needed]
        attributes = flat({"data-shown-by": asker.key, "data-shown-when": " ".join(texts)})
        return cls(_sentence(asker, needed, language), attributes)


def _sentence(asker: Component, needed: list[Any], language: Language) -> str:
    label = asker.label(language)
    if asker.kind == "checkbox":
        if len(needed) != 1:
            return ""
        return word("when-ticked" if needed[0] is True else "when-not-ticked", language, label=label)
    if not needed or len(needed) == len(asker.options):
        return ""
    chosen = [option.label[language] for option in asker.options if option.value in needed]
    return word("when", language, option=word("or", language).join(chosen), label=label)
