"""Reads what the first question of its kind would otherwise wait for, up to seconds in a large library.

`Assistant.prepare` calls this, and so does the thread that ``citecoder serve`` starts, which calls it again
when the library has changed: most of what is read is kept for one version of the library.
"""

import gc
import logging
from collections.abc import Iterator
from pathlib import Path

from app import abstain, asks, modifier_said, neoplasm, pcs_terms
from app.code_sets import code_sets
from app.dictionary import dictionary_of
from app.editions import settle
from app.near_words import near_words
from app.question import understand
from app.rerank import codes_of, spans_of, stems_of
from app.retrieve import code_roles, retrieve
from app.sources import sources
from app.tables import columns_of, documents_of, tables_of
from app.terms import LANGUAGES, lexicon
from app.weigher import Weigher, stem_set
from ingest.library import Library

log = logging.getLogger(__name__)

#: Asks for a code, so that code sets are ranked too; what it finds is not looked at.
_QUESTION = "What is the code for pain, unspecified?"
#: Of a library's files so many bytes at most are read ahead; more would put other files out of memory.
READ_AHEAD = 2 * 2**30
_AT_ONCE = 2**20
#: So many passages of running text are read, and so many at once.
PASSAGES, PASSAGES_AT_ONCE = 4000, 100


def warm(library: Library) -> None:
    """Loads the model, opens the indexes, and reads terms, code sets, tables and dictionaries.

    Args:
        library: the library that will be asked.

    Raises:
        EncoderError: the embedding model cannot be used.
        LibraryError: another process changed the embedding model to one that is not installed here.
    """
    library.catch_up()
    question = understand(_QUESTION)
    vector = library.encoder.encode_question(question.search_text)
    code_sets(library).ready()
    found = retrieve(library, question, code_roles(library, question), vector, limit=1)
    settle(library, question, found)
    Weigher(library, question)
    for index in (library.fulltext, library.rowtext):
        index.has_phrase("not listed")  # opens the places of words, which no search reads
    sources()
    abstain.threshold()
    for entry in documents_of(library)[:1]:  # counts what each document has, for questions within a scope
        retrieve(library, question, {}, vector, limit=1, scope=[entry.name])
    _read_ahead(library.folder)
    for language in LANGUAGES:
        lexicon(language).translate("code")
    for entry, sheet in tables_of(library):
        columns = columns_of(library, entry, sheet)
        if columns.keys:
            dictionary_of(library, entry, columns.names)
    asks.also()
    pcs_terms.ready(library)
    neoplasm.ready(library)
    modifier_said.ready(library)
    _read_words(library)
    # Of what was read nothing goes before the next version: to look through it for what may go would stop
    # an answer for 100 to 300 ms now and then.
    gc.collect()
    gc.freeze()


def _read_words(library: Library) -> None:
    """Reads passages, their sentences, stems and codes, which is most of the work of ranking new ones."""
    ids = sorted(library.catalogue.live_text_ids())[:PASSAGES]
    for start in range(0, len(ids), PASSAGES_AT_ONCE):
        passages = [one.passage for one in library.passages(ids[start : start + PASSAGES_AT_ONCE])]
        near_words().nearness("", [f"{one.breadcrumb} {one.text}" for one in passages])
        for passage in passages:
            stems_of(passage)
            stem_set(passage.breadcrumb)
            for begin, end in spans_of(passage):
                codes_of(passage.text[begin:end])


def _files(folder: Path) -> Iterator[Path]:
    """Gives the files of a library that questions read here and there, those that are read most first."""
    yield folder / "catalogue.sqlite"
    yield folder / "vectors" / "chroma.sqlite3"
    yield from sorted((folder / "codes").glob("*/*.npy"))


def _read_ahead(folder: Path) -> None:
    """Reads files once, so that the system has them in its memory; they are no part of this process's.

    A question reads some hundred places of the catalogue: 2 ms from memory, 20 to 50 ms from a disk. (To tell
    Linux that a file will be needed is not enough, since it reads no more than the first of it.)
    """
    left, buffer = READ_AHEAD, bytearray(_AT_ONCE)
    for file in _files(folder):
        try:
            with file.open("rb", buffering=0) as opened:
                while left > 0 and (read := opened.readinto(buffer)):
                    left -= read
        except OSError as error:  # it is only slower without
            log.debug("%s is not read ahead: %s", file, error)
