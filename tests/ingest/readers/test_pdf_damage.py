"""Reads damaged PDFs in a process of their own, which a crash would end."""

import functools
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.documents import Document, IngestError
from ingest.readers import pdf
from ingest.readers.apart import Apart
from tests.ingest.readers.making import FULL, Page

SECONDS, MEMORY = 60.0, 2_000_000_000


@pytest.fixture(scope="module")
def apart() -> Iterator[Apart]:
    opened = Apart()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A PDF with text, a table and columns, not compressed, so that damage reaches what it says."""
    page = Page(tmp_path_factory.mktemp("original"))
    page.set_compression(False)
    page.line("Section I. Rules", bold=True)
    page.line(FULL)
    page.gap()
    page.set_font("Times", "", 12)
    page.set_y(page.down)
    with page.table([("Code", "Name"), ("63102", "Corpectomy"), ("63103", "Additional segment")]):
        pass
    page.sheet()
    for number in range(12):
        page.line(f"The left column says {number} of its rules here", left=72)
        page.down -= 14
        page.line(f"The right column has {number} of its own rules", left=318)
    return page.done().read_bytes()


def read_bytes(path: Path, *, data: bytes) -> Document:
    return pdf.read(path, data)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_pdf_is_read_or_refused_with_a_sentence(
    apart: Apart, original: bytes, data: st.DataObject
) -> None:
    damaged = bytearray(original)
    for _ in range(data.draw(st.integers(1, 12))):
        place = data.draw(st.integers(0, max(len(damaged) - 1, 0)))
        match data.draw(st.sampled_from(["flip", "delete", "insert", "double", "truncate"])):
            case "flip":
                damaged[place : place + 1] = bytes([data.draw(st.integers(0, 255))])
            case "delete":
                del damaged[place : place + data.draw(st.integers(1, 200))]
            case "insert":
                damaged[place:place] = data.draw(st.binary(max_size=20))
            case "double":
                damaged[place:place] = damaged[place : place + data.draw(st.integers(1, 2000))]
            case "truncate":
                del damaged[max(place, 500) :]
    path = Path("damaged.pdf")
    refusal = ""
    try:
        document = apart.read(
            path, functools.partial(read_bytes, data=bytes(damaged)), seconds=SECONDS, memory=MEMORY
        )
        assert document.blocks
        assert all(block.text == " ".join(block.text.split()) for block in document.blocks)
    except IngestError as error:
        refusal = error.message
    assert not any(words in refusal for words in ("please report it", "crashed", "stopped"))
