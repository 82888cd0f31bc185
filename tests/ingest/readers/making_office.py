"""Takes Office files apart, changes them, and packs them again, for the readers' tests."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import strategies as st

from ingest.documents import Block, Document, IngestError

EDIT = st.tuples(
    st.sampled_from(["flip", "drop", "add", "cut"]),
    st.floats(0, 1, exclude_max=True),
    st.binary(max_size=9),
)
Edits = list[tuple[str, float, bytes]]


def packed(parts: dict[str, bytes]) -> bytes:
    """Packs parts as an archive."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return held.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    """Gives the parts of an archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def changed(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Changes one part of an archive."""
    parts = unpacked(data)
    parts[name] = change(parts[name])
    return packed(parts)


def mutated(data: bytes, edits: Edits) -> bytes:
    """Overwrites, takes out, puts in and cuts off bytes."""
    for kind, place, new in edits:
        at = int(place * len(data))
        if kind == "flip":
            data = data[:at] + new + data[at + len(new) :]
        elif kind == "drop":
            data = data[:at] + data[at + 1 + len(new) :]
        elif kind == "add":
            data = data[:at] + new + data[at:]
        else:
            data = data[: max(at, len(data) // 2)]
    return data


def document_or_error(read: Callable[[Path, bytes], Document], path: Path, data: bytes) -> None:
    """Reads bytes; anything but a sound document or a sentence fails."""
    message = "."
    blocks: tuple[Block, ...] = ()
    try:
        blocks = read(path, data).blocks
    except IngestError as error:
        message = error.message
    assert message.endswith(".")
    assert all(block.text == " ".join(block.text.split()) != "" for block in blocks)
