"""Messages and signals."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction

from gorel.api.errors import BadRequest, Conflict, NotFound
from gorel.api.route import Body, Call, Route, Shape, not_offered
from gorel.api.v2 import keys
from gorel.cases import runtime, speaking
from gorel.cases.models import Case, LogEntry, Message
from gorel.ground import clock

LONGEST_LIFE = 10 * 365 * 24 * 3600 * 1000  # ms


@not_offered("business_id")
class Publish(Body, kw_only=True):
    """What is said. Units: time_to_live in milliseconds."""

    name: str
    correlation_key: str | None = None
    time_to_live: int | None = None
    message_id: str | None = None
    variables: dict[str, Any] | None = None
    tenant_id: str | None = None
    business_id: str | None = None


@not_offered("business_id")
class Correlate(Body, kw_only=True):
    """What is said, to one who hears it now."""

    name: str
    correlation_key: str | None = None
    variables: dict[str, Any] | None = None
    tenant_id: str | None = None
    business_id: str | None = None


class Broadcast(Body, kw_only=True):
    """What is called out."""

    signal_name: str
    variables: dict[str, Any] | None = None
    tenant_id: str | None = None


class Published(Shape, kw_only=True):
    """A message that was said."""

    tenant_id: str
    message_key: str


class Correlated(Published, kw_only=True):
    """Who heard it."""

    process_instance_key: str


class Called(Shape, kw_only=True):
    """A signal that was called out."""

    tenant_id: str
    signal_key: str


class Exists(Conflict):
    """It is there already."""

    title = "ALREADY_EXISTS"


def publish(call: Call) -> Published:
    """Say a message; with a time to live it waits for those who are not there yet."""
    body: Publish = call.body
    space = keys.space(body.tenant_id)
    if not body.name or not 0 <= (body.time_to_live or 0) <= LONGEST_LIFE or len(body.message_id or "") > 255:
        raise BadRequest(
            "name must not be empty; timeToLive is from 0 to ten years; messageId has at most 255 characters"
        )
    call.about = body.name
    owner = {
        "name": body.name,
        "correlation_key": body.correlation_key or "",
        "organisation_id": call.organisation_id,
        "space": space,
    }
    if (
        body.message_id
        and Message.objects.filter(**owner, message_id=body.message_id, expires_at__gt=clock.now()).exists()
    ):
        raise Exists(f"A message with the id {body.message_id!r} was published already")
    with transaction.atomic():
        runtime.publish(
            body.name,
            body.correlation_key or "",
            body.variables,
            message_id=body.message_id or "",
            by=call.by,
            time_to_live=timedelta(milliseconds=body.time_to_live or 0),
            within=speaking.Within(call.organisation_id, space),
        )
        kept = Message.objects.filter(**owner, message_id=body.message_id or "").order_by("-pk").first()
    lives = kept is not None and bool(body.time_to_live)
    return Published(tenant_id=keys.tenant(space), message_key=str(kept.pk) if kept and lives else keys.fresh())


def correlate(call: Call) -> Correlated:
    """Say a message to one who hears it now. Errors: NotFound when nobody does."""
    body: Correlate = call.body
    space = keys.space(body.tenant_id)
    if not body.name:
        raise BadRequest("name must not be empty")
    call.about = body.name
    with transaction.atomic():
        before = LogEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        reached = runtime.publish(
            body.name, body.correlation_key or "", body.variables, by=call.by,
            within=speaking.Within(call.organisation_id, space),
        )  # fmt: skip
        heard = LogEntry.objects.filter(pk__gt=before, kind__in=("message", "started"), by=call.by).order_by("pk")
        case = Case.objects.filter(pk=heard.values_list("case_id", flat=True).first() or 0).first() if reached else None
        if case is None:
            raise NotFound(
                f"Nobody waits for the message {body.name!r} with the correlation key {body.correlation_key or ''!r}"
            )
    return Correlated(tenant_id=keys.tenant(space), message_key=keys.fresh(), process_instance_key=keys.of(case.pk))


def broadcast(call: Call) -> Called:
    """Call out to all who listen in this tenant."""
    body: Broadcast = call.body
    if not body.signal_name:
        raise BadRequest("signalName must not be empty")
    space = keys.space(body.tenant_id)
    call.about = body.signal_name
    runtime.broadcast(body.signal_name, body.variables, by=call.by, within=speaking.Within(call.organisation_id, space))
    return Called(tenant_id=keys.tenant(space), signal_key=keys.fresh())


ROUTES = (
    Route("POST", "/messages/publication", publish, "start", "Publish a message", body=Publish, answer=Published),
    Route(
        "POST", "/messages/correlation", correlate, "start", "Correlate a message", body=Correlate, answer=Correlated
    ),
    Route("POST", "/signals/broadcast", broadcast, "start", "Broadcast a signal", body=Broadcast, answer=Called),
)
