"""Texts for libraries of any size: what the product carries, and seeded variations of it.

A library of N passages holds the starter library (of a small one, pages that are four fifths of it), rows of
ICD-10-CM, code and description as they are, and, for the rest, variations of the starter's passages. In a
variation every code is another one and one word in six is another word, drawn from the starter library and
from ICD-10-CM, so that no sentence comes twice, words are as rare as in a real library, and a code stands in
few passages.

Vectors of variations are mixtures, not the encoder's: the encoder would need half an hour for 100,000. Each
is a function of its text: the vectors of two real texts and noise. They go through the library's real
storage, so what is measured on them is storing, searching and answering; never the rate of embedding, and
never quality.
"""

import csv
import hashlib
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

import numpy as np

from ingest.documents import Passage
from ingest.encoder import Encoder, Vectors
from ingest.passages import make_passages
from ingest.readers import MAX_BYTES, read_all
from ingest.walk import STARTER

T = TypeVar("T")
#: More passages than the starter library has.
ALL = 1_000_000
#: Passages of one generated document, the share of passages that are rows, and of words that are others.
A_DOCUMENT, ROWS, OTHER_WORDS = 1000, 0.3, 1 / 6
#: A longer text might become two passages.
_LONGEST_WORDS = 110
#: How many descriptions of ICD-10-CM are embedded for the mixtures.
_DESCRIPTIONS = 500
_MIX = (0.75, 0.35, 0.3)
_CODE = re.compile(r"\b(?:\d{5}|[A-Z]\d{4}|[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?)\b")


@cache
def starter() -> dict[Path, tuple[Passage, ...]]:
    """Reads the passages of each page of the starter library."""
    pages: dict[Path, tuple[Passage, ...]] = {}
    for path in sorted(STARTER.rglob("*.md")):
        passages: list[Passage] = []
        for document in read_all(path, max_bytes=MAX_BYTES):
            if isinstance(document, Exception):
                raise document
            passages += make_passages(document)
        pages[path] = tuple(passages)
    return pages


def starter_pages(most: int) -> list[Path]:
    """Chooses pages of the starter library, the first that have at most so many passages; at least one."""
    chosen: list[Path] = []
    count = 0
    for path, passages in starter().items():
        count += len(passages)
        if chosen and count > most:
            break
        chosen.append(path)
    return chosen


def starter_share(passages: int) -> int:
    """Says how many passages of a library may be the starter library's."""
    return passages * 4 // 5


def starter_passages(most: int) -> list[Passage]:
    """Gives the passages of `starter_pages`."""
    return [one for path in starter_pages(most) for one in starter()[path]]


@cache
def icd10cm() -> tuple[tuple[str, str], ...]:
    """Lists the codes of ICD-10-CM with their descriptions, from the package that carries them."""
    import simple_icd_10_cm as package  # reads 10 MB when imported

    codes = [code for code in package.get_all_codes(with_dots=True) if code[0].isalpha() and "-" not in code]
    return tuple((code, package.get_description(code)) for code in codes)


@dataclass(frozen=True)
class Words:
    """What variations are made of."""

    texts: tuple[str, ...]
    headings: tuple[str, ...]
    vocabulary: tuple[str, ...]
    codes: tuple[str, ...]

    @classmethod
    def carried(cls) -> "Words":
        """Takes the words that the product carries."""
        passages, entries = starter_passages(ALL), icd10cm()
        texts = tuple(" ".join(one.text.split()[:_LONGEST_WORDS]) for one in passages)
        said = [word for text in texts for word in text.split() if word.isalpha()]
        rare = [word for _, description in entries for word in description.split() if word.isalpha()]
        headings = tuple(dict.fromkeys(one.breadcrumb.rsplit(" › ", 1)[-1] for one in passages))
        # the words of ICD-10-CM are as many as those of the starter library, and far more different ones
        return cls(
            texts,
            headings,
            tuple(said + rare[:: max(1, len(rare) // len(said))]),
            tuple(code for code, _ in entries),
        )

    def vary(self, draw: random.Random) -> str:
        """Makes a variation of one of the texts."""
        words = draw.choice(self.texts).split()
        words = [
            draw.choice(self.vocabulary) if w.isalpha() and draw.random() < OTHER_WORDS else w for w in words
        ]
        return _CODE.sub(lambda found: self._code(found[0], draw), " ".join(words))

    def _code(self, code: str, draw: random.Random) -> str:
        if code.isdigit():
            return str(draw.randint(10_000, 99_607))
        if re.fullmatch(r"[A-Z]\d{4}", code):
            return f"{code[0]}{draw.randint(0, 9_999):04}"
        return draw.choice(self.codes)


def write_documents(folder: Path, passages: int, seed: int) -> None:
    """Writes documents, Markdown and tables as CSV, that fill a library up beside the starter library.

    Args:
        folder: made here.
        passages: of the whole library, those of the starter library included.
        seed: the same seed gives the same documents.
    """
    folder.mkdir(parents=True)
    words = Words.carried()
    left = max(0, passages - len(starter_passages(starter_share(passages))))
    entries = icd10cm()[: min(len(icd10cm()), int(left * ROWS))]
    for number, rows in enumerate(_parts(entries), 1):
        with (folder / f"codes-{number:03}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("Code", "Description"), *rows])
    for number, sections in enumerate(_parts(range(left - len(entries))), 1):
        path = folder / f"policy-{number:03}.md"
        path.write_text("\n".join(_policy(words, number, len(sections), seed)), encoding="utf-8")


def _policy(words: Words, number: int, sections: int, seed: int) -> Iterator[str]:
    draw = random.Random(f"{seed}/{number}")
    yield f"# Payment policy {number}\n"
    for section in range(1, sections + 1):
        yield f"## {number}.{section} {draw.choice(words.headings)}\n\n{words.vary(draw)}\n"


def _parts(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), A_DOCUMENT):
        yield items[start : start + A_DOCUMENT]


class MixingEncoder(Encoder):
    """Gives real texts the encoder's vectors, and any other text a mixture that is a function of the text.

    Args:
        real: the encoder; what is stored has its fingerprint, so that it can be asked with it.
    """

    def __init__(self, real: Encoder) -> None:
        super().__init__(real.model)
        self._real = real
        texts = [one.embedded_text for one in starter_passages(ALL)]
        entries = icd10cm()
        texts += [description for _, description in entries[:: max(1, len(entries) // _DESCRIPTIONS)]]
        self._known = {text: row for row, text in enumerate(texts)}
        self._vectors = real.encode_documents(texts)

    @property
    def fingerprint(self) -> str:
        """Is the real encoder's."""
        return self._real.fingerprint

    def prepare(self) -> None:
        """Needs no model of its own."""

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Gives unit vectors, shape (texts, dimensions)."""
        made = np.empty((len(texts), self._vectors.shape[1]), dtype=np.float32)
        for row, text in enumerate(texts):
            known = self._known.get(text)
            made[row] = self._vectors[known] if known is not None else self._mixed(text)
        return made

    def encode_question(self, question: str) -> Vectors:
        """Gives the encoder's vector."""
        return self._real.encode_question(question)

    def _mixed(self, text: str) -> Vectors:
        draw = np.random.default_rng(int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]))
        one, other = self._vectors[draw.integers(len(self._vectors), size=2)]
        noise = draw.standard_normal(len(one))
        mixed = _MIX[0] * one + _MIX[1] * other + _MIX[2] * noise / np.linalg.norm(noise)
        return np.asarray(mixed / np.linalg.norm(mixed), dtype=np.float32)
