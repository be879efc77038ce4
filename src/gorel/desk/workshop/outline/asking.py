"""What is asked when something is added to a picture: a step, a way, what may happen meanwhile."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gorel.desk.workshop.outline import picture
from gorel.desk.workshop.outline.events import MEANWHILE
from gorel.desk.workshop.outline.sorts import ENDS
from gorel.desk.workshop.outline.ways import targets

SORTS = {
    "person": gettext_lazy("a task for a person"),
    "gorel": gettext_lazy("something that Görel does"),
    "rules": gettext_lazy("a decision by rules"),
    "choice": gettext_lazy("a choice between ways"),
    "wait": gettext_lazy("waiting for a moment"),
    "word": gettext_lazy("waiting for a message"),
    "count": gettext_lazy("a calculation"),
    "split": gettext_lazy("ways side by side, or their meeting"),
    "process": gettext_lazy("another process"),
    "signal": gettext_lazy("waiting for a signal"),
    "call": gettext_lazy("a signal to all who wait for it"),
    "end": gettext_lazy("an end"),
    "error": gettext_lazy("an end with an error"),
}


def sorts(*, end: bool) -> list[tuple[str, str]]:
    """Return the sorts of steps to choose from, those that end the process among them when *end* is true."""
    return [(what, capfirst(str(word))) for what, word in SORTS.items() if end or what not in ENDS]


class Add(forms.Form):
    """A new step."""

    what = forms.ChoiceField(label=gettext_lazy("What"), choices=())
    name = forms.CharField(label=gettext_lazy("Name"), max_length=255, required=False)

    def __init__(self, *args: Any, end: bool = False, **how: Any) -> None:
        super().__init__(*args, **how)
        what = self.fields["what"]
        assert isinstance(what, forms.ChoiceField)
        what.choices = sorts(end=end)


class AddWay(forms.Form):
    """Another way on from a step."""

    way = forms.CharField(
        label=gettext_lazy("Name of the way"), required=False, max_length=255,
        help_text=gettext_lazy("The answer to the choice: “Yes”, “More than 20 days”."),
    )  # fmt: skip
    condition = forms.CharField(
        label=gettext_lazy("Is taken when"), required=False, max_length=2_000,
        help_text=gettext_lazy('For example days > 20, or answer = "yes".'),
    )  # fmt: skip
    what = forms.ChoiceField(label=gettext_lazy("New step on it"), required=False)
    name = forms.CharField(label=gettext_lazy("Name of the step"), required=False, max_length=255)
    to = forms.ChoiceField(label=gettext_lazy("Then leads to"), required=False)

    def __init__(self, *args: Any, change: picture.Change, element: str, **how: Any) -> None:
        super().__init__(*args, **how)
        what, to = self.fields["what"], self.fields["to"]
        assert isinstance(what, forms.ChoiceField)
        assert isinstance(to, forms.ChoiceField)
        what.choices = [("", _("none: it leads straight on")), *sorts(end=True)]
        to.choices = [("", _("an end of its own")), *targets(change, change.node(element).scope, element)]


class AddDeadline(forms.Form):
    """What happens while a step is being done: it takes too long, word comes, or it fails."""

    event = forms.ChoiceField(
        label=gettext_lazy("What may happen"), choices=list(MEANWHILE.items()), initial="timer", required=False
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=255, required=False)
    value = forms.CharField(
        label=gettext_lazy("How long, or what it is called"), max_length=200, required=False,
        help_text=gettext_lazy(
            "A time: “3 days”, “2 hours”. Else the name of the message or signal, or the error's code."
        ),
    )  # fmt: skip
    interrupts = forms.BooleanField(
        label=gettext_lazy("The step is taken back then"), required=False,
        help_text=gettext_lazy("Otherwise it stays open, and this happens besides."),
    )  # fmt: skip
