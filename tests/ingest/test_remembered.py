"""Passages are kept between questions, and never longer than they are live."""

from collections.abc import Sequence

import numpy as np
import pytest

from ingest import remembered
from ingest.catalogue import Placed
from ingest.documents import Block, Document
from ingest.embeddings import Embeddings, text_hash
from ingest.encoder import Encoder, Vectors
from ingest.library import Library


def rules(*texts: str, name: str = "rules.md", title: str = "Rules") -> Document:
    blocks = tuple(Block(text, (f"Section {n}",), f"{n}") for n, text in enumerate(texts, 1))
    return Document(name=name, title=title, sha256=str(abs(hash((texts, title)))), blocks=blocks)


def test_a_passage_is_fetched_once_for_a_version(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    library.put(rules("One rule.", "Another rule."), "here")
    ids = library.catalogue.ids_of("rules.md")
    first = library.passages(ids)
    fetched: list[str] = []
    original = library.catalogue.passages

    def passages(some: list[str]) -> list[Placed]:
        fetched.extend(some)
        return original(some)

    monkeypatch.setattr(library.catalogue, "passages", passages)
    assert library.passages(ids[::-1]) == first[::-1]
    assert fetched == []
    library.put(rules("A third rule.", name="other.md"), "here")
    assert library.passages(ids) == first
    assert fetched == ids


def test_what_another_process_takes_out_is_not_given_from_memory(library: Library, encoder: Encoder) -> None:
    library.put(rules("One rule.", "Another rule."), "here")
    ids = library.catalogue.ids_of("rules.md")
    assert len(library.passages(ids)) == 2
    other = Library(library.folder, encoder)
    other.put(rules("One rule.", title="New rules"), "here")
    assert [one.entry.title for one in library.passages(library.catalogue.ids_of("rules.md"))] == [
        "New rules"
    ]
    assert library.passages([ids[1]]) == []
    other.remove("rules.md")
    assert library.passages(ids) == []
    other.close()


def test_the_passages_of_a_code_are_those_of_the_version_that_is_live(
    library: Library, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.put(rules("Report 63103 for each segment.", "Report 63102 first."), "here")
    first, second = library.catalogue.ids_of("rules.md")
    assert library.with_code("63103") == {first: "mentioned"}
    assert library.with_code("63103") is library.with_code("63103")
    monkeypatch.setattr(remembered, "NAMED", 1)
    assert library.with_code("63102") == {second: "mentioned"}
    assert list(library._remembered._named) == ["63102"]
    other = Library(library.folder, encoder)
    other.put(rules("Report 63102 first."), "here")
    assert library.with_code("63103") == {}
    other.close()


def test_a_scope_leaves_out_what_is_kept_of_other_documents(library: Library) -> None:
    library.put(rules("One rule."), "here")
    library.put(rules("Another rule.", name="other.md"), "here")
    ids = [*library.catalogue.ids_of("rules.md"), *library.catalogue.ids_of("other.md")]
    assert [one.entry.name for one in library.passages(ids)] == ["rules.md", "other.md"]
    assert [one.entry.name for one in library.passages(ids, ["other.md"])] == ["other.md"]


def test_only_so_many_are_kept(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "KEPT", 2)
    monkeypatch.setattr(remembered, "AT_ONCE", 3)
    library.put(rules(*(f"Rule number {n}." for n in range(5))), "here")
    ids = library.catalogue.ids_of("rules.md")
    kept = remembered.Remembered(library.catalogue)
    for one in ids:
        assert [placed.passage.id for placed in kept.passages([one])] == [one]
    assert list(kept._kept) == ids[-2:]
    assert [placed.passage.id for placed in kept.passages(ids)] == ids
    assert list(kept._kept) == ids[-2:]


def test_cosines_of_a_search_are_those_of_the_stored_vectors(library: Library, encoder: Encoder) -> None:
    library.put(rules("Report the add-on code for each segment.", "A visit needs a note."), "here")
    vector = encoder.encode_question("What is reported for each segment?")
    placed = library.passages(library.catalogue.ids_of("rules.md"))
    near = dict(library.vectors.search(vector, 1))
    assert len(near) == 1
    assert np.allclose(
        library.similarities(placed, vector, near), library.similarities(placed, vector), atol=1e-6
    )


def test_vectors_are_fetched_once_and_those_that_are_not_made_yet_again(library: Library) -> None:
    library.put(rules("One rule.", "Another rule."), "here")
    texts = [one.passage.embedded_text for one in library.passages(library.catalogue.ids_of("rules.md"))]
    asked: list[list[str]] = []

    class Counting(Embeddings):
        def find(self, hashes: Sequence[str], fingerprint: str) -> dict[str, Vectors]:
            asked.append(list(hashes))
            return library.embeddings.find(hashes, fingerprint)

    kept = remembered.RememberedVectors(Counting(library._database))
    hashes = [*map(text_hash, texts), text_hash("A later rule.")]
    first = kept.find(hashes, library.fingerprint)
    assert set(first) == set(hashes[:2])
    library.embeddings.keep(hashes[2:], first[hashes[0]][np.newaxis], library.fingerprint)
    assert set(kept.find(hashes, library.fingerprint)) == set(hashes)
    assert kept.find(hashes, "of another encoder") == {}
    assert asked == [hashes, hashes[2:], hashes]
