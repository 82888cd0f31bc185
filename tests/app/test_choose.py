from concurrent.futures import ThreadPoolExecutor

import numpy as np

from app.answer import Assistant
from app.choose import SentenceVectors
from ingest.encoder import Encoder


def test_sentence_vectors_are_right_when_many_ask_at_once_and_memory_is_short(encoder: Encoder) -> None:
    vectors = SentenceVectors(encoder, keep=3)
    texts = [[f"Rule {n} of document {m}." for n in range(3)] for m in range(12)]
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(vectors.of, texts))
    for some, matrix in zip(texts, made, strict=True):
        np.testing.assert_allclose(matrix, encoder.encode_documents(some), atol=1e-5)


def test_an_answer_never_says_the_same_twice(starter: Assistant) -> None:
    for question in ("What is a ZZZ global period?", "When is modifier 59 wrong?", "What is 63102?"):
        texts = [sentence.text for sentence in starter.ask(question).sentences]
        assert texts
        assert len(set(texts)) == len(texts) <= 7


def test_each_code_of_a_definition_question_gets_its_sentence(starter: Assistant) -> None:
    answer = starter.ask("What do XE, XS, XP and XU stand for?")
    for modifier in ("XE", "XS", "XP", "XU"):
        assert any(sentence.text.startswith(f"Modifier {modifier} ") for sentence in answer.sentences)
