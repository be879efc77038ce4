"""Schemas that the tests of forms share."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def review() -> dict[str, Any]:
    """A review: publish, or send back with a reason."""
    return {
        "type": "default",
        "id": "review",
        "components": [
            {"type": "text", "text": "Läs **punkten** först.", "properties": {"text.en": "Read the **point** first."}},
            {
                "type": "radio",
                "key": "decision",
                "label": "Beslut",
                "values": [
                    {"label": "Publicera", "value": "publish"},
                    {"label": "Skicka tillbaka", "value": "send_back"},
                ],
                "validate": {"required": True},
                "properties": {
                    "label.en": "Decision",
                    "value.publish.en": "Publish",
                    "value.send_back.en": "Send back",
                },
            },
            {
                "type": "textarea",
                "key": "reason",
                "label": "Skäl",
                "description": "Skickas till arrangören.",
                "validate": {"required": True, "maxLength": 20},
                "conditional": {"hide": '=decision != "send_back"'},
                "properties": {"label.en": "Reason", "description.en": "Sent to the organiser."},
            },
        ],
    }
