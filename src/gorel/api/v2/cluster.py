"""What clients ask of a cluster: who is there, what she is, who they are, and a demo's clock."""

from __future__ import annotations

from importlib.metadata import version

from django.conf import settings

from gorel.accounts.models import Organisation
from gorel.api.errors import BadRequest, Forbidden
from gorel.api.route import OPEN, Body, Call, Nothing, Route, Shape
from gorel.api.v2 import keys
from gorel.cases.models import Process
from gorel.ground import clock
from gorel.ground.models import PinnedClock


class Partition(Shape, kw_only=True):
    """The one partition."""

    partition_id: int
    role: str
    health: str
    state: str


class Broker(Shape, kw_only=True):
    """The one broker."""

    node_id: int
    broker_id: str
    host: str
    port: int
    partitions: list[Partition]
    version: str


class Topology(Shape, kw_only=True):
    """Görel as a cluster of one."""

    brokers: list[Broker]
    cluster_id: str | None
    cluster_size: int
    partitions_count: int
    replication_factor: int
    gateway_version: str
    last_completed_change_id: str


class License(Shape, kw_only=True):
    """Görel is free software."""

    valid_license: bool
    license_type: str
    is_commercial: bool
    expires_at: str | None


class Tenant(Shape, kw_only=True):
    """A space of the organisation."""

    name: str
    tenant_id: str
    description: str | None


class Me(Shape, kw_only=True):
    """Who the token is."""

    username: str
    display_name: str | None
    email: str | None
    authorized_components: list[str]
    tenants: list[Tenant]
    groups: list[str]
    roles: list[str]
    sales_plan_type: str | None
    c8_links: dict[str, str]
    can_logout: bool


class Pin(Body, kw_only=True):
    """Units: milliseconds since 1970."""

    timestamp: int


def topology(call: Call) -> Topology:
    """Return the one node that answers."""
    host, _, port = call.request.get_host().partition(":")
    one = Partition(partition_id=1, role="leader", health="healthy", state="active")
    broker = Broker(
        node_id=0, broker_id="0", host=host, port=int(port) if port.isdigit() else 443, partitions=[one],
        version=version("gorel"),
    )  # fmt: skip
    return Topology(
        brokers=[broker], cluster_id=None, cluster_size=1, partitions_count=1, replication_factor=1,
        gateway_version=version("gorel"), last_completed_change_id="-1",
    )  # fmt: skip


def license(call: Call) -> License:
    """Return Görel's licence."""
    return License(valid_license=True, license_type="Apache-2.0", is_commercial=False, expires_at=None)


def status(call: Call) -> None:
    """Say that she is there."""


def me(call: Call) -> Me:
    """Return who the token is, and which tenants it may use."""
    organisation = Organisation.objects.get(pk=call.organisation_id)
    spaces = Process.objects.filter(organisation=organisation).exclude(space="").values_list("space", flat=True)
    tenants = [
        Tenant(name=keys.tenant(one), tenant_id=keys.tenant(one), description=None)
        for one in ["", *sorted(set(spaces))]
    ]
    return Me(
        username=call.by,
        display_name=call.grant.name,
        email=None,
        authorized_components=[],
        tenants=tenants,
        groups=[],
        roles=sorted({scope.verb for scope in call.grant.scopes}),
        sales_plan_type=None,
        c8_links={},
        can_logout=False,
    )


def pin(call: Call) -> None:
    """Pin a demo's clock; the worker goes there from one due moment to the next."""
    _only_in_a_demo()
    try:
        moment = clock.from_instant(call.body.timestamp * 1000)
    except OverflowError:
        raise BadRequest("timestamp is no moment that a calendar has") from None
    if moment < clock.now():
        raise BadRequest("A demo's clock only goes forward")
    PinnedClock.objects.update_or_create(
        pk=1, defaults={"target_at": moment}, create_defaults={"pinned_at": clock.now(), "target_at": moment}
    )


def reset(call: Call) -> None:
    """Let a demo's clock run by itself again."""
    _only_in_a_demo()
    PinnedClock.objects.all().delete()


def _only_in_a_demo() -> None:
    if not settings.DEMO:
        raise Forbidden("Only a demo's clock can be set; here it is the machine's")


ROUTES = (
    Route("GET", "/topology", topology, "any", "Get the cluster's topology", answer=Topology),
    Route("GET", "/license", license, OPEN, "Get the licence", answer=License),
    Route("GET", "/status", status, OPEN, "Get the status"),
    Route("GET", "/authentication/me", me, "any", "Get who the token is", answer=Me),
    Route("PUT", "/clock", pin, "manage", "Pin the clock of a demo", body=Pin),
    Route("POST", "/clock/reset", reset, "manage", "Let the clock of a demo run by itself", body=Nothing),
)
