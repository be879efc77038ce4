"""`python -m gorel.ground.messages` compiles every catalogue of translations; `--check` finds what lacks its Swedish.

Messages are written in English in code and templates, and each room has its own catalogue beside it. Compiling needs no
more than Python, so that it also runs while a wheel is built; checking reads templates with Django's help.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from gorel.ground import catalogue

ROOT = Path(__file__).resolve().parents[1]
# Function -> at which arguments the context, the singular and the plural stand.
_CALLS: dict[str, tuple[int | None, int, int | None]] = {
    "_": (None, 0, None), "gettext": (None, 0, None), "gettext_lazy": (None, 0, None), "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1), "ngettext_lazy": (None, 0, 1), "pgettext": (0, 1, None), "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2), "npgettext_lazy": (0, 1, 2),
}  # fmt: skip
_PLACES = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")
_IN_TEMPLATE = re.compile(r"\b(npgettext|ngettext|pgettext|gettext|_)\(")


def catalogues(root: Path = ROOT) -> list[Path]:
    """Return the .po files of all rooms."""
    return sorted(root.glob("**/locale/*/LC_MESSAGES/*.po"))


def compile_all(root: Path = ROOT) -> int:
    """Write a .mo file beside each .po file that is newer; return how many were written."""
    written = 0
    for path in catalogues(root):
        target = path.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime_ns < path.stat().st_mtime_ns:
            catalogue.write(catalogue.read(path), target)
            written += 1
    return written


def check(root: Path = ROOT) -> list[str]:
    """Return all that is wrong with the Swedish, a line each: missing, unfinished, double, other placeholders."""
    findings: list[str] = []
    said: dict[str, tuple[Path, catalogue.Message]] = {}
    for path in catalogues(root):
        own: set[str] = set()
        for message in catalogue.read(path):
            if not message.singular:
                continue
            at = f"{path.relative_to(root)}:{message.line}"
            if message.key in own:
                findings.append(f"{at}: {message.singular!r} stands twice in this catalogue")
            own.add(message.key)
            findings += [f"{at}: {problem}" for problem in _unfit(message)]
            other = said.setdefault(message.key, (path, message))
            if other[1].said != message.said:
                findings.append(f"{at}: {message.singular!r} is said otherwise in {other[0].relative_to(root)}")
    for key, at in sorted(used(root).items(), key=lambda found: found[1]):
        if key not in said:
            findings.append(f"{at}: no Swedish for {key.split(chr(4))[-1].split(chr(0))[0]!r}")
    return findings


def _unfit(message: catalogue.Message) -> Iterator[str]:
    if not message.is_said:
        yield f"{message.singular!r} is not translated, or marked fuzzy"
        return
    wanted = _places(message.singular) | _places(message.plural or "")
    for text in message.said.values():
        if stray := _places(text) - wanted:
            yield f"the translation of {message.singular!r} names {', '.join(sorted(stray))}, which the message lacks"
    if message.plural is None and (lost := wanted - _places(message.said[0])):
        yield f"the translation of {message.singular!r} leaves out {', '.join(sorted(lost))}"


def _places(text: str) -> set[str]:
    return {found[1] or found[2] or "{}" for found in _PLACES.finditer(text)}


def used(root: Path = ROOT) -> dict[str, str]:
    """Return every message that code and templates ask for, with the place that asks first."""
    found: dict[str, str] = {}
    for path in sorted(root.glob("**/*.py")):
        for line, key in _in_code(path.read_text(encoding="utf-8")):
            found.setdefault(key, f"{path.relative_to(root)}:{line}")
    for path in sorted([*root.glob("**/templates/**/*.html"), *root.glob("**/templates/**/*.txt")]):
        for line, key in _in_template(path.read_text(encoding="utf-8")):
            found.setdefault(key, f"{path.relative_to(root)}:{line}")
    return found


def _constant(argument: ast.expr) -> object:
    return argument.value if isinstance(argument, ast.Constant) else None


def _in_code(source: str) -> Iterator[tuple[int, str]]:
    if "translation" not in source:
        return
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            texts = [_constant(argument) for argument in node.args]
            if name in _CALLS and (key := _key(_CALLS[name], texts)):
                yield node.lineno, key


def _in_template(source: str) -> Iterator[tuple[int, str]]:
    """Django turns a template into lines that look like calls; the text between them is blanked out."""
    from django.utils.translation.template import templatize

    for number, line in enumerate(templatize(source).splitlines(), 1):
        for call in _IN_TEMPLATE.finditer(line):
            texts = _texts(line[call.end() :])
            if key := _key(_CALLS[call[1]], texts):
                yield number, key


def _texts(rest: str) -> list[object]:
    """Return the quoted arguments at the start of *rest*, up to the closing bracket."""
    texts: list[object] = []
    for found in re.finditer(r"""\s*u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\s*([,)])?|.""", rest):
        if found[1] is None:
            break
        texts.append(ast.literal_eval(found[1]))
        if found[2] != ",":
            break
    return texts


def _key(shape: tuple[int | None, int, int | None], texts: list[object]) -> str | None:
    context_at, singular_at, plural_at = shape
    wanted = [at for at in shape if at is not None]
    if max(wanted) >= len(texts) or not all(isinstance(texts[at], str) for at in wanted):
        return None
    message = catalogue.Message(0, singular=str(texts[singular_at]))
    if plural_at is not None:
        message.plural = str(texts[plural_at])
    if context_at is not None:
        message.context = str(texts[context_at])
    return message.key if message.singular else None


def main() -> None:
    """Compile, or check."""
    parser = argparse.ArgumentParser(description="Compile translations, or check that every message has its Swedish.")
    parser.add_argument("--check", action="store_true", help="report what lacks Swedish; end with 1 if anything does")
    if not parser.parse_args().check:
        compile_all()
        return
    findings = check()
    for finding in findings:
        print(finding)  # noqa: T201
    sys.exit(1 if findings else 0)


if __name__ == "__main__":
    main()
