"""The one hardened XML reader: no DOCTYPE, no entities, no network, size and depth capped."""

from __future__ import annotations

from lxml import etree

from gorel.core.problems import ModelError, Place, Problem

MAX_BYTES = 20_000_000
MAX_DEPTH = 200


def read_xml(data: bytes) -> etree._Element:
    """Return the root element of *data*.

    Errors: ModelError with `xml.too-large`, `xml.doctype`, `xml.not-well-formed` or `xml.too-deep`.
    """
    if len(data) > MAX_BYTES:
        raise _refusal("xml.too-large", size=len(data), limit=MAX_BYTES)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        if "depth" in (error.msg or "").lower():
            raise _refusal("xml.too-deep", limit=MAX_DEPTH) from None
        raise ModelError(
            [Problem("xml.not-well-formed", Place(line=line, column=column), {"reason": error.msg or ""})]
        ) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise _refusal("xml.doctype")
    _check_depth(root)
    return root


def _check_depth(root: etree._Element) -> None:
    depth = 0
    for moved, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if moved == "start" else -1
        if depth > MAX_DEPTH:
            raise _refusal("xml.too-deep", limit=MAX_DEPTH)


def _refusal(code: str, **values: object) -> ModelError:
    return ModelError([Problem(code, values=values)])
