"""The code sets of a library, ready to be ranked: made in the background, and read when they are there."""

import hashlib
import logging
import shutil
import threading
import time
import weakref
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from app.code_exact import is_for_a_code, subject_of
from app.code_features import CodeFeatures
from app.code_rank import RankedCode, rank_codes
from app.code_store import FORMAT, keep, read
from app.code_tree import Floats, is_entry, make_tree
from app.code_vectors import arrange
from app.heard import learn
from app.question import Question
from ingest.catalogue import Entry
from ingest.embeddings import text_hash
from ingest.encoder import BATCH
from ingest.library import Library

log = logging.getLogger(__name__)

_FOLDER = "codes"
#: Fewer rows are found by the other retrievers as well.
LEAST_ROWS = 1000
#: How often it is looked whether the files of a code set are there.
LOOK_SECONDS = 10.0


@dataclass(frozen=True)
class _Ready:
    version: str
    looked: float
    sets: dict[Path, CodeFeatures]


class CodeSets:
    """The code sets of one library; several threads may ask at once.

    Args:
        library: whose.
    """

    def __init__(self, library: Library) -> None:
        self._library = weakref.ref(library)
        self._ready = _Ready("", -LOOK_SECONDS, {})
        self._lock = threading.Lock()

    def rank(self, question: str, vector: Floats, limit: int, *, typed: str = "") -> list[RankedCode]:
        """Ranks the entries of the code sets that are ready.

        Args:
            question: what is asked for, in English.
            vector: the encoder's, of the question.
            limit: how many at most.
            typed: the same as it was typed.

        Returns:
            Entries, the likeliest first; empty where no code set is ready.
        """
        ranked = [
            one
            for found in self._sets().values()
            for one in rank_codes(found, question, vector, limit, typed=typed)
        ]
        return sorted(ranked, key=lambda one: -one.share)[:limit] if len(self._sets()) > 1 else ranked

    def ready_sets(self) -> list[CodeFeatures]:
        """Gives the code sets that can be ranked."""
        return list(self._sets().values())

    def ready(self) -> bool:
        """Says whether any code set can be ranked."""
        return bool(self._sets())

    def _sets(self) -> dict[Path, CodeFeatures]:
        library, ready = self._library(), self._ready
        assert library is not None
        now = time.monotonic()
        if ready.version == library.version and (ready.sets or now - ready.looked < LOOK_SECONDS):
            return ready.sets
        with self._lock:
            version, sets = library.version, {}
            for entry in library.catalogue.entries(counted=False):
                folder = _folder(library, entry)
                if folder in self._ready.sets:
                    sets[folder] = self._ready.sets[folder]
                elif folder.exists():
                    tree, vectors, heard = read(folder)
                    sets[folder] = CodeFeatures(tree, vectors, heard)
            self._ready = _Ready(version, now, sets)
            return sets


_OPEN: "weakref.WeakKeyDictionary[Library, CodeSets]" = weakref.WeakKeyDictionary()


def code_sets(library: Library) -> CodeSets:
    """Gives the code sets of a library, which are read once."""
    return _OPEN.setdefault(library, CodeSets(library))


def entries_for(library: Library, question: Question, vector: Floats, limit: int) -> list[RankedCode]:
    """Ranks the entries of a library's code sets for a question that names no code.

    A question for a code ("What is the code for tic douloureux?") is ranked by what it asks the code of,
    whose vector takes the encoder a moment more.

    Args:
        library: where to look.
        question: what is asked.
        vector: the question's, shape (dimensions,).
        limit: how many at most.

    Returns:
        Entries, the likeliest first; empty where a code is named, a rule is asked for, or no code set is
        ready.
    """
    sets = code_sets(library)
    if question.codes or not is_for_a_code(question) or not sets.ready():
        return []
    subject = subject_of(question)
    if subject != question.search_text:
        vector = library.encoder.encode_question(subject)
    typed = subject_of(replace(question, search_text=question.text))
    return sets.rank(subject, vector, limit, typed=typed)


def make_missing(library: Library) -> int:
    """Makes the files of the code sets that have none; those of code sets that are gone are deleted.

    Embedding the descriptions and names of ICD-10-CM, 68,000 short texts, takes some minutes the first time;
    what was embedded stays so.

    Args:
        library: whose.

    Returns:
        How many code sets were made ready.

    Raises:
        LibraryError: the library cannot be written.
    """
    made, wanted = 0, set()
    for entry in library.catalogue.entries():
        folder = _folder(library, entry)
        wanted.add(folder.name)
        if entry.rows >= LEAST_ROWS and not folder.exists():
            made += _make(library, entry, folder)
    for old in (library.folder / _FOLDER).glob("*"):
        if old.name.partition(".")[0] not in wanted:
            shutil.rmtree(old, ignore_errors=True)  # another process may still read it, and will drop it
    return made


def _make(library: Library, entry: Entry, folder: Path) -> bool:
    ids = library.catalogue.ids_of(entry.name)
    first = library.passages(ids[:50])
    if not any(is_entry(one.passage) for one in first):
        return False
    tree = make_tree(one.passage for one in library.passages(ids))
    if tree is None:
        return False
    log.info("Making the code set %s ready: %d entries, %d names.", entry.name, len(tree), len(tree.phrases))
    vectors = arrange(tree, _vectors(library, tree.texts), _vectors(library, tree.phrases))
    if folder != _folder(library, entry):
        return False  # the model was changed meanwhile
    keep(folder, tree, vectors, learn(tree))
    return True


def _vectors(library: Library, texts: Sequence[str]) -> Floats:
    """Gives the vectors of texts; those that the library has not are made and kept."""
    hashes = {text_hash(text): text for text in texts}
    known = library.embeddings.known(list(hashes), library.fingerprint)
    missing = sorted((one for one in hashes if one not in known), key=lambda one: len(hashes[one]))
    for start in range(0, len(missing), BATCH):
        some = missing[start : start + BATCH]
        library.embeddings.keep(
            some, library.encoder.encode_documents([hashes[one] for one in some]), library.fingerprint
        )
    found = library.embeddings.find(list(hashes), library.fingerprint)
    return np.stack([found[text_hash(text)] for text in texts])


def _folder(library: Library, entry: Entry) -> Path:
    """Names the files by all that they depend on."""
    said = "|".join((FORMAT, entry.name, entry.sha256, str(entry.version), library.fingerprint))
    return library.folder / _FOLDER / hashlib.sha256(said.encode()).hexdigest()[:16]
