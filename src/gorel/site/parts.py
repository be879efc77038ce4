"""The parts that `pip install gorel` leaves out: which extra brings a module, and how to say so to who lacks it."""

from __future__ import annotations

import os

# The modules that commands import, by the extra that brings them.
EXTRAS = {
    "server": frozenset(
        {"aiosmtpd", "allauth", "cryptography", "csp", "css_inline", "django", "fido2", "gunicorn", "httptools",
         "icalendar", "markdown_it", "nh3", "prometheus_client", "psycopg", "rdflib", "rich", "snowballstemmer",
         "structlog", "whitenoise"}
    ),
    "robots": frozenset(
        {"imap_tools", "openpyxl", "paramiko", "pdfplumber", "playwright", "python_calamine", "typst", "xlsxwriter"}
    ),
}  # fmt: skip
# A server does the work of all abilities; a robot elsewhere needs no server.
_WITH = {"server": "server,robots", "robots": "robots"}
_WORDS = {
    "sv": "Kommandot behöver delar som inte är installerade här ({module}). Skriv: pip install 'gorel[{extras}]'",
    "en": "This command needs parts that are not installed here ({module}). Type: pip install 'gorel[{extras}]'",
}


def lacking(module: str, language: str | None = None) -> str:
    """Return what to type when *module* is not there; "" for one that none of the extras brings.

    Shape: *language* None is that of the terminal.
    """
    top = module.partition(".")[0]
    extra = next((name for name, modules in EXTRAS.items() if top in modules), None)
    if extra is None:
        return ""
    return _WORDS[language or of_the_terminal()].format(module=top, extras=_WITH[extra])


def of_the_terminal() -> str:
    """Return the language of who types: "sv" or "en"."""
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "sv" if next((name for name in names if name), "").startswith("sv") else "en"
