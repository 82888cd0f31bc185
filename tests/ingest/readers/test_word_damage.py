from collections.abc import Callable

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.documents import IngestError
from ingest.readers import office, word
from tests.ingest.readers.making_office import EDIT, Edits, changed, document_or_error, mutated, packed
from tests.ingest.readers.making_word import PATH, sample, saved

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
ENTITIES = b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


TYPES, MAIN = "[Content_Types].xml", "word/document.xml"


def _replaced(name: str, old: bytes, new: bytes) -> Callable[[], bytes]:
    return lambda: changed(sample(), name, lambda content: content.replace(old, new))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (lambda: OLE + "WordDocument".encode("utf-16-le"), "old Word file (.doc)"),
        (lambda: OLE, "old Office format"),
        (lambda: b"plain words", "damaged"),
        (lambda: sample()[:-40], "damaged"),
        (lambda: sample()[: len(sample()) // 2], "damaged"),
        (lambda: packed({"a.txt": b"words"}), "archive of other files"),
        (_replaced(TYPES, b"wordprocessingml.document", b"spreadsheetml.sheet"), "is an Excel file"),
        (_replaced(TYPES, b"processingml.document.main", b"processingml.template.main"), "template"),
        (_replaced(MAIN, b"<w:document", ENTITIES + b"<w:document"), "XML entities"),
        (_replaced(MAIN, b"</w:body>", b""), "damaged"),
        (lambda: changed(sample(), MAIN, lambda _: b"<w/>"), "damaged"),
        (_replaced("_rels/.rels", b"schemas.openxmlformats.org", b"purl.oclc.org/ooxml"), "Strict"),
        (lambda: saved(docx.Document()), "no words"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(make: Callable[[], bytes], words: str) -> None:
    with pytest.raises(IngestError, match=r"\.$") as caught:
        word.read(PATH, make())
    assert words in caught.value.message


def test_an_exploding_package_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    data = changed(
        sample(), "word/document.xml", lambda b: b.replace(b"<w:body>", b"<w:body>" + b" " * 60_000_000)
    )
    with pytest.raises(IngestError, match="unpacks to more"):
        word.read(PATH, data)
    monkeypatch.setattr(office, "MAX_XML", 1000)
    with pytest.raises(IngestError, match="text and markup"):
        word.read(PATH, sample())
    monkeypatch.setattr(office, "MAX_UNPACKED", 1000)
    with pytest.raises(IngestError, match="unpacks to more"):
        word.read(PATH, sample())


@pytest.mark.parametrize("depth", [60, 240, 5000])
def test_deep_nesting_is_read_or_refused(depth: int) -> None:
    start, end = "<w:tbl><w:tr><w:tc><w:p/>", "</w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>"
    nested = (start * depth + "<w:p><w:r><w:t>Deep.</w:t></w:r></w:p>" + end * depth).encode()
    data = changed(sample(), "word/document.xml", lambda b: b.replace(b"</w:body>", nested + b"</w:body>", 1))
    document_or_error(word.read, PATH, data)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(EDIT, min_size=1, max_size=4))
def test_changed_bytes_give_a_document_or_a_sentence(edits: Edits) -> None:
    document_or_error(word.read, PATH, mutated(sample(), edits))


PARTS = [
    "word/document.xml",
    "word/numbering.xml",
    "word/styles.xml",
    "[Content_Types].xml",
    "word/_rels/document.xml.rels",
]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(PARTS), st.lists(EDIT, min_size=1, max_size=2))
def test_changed_markup_gives_a_document_or_a_sentence(part: str, edits: Edits) -> None:
    document_or_error(word.read, PATH, changed(sample(), part, lambda b: mutated(b, edits)))
