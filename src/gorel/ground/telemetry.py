"""Spans for OpenTelemetry: what took how long, and inside what. Off unless GOREL_TELEMETRY names a collector.

    with span("turn", cases=3) as noted:
        …
        noted(steps=7)

What is noted is names of kinds and counts: never a variable, an address of a page, or whom it is about. The libraries
are an extra (`pip install 'gorel[telemetry]'`); without a collector nothing of them is imported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

Value = str | int | float | bool
Noting = Callable[..., None]

_tracer: Any = None


def configure(service: str) -> None:
    """Send spans of this process to the collector of the settings, if there is one.

    Errors: SystemExit with what to install, when the extra is missing.
    """
    from django.conf import settings  # spans are noted also where there is no Django: in a robot elsewhere

    if not settings.TELEMETRY:
        return
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        raise SystemExit("GOREL_TELEMETRY needs its libraries. Install them: pip install 'gorel[telemetry]'") from None
    provider = TracerProvider(resource=Resource.create({"service.name": service}))
    endpoint = f"{settings.TELEMETRY.rstrip('/')}/v1/traces"
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint)))
    use(provider)


def use(provider: Any) -> None:
    """Send spans through *provider*; None ends it."""
    global _tracer
    _tracer = None if provider is None else provider.get_tracer("gorel")


def span(name: str, **about: Value) -> AbstractContextManager[Noting]:
    """Return a span around what is inside; call what it gives to note more."""
    return _NOTHING if _tracer is None else _span(name, about)


@contextmanager
def _span(name: str, about: dict[str, Value]) -> Iterator[Noting]:
    with _tracer.start_as_current_span(f"gorel.{name}", attributes=_named(about), record_exception=False) as current:
        yield lambda **more: current.set_attributes(_named(more))


def _named(about: dict[str, Value]) -> dict[str, Value]:
    return {f"gorel.{key}": value for key, value in about.items()}


class _Nothing:
    """A span that nobody reads."""

    def __enter__(self) -> Noting:
        return _ignore

    def __exit__(self, *_how: object) -> None:
        return None


def _ignore(**_more: Value) -> None:
    return None


_NOTHING = _Nothing()
