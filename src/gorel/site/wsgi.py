"""The WSGI application that the web server runs."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gorel.site.settings")
application = get_wsgi_application()

from gorel.ground import telemetry  # noqa: E402 - the settings must have been read

telemetry.configure("gorel-web")
