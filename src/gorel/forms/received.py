"""Files of a request, counted by who sends them: how many and how much in a day, by all processes together.

Whoever is signed in is counted as a person, everybody else as an address of the network: a whole town hall may come
from one, so the limits are wide. Beside them stands what all that is loose may weigh together (`kept`).
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict

from gorel.forms.uploads import Refused
from gorel.ground import limits

DAY_SECONDS = 24 * 60 * 60


class Over:
    """A file beyond what its sender may send in a day: it is never read. Errors: Refused "much" for its reader."""

    def __init__(self, name: str) -> None:
        self.name, self.size = name, 1

    def read(self, *_most: int) -> bytes:
        raise Refused("much")


def files(request: HttpRequest) -> MultiValueDict[str, object]:
    """Return `request.FILES`, those beyond the sender's day replaced by ones that are refused when they are read.

    Side effects: each file is counted, outside any transaction that the caller undoes.
    """
    found: MultiValueDict[str, object] = MultiValueDict()
    if not request.FILES:
        return found
    who = f"person {request.user.pk}" if request.user.is_authenticated else request.META.get("REMOTE_ADDR", "")
    for key, sent in request.FILES.lists():
        found.setlist(key, [one if not one.size or _is_within(who, one.size) else Over(one.name or "") for one in sent])
    return found


def _is_within(who: str, size: int) -> bool:
    kilobytes = -(-size // 1000)
    fits = limits.allows("files of", who, most=settings.FILES_PER_DAY, seconds=DAY_SECONDS)
    return fits & limits.allows(
        "bytes of", who, most=settings.FILE_MB_PER_DAY * 1000, seconds=DAY_SECONDS, amount=kilobytes
    )
