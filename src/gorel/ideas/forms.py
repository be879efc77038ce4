"""What people fill in. Each form's `facts()` is what `actions` takes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gorel.accounts.models import Organisation
from gorel.cases.models import Process
from gorel.forms import received
from gorel.ground import clock
from gorel.ground.fields import Day, offer
from gorel.ground.second_save import SecondSave
from gorel.ideas import ways
from gorel.ideas.form_fields import MOST, Facts, line, text, written_in
from gorel.ideas.words import Every, Seen, Side
from gorel.programme import rules as programme_rules
from gorel.programme.models import Point


class ChallengeForm(SecondSave, Facts):
    """A need."""

    title = line(_("The challenge in one line"), most=160)
    need = text(
        _("What is the need?"), rows=6, help_text=_("What is hard today, and how do you know? No solutions yet.")
    )
    for_whom = line(_("For whom?"), help_text=_("Whose everyday is to become better."))
    good_when = text(_("How will you know that the need is met?"), rows=3, required=False)
    unit = line(_("Your unit"), most=120, required=False)
    group = line(
        _("Who is asked for ideas?"),
        most=120,
        required=False,
        help_text=_("For example summer workers. Empty: everybody."),
    )
    closes_on = forms.DateField(label=_("Last day for ideas"), widget=Day())
    method = forms.ChoiceField(label=_("Method"), required=False)
    seen = forms.ChoiceField(label=_("Who may see it?"), choices=Seen.choices, initial=Seen.ORGANISATION)
    takes_guests = forms.BooleanField(
        label=_("People without an account may write ideas"),
        required=False,
        help_text=_("Only when everybody may see it."),
    )
    language = written_in()

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        offer(self, "method", [("", _("None")), *ways.choices()])
        if not self.is_bound and "closes_on" not in self.initial:
            self.initial["closes_on"] = clock.today() + timedelta(days=30)

    def clean_closes_on(self) -> Any:
        """The last day has not been yet."""
        day = self.cleaned_data["closes_on"]
        if day < clock.today():
            raise forms.ValidationError(_("The last day has been already."))
        return day

    def clean(self) -> dict[str, Any]:
        """Strangers cannot write to what they cannot see."""
        given = super().clean() or {}
        if given.get("takes_guests") and given.get("seen") != Seen.PUBLIC:
            self.add_error("takes_guests", _("Let everybody see the challenge first."))
        return given


class IdeaForm(Facts):
    """An idea, of somebody who is signed in."""

    title = line(_("The idea in one line"), most=160)
    what = text(_("What would you do?"), rows=6, help_text=_("Rather short and now than whole and later."))
    why = text(_("Who gains what by it?"), rows=3, required=False)
    unit = line(
        _("Your unit"), most=120, required=False, help_text=_("So that the programme can see where ideas grow.")
    )
    seen = forms.ChoiceField(label=_("Who may see it?"), choices=Seen.choices, initial=Seen.ORGANISATION)
    is_anonymous = forms.BooleanField(
        label=_("Do not show my name to others"),
        required=False,
        help_text=_("The idea coach who answers sees who you are; nobody else does, in no list and no file."),
    )
    language = written_in()

    def __init__(self, *args: Any, homes: list[Organisation] | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        if homes is not None and len(homes) > 1:
            self.fields["organisation"] = forms.ModelChoiceField(
                Organisation.objects.filter(pk__in=[one.pk for one in homes]), label=_("Organisation"), empty_label=None
            )
            self.order_fields(["title", "what", "why", "organisation"])

    def facts(self) -> dict[str, Any]:
        """Return what the idea says."""
        return {
            name: value for name, value in self.cleaned_data.items() if name not in ("is_anonymous", "organisation")
        }


class IdeaChange(SecondSave, IdeaForm):
    """An idea that is there already: who wrote it, and under which name, stays."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        del self.fields["is_anonymous"]


class GuestIdeaForm(Facts):
    """An idea of somebody without an account, to an open challenge."""

    title = line(_("The idea in one line"), most=160)
    what = text(_("What would you do?"), rows=6, help_text=_("Rather short and now than whole and later."))
    why = text(_("Who gains what by it?"), rows=3, required=False)
    guest_name = line(_("Your name"), most=120, required=False, help_text=_("Optional. Only the idea coach sees it."))
    guest_email = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        help_text=_("Optional. To it goes the answer, and nothing else."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    language = written_in()

    def facts(self) -> dict[str, Any]:
        """Return what the idea says."""
        return {name: self.cleaned_data[name] for name in ("title", "what", "why", "language")}


class TrialForm(SecondSave, Facts):
    """The plan of a trial."""

    hypothesis = text(_("What do you believe?"), rows=3, help_text=_("If we do …, then … will happen, because …"))
    measure = text(_("What do you measure, and how?"), rows=3)
    before = line(_("How is it today?"), required=False, help_text=_("The same measure, before the trial."))
    target = line(_("What would show that it works?"))
    scope = line(_("Where, and with how many?"), required=False)
    begins_on = forms.DateField(label=_("First day"), widget=Day())
    ends_on = forms.DateField(label=_("Last day"), widget=Day())
    cost_planned = forms.IntegerField(
        label=_("What may it cost, in kronor?"), min_value=0, max_value=2_000_000_000, required=False
    )
    language = written_in()

    def clean(self) -> dict[str, Any]:
        """It ends after it begins."""
        given = super().clean() or {}
        begins, ends = given.get("begins_on"), given.get("ends_on")
        if begins and ends and ends < begins:
            self.add_error("ends_on", _("The last day cannot come before the first."))
        return given


class TrialResult(Facts):
    """What came of a trial."""

    after = line(_("How did it become?"), help_text=_("The same measure, after the trial."))
    result = text(
        _("What happened?"),
        help_text=_("Also what you did not expect. Write so that no single person can be recognised."),
    )
    learned = text(_("What did you learn?"), rows=3, required=False)
    cost = forms.IntegerField(
        label=_("What did it cost, in kronor?"), min_value=0, max_value=2_000_000_000, required=False
    )


class SolutionForm(SecondSave, Facts):
    """A solution, for others to take up. Everything in it is public."""

    title = line(_("The solution in one line"), most=160)
    what = text(_("What is it, and what does one do?"), rows=6)
    for_whom = line(_("For whom?"))
    evidence = text(_("How do you know that it works?"), help_text=_("What was measured, by whom, and what it showed."))
    success_factors = text(_("What does it take to succeed?"), rows=3, required=False)
    unit = line(_("Your unit"), most=120, required=False)
    contact_name = line(_("Whom may others ask?"), most=120, required=False, help_text=_("The name is public."))
    contact_email = forms.EmailField(
        label=_("At which e-mail address?"), required=False, help_text=_("The address is public.")
    )
    processes = forms.MultipleChoiceField(
        label=_("Which processes does it run as?"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("The time that they free is shown with the solution."),
    )  # fmt: skip
    language = written_in()

    def __init__(self, *args: Any, organisation: Organisation, **more: Any) -> None:
        super().__init__(*args, **more)
        own = Process.objects.filter(organisation=organisation).order_by("key", "-version").values_list("key", "name")
        found: dict[str, str] = {}
        for key, name in own:
            found.setdefault(key, name or key)
        if found:
            offer(self, "processes", found.items())
        else:
            del self.fields["processes"]


class IntroduceForm(Facts):
    """A solution is introduced by another organisation."""

    begun_on = forms.DateField(label=_("When do you begin?"), widget=Day())
    changes = text(_("What will you do otherwise?"), rows=3, required=False)

    def __init__(self, *args: Any, homes: list[Organisation], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["adopter"] = forms.ModelChoiceField(
            Organisation.objects.filter(pk__in=[one.pk for one in homes]), label=_("Organisation"), empty_label=None
        )
        self.initial.setdefault("begun_on", clock.today())


class AdoptionResult(Facts):
    """What introducing a solution came to."""

    result = text(_("What does it do for you?"))
    minutes_freed = forms.DecimalField(
        label=_("Minutes freed so far"),
        required=False,
        max_digits=12,
        decimal_places=1,
        help_text=_("Only if you have measured it."),
    )
    changes = text(_("What did you do otherwise?"), rows=3, required=False)


class ArgumentForm(Facts):
    """A point for or against, or a question."""

    side = forms.ChoiceField(label=_("What is it?"), choices=Side.choices, widget=forms.RadioSelect)
    text = text(_("Your words"), rows=3)


class AnswerForm(Facts):
    """An answer to a question."""

    text = text(_("The answer"), rows=3)


class ReasonForm(Facts):
    """Why something ends."""

    reason = text(_("Because …"), rows=3)


class DigestForm(Facts):
    """How often one hears of what one follows."""

    every = forms.ChoiceField(label=_("How often?"), choices=Every.choices, widget=forms.RadioSelect)


class MemberForm(Facts):
    """Somebody to put into the team."""

    email = forms.EmailField(label=_("E-mail address of somebody who can sign in here"))


class MethodForm(Facts):
    """A method of one's own, as a file."""

    file = received.FileField(label=_("File (.toml)"))


class PointsForm(forms.Form):
    """Which programme points are about the row."""

    points = forms.ModelMultipleChoiceField(
        Point.objects.none(), label=_("Programme points about it"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, row: Any, **more: Any) -> None:
        super().__init__(*args, **{"initial": {"points": list(row.points.all())}, **more})
        own = programme_rules.public_points_by(row.organisation).values("pk")
        chosen = row.points.values("pk")
        found = Point.objects.filter(pk__in=own) | Point.objects.filter(pk__in=chosen)
        offer(self, "points", found.order_by("-on_date", "pk")[:100] if not self.is_bound else found)


def initial(row: Any, names: Any) -> dict[str, Any]:
    """Return what the row says, for a form that changes it."""
    return {name: getattr(row, name) for name in names}


def idea_text(data: Any) -> str:
    """Return the words of an idea that is being written."""
    return " ".join(str(data.get(name, ""))[:MOST] for name in ("title", "what", "why"))
