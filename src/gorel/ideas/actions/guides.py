"""Working by a method: what a team wrote in a step, and methods of an organisation's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from gorel.accounts.models import Organisation
from gorel.ground import clock
from gorel.ideas import ways
from gorel.ideas.models import Idea, Method, Work


@transaction.atomic
def work_on(*, idea: Idea, step: str, answers: Mapping[str, Any], is_done: bool) -> Work:
    """Keep what was written in a step. Writes one row."""
    work, _is_new = Work.objects.update_or_create(
        idea=idea, method=idea.method, step=step,
        defaults={"answers": dict(answers), "is_done": is_done, "changed_at": clock.now()},
    )  # fmt: skip
    return work


@transaction.atomic
def define_method(*, organisation: Organisation, content: dict[str, Any]) -> Method:
    """Keep a method of one's own, or a new version of it. Errors: ways.BadMethod when the key is somebody else's."""
    key = ways.read(content).key
    present = Method.objects.select_for_update().filter(key=key).first()
    if key == ways.DEFAULT or (present is not None and present.organisation_id != organisation.pk):
        raise ways.BadMethod(f"key {key!r} belongs to another method; choose another")
    method, _is_new = Method.objects.update_or_create(
        key=key, defaults={"organisation": organisation, "content": content}
    )
    return method
