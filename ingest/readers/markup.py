"""Reads XML that no reader of its own knows: by the names of its elements, and never beyond the file."""

import hashlib
from pathlib import Path
from xml.etree.ElementTree import Element

from ingest.documents import Document, IngestError
from ingest.readers import pcs, web
from ingest.readers.code_xml import parse, words
from ingest.readers.markup_walk import Walk, local_name, title_of

_ADVICE = "export it again, or take it again from where it was published."
_TITLE_LENGTH = 200


def read(path: Path, data: bytes) -> Document:
    """Reads an XML file; ICD-10-PCS files and XHTML pages go to their own readers.

    Args:
        path: the file.
        data: its bytes.

    Returns:
        The document: elements that hold others are sections, named by their title or by their tag and
        number; records that stand in a row are rows or entries; the rest is text in its order.

    Raises:
        IngestError: the XML is damaged, defines entities, or holds no words.
    """
    if pcs.is_pcs(data):
        return pcs.read(path, data)
    root = parse(path, data, _ADVICE)
    if local_name(root) == "html":
        return web.read(path, data)
    title = title_of(root)[:_TITLE_LENGTH] or path.stem
    blocks = Walk(title).blocks(root)
    if not blocks:
        raise IngestError(path, "the file holds no words; nothing was taken in.")
    edition = _said(root, ("edition", "version")) or None
    said = web.about_text([title, *(block.text for block in blocks[:12])])
    return Document(
        name=path.name,
        title=title,
        sha256=hashlib.sha256(data).hexdigest(),
        blocks=blocks,
        edition=said.edition or edition,
        effective_from=said.effective_from,
        effective_to=said.effective_to,
    )


def _said(root: Element, names: tuple[str, ...]) -> str:
    """Gives what the root says of itself in one of some elements."""
    found = (words(child) for child in root if local_name(child).lower() in names)
    return next((text for text in found if text and len(text) <= _TITLE_LENGTH), "")
