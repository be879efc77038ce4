"""Files: one, or several where the schema says `multiple`; known by their bytes, and kept while the rest is mended.

What the browser sends is the tokens of files that are kept already (`key`), those to leave out again (`key.without`),
and new ones. Models are imported when they are needed: schemas are read before Django's apps are ready, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from gorel.core.say import Language
from gorel.forms import uploads
from gorel.forms.schema import Component
from gorel.forms.shown import Shown, Wrong
from gorel.forms.words import word

MOST_MB, MOST_FILES = 10, 10
_PICTURES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WebP"}
_NAMES = {**{kind: name for kind, (name, _ending) in uploads.DOCUMENT_NAMES.items()}, **_PICTURES}
_ENDINGS = {
    **{ending: kind for kind, (_name, ending) in uploads.DOCUMENT_NAMES.items()},
    ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp",
}  # fmt: skip


def read(component: Component, given: Sequence[Any]) -> list[str]:
    """Return references to the files; what cannot be taken is refused, and what could stays. Shape: given is mixed,
    tokens of kept files and files as Django took them.

    Side effects: rows of new files are written. Errors: Wrong, whose value holds the good ones.
    """
    from gorel.forms import kept

    old = [kept.of_token(one) for one in given if isinstance(one, str) and one]
    sent = [one for one in given if not isinstance(one, str) and (one.name or one.size)]
    problem = component.problem("forms.file-lost") if None in old else None
    references = [one[0] for one in old if one]
    if sent and not component.raw.get("multiple"):
        references, sent = [], sent[-1:]
    most = most_files(component)
    if len(references) + len(sent) > most:
        problem, sent = component.problem("forms.file-many", limit=most), sent[: max(0, most - len(references))]
    for file in sent:
        try:
            taken = uploads.read(file, kinds=kinds(component), most_bytes=most_mb(component) * 1_000_000)
            references.append(kept.take(taken))
        except uploads.Refused as refusal:
            name = uploads.clean_name(file.name or "")
            values = {"file": name, "limit": most_mb(component), "kinds": _names(component)}
            problem = component.problem(f"forms.file-{refusal}", **values)
    if component.is_required and not references and problem is None:
        problem = component.problem("forms.file-required")
    if problem is not None:
        raise Wrong(problem, references)
    return references


def control(shown: Shown) -> SafeString:
    """Return the files that are kept, each with a box to leave it out, and the control that chooses more."""
    from gorel.forms import kept

    component, language = shown.component, shown.language
    files = kept.found(shown.value)
    tokens = kept.tokens(one.reference for one in files)
    rows = format_html_join(
        "",
        '<li><input type="hidden" name="{key}" value="{token}">{link} '
        '<span class="choice"><input type="checkbox" id="{id}" name="{key}.without" value="{token}">'
        '<label for="{id}">{drop}<span class="visually-hidden"> {name}</span></label></span></li>',
        (
            {
                "key": component.key, "token": tokens[one.reference], "id": f"{component.id}-{number}",
                "link": _link(one, reverse("forms:own-file", args=[tokens[one.reference]]), language),
                "drop": word("drop-file", language), "name": one.name,
            }
            for number, one in enumerate(files)
        ),
    )  # fmt: skip
    told = SafeString("")
    if files:
        told = format_html('<p class="field-kept">{}</p><ul class="files">{}</ul>', word("kept", language), rows)
    attributes = shown.attributes(
        id=component.id, type="file", multiple=bool(component.raw.get("multiple")), accept=_accept(component)
    )
    return format_html("{}<input{}>", told, attributes)


def hint(component: Component, language: Language) -> str:
    """Return what kinds and how much may be sent, in one sentence."""
    most = most_files(component)
    return word(
        "files-hint" if most > 1 else "file-hint", language, kinds=_names(component), mb=most_mb(component), most=most
    )


def said(component: Component, value: Any, language: Language, *, own: bool = False) -> SafeString:
    """Return the names, each a link: by right, or by token for the one whose files they are (*own*)."""
    from gorel.forms import kept

    files = kept.found(value)
    if not files:
        return SafeString(word("no-file", language))
    tokens = kept.tokens(one.reference for one in files) if own else {}
    ways = [
        reverse("forms:own-file", args=[tokens[one.reference]]) if own else reverse("forms:file", args=[one.uid])
        for one in files
    ]
    return format_html_join(
        SafeString("<br>"), "{}", ((_link(one, way, language),) for one, way in zip(files, ways, strict=True))
    )


def kinds(component: Component) -> frozenset[str]:
    """Return the kinds that may be sent: those of `accept` that are known here, or all that are."""
    wanted = [one.strip().lower() for one in str(component.raw.get("accept") or "").split(",") if one.strip()]
    found = {kind for one in wanted for kind in _NAMES if kind == _ENDINGS.get(one, one)}
    found |= {kind for one in wanted if one == "image/*" for kind in _PICTURES}
    return frozenset(found) or frozenset(_NAMES)


def most_mb(component: Component) -> int:
    return _bounded(component.properties.get("mb"), MOST_MB)


def most_files(component: Component) -> int:
    return _bounded(component.properties.get("files"), MOST_FILES) if component.raw.get("multiple") else 1


def _bounded(said: Any, most: int) -> int:
    return min(int(said), most) if str(said or "").isdecimal() and int(said) > 0 else most


def _names(component: Component) -> str:
    wanted = kinds(component)
    return ", ".join(dict.fromkeys(name for kind, name in _NAMES.items() if kind in wanted))


def _accept(component: Component) -> str:
    wanted = kinds(component)
    return ",".join(ending for ending, kind in _ENDINGS.items() if kind in wanted)


def _link(file: Any, way: str, language: Language) -> SafeString:
    size = f"{max(1, round(file.size / 1000))} kB" if file.size < 1_000_000 else f"{file.size / 1_000_000:.1f} MB"
    if language == "sv":
        size = size.replace(".", ",")
    return format_html('<a href="{}">{}</a> <span class="small">({}, {})</span>', way, file.name,
                       _NAMES.get(file.type, file.type), size)  # fmt: skip
