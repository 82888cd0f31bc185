"""Fits the ranking of code sets on inclusion terms: ``python -m eval.fit_code_rank --help``.

The terms that `eval.icd10cm_marks` reports on are left out of everything. The others are dealt into folds;
those of a fold are asked of a code set without them. A smaller part of the questions are terms that are in
the code set, official descriptions, and terms within a question, which people ask as well. The figures
beside the weights are those of folds that the weights were not fitted on.
"""

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import numpy as np
import torch
from numpy.typing import NDArray

from app.code_features import CodeFeatures
from app.code_rank import Weights
from app.code_tree import CodeTree, Floats, make_tree
from app.code_vectors import arrange
from eval.held_out_terms import REPORTED_SEED, Term, drawn, terms_of, without
from ingest.documents import Document
from ingest.encoder import Encoder
from ingest.passages import make_passages
from ingest.readers.icd10cm import read_builtin

OUT = Path(__file__).parent.parent / "app" / "code_rank.json"
FOLDS, SEED = 4, 1
UNITS, ROUNDS, BATCH, STEP, DECAY = 24, 15, 64, 0.003, 1e-4
#: Questions of a fold besides its terms.
KNOWN_TERMS, DESCRIPTIONS = 300, 500
#: Every so many terms are asked within a question.
FRAMED = 8
FRAMES = (
    "What is the ICD-10-CM code for {}?",
    "Which ICD-10 code do I report for {}?",
    "code for {}",
    "How is {} coded?",
)

Encode = Callable[[Sequence[str]], Floats]


@dataclass(frozen=True)
class Example:
    """A question, what was weighed for it, and which of it is meant.

    Attributes:
        features: shape (entries, features).
        meant: the place of the entry meant, or -1 where it is not among them.
        held_out: whether the question is a bare term that the code set did not have.
    """

    features: Floats
    meant: int
    held_out: bool


def asked(tree: CodeTree, held_out: Sequence[Term], seed: int) -> list[tuple[str, str, bool]]:
    """Makes the questions of a fold: (question, code meant, whether it is a bare held-out term)."""
    chance = random.Random(seed)
    made = [(term.text, term.code, True) for term in held_out]
    for number, term in enumerate(held_out):
        if number % FRAMED == 0:
            made.append((chance.choice(FRAMES).format(term.text), term.code, False))
    for number in chance.sample(range(len(tree.phrases)), KNOWN_TERMS):
        made.append((tree.phrases[number], tree.codes[tree.phrase_entry[number]], False))
    for number in chance.sample(range(len(tree)), DESCRIPTIONS):
        made.append((tree.texts[number], tree.codes[number], False))
    return made


def examples(
    document: Document, held_out: Sequence[Term], left_out: Sequence[Term], encode: Encode, seed: int
) -> tuple[list[Example], tuple[str, ...]]:
    """Weighs the entries for the questions of one fold.

    Args:
        document: the code set.
        held_out: the terms of the fold.
        left_out: terms that are in no index and no question.
        encode: texts to unit vectors.
        seed: of what is drawn.

    Returns:
        The examples, and the names of the features.
    """
    tree = make_tree(make_passages(without(document, [*held_out, *left_out])))
    assert tree is not None
    weigher = CodeFeatures(tree, arrange(tree, encode(tree.texts), encode(tree.phrases)))
    places = {code: number for number, code in enumerate(tree.codes)}
    questions = asked(tree, held_out, seed)
    vectors = encode([question for question, *_ in questions])
    made: list[Example] = []
    names: tuple[str, ...] = ()
    for (question, code, bare), vector in zip(questions, vectors, strict=True):
        weighed = weigher.weigh(question, vector)
        names = weighed.names
        found = np.flatnonzero(weighed.entries == places.get(code, -1))
        made.append(Example(weighed.features, int(found[0]) if len(found) else -1, bare))
    return made, names


def fit(given: Sequence[Example], names: tuple[str, ...]) -> Weights:
    """Fits the network: the entry meant is to have the highest score (softmax over what was weighed)."""
    torch.manual_seed(SEED)
    given = [one for one in given if one.meant >= 0]
    every = np.concatenate([one.features for one in given])
    middle, spread = every.mean(0), every.std(0) + 1e-3
    first, last = torch.nn.Linear(len(names), UNITS), torch.nn.Linear(UNITS, 1, bias=False)
    model = torch.nn.Sequential(first, torch.nn.Tanh(), last)
    optimizer = torch.optim.Adam(model.parameters(), lr=STEP, weight_decay=DECAY)
    inputs = [torch.from_numpy((one.features - middle) / spread) for one in given]
    for _ in range(ROUNDS):
        order = torch.randperm(len(given)).tolist()
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            loss = _loss(model, [inputs[i] for i in batch], [given[i].meant for i in batch])
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
    return Weights(
        names,
        middle,
        spread,
        hidden=first.weight.detach().numpy().T.copy(),
        bias=first.bias.detach().numpy().copy(),
        out=last.weight.detach().numpy()[0].copy(),
    )


def _loss(model: torch.nn.Module, inputs: Sequence[torch.Tensor], meant: Sequence[int]) -> torch.Tensor:
    """Gives the mean cross-entropy, of each question's entries the one meant being the class."""
    lengths = [len(one) for one in inputs]
    scores = model(torch.cat(list(inputs)))[:, 0]
    starts = np.cumsum([0, *lengths[:-1]])
    each = torch.split(scores, lengths)
    normal = torch.stack([torch.logsumexp(one, 0) for one in each])
    loss: torch.Tensor = (normal - scores[torch.from_numpy(starts + np.array(meant))]).mean()
    return loss


def ranks(weights: Weights, given: Sequence[Example]) -> NDArray[np.float64]:
    """Gives the rank of the entry meant for each example, infinite where it was not weighed."""
    found = []
    for one in given:
        scores = weights.score(one.features)
        found.append(np.inf if one.meant < 0 else 1.0 + float((scores > scores[one.meant]).sum()))
    return np.array(found)


def figures(weights: Weights, given: Sequence[Example]) -> dict[str, float]:
    """Gives the shares of held-out terms whose code is at 1 and at 10, and of the other questions at 1."""
    bare = ranks(weights, [one for one in given if one.held_out])
    others = ranks(weights, [one for one in given if not one.held_out])
    return {
        "held_out_terms": len(bare),
        "at_1": round(float((bare <= 1).mean()), 4),
        "at_10": round(float((bare <= 10).mean()), 4),
        "other_questions": len(others),
        "others_at_1": round(float((others <= 1).mean()), 4),
    }


def fit_all(document: Document, encode: Encode, say: Callable[[str], None]) -> dict[str, Any]:
    """Fits on all folds, with the figures of each fold under weights of the others.

    Args:
        document: the code set.
        encode: texts to unit vectors.
        say: told of each step.

    Returns:
        What `code_rank.json` holds.
    """
    terms = terms_of(document)
    reported = drawn(terms)
    rest = sorted(set(terms) - set(reported))
    random.Random(SEED).shuffle(rest)
    folds: list[list[Example]] = []
    names: tuple[str, ...] = ()
    for number in range(FOLDS):
        made, names = examples(document, rest[number::FOLDS], reported, encode, SEED + number)
        folds.append(made)
        say(f"fold {number + 1} of {FOLDS}: {len(made)} questions")
    measured = []
    for number, fold in enumerate(folds):
        others = [one for other, made in enumerate(folds) if other != number for one in made]
        measured.append(figures(fit(others, names), fold))
        say(f"fold {number + 1}, fitted on the others: {measured[-1]}")
    weights = fit([one for made in folds for one in made], names)
    return {
        "fitted": datetime.now(UTC).date().isoformat(),
        "code_set": f"{document.name} {document.edition or ''}".strip(),
        "left_out": f"the {len(reported)} terms of seed {REPORTED_SEED}",
        "folds": measured,
        "names": list(names),
        **{name: _short(getattr(weights, name)) for name in ("middle", "spread", "hidden", "bias", "out")},
    }


def _short(values: Floats) -> list[Any]:
    rounded: list[Any] = np.round(values.astype(np.float64), 4).tolist()
    return rounded


@click.command()
@click.option("--out", type=click.Path(path_type=Path), default=OUT, help="where the weights are written")
def main(out: Path) -> None:
    """Fits the ranking of code sets; takes about half an hour on two cores."""
    written = fit_all(read_builtin(), Encoder().encode_documents, click.echo)
    out.write_text(json.dumps(written) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
