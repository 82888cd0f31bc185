"""Sentences of passages and their vectors, made beforehand."""

import numpy as np
import pytest

from ingest.documents import Document
from ingest.encoder import Encoder
from ingest.library import Library, LibraryError
from ingest.passages import sentences
from tests.ingest.test_library import rules

TWO = rules("Report 63103 for each further segment. It is never reported alone.", "A visit needs a note.")


def filled(library: Library, document: Document = TWO) -> list[str]:
    library.put(document, "here")
    library.embed_waiting()
    return library.catalogue.ids_of(document.name)


def test_each_sentence_has_the_vector_that_the_encoder_gives_it(library: Library) -> None:
    ids = filled(library)
    made = library.sentences.find(ids, library.fingerprint)
    assert set(made) == set(ids)
    for placed in library.passages(ids):
        text, stored = placed.passage.text, made[placed.passage.id]
        assert list(stored.spans) == sentences(text)
        expected = library.encoder.encode_documents([text[start:end] for start, end in stored.spans])
        np.testing.assert_allclose(stored.vectors @ expected.T, expected @ expected.T, atol=5e-4)


def test_nothing_is_made_before_the_library_is_left_to_itself_and_once_then(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.put(TWO, "here")
    assert library.sentences.known(library.fingerprint) == set()
    told: list[tuple[int, int]] = []
    assert library.embed_waiting(most=1) == 1
    assert library.embed_waiting(lambda done, of: told.append((done, of))) == 1
    assert told == [(1, 1)]
    monkeypatch.setattr(Encoder, "encode_documents", lambda *_: pytest.fail("encoded again"))
    assert library.embed_waiting() == 0
    assert library.verify() == []


def test_an_edit_makes_the_sentences_of_the_changed_passage_only(library: Library) -> None:
    before = set(filled(library))
    library.put(rules(*(f"{b.text} Again." if "visit" in b.text else b.text for b in TWO.blocks)), "here")
    assert library.embed_waiting() == 1
    after = set(library.catalogue.ids_of("rules.md"))
    assert len(before & after) == 1
    assert library.sentences.known(library.fingerprint) == after


def test_a_removed_document_leaves_no_sentence(library: Library) -> None:
    ids = filled(library)
    library.remove("rules.md")
    assert library.sentences.known(library.fingerprint) == set()
    assert library.sentences.find(ids, library.fingerprint) == {}


def test_what_went_while_it_was_encoded_is_not_kept(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.put(TWO, "here")
    original = Encoder.encode_documents

    def removing(self: Encoder, texts: list[str]) -> object:
        if library.documents():
            library.remove("rules.md")
        return original(self, texts)

    monkeypatch.setattr(Encoder, "encode_documents", removing)
    library.embed_waiting()
    assert library.sentences.known(library.fingerprint) == set()


class Renamed(Encoder):
    """The packaged model under another name, as another model would be."""

    @property
    def fingerprint(self) -> str:
        return "another"


def test_the_sentences_of_another_model_are_not_taken_and_take_the_place_of_the_old(
    library: Library,
) -> None:
    ids = filled(library)
    assert library.sentences.find(ids, "another") == {}
    library.sentences.fill([one.passage for one in library.passages(ids)], Renamed())
    assert set(library.sentences.find(ids, "another")) == set(ids)
    assert library.sentences.find(ids, library.fingerprint) == {}


def test_a_library_opened_with_another_model_makes_none_with_it(library: Library) -> None:
    library.put(TWO, "here")
    library.encoder = Renamed()
    with pytest.raises(LibraryError, match="another release of"):
        library.embed_waiting()
    assert library.sentences.known("another") == library.sentences.known(library.fingerprint) == set()
