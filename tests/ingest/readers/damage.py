"""Damages the bytes of real files, for the tests that read what nobody should have written."""

from pathlib import Path

from hypothesis import strategies as st

from ingest.documents import Block, IngestError, Reader


@st.composite
def damaged(draw: st.DrawFn, data: bytes) -> bytes:
    """Draws a file with bytes flipped, taken out, put in or cut off."""
    changed = bytearray(data)
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, max(len(changed) - 1, 0)))
        kind = draw(st.sampled_from(["flip", "delete", "insert", "double", "truncate"]))
        if kind == "flip" and changed:
            changed[place] = draw(st.integers(0, 255))
        elif kind == "delete":
            del changed[place : place + draw(st.integers(1, 40))]
        elif kind == "insert":
            changed[place:place] = draw(st.binary(min_size=1, max_size=12))
        elif kind == "double":
            changed[place:place] = changed[place : place + draw(st.integers(1, 200))]
        elif kind == "truncate" and draw(st.booleans()):
            del changed[place:]
    return bytes(changed)


def read_or_refused(read: Reader, name: str, data: bytes) -> None:
    """Reads bytes and asserts that a document comes whose blocks keep their rules, or a sentence."""
    refused = "."
    blocks: tuple[Block, ...] = ()
    try:
        blocks = read(Path(name), data).blocks
    except IngestError as error:
        refused = error.message
    assert refused.endswith(".")
    for block in blocks:
        assert block.text
        assert block.text == " ".join(block.text.split())
        assert all(block.headings)
        block.text.encode()
