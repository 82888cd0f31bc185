from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app import code_sets as module
from app.code_features import CodeFeatures
from app.code_rank import fitted, rank_codes
from app.code_sets import CodeSets, code_sets, make_missing
from app.code_store import keep, read
from app.code_tree import make_tree
from app.code_vectors import arrange
from ingest.encoder import Encoder
from ingest.library import Library
from ingest.passages import make_passages
from tests.app.code_set import code_set


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets a code set of a few rows be ranked, and its files be looked for at once."""
    monkeypatch.setattr(module, "LEAST_ROWS", 1)
    monkeypatch.setattr(module, "LOOK_SECONDS", 0.0)


@pytest.fixture(scope="module")
def features(encoder: Encoder) -> CodeFeatures:
    tree = make_tree(make_passages(code_set()))
    assert tree is not None
    return CodeFeatures(
        tree, arrange(tree, encoder.encode_documents(tree.texts), encoder.encode_documents(tree.phrases))
    )


@pytest.fixture
def filled(library: Library) -> Library:
    library.put(code_set(), "set.xml")
    return library


def codes(features: CodeFeatures, encoder: Encoder, question: str) -> list[str]:
    ranked = rank_codes(features, question, encoder.encode_question(question), 10)
    known = dict(zip(features.tree.ids, features.tree.codes, strict=True))
    return [known.get(one.passage_id, "extension") for one in ranked]


def ids(library: Library) -> dict[str, str]:
    passages = [one.passage for one in library.catalogue.of_document("set.xml")]
    return {one.row.key: one.id for one in passages if one.row}


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("Verruca plantaris", "B07.0"),  # by a name it has
        ("Trigeminal neuralgia", "G50.0"),  # by its description
        ("tic douloureux", "G50.0"),
        ("fractured nose bone", "S02.2"),  # in other words
    ],
)
def test_the_entry_meant_comes_first(
    features: CodeFeatures, encoder: Encoder, question: str, code: str
) -> None:
    assert codes(features, encoder, question)[0] == code


def test_not_otherwise_specified_means_the_unspecified_one(features: CodeFeatures, encoder: Encoder) -> None:
    assert codes(features, encoder, "Viral wart NOS")[0] == "B07.9"


def test_shares_fall_and_are_chances(features: CodeFeatures, encoder: Encoder) -> None:
    vector = encoder.encode_question("Fracture of vault of skull, sequela")
    shares = [one.share for one in rank_codes(features, "Fracture of vault of skull, sequela", vector, 10)]
    assert shares == sorted(shares, reverse=True)
    assert 0 <= shares[-1] <= shares[0] <= 1


def test_the_extension_that_is_asked_for_stands_before_its_entry(filled: Library) -> None:
    assert make_missing(filled) == 1
    known = {one: code for code, one in ids(filled).items()}
    for question, code in (
        ("Fracture of vault of skull, sequela", "S02.0XXS"),
        ("Fracture of vault of skull, initial encounter for open fracture", "S02.0XXB"),
        ("Fracture of vault of skull", "S02.0"),
    ):
        vector = filled.encoder.encode_question(question)
        found = [known[one.passage_id] for one in code_sets(filled).rank(question, vector, 5)]
        assert found[0] == code, found


@pytest.mark.parametrize("question", ["", "?", "qwxz", "63102", "пищевод", "the of and", "wart " * 300])
def test_any_question_is_ranked(features: CodeFeatures, encoder: Encoder, question: str) -> None:
    ranked = rank_codes(features, question, encoder.encode_question(question), 10)
    assert ranked
    assert np.isfinite([one.share for one in ranked]).all()


def test_weights_of_other_features_are_refused(features: CodeFeatures, encoder: Encoder) -> None:
    other = replace(fitted(), names=("near", *fitted().names[1:-1], "else"))
    with pytest.raises(ValueError, match="fit them again"):
        rank_codes(features, "wart", encoder.encode_question("wart"), 3, weights=other)


def test_what_is_kept_is_read_as_it_was(tmp_path: Path, features: CodeFeatures, encoder: Encoder) -> None:
    keep(tmp_path / "set", features.tree, features.vectors, features.heard)
    again = CodeFeatures(*read(tmp_path / "set"))
    assert again.tree.codes == features.tree.codes
    vector = encoder.encode_question("facial pain")
    assert rank_codes(again, "facial pain", vector, 10) == rank_codes(features, "facial pain", vector, 10)


def test_nothing_is_ranked_before_it_is_made_and_after_it_is_gone(filled: Library) -> None:
    vector = filled.encoder.encode_question("wart")
    assert code_sets(filled).rank("wart", vector, 5) == []
    assert make_missing(filled) == 1
    assert make_missing(filled) == 0
    assert code_sets(filled).rank("wart", vector, 5)
    filled.remove("set.xml")
    assert code_sets(filled).rank("wart", vector, 5) == []
    make_missing(filled)
    assert not list((filled.folder / "codes").iterdir())


def test_a_new_release_is_ranked_once_it_is_made(filled: Library) -> None:
    make_missing(filled)
    before = ids(filled)["B07.0"]
    release = code_set(sha256="2")
    blocks = tuple(block for block in release.blocks if block.section != "B07.0")
    filled.put(replace(release, blocks=blocks), "set.xml")
    vector = filled.encoder.encode_question("Plantar wart")
    assert CodeSets(filled).rank("Plantar wart", vector, 5) == []
    make_missing(filled)
    found = [one.passage_id for one in CodeSets(filled).rank("Plantar wart", vector, 5)]
    assert found
    assert before not in found


def test_texts_are_embedded_once(filled: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    make_missing(filled)
    for folder in (filled.folder / "codes").iterdir():
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()

    def refuse(texts: object) -> None:
        raise AssertionError(f"embedded again: {texts}")

    monkeypatch.setattr(filled.encoder, "encode_documents", refuse)
    try:
        assert make_missing(filled) == 1
    finally:
        monkeypatch.undo()


def test_what_was_typed_is_found_word_for_word_though_abbreviations_are_written_out(
    features: CodeFeatures, encoder: Encoder
) -> None:
    written_out = "Plantar wart of the intravenous type"
    ranked = rank_codes(
        features, written_out, encoder.encode_question(written_out), 3, typed="Viral wart, unspecified"
    )
    assert ranked[0].passage_id == features.tree.ids[features.tree.codes.index("B07.9")]
