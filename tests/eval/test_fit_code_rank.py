import numpy as np

from app.code_tree import Floats
from eval.fit_code_rank import Example, examples, figures, fit
from eval.held_out_terms import terms_of
from ingest.encoder import Encoder
from tests.app.code_set import code_set


def made(count: int, seed: int) -> list[Example]:
    """Entries of which the one meant has the largest first feature; the second says nothing."""
    chance = np.random.default_rng(seed)
    given = []
    for _ in range(count):
        features: Floats = chance.normal(size=(int(chance.integers(2, 9)), 2)).astype(np.float32)
        given.append(Example(features, int(features[:, 0].argmax()), held_out=True))
    return given


def test_the_weights_put_first_what_the_examples_say() -> None:
    weights = fit(made(400, 1), ("tells", "noise"))
    told = figures(weights, [*made(100, 2), Example(np.zeros((2, 2), np.float32), -1, held_out=False)])
    assert told["at_1"] > 0.9
    assert told["held_out_terms"] == 100
    assert told["others_at_1"] == 0  # what was not weighed is not found


def test_a_fold_asks_for_terms_that_its_code_set_does_not_have(encoder: Encoder, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("eval.fit_code_rank.KNOWN_TERMS", 2)
    monkeypatch.setattr("eval.fit_code_rank.DESCRIPTIONS", 3)
    document = code_set()
    terms = terms_of(document)
    seen: list[str] = []

    def encode(texts: list[str]) -> Floats:
        seen.extend(texts)
        return encoder.encode_documents(texts)

    given, names = examples(document, terms[:2], terms[2:3], encode, 1)  # type: ignore[arg-type]
    assert sum(one.held_out for one in given) == 2
    assert all(one.features.shape[1] == len(names) for one in given)
    assert all(one.meant >= 0 for one in given)
    assert seen.count(terms[0].text) == 1  # as a question, and never as a name of the code set
    assert terms[2].text not in seen
