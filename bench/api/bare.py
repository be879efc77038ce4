"""A bare endpoint of the same framework under the same server: the limit of both on this machine at this moment."""

from __future__ import annotations

import os
import sys

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import path


def answer(request: HttpRequest) -> HttpResponse:
    """Read the body, and say that it is done."""
    request.read()
    return HttpResponse(status=204)


urlpatterns = [path("bare", answer)]

if __name__ == "__main__":
    settings.configure(ROOT_URLCONF=sys.modules[__name__], ALLOWED_HOSTS=["*"], SECRET_KEY="bench", MIDDLEWARE=[])
    import django

    django.setup()
    from gorel.site import web

    web._Server.has_lane = False
    web._Server._listens_for_the_end = staticmethod(lambda _worker: None)  # no desk's pages are open here
    sys.modules["gorel.site.wsgi"] = sys.modules[__name__]
    application = WSGIHandler()
    os.environ["BARE"] = "1"
    web.serve("127.0.0.1", int(sys.argv[1]))
