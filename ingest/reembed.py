"""Another embedding model for a library: new vectors beside the old ones, which answer until the switch."""

from collections.abc import Sequence
from pathlib import Path

from ingest.encoder import Encoder
from ingest.library import WAITING_STEP, Library, Progress


def reembed(library: Library, encoder: Encoder, progress: Progress | None = None) -> int:
    """Makes the vectors of a library with another model, and switches to them in one step.

    What was embedded stays embedded: after an interruption it goes on where it was. The old vectors stay
    until `prune`. Rows that wait for a vector still wait.

    Args:
        library: opened with `any_model`.
        encoder: the new model.
        progress: told of the embedding.

    Returns:
        How many passages got a new vector.

    Raises:
        LibraryError: the library cannot be written.
    """
    if library.catalogue.noted("fingerprint") == encoder.fingerprint:
        return 0
    total = sum(len(ids) for ids in _missing(library, encoder))
    made = 0
    while some := _next(library, encoder):
        library.embed([one.passage for one in library.passages(some)], encoder=encoder)
        with library.writing():
            _add(library, encoder, some)
        made += len(some)
        if progress is not None:
            progress(min(made, total), total)
    with library.writing():  # nobody changes the library now
        while some := _next(library, encoder):
            _add(library, encoder, some)
            made += len(some)
        live = _live(library)
        for index, ids in zip(library.indexes.made_by(encoder.fingerprint), live, strict=True):
            index.delete(sorted(index.ids() - ids))
        library.catalogue.adopt(encoder.model, encoder.fingerprint)
        library.encoder = encoder
        library.indexes.use(encoder.fingerprint)
    return made


def prune(library: Library) -> tuple[int, int]:
    """Drops the vectors of every model but the library's own, and gives their space back.

    Args:
        library: whose.

    Returns:
        How many vectors were dropped, and how many bytes the folder is smaller.

    Raises:
        LibraryError: the library cannot be written.
    """
    from ingest.vectors import drop_others  # Chroma takes a second to import

    before = _size(library.folder)
    with library.writing():
        dropped = drop_others(library.folder / "vectors", {library.fingerprint})
        dropped = max(dropped, library.embeddings.drop_others(library.fingerprint))
        library.vacuum()
    return dropped, max(0, before - _size(library.folder))


def _live(library: Library) -> tuple[set[str], set[str]]:
    """Names the passages of running text and the rows that have a vector now."""
    rows = library.catalogue.live_row_ids(embedded=True) & library.row_vectors.ids()
    return library.catalogue.live_text_ids(), rows


def _missing(library: Library, encoder: Encoder) -> tuple[set[str], ...]:
    indexes = library.indexes.made_by(encoder.fingerprint)
    return tuple(ids - index.ids() for ids, index in zip(_live(library), indexes, strict=True))


def _next(library: Library, encoder: Encoder) -> list[str]:
    """Names some passages, of one kind, that have no vector of the new model yet."""
    texts, rows = _missing(library, encoder)
    return sorted(texts or rows)[:WAITING_STEP]


def _add(library: Library, encoder: Encoder, ids: Sequence[str]) -> None:
    passages = [one.passage for one in library.passages(ids)]  # those that are still live
    indexes = library.indexes.made_by(encoder.fingerprint)  # opened under the lock: nobody writes beside
    texts = [one for one in passages if one.row is None]
    rows = [one for one in passages if one.row is not None]
    library.add_vectors(indexes[0], texts, encoder)
    library.add_vectors(indexes[1], rows, encoder)


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
