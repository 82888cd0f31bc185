import numpy as np
import pytest

from app.code_tree import CodeTree, make_tree
from app.heard import Heard, learn
from app.word_parts import LEAST_ALIKE, WordParts
from ingest.passages import make_passages
from tests.app.code_set import code_set


@pytest.fixture(scope="module")
def learned() -> tuple[CodeTree, Heard]:
    tree = make_tree(make_passages(code_set()))
    assert tree is not None
    return tree, learn(tree)


def test_a_word_of_a_name_stands_for_words_of_the_description_it_names(
    learned: tuple[CodeTree, Heard],
) -> None:
    tree, heard = learned
    words = list(tree.vocabulary)
    source, chance, _ = heard.behind(tree.vocabulary["verruca"])
    found = {words[word]: float(one) for word, one in zip(source, chance, strict=True)}
    assert {"wart", "plantar"} & set(found)
    assert not {"trigemin", "neuralgia", "skull"} & set(found)


def test_all_that_a_word_is_said_as_is_certain_together(learned: tuple[CodeTree, Heard]) -> None:
    tree, heard = learned
    total = np.zeros(len(tree.vocabulary) + 1)
    np.add.at(total, heard.source, heard.chance)
    told = total[total > 0]
    assert 0.99 < told.min() <= told.max() < 1.01


def test_words_that_share_most_of_their_parts_are_alike() -> None:
    words = ["synov", "tenosynov", "leukemia", "fractur", "appendectomi"]
    parts = WordParts(words)
    numbers, alike = parts.like("leukaemia")
    assert [words[n] for n in numbers] == ["leukemia"]
    assert LEAST_ALIKE <= float(alike[0]) < 1
    numbers, alike = parts.like("tenosynov")
    found = dict(zip((words[n] for n in numbers), alike.tolist(), strict=True))
    assert found["tenosynov"] == pytest.approx(1, abs=1e-5)
    assert found["synov"] < 1


def test_an_ending_alone_makes_no_words_alike() -> None:
    assert not len(WordParts(["appendectomi", "fractur"]).like("tonsillectomi")[0])
    assert not len(WordParts(["wart"]).like("")[0])
