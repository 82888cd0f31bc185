"""The nearest passages within some documents."""

import numpy as np
import pytest

from ingest import scoped
from ingest.encoder import Vectors
from ingest.library import Library
from ingest.scoped import nearest
from tests.ingest.test_library import rules
from tests.ingest.test_library_rows import codes

QUESTION = "Which note does a visit need?"


@pytest.fixture
def vector(library: Library) -> Vectors:
    library.put(rules(*(f"A visit of kind {n} needs a note." for n in range(30)), name="visits.md"), "here")
    library.put(rules(*(f"Orthosis {n} is fitted." for n in range(30)), name="knees.md"), "here")
    library.put(codes(1001, 1002, 1003), "here")
    library.embed_waiting()
    return library.encoder.encode_question(QUESTION)


@pytest.mark.parametrize("small", [0, 8000])
@pytest.mark.parametrize("scope", [("knees.md",), ("visits.md",), ("knees.md", "visits.md")])
def test_the_nearest_of_a_document_are_those_of_an_exact_search(
    library: Library, vector: Vectors, scope: tuple[str, ...], small: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scoped, "SMALL", small)
    placed = [one for name in scope for one in library.catalogue.of_document(name)]
    exact = library.encoder.encode_documents([one.passage.embedded_text for one in placed]) @ vector
    found = nearest(library, vector, 10, scope)
    assert [cosine for _, cosine in found] == pytest.approx(np.sort(exact)[::-1][:10].tolist(), abs=1e-4)
    assert {one for one, _ in found} <= {one.passage.id for one in placed}


def test_rows_and_running_text_are_kept_apart(library: Library, vector: Vectors) -> None:
    assert nearest(library, vector, 10, ["codes.csv"]) == []
    assert {one for one, _ in nearest(library, vector, 10, ["codes.csv"], rows=True)} == set(
        library.catalogue.ids_of("codes.csv")
    )
    assert nearest(library, vector, 10, ["knees.md"], rows=True) == []


def test_a_document_that_is_not_there_has_nothing(library: Library, vector: Vectors) -> None:
    assert nearest(library, vector, 10, ["none.md"]) == []


def test_without_a_scope_all_are_searched(library: Library, vector: Vectors) -> None:
    assert nearest(library, vector, 10) == library.vectors.search(vector, 10)


def test_a_new_version_of_a_document_is_searched_at_once(library: Library, vector: Vectors) -> None:
    nearest(library, vector, 10, ["visits.md"])
    library.put(rules("A visit needs a new note.", name="visits.md"), "here")
    found = nearest(library, vector, 10, ["visits.md"])
    assert [one for one, _ in found] == library.catalogue.ids_of("visits.md")
