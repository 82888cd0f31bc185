"""Embedding runs ahead: each text once, across documents, and an error reaches who waits for it."""

import threading
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from ingest.ahead import AT_ONCE, Ahead
from ingest.documents import Passage
from ingest.embeddings import text_hash
from ingest.encoder import EncoderError, Vectors
from ingest.library import Library
from ingest.passages import make_passages
from ingest.refresh import ingest
from tests.ingest.killing import HashEncoder
from tests.ingest.test_library import rules


def passages(count: int, name: str = "rules.md") -> list[Passage]:
    return list(make_passages(rules(*(f"Rule {n} of {name}." for n in range(count)), name=name)))


@pytest.fixture
def hashed(tmp_path: Path) -> Library:
    return Library(tmp_path / "hashed", HashEncoder())


def encoded(library: Library) -> list[str]:
    assert isinstance(library.encoder, HashEncoder)
    return library.encoder.encoded


def test_each_text_is_embedded_once_and_kept(hashed: Library) -> None:
    told: list[tuple[int, int]] = []
    ahead = Ahead(hashed, lambda done, of: told.append((done, of)))
    first, second = passages(5), passages(4, "more.md")
    assert (ahead.add(first), ahead.add([*first, *second])) == (5, 9)
    ahead.wait(9)
    assert ahead.is_done(9)
    assert sorted(encoded(hashed)) == sorted(one.embedded_text for one in [*first, *second])
    hashes = [text_hash(one.embedded_text) for one in [*first, *second]]
    assert hashed.embeddings.known(hashes, hashed.fingerprint) == set(hashes)
    assert told[-1] == (9, 9)
    ahead.close()


def test_what_is_embedded_already_needs_no_thread(hashed: Library) -> None:
    given = passages(3)
    hashed.embed(given)
    ahead = Ahead(hashed, lambda done, of: None)
    ahead.wait(ahead.add(given))
    assert "embed" not in [thread.name for thread in threading.enumerate()]
    assert len(encoded(hashed)) == 3
    ahead.close()


def test_a_batch_reaches_across_documents_and_no_further_than_allowed(
    hashed: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    batches: list[int] = []
    go = threading.Event()
    original = Library.embed

    def embed(library: Library, some: Sequence[Passage], *args: object) -> None:
        batches.append(len(some))
        go.wait(20)
        original(library, some, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(Library, "embed", embed)
    ahead = Ahead(hashed, lambda done, of: None)
    mark = 0
    for number in range(2 + 2 * AT_ONCE // 120):
        mark = ahead.add(passages(120, f"{number}.md"))
    go.set()
    ahead.wait(mark)
    ahead.close()
    assert sum(batches) == mark
    assert max(batches) == AT_ONCE > 120


def test_while_one_batch_is_at_the_encoder_a_small_one_waits_for_more(
    hashed: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    batches: list[int] = []
    began, go = threading.Event(), threading.Event()
    original = Library.embed

    def embed(library: Library, some: Sequence[Passage], *args: object) -> None:
        batches.append(len(some))
        began.set()
        go.wait(20)
        original(library, some, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(Library, "embed", embed)
    ahead = Ahead(hashed, lambda done, of: None)
    ahead.add(passages(10))
    began.wait(20)
    for number in range(6):
        ahead.add(passages(10, f"{number}.md"))
    while len(batches) < 2:
        time.sleep(0.01)
    assert batches[0] == 10
    assert batches[1] >= 40
    go.set()
    ahead.wait(ahead.add(passages(3, "last.md")))
    ahead.close()
    assert sum(batches) == 73


def test_what_is_embedded_out_of_turn_counts_once_nothing_before_it_is_left(
    hashed: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    first_begun, first_may, second_is_done = threading.Event(), threading.Event(), threading.Event()
    original = Library.embed

    def embed(library: Library, some: Sequence[Passage], *args: object) -> None:
        if len(some) == 5:
            first_begun.set()
            first_may.wait(20)
        original(library, some, *args)  # type: ignore[arg-type]
        if len(some) == 30:
            second_is_done.set()

    monkeypatch.setattr(Library, "embed", embed)
    told: list[tuple[int, int]] = []
    ahead = Ahead(hashed, lambda done, of: told.append((done, of)))
    first = ahead.add(passages(5))
    assert first_begun.wait(20)  # else both are one batch
    second = ahead.add(passages(30, "more.md"))
    assert second_is_done.wait(20)
    assert not ahead.is_done(first)
    first_may.set()
    ahead.wait(second)
    ahead.close()
    assert told[-1] == (35, 35)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_who_waits_is_told_why_it_could_not_be_embedded(
    hashed: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(texts: Sequence[str]) -> Vectors:
        raise EncoderError("The model file is gone.")

    monkeypatch.setattr(hashed.encoder, "encode_documents", broken)
    ahead = Ahead(hashed, lambda done, of: None)
    with pytest.raises(EncoderError, match="The model file is gone"):
        ahead.wait(ahead.add(passages(2)))
    ahead.close()


def test_what_waits_when_it_is_closed_is_left(hashed: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    began, go = threading.Event(), threading.Event()
    original = Library.embed

    def embed(library: Library, some: Sequence[Passage], *args: object) -> None:
        began.set()
        go.wait(20)
        original(library, some, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(Library, "embed", embed)
    ahead = Ahead(hashed, lambda done, of: None)
    first = ahead.add(passages(AT_ONCE))
    began.wait(20)
    later = ahead.add(passages(10, "more.md"))
    threading.Timer(0.2, go.set).start()
    ahead.close()
    assert ahead.is_done(first)
    assert not ahead.is_done(later)


def test_a_job_whose_encoder_fails_leaves_the_library_as_it_was(
    hashed: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "one.md").write_text("# One\n\nFirst rule.\n", encoding="utf-8")
    ingest(hashed, [docs])
    (docs / "one.md").write_text("# One\n\nSecond rule.\n", encoding="utf-8")

    def broken(texts: Sequence[str]) -> Vectors:
        raise EncoderError("The model file is gone.")

    monkeypatch.setattr(hashed.encoder, "encode_documents", broken)
    with pytest.raises(EncoderError):
        ingest(hashed, [docs])
    assert [p.passage.text for p in hashed.catalogue.of_document("one.md")] == ["First rule."]
    monkeypatch.undo()
    assert ingest(hashed, [docs]).updated == 1
    assert hashed.verify() == []
