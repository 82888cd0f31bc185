"""Full text by tantivy: BM25 over stemmed text and breadcrumbs, by passage id."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import tantivy

from ingest.documents import Passage
from ingest.rows import INHERITED

#: Counts the changes of what is indexed; an index of other fields is not opened, and this one made anew.
FIELDS = 2
_WORD = re.compile(r"\w+")
#: What is indexed of a passage: its own words, and what counts less.
Fields = Callable[[Passage], tuple[str, str]]
_BOOSTS = {"text": 1.0, "breadcrumb": 0.6}


def running_text(passage: Passage) -> tuple[str, str]:
    """Indexes a passage of running text: its words, and its breadcrumb."""
    return passage.text, passage.breadcrumb


def row_words(passage: Passage) -> tuple[str, str]:
    """Indexes a row: its key and what it is called, and its own cells with its headings.

    Notes that it inherits are found at the entry they stand at; here they would make all below it alike.
    """
    if passage.row is None:
        return running_text(passage)
    own = " ".join(value for column, value in passage.row.cells if INHERITED not in column)
    return f"{passage.row.key} {passage.row.words}", f"{passage.breadcrumb} {own}"


class FullText:
    """A full-text index in a folder.

    Args:
        folder: made when it does not exist.
        fields: what is indexed of a passage.
    """

    def __init__(self, folder: Path, fields: Fields = running_text) -> None:
        self._folder, self._fields = folder, fields
        folder.mkdir(parents=True, exist_ok=True)
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_text_field("document", tokenizer_name="raw", index_option="basic")
        builder.add_text_field("text", tokenizer_name="en_stem")
        builder.add_text_field("breadcrumb", tokenizer_name="en_stem")
        self._index = tantivy.Index(builder.build(), path=str(folder))

    def reload(self) -> None:
        """Makes what another process has written visible."""
        self._index.reload()

    def tidy(self) -> None:
        """Deletes what a killed process left in the folder, which would be in the way of the next change.

        The caller holds the library's lock: nobody else writes.
        """
        writer = self._index.writer(num_threads=1)
        writer.garbage_collect_files()  # a list of deleted documents that was written and not committed
        writer.wait_merging_threads()
        for left in self._folder.glob(".tmp*"):  # a file that was to take the place of another in one step
            left.unlink()

    def add(self, passages: Iterable[Passage], documents: Mapping[str, str]) -> None:
        """Adds passages, each in the place of an older one with its id, in one commit.

        Args:
            passages: which.
            documents: the name of the document of each, by passage id.
        """
        writer = self._index.writer(num_threads=1)
        for passage in passages:
            writer.delete_documents("id", passage.id)
            text, breadcrumb = self._fields(passage)
            document = documents[passage.id]
            writer.add_document(
                tantivy.Document(id=passage.id, document=document, text=text, breadcrumb=breadcrumb)
            )
        writer.commit()
        writer.wait_merging_threads()
        self.reload()

    def delete(self, ids: Iterable[str]) -> None:
        """Takes passages out, in one commit."""
        writer = self._index.writer(num_threads=1)
        for one in ids:
            writer.delete_documents("id", one)
        writer.commit()
        writer.wait_merging_threads()
        self.reload()

    def ids(self) -> set[str]:
        """Names every passage in the index."""
        searcher = self._index.searcher()
        hits = searcher.search(tantivy.Query.all_query(), limit=max(searcher.num_docs, 1)).hits
        return {str(searcher.doc(address)["id"][0]) for _, address in hits}

    def search(
        self, question: str, limit: int, scope: Sequence[str] = (), *, every: bool = False
    ) -> list[tuple[str, float]]:
        """Ranks passages for the words of a question.

        Args:
            question: free text; punctuation has no meaning.
            limit: how many at most.
            scope: document names to stay within; empty for all.
            every: whether a passage must have each word, else any of them may match.

        Returns:
            (passage id, BM25 score), best first.
        """
        words = _WORD.findall(question.lower())
        if not words:
            return []
        query = self._index.parse_query(
            " ".join(f'{"+" if every else ""}"{word}"' for word in words),
            ["text", "breadcrumb"],
            field_boosts=_BOOSTS,
        )
        if scope:  # inside the search, and without a share in the score
            within = tantivy.Query.term_set_query(self._index.schema, "document", list(scope))
            must = tantivy.Occur.Must
            query = tantivy.Query.boolean_query([(must, query), (must, tantivy.Query.boost_query(within, 0))])
        searcher = self._index.searcher()
        hits = searcher.search(query, limit=limit, count=False).hits
        return [(str(searcher.doc(address)["id"][0]), float(score)) for score, address in hits]

    def has_phrase(self, phrase: str) -> bool:
        """Says whether any passage has the words of a phrase side by side."""
        words = " ".join(_WORD.findall(phrase.lower()))
        if not words:
            return True
        query = self._index.parse_query(f'"{words}"', ["text", "breadcrumb"])
        return bool(self._index.searcher().search(query, limit=1, count=False).hits)

    def frequencies(self, stems: Sequence[str]) -> tuple[int, dict[str, int]]:
        """Counts passages: all of them, and for each stem those whose text or breadcrumb has it."""
        searcher = self._index.searcher()
        counts = {
            stem: max(searcher.doc_freq("text", stem), searcher.doc_freq("breadcrumb", stem))
            for stem in stems
        }
        return searcher.num_docs, counts
