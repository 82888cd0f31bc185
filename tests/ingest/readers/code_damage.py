"""Damages the bytes of a file as transfers and editors do."""

from hypothesis import strategies as st

Edit = tuple[str, int, int, bytes]


def damaged(data: bytes) -> st.SearchStrategy[bytes]:
    """Gives strategies for a file with a few bytes flipped, deleted, inserted, or its end cut off."""
    edit = st.tuples(
        st.sampled_from(("flip", "delete", "insert", "cut")),
        st.integers(0, len(data) - 1),
        st.integers(1, 40),
        st.binary(min_size=1, max_size=8),
    )
    return st.lists(edit, min_size=1, max_size=4).map(lambda edits: _damage(data, edits))


def _damage(data: bytes, edits: list[Edit]) -> bytes:
    changed = bytearray(data)
    for how, at, much, bits in edits:
        if how == "flip" and at < len(changed):
            changed[at] ^= 1 << much % 8
        elif how == "delete":
            del changed[at : at + much]
        elif how == "insert":
            changed[at:at] = bits
        else:
            del changed[at + 1 :]
    return bytes(changed)
