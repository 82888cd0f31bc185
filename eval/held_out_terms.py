"""Inclusion terms of a code set, and the code set without some of them."""

import hashlib
import random
from collections.abc import Collection
from dataclasses import dataclass, replace

from ingest.documents import Block, Document, Row
from ingest.rows import INHERITED, SEPARATOR, render

#: The column whose terms are drawn, and the one that says which entries are codes.
TERMS, CODE = "Inclusion terms", "Code"
#: Who reports draws with this seed; who develops or fits leaves out what it draws.
REPORTED_SEED, REPORTED_TERMS = 2, 2000


@dataclass(frozen=True, order=True)
class Term:
    """An inclusion term and the code it stands at."""

    code: str
    text: str


def terms_of(document: Document) -> list[Term]:
    """Lists the inclusion terms of a code set, sorted, each once; those passed on count where they stand."""
    return sorted(
        {
            Term(block.row.key, text)
            for block in document.blocks
            if block.row is not None and block.row.cells[0][0] == CODE
            for column, value in block.row.cells
            if column == TERMS
            for text in value.split(SEPARATOR)
        }
    )


def drawn(terms: Collection[Term], count: int = REPORTED_TERMS, seed: int = REPORTED_SEED) -> list[Term]:
    """Draws terms; the same ones for the same release and seed."""
    return random.Random(seed).sample(sorted(terms), count)


def without(document: Document, held_out: Collection[Term]) -> Document:
    """Takes terms out of every row: where they stand, where they are passed on, where a note cites them.

    Args:
        document: a code set.
        held_out: terms; another spelling of one stays, as it does in the release.

    Returns:
        The document as if the release had been printed without them.
    """
    words = frozenset(term.text.casefold() for term in held_out)
    blocks = tuple(_without(block, words) if block.row is not None else block for block in document.blocks)
    said = "\n".join((document.sha256, *sorted(words)))
    return replace(document, blocks=blocks, sha256=hashlib.sha256(said.encode()).hexdigest())


def _without(block: Block, words: frozenset[str]) -> Block:
    assert block.row is not None
    cells = tuple(
        (column, kept)
        for column, value in block.row.cells
        if (kept := value if _names_it(column) else _cut(value, words))
    )
    if cells == block.row.cells:
        return block
    row = Row(block.row.key, block.row.codes, cells, block.row.number, block.row.sheet)
    return replace(block, row=row, text=render(row))


def _names_it(column: str) -> bool:
    """Says whether a cell says what the entry is: its code, its description, whether it is billable."""
    return column in (CODE, "Block", "Chapter", "Description", "Billable") and INHERITED not in column


def _cut(value: str, words: frozenset[str]) -> str:
    """Leaves out the notes that are one of the words, or that say it before a code: "wart (B07.0)"."""
    notes = value.split(SEPARATOR)
    kept = [note for note in notes if not {note.casefold(), note.rpartition(" (")[0].casefold()} & words]
    return value if len(kept) == len(notes) else SEPARATOR.join(kept)
