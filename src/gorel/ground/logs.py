"""What is logged: warnings and errors, to standard error. The address of a personal page is a secret and stays out."""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog

CONFIG: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"addresses": {"()": "gorel.ground.logs.Addresses"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["addresses"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        # Every 404 and every refused form would be a line otherwise; what fails on our side is an error.
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "ERROR"},
        "gorel": {"level": "INFO"},
    },
}


def configure() -> None:
    """Let what the worker notes be one line of JSON each, on standard error.

    A traceback is its plain text: the prettier kinds show the values of variables, and those may be personal.
    """
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


class Addresses(logging.Filter):
    """Writes the pattern of an address in place of the address: `anmalan/<token>/`, never the token."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the record, with patterns."""
        request = getattr(record, "request", None)
        path = getattr(request, "path", None)
        if path and isinstance(record.args, tuple):
            match = getattr(request, "resolver_match", None)
            pattern = f"/{match.route}" if match is not None else "(an address that leads nowhere)"
            record.args = tuple(pattern if value == path else value for value in record.args)
        return True
