"""The files of forms, given away as attachments to those who may read them."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gorel.accounts import traces
from gorel.accounts.models import Trace
from gorel.accounts.rights import needs
from gorel.forms import kept
from gorel.forms.models import File


@never_cache
@require_safe
@needs()
def file(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give a file to somebody who may read what it belongs to; that it was read is written down."""
    found = get_object_or_404(File, uid=uid)
    may = kept.may_read(request.user, found)
    if may is None:
        raise Http404
    about = f"file {found.uid} of {found.about}"
    traces.note(request, Trace.Kind.VIEWED, about=about, organisation=may.organisation)
    return _given(found)


@never_cache
@require_safe
def own_file(request: HttpRequest, signed: str) -> HttpResponse:
    """Give a file back to the one whose page carries its token."""
    known = kept.of_token(signed)
    if known is None:
        raise Http404
    return _given(known[1])


def _given(found: File) -> HttpResponse:
    response = HttpResponse(kept.content(found), content_type=found.type)
    response["Content-Disposition"] = content_disposition_header(True, kept.name_of(found)) or "attachment"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
