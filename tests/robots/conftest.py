from __future__ import annotations

from collections.abc import Iterator

import pytest

from gorel.robots.mail import post
from postbox import Postbox, open_postbox


@pytest.fixture
def postbox(settings) -> Iterator[Postbox]:
    """A real SMTP server, and the site told to use it."""
    with open_postbox() as box:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = box.host, box.port
        settings.DEFAULT_FROM_EMAIL = "Görel <gorel@example.org>"
        yield box
        post.close()
