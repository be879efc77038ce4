"""Organisations, their members and roles: for their administrators, and for editors, who verify and merge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMessage
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gorel.accounts import organising, rights, taken_roles, traces
from gorel.accounts.adapter import send_beside
from gorel.accounts.models import Group, Membership, Organisation, Person, Trace
from gorel.accounts.rights import SignedIn, needs
from gorel.ground.second_save import SecondSave, one_at_a_time

if TYPE_CHECKING:
    from gorel.accounts.rights import Somebody

_ROLES = ("administrator", "editor")
PER_PAGE = 50


class OrganisationForm(SecondSave, forms.ModelForm):  # type: ignore[type-arg]
    """What an organisation is."""

    class Meta:
        model = Organisation
        fields = ("name", "kind", "is_publicly_owned", "number", "email_domain", "domain_may_join")

    def clean_number(self) -> str:
        """Take a number with or without its hyphen; ten digits."""
        digits = "".join(sign for sign in self.cleaned_data["number"] if sign.isdigit())
        if self.cleaned_data["number"] and len(digits) != 10:
            raise forms.ValidationError(_("An organisation number has ten digits, as 212000-1355."))
        return f"{digits[:6]}-{digits[6:]}" if digits else ""

    def clean_email_domain(self) -> str:
        """Refuse domains that anybody can have an address at."""
        for domain in self.cleaned_data["email_domain"].lower().split():
            if "." not in domain or domain.strip("@") in _OPEN:
                raise forms.ValidationError(_("%(domain)s is not a domain of one organisation.") % {"domain": domain})
        return " ".join(domain.strip("@,;") for domain in self.cleaned_data["email_domain"].lower().split())


_OPEN = frozenset({"gmail.com", "outlook.com", "hotmail.com", "live.se", "telia.com", "icloud.com", "yahoo.com"})


class InviteForm(forms.Form):
    """Whom to let in."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"))
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200, required=False)
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Membership.Role.choices)


def administered(person: Somebody) -> QuerySet[Organisation]:
    """Return the organisations that the person may see here: the own ones, and as editor all."""
    everything = Organisation.objects.filter(merged_into=None)
    if rights.may(person, "editor"):
        return everything
    return everything.filter(pk__in=rights.organisations_of(person, "administrator").values("pk"))


@require_GET
@needs(*_ROLES)
def listing(request: HttpRequest) -> HttpResponse:
    """The organisations, with kind, members, and whether an editor has verified them."""
    words, unseen = request.GET.get("q", "").replace("\x00", "")[:80].strip(), "unverified" in request.GET
    found = administered(request.user).annotate(people=Count("memberships__person", distinct=True))
    if words:
        found = found.filter(Q(name__icontains=words) | Q(number__icontains=words) | Q(email_domain__icontains=words))
    if unseen:
        found = found.filter(verified_at=None)
    page = Paginator(found.order_by("name"), 50).get_page(request.GET.get("page"))
    context = {"page": page, "words": words, "unseen": unseen, "is_editor": rights.may(request.user, "editor")}
    return render(request, "accounts/organisations.html", context)


@require_http_methods(["GET", "POST"])
@needs("editor")
def new(request: SignedIn) -> HttpResponse:
    """Found an organisation; an editor who does has verified it."""
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = form.save(commit=False)
        made.slug = organising.free_slug(made.name)
        made.save()
        organising.verify(organisation=made, by=request.user)
        return redirect("organisation", slug=made.slug)
    return render(request, "accounts/organisation_new.html", {"form": form}, status=400 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@needs(*_ROLES)
@one_at_a_time
def shown(request: HttpRequest, slug: str) -> HttpResponse:
    """One organisation: its facts, its members and roles, and for editors what it may be a duplicate of."""
    organisation = _find(request, slug)
    form = OrganisationForm(request.POST if request.method == "POST" else None, instance=organisation)
    if request.method == "POST" and not _may_change(request.user, organisation):
        raise Http404
    if request.method == "POST" and form.is_valid():
        form.save()
        about = f"organisation {organisation.uid} {','.join(form.changed_data)}"
        traces.note(request, Trace.Kind.ORGANISATION, about=about, organisation=organisation)
        messages.success(request, _("It is saved."))
        return redirect("organisation", slug=slug)
    return _page(request, organisation, form=form, status=400 if form.is_bound else 200)


@require_POST
@needs(*_ROLES)
def members(request: SignedIn, slug: str) -> HttpResponse:
    """Invite somebody, or take a role away. Only the organisation's own administrators; editors name the first one."""
    organisation = _find(request, slug)
    if not _may_administer(request.user, organisation):
        raise Http404
    if "remove" in request.POST:
        membership = get_object_or_404(organisation.memberships, pk=request.POST["remove"])
        try:
            organising.leave(membership=membership)
            about = f"person {membership.person_id} {membership.role}"
            traces.note(request, Trace.Kind.ROLE_TAKEN, about=about, organisation=organisation)
        except organising.NotPossible:
            messages.error(request, _("Somebody must be administrator. Give somebody else the role first."))
        else:
            taken_roles.remember(request, membership)
        return redirect("organisation", slug=slug)
    if "give-back" in request.POST:
        if taken_roles.give_back(request, organisation):
            messages.success(request, _("The role is given back."))
        return redirect("organisation", slug=slug)
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _page(request, organisation, invite=form, status=400)
    given = form.cleaned_data
    person, is_new = organising.invite(organisation=organisation, **given, language=request.user.language)
    about = f"person {person.pk} {given['role']}"
    traces.note(request, Trace.Kind.ROLE_GIVEN, about=about, organisation=organisation)
    _tell(person, organisation, given["role"], by=request.user)
    said = (
        _("%(name)s has been invited by mail.") if is_new else _("%(name)s has the role now and has been told by mail.")
    )
    messages.success(request, said % {"name": person.name})
    return redirect("organisation", slug=slug)


@require_POST
@needs("administrator", "editor")
def groups(request: HttpRequest, slug: str) -> HttpResponse:
    """Found a group, drop it, or say who is in it: the organisation's own administrators."""
    organisation = _find(request, slug)
    if not rights.may(request.user, "administrator", organisation):
        raise Http404
    if "new" in request.POST:
        name = request.POST.get("name", "").strip()[:120]
        if not name:
            messages.error(request, _("Give the group a name."))
            return redirect("organisation", slug=slug)
        group = organising.new_group(organisation=organisation, name=name)
        said = _("The group is there. In pictures it is called %(slug)s.") % {"slug": group.slug}
    else:
        group = get_object_or_404(organisation.groups, pk=_number(request.POST.get("group", "")))
        if "drop" in request.POST:
            said = _("The group is gone. Its open tasks wait for somebody whom the picture names.")
        else:
            shown, wanted = ({_number(one) for one in request.POST.getlist(name)} for name in ("shown", "member"))
            group.members.remove(*shown - wanted)
            group.members.add(*people_of(organisation).filter(pk__in=shown & wanted))
            said = _("The group is saved.")
    about = f"group {group.slug} {','.join(sorted({'new', 'drop', 'member'} & request.POST.keys()))}"
    if "drop" in request.POST:
        group.delete()
    traces.note(request, Trace.Kind.GROUP, about=about, organisation=organisation)
    messages.success(request, said)
    return (
        redirect("organisation", slug=slug)
        if "drop" in request.POST
        else redirect("organisation-group", slug, group.slug)
    )


@require_GET
@needs("administrator", "editor")
def group(request: HttpRequest, slug: str, group: str) -> HttpResponse:
    """Who is in a group: the organisation's people, some at a time."""
    organisation = _find(request, slug)
    if not rights.may(request.user, "administrator", organisation):
        raise Http404
    row = get_object_or_404(organisation.groups, slug=group)
    found = _found(request, organisation)
    held = row.members.filter(pk__in=[person.pk for person in found["page"]]).values_list("pk", flat=True)
    context = {"organisation": organisation, "group": row, "members": set(held), "count": row.members.count()}
    return render(request, "accounts/group.html", context | found)


def people_of(organisation: Organisation, words: str = "") -> QuerySet[Person]:
    """Return who has a role in it, by name; those whose name or address holds *words*."""
    found = Person.objects.filter(pk__in=organisation.memberships.order_by().values("person"))
    if words:
        found = found.filter(Q(name__icontains=words) | Q(email__icontains=words))
    return found.order_by("name", "pk")


def _found(request: HttpRequest, organisation: Organisation) -> dict[str, Any]:
    """Return a page of its people, as the address asks for them."""
    words = request.GET.get("q", "").replace("\x00", "")[:80].strip()
    page = Paginator(people_of(organisation, words), PER_PAGE).get_page(request.GET.get("page"))
    return {"words": words, "page": page, "is_long": page.paginator.num_pages > 1}


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0


@require_POST
@needs("editor")
def verify(request: SignedIn, slug: str) -> HttpResponse:
    """Note that it is what it says."""
    organising.verify(organisation=_find(request, slug), by=request.user)
    messages.success(request, _("The organisation is verified."))
    return redirect("organisation", slug=slug)


@require_POST
@needs("editor")
def merge(request: HttpRequest, slug: str) -> HttpResponse:
    """Move all of it to another organisation, of which it is a duplicate."""
    duplicate = _find(request, slug)
    if duplicate.is_verified:
        raise Http404  # somebody has said that it is one of its own
    into = get_object_or_404(administered(request.user), pk=request.POST.get("into", "0"))
    try:
        organising.merge(duplicate=duplicate, into=into)
    except organising.NotPossible:
        messages.error(request, _("These two cannot be merged."))
        return redirect("organisation", slug=slug)
    messages.success(request, _("They are one now."))
    return redirect("organisation", slug=into.slug)


def _find(request: HttpRequest, slug: str) -> Organisation:
    return get_object_or_404(administered(request.user), slug=slug)


def _may_administer(person: Somebody, organisation: Organisation) -> bool:
    if rights.may(person, "administrator", organisation):
        return True
    has_one = organisation.memberships.filter(role="administrator").exists()
    return not has_one and rights.may(person, "editor")


def _may_change(person: Somebody, organisation: Organisation) -> bool:
    """Say whether the person may write its facts: its administrators, and editors until it is verified."""
    return _may_administer(person, organisation) or (not organisation.is_verified and rights.may(person, "editor"))


def _page(request: HttpRequest, organisation: Organisation, *, status: int = 200, **forms_: Any) -> HttpResponse:
    is_editor = rights.may(request.user, "editor")
    found = _found(request, organisation)
    roles: dict[int, list[Membership]] = {person.pk: [] for person in found["page"]}
    for one in organisation.memberships.filter(person__in=list(roles)).order_by("role"):
        roles[one.person_id].append(one)
    groups_ = Group.objects.filter(organisation=organisation).annotate(size=Count("members")).order_by("name", "pk")
    context = {
        "organisation": organisation,
        "form": forms_.get("form") or OrganisationForm(instance=organisation),
        "invite": forms_.get("invite") or InviteForm(initial={"role": "organiser"}, prefix=None),
        "people": [(person, roles[person.pk]) for person in found["page"]],
        "is_editor": is_editor,
        "groups": Paginator(groups_, PER_PAGE).get_page(request.GET.get("groups")),
        "may_group": rights.may(request.user, "administrator", organisation),
        "may_administer": _may_administer(request.user, organisation),
        "may_change": _may_change(request.user, organisation),
        "taken": taken_roles.last(request, organisation),
        "alike": list(organising.alike(organisation)[:20]) if is_editor and not organisation.is_verified else [],
    }
    return render(request, "accounts/organisation.html", context | found, status=status)


def _tell(person: Person, organisation: Organisation, role: str, *, by: Person) -> None:
    """Write to who was invited. Like the letter with a code, it is part of signing in, and no picture's."""
    with translation.override(person.language):
        context = {
            "person": person, "organisation": organisation, "role": Membership.Role(role).label, "by": by,
            "address": settings.ADDRESS + reverse("sign-in"),
        }  # fmt: skip
        subject = _("You may work with %(name)s in Görel") % {"name": organisation.name}
        text = render_to_string("accounts/mail/invitation.txt", context)
    letter = EmailMessage(" ".join(subject.split()), text, to=[person.email])
    send_beside(letter)
