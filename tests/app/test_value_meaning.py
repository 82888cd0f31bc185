"""What a value of a table means is told by its data dictionary, also where no code is named."""

from collections.abc import Iterator

import pytest

from app.answer import Assistant
from app.question import understand
from app.value_meaning import look_up_meaning
from ingest.encoder import Encoder
from ingest.library import Library
from tests.app.fees import put_fees


@pytest.fixture(scope="module")
def fees(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("fees")
    library = Library(folder / "library", encoder)
    put_fees(library, folder)
    yield library
    library.close()


def told(library: Library, question: str, *scope: str) -> list[str]:
    found = look_up_meaning(library, understand(question), scope)
    return [one.said for one in found.chosen] if found else []


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("What does status A mean?", "A = Active Code."),
        ("what is a global period of 090", "090=Major surgery"),
        ("global days XXX meaning", "XXX=The global concept"),
        ("what does co-surgeon indicator 2 mean", "2=Co-surgeons permitted."),
        ("assistant at surgery 1, what does it stand for", "1=Assistant at surgery may not"),
        ("the file shows a 2 under co-surgeon, do they get paid", "2=Co-surgeons permitted."),
        (
            "if a code has an indicator of 1 for assistant at surgery, will they pay",
            "1=Assistant at surgery may",
        ),
    ],
)
def test_a_value_is_explained_in_the_words_of_the_dictionary(
    fees: Library, question: str, begins: str
) -> None:
    (said,) = told(fees, question)
    assert said.startswith(begins)


@pytest.mark.parametrize(
    "question",
    [
        "what does status N mean",  # the dictionary does not have it
        "what does 090 mean",  # of which column?
        "is status A paid",
        "patient has a 2 in the lung",
        "what is the status of 63102",
        "what is modifier 26",
        "what does the status code mean in 2019 for A",  # the table is of another year
    ],
)
def test_what_is_not_explained_or_not_asked_is_left_to_others(fees: Library, question: str) -> None:
    assert told(fees, question) == []


def test_an_answer_quotes_it_and_scope_is_kept(fees: Library) -> None:
    answer = Assistant(fees).ask("What does status A mean?")
    assert answer.sentences[0].text.startswith("A = Active Code.")
    assert {c.document for c in answer.citations} == {"layout-2025.md"}
    assert told(fees, "What does status A mean?", "fees-2025.csv") == []
