"""Looks into an XLS file before it is parsed: how far the cells of its sheets reach.

The container is Microsoft's Compound File Binary format (MS-CFB), the records within are BIFF (MS-XLS).
"""

import struct
from collections.abc import Iterator

_HEADER = 512
_LAST = 0xFFFFFFFA  # sector numbers from here on have other meanings
_IN_HEADER = 109  # sectors of the allocation table that the header lists
_ENTRY = 128
_ROOT = 5
_NAMES = ("Workbook", "Book")
_BEGIN, _DIMENSIONS, _MANY = 0x0809, 0x0200, (0x00BD, 0x00BE)
_ONE = (0x0006, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E)


def spans(data: bytes) -> Iterator[tuple[int, int]]:
    """Gives the number of rows and columns that each sheet says it has, or that its cells reach.

    Args:
        data: the bytes of an XLS file.

    Yields:
        Rows and columns.

    Raises:
        ValueError: the container is damaged.
    """
    stream = _workbook(data)
    rows = columns = at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        content = stream[at + 4 : at + 4 + size]
        at += 4 + size
        if kind == _BEGIN:
            yield rows, columns
            rows = columns = 0
        elif kind == _DIMENSIONS and size >= 10:
            form = "<IIHH" if size >= 14 else "<HHHH"
            if len(content) < struct.calcsize(form):
                raise ValueError("a record is cut off")
            first, last, left, right = struct.unpack_from(form, content)
            yield max(first, last), max(left, right)  # the parser sets memory aside for what this says
        elif (kind in _ONE or kind in _MANY) and len(content) >= 4:
            row, column = struct.unpack_from("<HH", content)
            if kind in _MANY and len(content) >= 6:
                column = max(column, *struct.unpack_from("<H", content, len(content) - 2))
            rows, columns = max(rows, row + 1), max(columns, column + 1)
    yield rows, columns


def _workbook(data: bytes) -> bytes:
    """Gives the stream of the container that holds the workbook."""
    if len(data) < _HEADER:
        raise ValueError("the header is cut off")
    shift, small_shift = struct.unpack_from("<HH", data, 30)
    directory, _, cutoff, small_table = struct.unpack_from("<IIII", data, 48)
    more, _, *listed = struct.unpack_from(f"<II{_IN_HEADER}I", data, 68)
    if shift not in (9, 12) or small_shift != 6:
        raise ValueError("the header is damaged")
    size = 1 << shift

    def sector(number: int) -> bytes:
        return data[(number + 1) * size : (number + 2) * size]

    sectors = [number for number in listed if number < _LAST]
    seen = 0
    while more < _LAST and seen <= len(data) // size:
        numbers = _numbers(sector(more))
        sectors += [number for number in numbers[:-1] if number < _LAST]
        more = numbers[-1] if numbers else _LAST
        seen += 1
    if len(sectors) > len(data) // size:
        raise ValueError("the allocation table is damaged")
    table = [number for one in sectors for number in _numbers(sector(one))]

    def chain(start: int) -> bytes:
        return b"".join(sector(number) for number in _chain(start, table))

    entries = chain(directory)
    root = b""
    for at in range(0, len(entries) - _ENTRY + 1, _ENTRY):
        entry = entries[at : at + _ENTRY]
        start, length = struct.unpack_from("<II", entry, 116)
        if entry[66] == _ROOT:
            root = chain(start)
        name = entry[: max(0, int.from_bytes(entry[64:66], "little") - 2)][:62]
        if name.decode("utf-16-le", "replace") not in _NAMES:
            continue
        if length >= cutoff:
            return chain(start)[:length]
        small = _numbers(chain(small_table))
        return b"".join(root[number << 6 : number + 1 << 6] for number in _chain(start, small))[:length]
    raise ValueError("the container holds no workbook")


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


def _chain(start: int, table: "list[int] | tuple[int, ...]") -> Iterator[int]:
    number, steps = start, 0
    while number < len(table) and steps <= len(table):
        yield number
        number, steps = table[number], steps + 1
