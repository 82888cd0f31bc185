"""Which sentences and sections define what is asked."""

import pytest

from app.defining import PERHAPS, defines, is_headed_as_definition
from app.question import understand
from ingest.documents import Passage


@pytest.mark.parametrize(
    ("question", "sentence", "worth"),
    [
        ("What is modifier 91?", "Modifier 91 says that a test was repeated.", 1.0),
        ("What is modifier 91?", "Modifier 91 is the choice of last resort.", PERHAPS),
        ("What is modifier 91?", "A repeated test takes modifier 91.", 0.0),
        ("What is a clean claim?", "A clean claim describes a claim without defects.", 1.0),
        ("What is a clean claim?", "Clean claim (CC): one without defects.", 1.0),
        ("What is a clean claim?", "A clean claim is paid in 30 days.", PERHAPS),
        ("What is a clean claim?", "For a clean claim the clock starts at receipt.", 0.0),
        ("When is a clean claim paid?", "A clean claim means a claim without defects.", 0.0),
        ("What is a follow-up visit?", "A follow-up visit means a visit after surgery.", 1.0),
    ],
)
def test_a_definition_opens_with_what_is_asked_and_says_what_it_means(
    question: str, sentence: str, worth: float
) -> None:
    assert defines(understand(question), sentence) == worth


@pytest.mark.parametrize(
    ("heading", "worth"),
    [
        ("What a clean claim is", PERHAPS),
        ("Definition of a clean claim", PERHAPS),
        ("What a dirty claim is", 0.0),
        ("Clean claims and interest", 0.0),
        ("What is new", 0.0),
    ],
)
def test_a_heading_can_say_that_its_section_defines(heading: str, worth: float) -> None:
    passage = Passage(id="p", text="Text.", breadcrumb=f"Manual › {heading}")
    assert is_headed_as_definition(understand("What is a clean claim?"), passage) == worth
    assert is_headed_as_definition(understand("Who pays a clean claim?"), passage) == 0.0


def test_the_section_on_a_code_defines_only_the_codes_that_it_is_about() -> None:
    about = Passage(id="p", text="Text.", breadcrumb="CPT 11111 › What the code means", primary=("11111",))
    assert is_headed_as_definition(understand("What is 11111?"), about) == PERHAPS
    assert is_headed_as_definition(understand("What is 22222?"), about) == 0.0
