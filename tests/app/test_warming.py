"""What the first question of its kind would wait for is read before it is asked."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from app import code_sets as sets
from app import tables, terms, warming
from app.answer import Assistant
from app.question import LANGUAGES
from app.terms import lexicon
from app.warming import warm
from ingest.catalogue import Catalogue, Placed
from ingest.library import Library
from ingest.vectors import VectorIndex
from tests.app.fees import HCPCS, put
from tests.ingest.test_library import rules


def test_the_terms_of_each_language_are_read_before_the_first_question(library: Library) -> None:
    lexicon.cache_clear()
    warm(library)
    assert lexicon.cache_info().currsize == len(terms.LANGUAGES) == len(LANGUAGES) - 1
    read = terms._drugs.cache_info().misses
    lexicon("es").translate("metotrexato")
    assert terms._drugs.cache_info().misses == read


def test_no_table_is_sampled_by_a_question(library: Library, tmp_path: Path) -> None:
    put(library, tmp_path, "codes.csv", HCPCS)
    assistant = Assistant(library)
    assistant.prepare()
    before = tables._sampled.cache_info().misses
    assistant.ask("What is the descriptor of J9999?")
    assistant.ask("How is an ankle brace billed?")
    assert tables._sampled.cache_info().misses == before
    put(library, tmp_path, "more.csv", HCPCS.replace("J1885", "J1886"))
    warm(library)
    assert tables._sampled.cache_info().misses > before


def test_vectors_are_opened_and_code_sets_looked_for(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(library, tmp_path, "codes.csv", HCPCS)
    library.embed_waiting()
    opened = Library(library.folder, library.encoder)
    warm(opened)
    assert sets.code_sets(opened)._ready.version == opened.version
    made: list[str] = []
    monkeypatch.setattr(VectorIndex, "_open", lambda index: made.append(index._name))
    Assistant(opened).ask("Which code is for a brace?")
    assert made == []
    opened.close()


def test_passages_are_read_before_the_first_question(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.put(rules("Code 63102 needs a note.", "A cast needs no note.", name="visits.md"), "here")
    warm(library)
    read: list[str] = []
    original = Catalogue.passages

    def reading(catalogue: Catalogue, ids: Sequence[str], scope: Sequence[str] = ()) -> list[Placed]:
        read.extend(ids)
        return original(catalogue, ids, scope)

    monkeypatch.setattr(Catalogue, "passages", reading)
    assert Assistant(library).ask("What does 63102 need?").citations
    assert read == []
    library.put(rules("Code 63102 needs two notes.", name="visits.md"), "here")
    assert "two notes" in Assistant(library).ask("What does 63102 need?").answer
    assert read


def test_an_empty_library_is_warmed_too(library: Library) -> None:
    warm(library)
    assert Assistant(library).ask("What is a modifier?").abstained


def test_files_are_read_ahead_and_one_that_is_missing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warming, "_AT_ONCE", 4)
    (tmp_path / "codes" / "set").mkdir(parents=True)
    first, last = tmp_path / "catalogue.sqlite", tmp_path / "codes" / "set" / "entries.npy"
    opened: list[Path] = []
    original = Path.open

    def opening(path: Path, *how: Any, **more: Any) -> Any:
        opened.append(path)
        return original(path, *how, **more)

    monkeypatch.setattr(Path, "open", opening)
    for path, size in ((first, 9), (last, 9)):
        path.write_bytes(b"x" * size)
    opened.clear()
    warming._read_ahead(tmp_path)  # there is no chroma.sqlite3
    assert opened == [first, tmp_path / "vectors" / "chroma.sqlite3", last]
