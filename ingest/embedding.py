"""Makes the vectors that a library has none for yet, and gives them to its indexes."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from ingest import models
from ingest.documents import Passage
from ingest.embeddings import text_hash
from ingest.encoder import BATCH, Encoder
from ingest.passages import word_pieces
from ingest.trouble import told_as_sentence

if TYPE_CHECKING:
    from ingest.library import Library
    from ingest.vectors import VectorIndex


def embed(
    library: "Library",
    passages: Sequence[Passage],
    progress: Callable[[int, int], None] | None,
    encoder: Encoder | None,
) -> None:
    """Embeds the texts that a library has no vector for, in batches of like length.

    Args:
        library: where vectors are kept.
        passages: whose texts.
        progress: told how many texts were embedded, of how many.
        encoder: another one than the library's.

    Raises:
        LibraryError: the disk is full, or the encoder did not make the library's other vectors.
    """
    fingerprint = encoder.fingerprint if encoder else library.fingerprint
    encoder = encoder or library.encoder
    texts = {text_hash(p.embedded_text): p.embedded_text for p in passages}
    known = library.embeddings.known(list(texts), fingerprint)
    todo = [one for one in texts if one not in known]
    if len(todo) > BATCH:  # the encoder puts those of like length together in each batch, not across them
        todo.sort(key=lambda one: word_pieces(texts[one]))
    if todo and encoder.fingerprint != fingerprint:
        models.check(library.folder, library.catalogue, encoder)
    for start in range(0, len(todo), BATCH):
        batch = todo[start : start + BATCH]
        vectors = encoder.encode_documents([texts[one] for one in batch])
        with told_as_sentence(library.folder):
            library.embeddings.keep(batch, vectors, fingerprint)
        if progress is not None:
            progress(start + len(batch), len(todo))


def add_vectors(
    library: "Library", index: "VectorIndex", passages: Sequence[Passage], encoder: Encoder | None
) -> None:
    """Adds the vectors of passages to an index of a library; what has none is embedded first.

    Args:
        library: whose.
        index: of its rows or its running text.
        passages: which.
        encoder: another one than the library's.
    """
    if not passages:
        return
    library.embed(passages, encoder=encoder)  # those that were embedded before are not again
    hashes = [text_hash(passage.embedded_text) for passage in passages]
    known = library.embeddings.find(hashes, encoder.fingerprint if encoder else library.fingerprint)
    library.indexes.add_vectors(index, [p.id for p in passages], np.stack([known[one] for one in hashes]))
