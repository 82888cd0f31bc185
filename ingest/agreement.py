"""Whether full text and vectors agree with the catalogue, and what it takes to make them."""

import logging
from typing import TYPE_CHECKING

from ingest.documents import Passage

if TYPE_CHECKING:
    from ingest.library import Library

log = logging.getLogger(__name__)


def disagreements(library: "Library") -> list[str]:
    """Compares catalogue, full text and vectors.

    Args:
        library: which nobody writes to meanwhile.

    Returns:
        A sentence for each disagreement.
    """
    texts, rows = library.catalogue.live_text_ids(), library.catalogue.live_row_ids()
    row_vectors = library.row_vectors.ids()
    # the words of a row may still wait for their vector
    made = row_vectors & library.catalogue.live_row_ids(embedded=True)
    found = []
    for name, live, ids in (
        ("full text", texts, library.fulltext.ids()),
        ("full text of rows", rows, library.rowtext.ids()),
        ("vectors", texts, library.vectors.ids()),
        ("vectors of rows", made, row_vectors),
    ):
        if missing := live - ids:
            found.append(f"{len(missing)} passages are missing from the {name}.")
        if orphans := ids - live:
            found.append(f"{len(orphans)} passages in the {name} belong to no live document.")
    for name, index in (("vectors", library.vectors), ("vectors of rows", library.row_vectors)):
        if index.is_damaged():
            found.append(f"Some of the {name} are stored and cannot be found.")
    return found


def mend(library: "Library") -> list[Passage]:
    """Drops from full text and vectors what is not live, and vectors that cannot be read at all.

    Args:
        library: which nobody else writes to meanwhile.

    Returns:
        The live passages that are to be indexed again.
    """
    texts, rows = library.catalogue.live_text_ids(), library.catalogue.live_row_ids()
    for index in (library.vectors, library.row_vectors):
        if index.is_damaged():
            log.warning("Vectors of the library cannot be found; they are put together again.")
            index.clear()
    for text in (library.fulltext, library.rowtext):
        text.tidy()
    fulltext, rowtext = library.fulltext.ids(), library.rowtext.ids()
    vectors, row_vectors = library.vectors.ids(), library.row_vectors.ids()
    missing = (texts - (fulltext & vectors)) | (rows - rowtext)
    orphans = (fulltext | vectors) - texts, (rowtext | row_vectors) - rows
    log.info(
        "Mending the library: %d passages to index again, %d to drop.", len(missing), sum(map(len, orphans))
    )
    library.indexes.drop(*orphans)
    return [one.passage for one in library.catalogue.passages(sorted(missing))]
