"""A value that a table has once for all is told without a code."""

from collections.abc import Iterator

import pytest

from app.answer import Assistant
from app.question import understand
from app.same_in_all import look_up_same_in_all
from ingest.encoder import Encoder
from ingest.library import Library
from tests.app.fees import COLUMNS, put, put_fees

ROWS = "".join(f"{99300 + n},,A,{n}.10,1,1,1,3,3,0,XXX,0,0,0,0,0,,32.3465\n" for n in range(30))


@pytest.fixture(scope="module")
def fees(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("fees")
    made = Library(folder / "library", encoder)
    put_fees(made, folder, text=ROWS)
    yield made
    made.close()


@pytest.mark.parametrize("question", ["What is the conversion factor for 2025?", "conversion factor?"])
def test_the_one_value_of_a_column_is_quoted_with_its_row(fees: Library, question: str) -> None:
    answer = Assistant(fees).ask(question)
    assert "CONV_FACTOR 32.3465" in answer.answer
    assert answer.citations[0].quote.endswith("32.3465")
    assert any("30 rows" in note for note in answer.notes)


@pytest.mark.parametrize(
    "question",
    [
        "What is the anesthesia conversion factor?",  # another one
        "What is the work RVU?",  # differs from row to row
        "What is the conversion factor of 99301?",  # its own row answers
        "How is the conversion factor updated each year?",
    ],
)
def test_what_is_not_one_value_is_left_to_others(fees: Library, question: str) -> None:
    assert look_up_same_in_all(fees, understand(question)) is None


def test_few_rows_have_a_value_by_chance(library: Library, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("few")
    put(library, folder, "fees-2025.csv", f"{COLUMNS}\n" + ROWS.partition("\n")[0] + "\n")
    assert look_up_same_in_all(library, understand("What is the conversion factor?")) is None
