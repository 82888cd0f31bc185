import os
import random
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.documents import Row
from ingest.pcs_codes import PcsAxis, explain, write_operation, write_values
from ingest.readers.pcs import read

CORPORA = os.environ.get("CITECODER_CORPORA", "")
CHARACTERS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
TITLES = ("Section", "Body System", "Operation", "Body Part", "Approach", "Device", "Qualifier")
HEAD = (
    ("Table", "0DT"),
    ("Section", "0 Medical and Surgical"),
    ("Body System", "D Gastrointestinal System"),
    ("Operation", "T Resection: Cutting out or off, without replacement, all of a body part"),
)


def row(number: int, *values: tuple[tuple[str, str], ...]) -> Row:
    cells = [(title, write_values(some)) for title, some in zip(TITLES[3:], values, strict=True)]
    return Row(f"0DT row {number}", ("0DT",), (*HEAD, *cells))


OPEN, THROUGH, NONE = ("0", "Open"), ("4", "Percutaneous Endoscopic"), ("Z", "No Device")
ROWS = (
    row(1, (("1", "Esophagus, Upper"),), (OPEN, THROUGH), (NONE,), (("Z", "No Qualifier"),)),
    row(2, (("1", "Esophagus, Upper"), ("2", "Esophagus, Middle")), (OPEN,), (NONE,), (("X", "Diagnostic"),)),
)


def test_a_code_is_explained_axis_by_axis() -> None:
    code = explain(" 0dt14zz ", ROWS)
    assert (code.code, code.row, code.failure) == ("0DT14ZZ", ROWS[0], None)
    assert [(axis.position, axis.title, axis.value) for axis in code.axes] == [
        (position, title, value)
        for position, (title, value) in enumerate(zip(TITLES, code.code, strict=True), 1)
    ]
    assert code.axes[2] == PcsAxis(
        3, "Operation", "T", "Resection", "Cutting out or off, without replacement, all of a body part"
    )
    assert code.axes[3].label == "Esophagus, Upper"
    assert code.axes[4].label == "Percutaneous Endoscopic"


def test_an_impossible_code_fails_at_the_first_axis_that_no_row_allows() -> None:
    code = explain("0DT24ZX", ROWS)
    assert code.row is None
    assert code.failure is not None
    assert (code.failure.position, code.failure.title, code.failure.value) == (5, "Approach", "4")
    assert [axis.value for axis in code.failure.allowed] == ["0"]  # 4 stands only with body part 1
    assert [axis.value for axis in code.axes] == list("0DT2")


def test_values_that_several_rows_allow_are_given_once() -> None:
    failure = explain("0DT19ZZ", ROWS).failure
    assert failure is not None
    assert [axis.value for axis in failure.allowed] == ["0", "4"]


def test_a_missing_table_is_told_from_an_impossible_value() -> None:
    code = explain("0A00000", ROWS)
    assert not code.has_table
    assert code.failure is not None
    assert (code.failure.position, code.failure.value, code.failure.allowed) == (3, "0A0", ())
    assert explain("0DT9999", ROWS).has_table


def test_rows_of_other_documents_are_passed_over() -> None:
    category = Row("B00", ("B00",), (("Code", "B00"), ("Description", "Herpesviral infections")))
    assert not explain("B00B0ZZ", (category, *ROWS)).has_table


@pytest.mark.parametrize("code", ["", "0DT", "0DT14ZZZ"])
def test_a_code_of_another_length_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="an ICD-10-PCS code has 7"):
        explain(code, ROWS)


label = st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=2, max_size=8)
labels = st.lists(label, min_size=1, max_size=3).map(" ".join)
values = st.dictionaries(st.sampled_from(CHARACTERS), labels, min_size=1, max_size=4).map(
    lambda some: tuple(some.items())
)
tables = st.lists(st.tuples(values, values, values, values), min_size=1, max_size=5)


@settings(max_examples=150, deadline=None)
@given(tables, st.text(CHARACTERS, min_size=4, max_size=4))
def test_a_code_is_possible_exactly_when_a_row_builds_it(
    table: list[tuple[tuple[tuple[str, str], ...], ...]], rest: str
) -> None:
    rows = [row(number, *entry) for number, entry in enumerate(table, 1)]
    built = {"".join(one) for entry in table for one in product(*([v for v, _ in axis] for axis in entry))}
    code = explain(f"0DT{rest}", rows)
    assert (code.failure is None) == (rest in built) == (code.row is not None)
    if code.failure is None:
        assert "".join(axis.value for axis in code.axes) == code.code
        entry = table[rows.index(code.row)] if code.row else ()
        assert [dict(axis)[value] for axis, value in zip(entry, rest, strict=True)] == [
            axis.label for axis in code.axes[3:]
        ]
    else:
        at = code.failure.position - 4
        fitting = {one[at] for one in built if one.startswith(rest[:at])}
        assert fitting == {axis.value for axis in code.failure.allowed}
        assert rest[at] not in fitting
        assert at == 0 or any(one.startswith(rest[:at]) for one in built)
        assert "".join(axis.value for axis in code.axes) == f"0DT{rest[:at]}"


@given(st.text(CHARACTERS, max_size=3), labels, st.sampled_from(("", "Cutting out", "Taking: all")))
def test_what_is_written_of_an_operation_is_read_back(value: str, name: str, definition: str) -> None:
    cells = (*HEAD[:3], ("Operation", write_operation(f"T{value}", name, definition)), *ROWS[0].cells[4:])
    operation = explain("0DT10ZZ", [Row("0DT row 1", ("0DT",), cells)]).axes[2]
    assert (operation.value, operation.label, operation.definition) == (f"T{value}", name, definition)


@pytest.fixture(scope="module")
def tables_2025() -> dict[str, list[Row]]:
    path = Path(CORPORA) / "icd10pcs_tables_2025.xml"
    if not CORPORA or not path.exists():
        pytest.skip("the ICD-10-PCS tables are not there: set CITECODER_CORPORA")
    found: dict[str, list[Row]] = {}
    for block in read(path, path.read_bytes()).blocks:
        if block.row:
            found.setdefault(block.row.codes[0], []).append(block.row)
    return found


def test_codes_drawn_from_the_published_tables_are_explained(tables_2025: dict[str, list[Row]]) -> None:
    draw = random.Random(2025)
    for table in draw.sample(sorted(tables_2025), 300):
        source = draw.choice(tables_2025[table])
        picked = [draw.choice(cell.split("; ")) for _, cell in source.cells[4:]]
        code = explain(table + "".join(one[0] for one in picked), tables_2025[table])
        assert code.failure is None
        assert [f"{axis.value} {axis.label}" for axis in code.axes[3:]] == picked
        assert all(axis.title and axis.label for axis in code.axes)


def test_codes_that_the_published_tables_do_not_build_are_refused(tables_2025: dict[str, list[Row]]) -> None:
    draw = random.Random(2025)
    failed_at = set()
    for table in draw.sample(sorted(tables_2025), 300):
        rows = tables_2025[table]
        source = draw.choice(rows)
        picked = [draw.choice(cell.split("; "))[0] for _, cell in source.cells[4:]]
        picked[draw.randrange(4)] = draw.choice(CHARACTERS)
        builds = [
            one
            for one in rows
            if all(
                f"; {cell}".find(f"; {value} ") >= 0
                for value, (_, cell) in zip(picked, one.cells[4:], strict=True)
            )
        ]
        code = explain(table + "".join(picked), rows)
        assert (code.failure is None) == bool(builds)
        if code.failure:
            failed_at.add(code.failure.position)
            assert code.failure.allowed
    assert failed_at == {4, 5, 6, 7}


@pytest.mark.parametrize(
    ("code", "position", "title"),
    [
        ("0DT5XZZ", 5, "Approach"),
        ("0DTC0ZZ", None, ""),
        ("0DTZ0ZZ", 4, "Body Part"),
        ("5A0512C", 7, "Qualifier"),
    ],
)
def test_known_codes(tables_2025: dict[str, list[Row]], code: str, position: int | None, title: str) -> None:
    failure = explain(code, tables_2025[code[:3]]).failure
    assert (failure.position, failure.title) == (position, title) if failure else position is None
