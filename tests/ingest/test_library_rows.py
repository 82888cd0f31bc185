"""Rows in a library: found at once, embedded later, and gone with their table."""

import shutil
import signal

import pytest

from ingest.documents import Block, Document, Row
from ingest.encoder import Encoder
from ingest.fulltext import FIELDS
from ingest.library import Library
from ingest.rows import render
from ingest.vectors import forget_clients
from tests.ingest.test_library import run_other_process


def codes(*numbers: int, name: str = "codes.csv") -> Document:
    """A table of codes, each with words of its own; of a code by thousands, only a figure."""
    blocks = []
    for n in numbers:
        cells = (("HCPC", f"L{n}"), ("FEE", "1.50") if n % 1000 == 0 else ("TEXT", f"Knee orthosis size {n}"))
        row = Row(f"L{n}", (f"L{n}",), cells, n)
        blocks.append(Block(render(row), row=row))
    return Document(name=name, title="Codes", sha256=str(abs(hash(numbers))), blocks=tuple(blocks))


def row_keys(library: Library, question: str) -> list[str]:
    ids = [one for one, _ in library.rowtext.search(question, 10)]
    return [one.passage.row.key for one in library.passages(ids) if one.passage.row]


def test_rows_are_found_by_code_and_word_before_they_have_vectors(library: Library) -> None:
    library.put(codes(1001, 1002, 2000), "here")
    assert row_keys(library, "size 1002")[0] == "L1002"
    assert list(library.catalogue.with_code("L2000").values()) == ["row"]
    assert (len(library.waiting()), len(library.row_vectors.ids())) == (2, 0)  # a figure waits for none
    assert library.fulltext.ids() == library.vectors.ids() == set()
    assert library.verify() == []


def test_waiting_rows_are_embedded_in_steps_and_told_of(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.library.WAITING_STEP", 2)
    library.put(codes(*range(1001, 1006)), "here")
    before = library.version
    assert library.embed_waiting(most=2) == 2
    assert (len(library.waiting()), library.version) == (3, before)
    told: list[tuple[int, int]] = []
    assert library.embed_waiting(lambda done, of: told.append((done, of))) == 3
    assert told == [(2, 3), (3, 3)]
    assert library.version != before
    assert library.embed_waiting() == 0
    assert library.waiting() == library.verify() == []
    near = library.row_vectors.search(library.encoder.encode_question("Knee orthosis size 1003"), 1)
    assert [one.passage.row.key for one in library.passages([near[0][0]]) if one.passage.row] == ["L1003"]


def test_only_rows_that_changed_wait_again(library: Library) -> None:
    library.put(codes(1001, 1002), "here")
    library.embed_waiting()
    library.put(codes(1002, 1003), "here")
    assert [one.passage.row.key for one in library.passages(library.waiting()) if one.passage.row] == [
        "L1003"
    ]
    assert library.embed_waiting() == 1
    assert library.verify() == []


def test_a_removed_table_leaves_no_row(library: Library) -> None:
    library.put(codes(1001, 1002), "here")
    library.put(codes(1003, name="other.csv"), "here")
    library.embed_waiting()
    library.remove("codes.csv")
    assert row_keys(library, "orthosis size") == ["L1003"]
    assert library.catalogue.with_code("L1001") == {}
    assert len(library.row_vectors.ids()) == len(library.rowtext.ids()) == 1
    assert library.verify() == []


def test_a_table_that_goes_while_it_is_embedded_leaves_no_vector(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.put(codes(1001, 1002), "here")
    original = library.embed

    def removing(*arguments: object) -> None:
        original(*arguments)  # type: ignore[arg-type]
        if library.documents():
            library.remove("codes.csv")

    monkeypatch.setattr(library, "embed", removing)
    library.embed_waiting()
    assert library.row_vectors.ids() == set()
    assert library.verify() == []


@pytest.mark.parametrize("lost", [f"rowtext-{FIELDS}", "vectors"])
def test_an_index_of_rows_that_was_deleted_is_made_again(
    library: Library, encoder: Encoder, lost: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.put(codes(1001, 1002, 2000), "here")
    library.embed_waiting()
    library.close()
    forget_clients()
    shutil.rmtree(library.folder / lost)
    opened = Library(library.folder, encoder)
    if lost == "vectors":  # full text that is not there is made when a library is opened
        opened.reconcile()
    embedded: list[str] = []
    monkeypatch.setattr(Encoder, "encode_documents", lambda self, texts: embedded.extend(texts))
    assert opened.embed_waiting() == (2 if lost == "vectors" else 0)
    assert (opened.waiting(), opened.verify(), embedded) == ([], [], [])
    assert row_keys(opened, "size 1002")[0] == "L1002"
    opened.close()


@pytest.mark.slow
@pytest.mark.parametrize("step", ["embed", "add_vectors"])
def test_embedding_that_was_killed_goes_on(library: Library, encoder: Encoder, step: str) -> None:
    library.put(codes(*range(1001, 1011)), "here")
    library.close()
    killed = run_other_process(
        library.folder,
        f"""
        import ingest.library
        ingest.library.WAITING_STEP = 4
        original, done = library.{step}, []
        def stop(*arguments, **named):
            original(*arguments, **named)
            done.append(1)
            if len(done) == (2 if {step!r} == "add_vectors" else 3):
                os.kill(os.getpid(), signal.SIGKILL)
        library.{step} = stop
        library.embed_waiting()
        """,
        check=False,
    )
    assert killed == -signal.SIGKILL
    opened = Library(library.folder, encoder)
    assert opened.verify() == []
    assert 0 < len(opened.waiting()) < 10
    assert row_keys(opened, "size 1007")[0] == "L1007"
    opened.embed_waiting()
    assert opened.waiting() == opened.verify() == []
    opened.close()


def test_rows_that_another_process_embedded_are_found(library: Library) -> None:
    library.put(codes(1001, 1002), "here")
    assert library.row_vectors.ids() == set()
    run_other_process(library.folder, "library.embed_waiting()")
    library.catch_up()
    assert library.waiting() == []
    assert len(library.row_vectors.search(library.encoder.encode_question("orthosis"), 5)) == 2
