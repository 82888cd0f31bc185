"""What a library makes when it is left to itself: vectors of the words of rows, and of sentences.

Neither keeps a document from being found: rows are found by code and word, and sentences without vectors are
encoded by the question that needs them.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from ingest import models
from ingest.trouble import told_as_sentence

if TYPE_CHECKING:
    from ingest.library import Library


def without_sentences(library: "Library") -> frozenset[str]:
    """Gives the ids of the live passages whose sentences have no vectors of the library's model yet."""
    return frozenset(library.catalogue.live_text_ids() - library.sentences.known(library.fingerprint))


def make_waiting(
    library: "Library", step: int, most: int | None, progress: Callable[[int, int], None] | None
) -> int:
    """Makes what waits, in steps that leave the library to others in between; sentences first.

    Args:
        library: whose.
        step: how many passages or rows are made at once.
        most: at most this many passages and rows; all of them when it is not given.
        progress: told how many are made, of how many.

    Returns:
        How many passages and rows were made.
    """
    texts = sorted(without_sentences(library))[:most]
    rows = library.waiting()[: None if most is None else most - len(texts)]
    if texts:
        models.check(library.folder, library.catalogue, library.encoder)
    done = 0
    for ids, make in ((texts, _sentences), (rows, _rows)):
        for start in range(0, len(ids), step):
            some = ids[start : start + step]
            make(library, some)
            done += len(some)
            if progress is not None:
                progress(done, len(texts) + len(rows))
    if rows and (most is None or done < most):  # the last ones: other processes look again
        with library.writing():
            library.catalogue.count_version()
    return done


def _sentences(library: "Library", ids: list[str]) -> None:
    passages = [one.passage for one in library.catalogue.passages(ids)]
    with told_as_sentence(library.folder):
        library.sentences.fill(passages, library.encoder)


def _rows(library: "Library", ids: list[str]) -> None:
    passages = [one.passage for one in library.catalogue.passages(ids)]
    library.embed(passages)
    with library.writing():
        live = library.catalogue.live_row_ids(embedded=True)
        library.add_vectors(library.row_vectors, [one for one in passages if one.id in live])
