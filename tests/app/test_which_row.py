"""Which of several rows of a code a question means."""

from dataclasses import replace

import pytest

from app.meanings import Dictionary, Meaning
from app.question import understand
from app.which_row import ask_which, differing, meant, telling
from ingest.catalogue import Entry, Placed
from ingest.documents import Passage, Row

ENTRY = Entry(1, "fees.csv", "Fees", None, None, None, "", None, "here", "", True, 1, 1)


def placed(number: int, **cells: str) -> Placed:
    row = Row("70450", ("70450",), (("HCPCS", "70450"), *((c, v) for c, v in cells.items() if v)), number)
    return Placed(Passage(str(number), "", "", row=row), ENTRY)


COMPONENTS = (
    placed(1, MOD="26", FEE="1.20"),
    placed(2, MOD="TC", FEE="2.01"),
    placed(3, MOD="", FEE="3.21"),
)
PLACES = tuple(
    placed(n, MOD=mod, MAC=mac, LOCALITY=place, FEE=f"{n}.50")
    for n, (mod, mac, place) in enumerate(
        [
            ("", "01", "Manhattan, NY"),
            ("26", "01", "Manhattan, NY"),
            ("", "02", "Rest of New York"),
            ("26", "02", "Rest of New York"),
            ("", "05", "Queens County"),
        ],
        1,
    )
)


def numbers(question: str, rows: tuple[Placed, ...], told: Dictionary | None = None) -> list[int | None]:
    kept = meant(understand(question), rows, ["FEE"], told or Dictionary())
    return [one.passage.row.number for one in kept if one.passage.row]


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("fee of 70450", [3, 1, 2]),
        ("fee of 70450-26", [1]),
        ("fee of 70450 tc", [2]),
        ("fee of 70450 with modifier TC", [2]),
        ("fee of 70450-53", [3, 1, 2]),
        ("fee of 70450 in 26 states", [3, 1, 2]),
    ],
)
def test_a_modifier_is_meant_however_it_is_written(question: str, kept: list[int]) -> None:
    assert numbers(question, COMPONENTS) == kept


def test_a_modifier_is_meant_by_what_the_dictionary_calls_it() -> None:
    passage = replace(COMPONENTS[0].passage, text="26 = Professional component", row=None)
    meaning = Meaning(Placed(passage, ENTRY), 0, len(passage.text))
    told = Dictionary(values={"MOD": {"26": (meaning,)}})
    assert numbers("professional component fee of 70450", COMPONENTS, told) == [1]
    assert numbers("component fee of 70450", COMPONENTS, told) == [3, 1, 2]


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("fee of 70450 in Manhattan", [1, 2]),
        ("fee of 70450-26 in Manhattan", [2]),
        ("fee of 70450 in Queens", [5]),
        ("fee of 70450 MAC 02", [3, 4]),
        ("fee of 70450 for 02 patients", [1, 3, 5, 2, 4]),
    ],
)
def test_a_locality_is_meant_by_its_name_or_number(question: str, kept: list[int]) -> None:
    assert numbers(question, PLACES) == kept


def test_figures_do_not_tell_rows_apart() -> None:
    assert differing(PLACES) == ["MAC", "LOCALITY", "MOD"]
    assert differing(PLACES, ["MOD"]) == ["MAC", "LOCALITY"]
    assert differing(PLACES[:1]) == []
    assert telling(PLACES, ["FEE"]) == ["MAC", "MOD"]


def test_what_is_asked_names_the_columns_that_differ() -> None:
    assert ask_which("70450", PLACES, ["FEE"], {"MAC": "Carrier"}) == (
        "70450 has several rows in Fees; say which carrier (MAC) or modifier (MOD) you mean."
    )
