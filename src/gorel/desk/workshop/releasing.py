"""A draft on its way to work: asked for, approved by another person, live; and back again.

Nothing goes to work with faults, without a test that passes, or without an owner, a stand-in and a routine by hand.
Rights are the caller's to check; who may approve is checked here. Errors: NotYet with every reason why not.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gorel.ability import registry
from gorel.accounts.models import Organisation, Person
from gorel.cases import deployment
from gorel.cases.models import Process, Resource
from gorel.core.problems import ModelError
from gorel.core.say import say
from gorel.desk.models import Stewardship
from gorel.desk.workshop import files as sets
from gorel.desk.workshop import findings, letters, reach, saving, testing
from gorel.desk.workshop.models import Draft, Release, Version
from gorel.desk.workshop.outline.reading import PUBLIC
from gorel.ground import clock, times
from gorel.ground.language import spoken
from gorel.robots.doors.models import Door

State = Release.State
FEW = 3  # faults, or failing tests, that are told in full
OPEN = (State.ASKED, State.APPROVED)


class NotYet(ValueError):
    """It cannot be done now; `reasons` are sentences."""

    def __init__(self, *reasons: str) -> None:
        self.reasons = reasons
        super().__init__(" ".join(reasons))


def reasons_against(draft: Draft, files: Mapping[str, bytes]) -> list[str]:
    """Return everything that stands between a draft and its release."""
    found = []
    errors = [one for one in findings.findings(files, draft.organisation, spoken()) if one.is_error]
    if errors:
        said = ngettext("There is %(count)d fault to mend.", "There are %(count)d faults to mend.", len(errors))
        found.append(" ".join([said % {"count": len(errors)}, *(one.text for one in errors[:FEW])]))
    for type_ in reach.out_of_reach(files, draft.organisation):
        ability = registry.find(type_)
        said = ability.title.get(spoken(), type_) if ability else type_
        found.append(
            _("“%(ability)s” (%(type)s) is made for one of Görel's own processes, and this is another. Take it out.")
            % {"ability": said, "type": type_}
        )
    results = testing.run_all(files, draft.organisation)
    failed = [result.name for result in results if not result.passed]
    if not results:
        found.append(_("There is no test. Try the process out, and save the run as a test."))
    if failed:
        said = _("These tests do not pass: %(tests)s.") % {"tests": ", ".join(failed)}
        found.append(" ".join([said, *(one.differences[0] for one in results if one.differences)][: FEW + 1]))
    if draft.owner_id is None:
        found.append(_("Nobody owns the process. Name an owner."))
    if draft.backup_id is None or draft.backup_id == draft.owner_id:
        found.append(_("Nobody stands in for the owner. Name a stand-in."))
    if not draft.routine.strip():
        found.append(_("It is not told how the work is done by hand when Görel cannot. Write it down."))
    return found


@transaction.atomic
def ask(*, draft: Draft, version: Version, notes: str, by: Person) -> Release:
    """Ask for approval of a version. Writes one row; one that was asked for before is replaced.

    Side effects: Görel writes to all who may approve it.
    """
    files = saving.load(version)
    against = reasons_against(draft, files)
    if not notes.strip():
        against.append(_("Write what is new, for those who approve and those who look back."))
    live = current(draft)
    if live is not None and live.version and live.version.digest == version.digest:
        against.append(_("This is what is live already."))
    if against:
        raise NotYet(*against)
    Release.objects.filter(draft=draft, state__in=OPEN).update(state=State.REPLACED)
    asked = Release.objects.create(
        draft=draft, version=version, notes=notes.strip()[:4_000], tests=len(sets.of_kind(files, "test")),
        asked_by=by, asked_at=clock.now(),
    )  # fmt: skip
    letters.ask_approvers(asked)
    return asked


def may_decide(release: Release, person: Person) -> bool:
    """Return whether the person is another than who asked and who saved the version."""
    saved_by = release.version.by_id if release.version else None
    return person.pk not in (release.asked_by_id, saved_by)


@transaction.atomic
def decide(*, release: Release, approves: bool, reason: str, by: Person) -> None:
    """Approve a version, or send it back with a reason. Writes one row."""
    held = Release.objects.select_for_update(of=("self",)).select_related("version").get(pk=release.pk)
    if held.state != State.ASKED:
        raise NotYet(_("It does not wait for approval any more."))
    if not may_decide(held, by):
        raise NotYet(_("Another person than who made it and who asked must approve it."))
    if not approves and not reason.strip():
        raise NotYet(_("Say why you send it back."))
    held.state = State.APPROVED if approves else State.REFUSED
    held.decided_by, held.decided_at, held.reason = by, clock.now(), reason.strip()[:4_000]
    held.save(update_fields=["state", "decided_by", "decided_at", "reason"])


@transaction.atomic
def go_live(*, release: Release, by: Person) -> Process:
    """Put an approved version to work: new cases take it from now on.

    Side effects: a deployment; who answers for the process follows the draft; a public form opens or closes.
    """
    held = Release.objects.select_for_update(of=("self",)).select_related("version", "draft").get(pk=release.pk)
    if held.state != State.APPROVED or held.version is None:
        raise NotYet(_("Only what another person has approved can go live."))
    draft, files = held.draft, saving.load(held.version)
    against = reasons_against(draft, files)
    if against:
        raise NotYet(*against)
    process = _deploy(draft, files, by, always=False)
    Release.objects.filter(draft__in=_same(draft), state=State.LIVE).update(state=State.REPLACED)
    held.state, held.live_by, held.live_at, held.process = State.LIVE, by, clock.now(), process
    held.save(update_fields=["state", "live_by", "live_at", "process"])
    return process


@transaction.atomic
def roll_back(*, draft: Draft, by: Person, reason: str = "") -> Release:
    """Let new cases take the version before the one that is live, as a new version with the old one's content.

    Running cases stay where they are. Writes a release of its own, so that the history tells of it.
    """
    live = current(draft)
    before = earlier(draft, live)
    if live is None or before is None:
        raise NotYet(_("There is no earlier version to go back to."))
    files, version = before
    process = _deploy(draft, files, by, always=True)
    now = clock.now()
    live.state = State.ROLLED_BACK
    live.save(update_fields=["state"])
    return Release.objects.create(
        draft=draft, version=version, state=State.LIVE, asked_by=by, asked_at=now, live_by=by, live_at=now,
        process=process, is_roll_back=True, reason=reason.strip()[:4_000],
        notes=_("Back to what was before %(day)s.") % {"day": times.moment(live.live_at or now)},
    )  # fmt: skip


@transaction.atomic
def put_back(*, draft: Draft, by: Person) -> Release:
    """Let new cases take what was rolled back from: it was approved and tested when it went live.

    Running cases stay where they are. Writes a release of its own. Errors: NotYet.
    """
    live = current(draft)
    back = taken_back(draft, live)
    if live is None or back is None or back.version is None:
        raise NotYet(_("Nothing has been rolled back."))
    files = saving.load(back.version)
    if against := reasons_against(draft, files):
        raise NotYet(*against)
    process = _deploy(draft, files, by, always=True)
    live.state = State.REPLACED
    live.save(update_fields=["state"])
    now = clock.now()
    return Release.objects.create(
        draft=draft, version=back.version, state=State.LIVE, asked_by=by, asked_at=now, live_by=by, live_at=now,
        process=process, tests=back.tests, notes=back.notes, reason=_("It was rolled back, and is put to work again."),
    )  # fmt: skip


def taken_back(draft: Draft, live: Release | None) -> Release | None:
    """Return the release that the live one took the place of by rolling back; None where nothing was rolled back."""
    if live is None or not live.is_roll_back:
        return None
    gone = Release.objects.filter(draft__in=_same(draft), state=State.ROLLED_BACK, pk__lt=live.pk)
    return gone.select_related("version", "process").order_by("-pk").first()


def current(draft: Draft) -> Release | None:
    """Return the release of this process that is live."""
    rows = Release.objects.filter(draft__in=_same(draft), state=State.LIVE).select_related("version", "process")
    return rows.order_by("-live_at", "-pk").first()


def earlier(draft: Draft, live: Release | None) -> tuple[sets.Files, Version | None] | None:
    """Return the files that were live before, and the version they came from; None where nothing was."""
    if live is None or live.process is None:
        return None
    gone: datetime | None = live.live_at
    rows = Release.objects.filter(draft__in=_same(draft), state=State.REPLACED, process__isnull=False)
    rows = rows.filter(live_at__lte=gone, pk__lt=live.pk).select_related("version").order_by("-pk")
    now = live.version.digest if live.version else None
    # What is live again after a roll-back stands among those before it, too: going back to it would change nothing.
    before = next((row for row in rows if row.version is not None and row.version.digest != now), None)
    if before is not None and before.version is not None:
        return saving.load(before.version), before.version
    owner = live.process.organisation
    older = Process.objects.filter(key=live.process.key, space="", version__lt=live.process.version)
    row = older.filter(organisation=owner).order_by("-version").first()
    if row is None or live.is_roll_back:
        return None
    return {
        one.name: bytes(one.content) for one in Resource.objects.filter(deployment=row.resource.deployment_id)
    }, None


def history(draft: Draft) -> list[Release]:
    """Return all releases of the process, the newest first."""
    rows = Release.objects.filter(draft__in=_same(draft))
    rows = rows.select_related("asked_by", "decided_by", "live_by", "version", "process")
    return list(rows.order_by("-pk")[:100])


def public_form(files: Mapping[str, bytes]) -> str:
    """Return the form that anyone may send in to begin a case; "" when there is none."""
    drawn = sets.definitions(files)
    process = drawn.process() if drawn else None
    for node in process.nodes if process else ():
        if node.kind == "startEvent" and node.properties.get(PUBLIC) and node.user and node.user.form:
            return node.user.form.text
    return ""


def door(organisation: Organisation, key: str) -> Door | None:
    """Return the open public form of a process."""
    return Door.objects.filter(organisation=organisation, process=key, kind=Door.FORM).order_by("pk").first()


def _deploy(draft: Draft, files: Mapping[str, bytes], by: Person, *, always: bool) -> Process:
    try:
        done = deployment.deploy(
            sets.deployable(files), organisation=draft.organisation, name=draft.name, by=by.actor, always=always
        )
    except ModelError as error:
        raise NotYet(*(say(problem, spoken()) for problem in error.problems)) from None
    key = saving.key_of(files)
    rows = Process.objects.filter(key=key, organisation=draft.organisation, space="").order_by("-version")
    process = next((row for row in done.processes if row.key == key), None) or rows[0]
    Stewardship.objects.update_or_create(
        organisation=draft.organisation, process=key,
        defaults={"owner": draft.owner, "backup": draft.backup, "routine": draft.routine},
    )  # fmt: skip
    form, opened = public_form(files), door(draft.organisation, key)
    if not form and opened is not None:
        opened.delete()
    elif form and opened is None:
        Door.objects.create(
            kind=Door.FORM, organisation=draft.organisation, process=key, form=form, opened_at=clock.now()
        )
    elif form and opened is not None and opened.form != form:
        opened.form = form
        opened.save(update_fields=["form"])
    return process


def _same(draft: Draft) -> QuerySet[Draft]:
    """Return the drafts of the same process in the same organisation: a process may have had several."""
    return Draft.objects.filter(organisation=draft.organisation, key=draft.key)
