from concurrent.futures import ThreadPoolExecutor

import numpy as np

from app.sentence_vectors import SentenceVectors
from ingest.encoder import Encoder


def test_sentence_vectors_are_right_when_many_ask_at_once_and_memory_is_short(encoder: Encoder) -> None:
    vectors = SentenceVectors(encoder, keep=3)
    texts = [[f"Rule {n} of document {m}." for n in range(3)] for m in range(12)]
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(vectors.of, texts))
    for some, matrix in zip(texts, made, strict=True):
        np.testing.assert_allclose(matrix, encoder.encode_documents(some), atol=1e-5)
