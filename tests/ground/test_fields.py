"""Form fields as the house shows them."""

from __future__ import annotations

import re

from django import forms
from django.template import Context, Template
from django.utils import translation


class Asked(forms.Form):
    always = forms.ChoiceField(label="Alltid", required=False, choices=[("a", "A"), ("b", "B")])
    maybe = forms.ChoiceField(label="Kanske", required=False, choices=[("", "–"), ("b", "B")])
    chosen = forms.ChoiceField(
        label="Valt", required=False, choices=[("a", "A")], initial="a", widget=forms.RadioSelect
    )
    several = forms.MultipleChoiceField(
        label="Flera", required=False, choices=[("a", "A")], widget=forms.CheckboxSelectMultiple
    )


def test_a_choice_that_always_has_an_answer_is_not_called_optional():
    shown = Template("{% load gorel %}{% for one in form %}{% field one %}{% endfor %}")
    with translation.override("en"):
        html = shown.render(Context({"form": Asked()}))
    assert re.findall(r"(Alltid|Kanske|Valt|Flera) <span", html) == ["Kanske", "Flera"]
