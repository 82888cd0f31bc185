"""What people would otherwise build, measured in the same run.

``tutorial`` is the retrieval chatbot of LangChain's own tutorial ("Build a Retrieval Augmented Generation
App"): RecursiveCharacterTextSplitter 1000/200, the library's embedding model, Chroma ``similarity_search``
with k = 4. Without a chat model it quotes the first passage. ``bm25`` quotes the first passage of full
text search. Neither ever abstains, unless nothing at all was found.
"""

import time
import uuid
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from chromadb.config import Settings as ChromaSettings
from langchain_chroma import Chroma
from langchain_core.documents import Document as Chunk
from langchain_text_splitters import RecursiveCharacterTextSplitter

from app.answer import TOP_K
from app.citations import Answer, Citation, Locator, Sentence
from eval.run import Answerer
from ingest.catalogue import Entry, Placed
from ingest.library import Library
from ingest.passages import SEPARATOR

CHUNK_SIZE, CHUNK_OVERLAP = 1000, 200
#: What the tutorial retrieves. More are shown here, so that recall is comparable; only the first is quoted.
TUTORIAL_K = 4
#: BM25 is unbounded: score / (score + this) is between 0 and 1, and claims no more than that.
BM25_HALF = 10.0


@dataclass(frozen=True)
class _Text:
    """A document as one text, and the passage that begins at each offset."""

    text: str
    starts: tuple[int, ...]
    placed: tuple[Placed, ...]

    def locate(self, offset: int) -> Locator:
        at = max(bisect_right(self.starts, offset) - 1, 0)
        passage = self.placed[at].passage
        page = passage.page_at(max(offset - self.starts[at], 0))
        return Locator(page=page, section=passage.section)


def document_text(placed: Sequence[Placed]) -> _Text:
    """Joins a document's passages to the text a loader would give, with headings where they change."""
    parts: list[str] = []
    starts: list[int] = []
    length, before = 0, list[str]()
    for one in placed:
        headings = one.passage.breadcrumb.split(SEPARATOR)
        same = 0
        while same < min(len(before), len(headings)) and before[same] == headings[same]:
            same += 1
        before = headings
        starts.append(length)
        for line in [*headings[same:], one.passage.text]:
            parts.append(line)
            length += len(line) + 2
    return _Text("\n\n".join(parts), tuple(starts), tuple(placed))


class Tutorial:
    """LangChain's tutorial over the documents of a library, in memory.

    Args:
        library: whose documents and embedding model it uses.
    """

    def __init__(self, library: Library) -> None:
        self._version = library.version
        self._entries = {entry.name: entry for entry in library.documents()}
        self._texts: dict[str, _Text] = {}
        splitter = RecursiveCharacterTextSplitter(
            chunk_size=CHUNK_SIZE, chunk_overlap=CHUNK_OVERLAP, add_start_index=True
        )
        chunks: list[Chunk] = []
        for name in self._entries:
            whole = self._texts[name] = document_text(library.catalogue.of_document(name))
            chunks += splitter.create_documents([whole.text], [{"source": name}])
        self._store = Chroma(
            collection_name=f"tutorial-{uuid.uuid4().hex}",
            embedding_function=library.encoder,
            client_settings=ChromaSettings(anonymized_telemetry=False),
        )
        if chunks:
            self._store.add_documents(chunks)

    def ask(self, question: str, *, top_k: int = TOP_K) -> Answer:
        """Quotes the first chunk."""
        begun = time.perf_counter()
        hits = self._store.similarity_search_with_score(question, k=max(top_k, TUTORIAL_K))
        found = [self._citation(chunk, distance, rank) for rank, (chunk, distance) in enumerate(hits, 1)]
        return quote_first(question, found, "tutorial", self._version, begun)

    def _citation(self, chunk: Chunk, distance: float, rank: int) -> Citation:
        name, start = str(chunk.metadata["source"]), int(chunk.metadata["start_index"])
        similarity = 1 - distance / 2  # Chroma's default is squared distance, of unit vectors here
        locator = self._texts[name].locate(start)
        return _whole(self._entries[name], f"{name}@{start}", chunk.page_content, locator, rank, similarity)


class FullTextOnly:
    """Full text search of the library and nothing else.

    Args:
        library: what is searched.
    """

    def __init__(self, library: Library) -> None:
        self._library = library

    def ask(self, question: str, *, top_k: int = TOP_K) -> Answer:
        """Quotes the first passage."""
        begun = time.perf_counter()
        version = self._library.catch_up()
        scores = dict(self._library.fulltext.search(question, top_k))
        found = []
        for rank, placed in enumerate(self._library.passages(list(scores)), 1):
            passage, score = placed.passage, scores[placed.passage.id]
            locator = Locator(page=passage.page_at(0), section=passage.section)
            share = score / (score + BM25_HALF)
            found.append(_whole(placed.entry, passage.id, passage.text, locator, rank, share))
        return quote_first(question, found, "bm25", version, begun)


def _whole(entry: Entry, key: str, text: str, locator: Locator, rank: int, score: float) -> Citation:
    return Citation(
        n=rank,
        document=entry.name,
        title=entry.title,
        edition=entry.edition,
        locator=locator,
        passage_id=key,
        passage=text,
        rank=rank,
        score=min(max(score, 0.0), 1.0),
        quote=text,
        start=0,
        end=len(text),
    )


def quote_first(
    question: str, found: Sequence[Citation], answerer: str, version: str, begun: float
) -> Answer:
    """Makes the answer that quotes the whole of the first passage, as sure as the passage is like."""
    first = found[0] if found else None
    return Answer(
        question=question,
        answer=f"{first.quote} [1]" if first else "Nothing was found.",
        abstained=first is None,
        reason=None if first else "not_in_library",
        confidence=first.score if first else 0.0,
        sentences=[Sentence(text=first.quote, citations=[1])] if first else [],
        citations=list(found[:1]),
        nearest=list(found[1:]),
        answerer=answerer,
        library_version=version,
        milliseconds={"total": round((time.perf_counter() - begun) * 1000, 1)},
    )


#: What ours is compared with.
ANSWERERS: dict[str, Callable[[Library], Answerer]] = {
    "tutorial": Tutorial,
    "bm25": FullTextOnly,
}
