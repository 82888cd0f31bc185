"""Scores the sentences of the best passages by how well each answers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.defining import defines, is_headed_as_definition
from app.near_words import near_words
from app.question import Question
from app.rerank import SOUGHT, UPLOADED, code_match, spans_of, stems_of
from app.retrieve import Retrieved
from app.row_fit import row_fit
from app.sentence_vectors import SentenceVectors
from app.weigher import Weigher
from ingest.encoder import Vectors
from ingest.library import Library
from ingest.rows import ELLIPSIS, named_spans
from ingest.rows import SEPARATOR as ROW_SEPARATOR

#: Sentences are sought in this many of the best passages.
PASSAGES = 6
_EXAMPLE = re.compile(r"^\W*(for example|example|e\.g\.)", re.IGNORECASE)
#: A sentence that opens with what is to be defined is worth this much more.
DEFINES = 0.5
#: An example is worth this much less than the rule.
EXAMPLE = 0.2
#: A sentence that sends the reader elsewhere is worth this much less than one that answers.
ELSEWHERE = 0.2
#: What a sentence is worth whose words, and those of its heading, are all of the question's.
NEAR = 0.3
#: A line of a list that only names a code is worth this much less where no name is asked for.
LISTED = 0.3
_LISTED = re.compile(r"^\W*(?:[A-Z]\d[\dA-Z](?:\.[\dA-Z-]{1,4})?|\d{4}[\dFTU])\b\W*[A-Z]")
_RULES = re.compile(
    r"\b(?:is|are|was|were|be|been|should|shall|may|must|can|cannot|will|assign\w*|cod(?:e|ed|es)|report\w*|use[ds]?"
    r"|do|does|not|include[sd]?|appl\w+|require[sd]?|refer\w*|see|describe[sd]?|represent\w*|has|have|if|when"
    r"|classif\w+|identif\w+)\b",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(r"^\W*see\b|\b(on|refer to) the pages?\b|^\W*refer to\b", re.IGNORECASE)

#: A sentence of a passage: the passage, and where the sentence starts and ends in it.
_Span = tuple[Retrieved, int, int]


@dataclass(frozen=True)
class Chosen:
    """A sentence of a passage, or cells of a row, by offsets, and how well it answers (0 to about 1.5).

    Attributes:
        found: the passage.
        start: offset of the quote.
        end: where it ends.
        score: how well it answers.
        coverage: share of the question's words, by weight.
        similarity: likeness with the question.
        cells: of a row, (start, end) of the cells that are said.
        column: of a row, the columns that answer.
    """

    found: Retrieved
    start: int
    end: int
    score: float
    coverage: float
    similarity: float
    cells: tuple[tuple[int, int], ...] = ()
    column: str | None = None

    @property
    def text(self) -> str:
        """The characters themselves."""
        return self.found.placed.passage.text[self.start : self.end]

    @property
    def said(self) -> str:
        """What the answer says: the characters; of a row, its chosen cells, with " … " for those between."""
        if not self.cells:
            return self.text
        text, (first, *rest) = self.found.placed.passage.text, self.cells
        parts, last = [text[slice(*first)]], first[1]
        for start, end in rest:
            beside = start - last == len(ROW_SEPARATOR)
            parts += [ROW_SEPARATOR if beside else ELLIPSIS, text[start:end]]
            last = end
        return "".join(parts)


def score_sentences(
    weigher: Weigher,
    question: Question,
    retrieved: Sequence[Retrieved],
    vector: Vectors,
    vectors: SentenceVectors,
) -> list[Chosen]:
    """Scores every sentence of the best passages.

    The score adds the weighted share of the question's words that the sentence and its heading cover,
    the cosine of their vectors, the passage's place, and whether the asked codes are named.

    Args:
        weigher: for the question.
        question: what is asked.
        retrieved: passages, best first.
        vector: the question's.
        vectors: of sentences whose vectors the library has not made yet, and of rows.

    Returns:
        Sentences, best first.
    """
    spans = [
        (found, start, end)
        for found in retrieved[:PASSAGES]
        for start, end in spans_of(found.placed.passage)
        if len(found.placed.passage.text[start:end].split()) > 2  # less is a heading or a list mark
    ]
    if not spans:
        return []
    asked = {code.text for code in question.codes}
    cosines = _cosines(weigher.library, spans, vector, vectors)
    texts = [
        f"{one.placed.passage.breadcrumb} {one.placed.passage.text[start:end]}" for one, start, end in spans
    ]
    near = near_words().nearness(question.search_text, texts)
    scored = []
    for (found, start, end), cosine, nearness in zip(spans, cosines, near, strict=True):
        passage = found.placed.passage
        text = passage.text[start:end]
        defining = defines(question, text)
        # A line of a list of definitions names one thing; the list names all that is asked.
        coverage = weigher.coverage(passage.text if defining else text, passage.breadcrumb)
        code = 0.5 * code_match(question, found, start, end)
        score = 0.55 * coverage + 0.45 * float(cosine) + 0.3 * found.score
        score += 0.2 * weigher.covered(stems_of(passage), passage.breadcrumb) + NEAR * nearness
        if defining:
            code = max(code, 0.5 * len(asked & set(passage.codes)) / max(len(asked), 1))
            score += DEFINES * defining
        score += DEFINES * is_headed_as_definition(question, passage)
        score += code - EXAMPLE * bool(_EXAMPLE.search(text)) - ELSEWHERE * bool(_ELSEWHERE.search(text))
        score -= LISTED * (passage.row is None and _is_only_listed(question, text))
        score += SOUGHT * row_fit(weigher, question, passage)
        score += 0.0 if found.placed.entry.builtin else UPLOADED
        cells = named_spans(passage.row) if passage.row else ()
        scored.append(Chosen(found, start, end, score, coverage, float(cosine), cells))
    return sorted(scored, key=lambda one: -one.score)


def _is_only_listed(question: Question, text: str) -> bool:
    """Says whether a sentence only names a code, where neither a code nor its name is asked for."""
    if question.definition or question.seeks is not None:
        return False
    return bool(_LISTED.match(text)) and not _RULES.search(text)


def _cosines(
    library: Library, spans: Sequence[_Span], vector: Vectors, vectors: SentenceVectors
) -> list[float]:
    """Gives the likeness of each sentence and the question; of a row with a vector, that of its words."""
    ids = dict.fromkeys(found.placed.passage.id for found, *_ in spans if not found.placed.passage.row)
    made = {
        (one, *span): library.encoder.likeness(cosine)
        for one, stored in library.sentences.find(list(ids), library.fingerprint).items()
        for span, cosine in zip(stored.spans, (stored.vectors @ vector).tolist(), strict=True)
    }
    texts: dict[tuple[str, int, int], str] = {}
    for found, start, end in spans:
        passage, place = found.placed.passage, (found.placed.passage.id, start, end)
        if passage.row and found.similarity:
            made[place] = found.similarity
        elif place not in made:
            texts[place] = passage.text[start:end]
    if texts:
        cosines = (vectors.of(list(texts.values())) @ vector).tolist()
        made |= zip(texts, map(library.encoder.likeness, cosines), strict=True)
    return [made[found.placed.passage.id, start, end] for found, start, end in spans]
