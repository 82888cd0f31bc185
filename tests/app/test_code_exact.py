import pytest

from app.code_exact import Exact, is_for_a_code, subject_of
from app.code_tree import CodeTree, make_tree
from app.question import understand
from ingest.passages import make_passages
from tests.app.code_set import code_set


@pytest.fixture(scope="module")
def tree() -> CodeTree:
    made = make_tree(make_passages(code_set()))
    assert made is not None
    return made


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ("Trigeminal neuralgia", ["G50.0"]),
        ("TIC DOULOUREUX.", ["G50.0"]),
        ("Viral wart, unspecified", ["B07.9"]),
        ("Fracture of vault of skull, initial encounter for open fracture", ["S02.0"]),
        ("wart of nose", ["B07.0", "B07.8"]),
        ("neuralgia", []),
        ("Fracture, of something else", []),
        ("", []),
        (",,,", []),
    ],
)
def test_entries_are_found_by_what_they_are_called(tree: CodeTree, said: str, codes: list[str]) -> None:
    assert [tree.codes[entry] for entry in Exact(tree).find(said)] == codes


@pytest.mark.parametrize(
    ("asked", "subject"),
    [
        ("What is the ICD-10-CM code for tic douloureux?", "tic douloureux"),
        ("Which ICD-10 code do I report for a plantar wart?", "plantar wart"),
        ("code for fracture of vault of skull, sequela", "fracture of vault of skull, sequela"),
        ("Tic douloureux", "Tic douloureux"),
        ("When is modifier 59 reported?", "When is modifier 59 reported?"),
    ],
)
def test_a_question_for_a_code_is_ranked_by_what_it_asks_the_code_of(asked: str, subject: str) -> None:
    assert subject_of(understand(asked)) == subject


@pytest.mark.parametrize(
    ("asked", "for_a_code"),
    [
        ("What is the ICD-10-CM code for tic douloureux?", True),
        ("tic douloureux", True),
        ("Fracture of vault of skull, sequela", True),
        ("When is modifier 59 reported?", False),
        ("Can sepsis be coded as probable", False),
        ("双侧手术使用哪个修饰符？", False),
    ],
)
def test_a_question_for_a_rule_is_told_from_one_for_a_code(asked: str, for_a_code: bool) -> None:
    assert is_for_a_code(understand(asked)) is for_a_code
