"""How long an answer takes, by stage, in small and large libraries."""

import statistics
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from langchain_chroma import Chroma
from langchain_core.embeddings import Embeddings
from sentence_transformers import SentenceTransformer

from app.answer import Assistant
from eval.bench.growing import Grown
from eval.bench.plan import Plan
from eval.bench.ratios import ANSWER, GROWTH, LARGE, SCOPE, SMALL, Ratio, percentile
from eval.bench.timing import median, seconds
from eval.bench.tutorial import search, searcher
from eval.gold import GoldRow
from ingest.encoder import Encoder
from ingest.library import Library


@dataclass
class Round:
    """Seconds of each question in one round: of the question's vector alone, and by library of answers."""

    alone: list[float] = field(default_factory=list)
    answers: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    tutorial: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    scoped: list[float] = field(default_factory=list)
    unscoped: list[float] = field(default_factory=list)
    stages: dict[int, dict[str, list[float]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )


def questions(gold: Sequence[GoldRow], smallest: Library, most: int) -> list[GoldRow]:
    """Chooses questions evenly, of all kinds, whose evidence is in the smallest library too."""
    there = {entry.name for entry in smallest.documents()}
    fitting = [row for row in gold if all(place.document in there for place in row.must_cite)]
    step = max(1, len(fitting) // most)
    return fitting[::step][:most]


def ask_all(
    plan: Plan,
    grown: Sequence[Grown],
    encoder: Encoder,
    plain: SentenceTransformer,
    model: Embeddings,
    gold: Sequence[GoldRow],
) -> tuple[list[Ratio], dict[int, dict[str, Any]]]:
    """Asks the same questions of every library, one library after the other for each question.

    Every round has new assistants on libraries that stay open and were made ready as a server makes them
    (`Assistant.prepare`). The libraries keep passages that were read, so only the first round, which is the
    whole of a quick run, reads the passages of each question for the first time.

    Args:
        plan: how often.
        grown: the libraries, smallest first.
        encoder: ours.
        plain: SentenceTransformer as it comes.
        model: the tutorial's embeddings.
        gold: questions.

    Returns:
        The ratios, and for each number of passages what grows.
    """
    libraries = {one.asked: Library(one.folder, encoder) for one in grown}
    stores = {one.asked: searcher(one.folder, encoder, model) for one in grown}
    chosen = questions(gold, libraries[grown[0].asked], plan.questions)
    scopes = {row.id: row.must_cite[0].document for row in chosen if row.must_cite}
    for library in libraries.values():
        assistant = Assistant(library)
        assistant.prepare()  # as a server does
        assistant.ask(chosen[0].question)
    rounds = []
    for number in range(1, plan.rounds + 1):
        plan.say(f"asking {len(chosen)} questions of each library, round {number} of {plan.rounds}")
        rounds.append(_round(libraries, stores, plain, chosen, scopes))
    for library in libraries.values():
        library.close()
    return _ratios(rounds, grown, len(chosen), len(scopes)), _growth(rounds, grown)


def _round(
    libraries: dict[int, Library],
    stores: dict[int, Chroma],
    plain: SentenceTransformer,
    chosen: Sequence[GoldRow],
    scopes: dict[str, str],
) -> Round:
    largest = max(libraries)
    assistants = {size: Assistant(library) for size, library in libraries.items()}
    two = Assistant(libraries[largest]), Assistant(libraries[largest])
    taken = Round()
    for row in chosen:
        taken.alone.append(seconds(partial(plain.encode, row.question, show_progress_bar=False)))
        for size, assistant in assistants.items():
            begun = time.perf_counter()
            answer = assistant.ask(row.question)
            taken.answers[size].append(time.perf_counter() - begun)
            for stage, spent in answer.milliseconds.items():
                taken.stages[size][stage].append(spent)
            taken.tutorial[size].append(seconds(partial(search, stores[size], row.question)))
        if row.id in scopes:
            taken.unscoped.append(seconds(partial(two[0].ask, row.question)))
            taken.scoped.append(seconds(partial(two[1].ask, row.question, scope=[scopes[row.id]])))
    return taken


def _ratios(rounds: Sequence[Round], grown: Sequence[Grown], asked: int, scoped: int) -> list[Ratio]:
    small, large = grown[0], grown[-1]
    where = f"{large.passages:,} passages, {asked} questions"
    judged = "" if large.asked >= LARGE else f"the mark is for {LARGE:,} passages"
    growth = judged or ("" if small.asked <= SMALL else f"the mark is against {SMALL:,} passages")
    made = [
        Ratio(
            ANSWER,
            where,
            tuple(percentile(r.answers[large.asked], 0.95) / statistics.median(r.alone) for r in rounds),
            {
                "answer_p95_ms": _ms([percentile(r.answers[large.asked], 0.95) for r in rounds]),
                "answer_p50_ms": _ms([statistics.median(r.answers[large.asked]) for r in rounds]),
                "question_encoding_p50_ms": _ms([statistics.median(r.alone) for r in rounds]),
            },
            judged,
        ),
        Ratio(
            SCOPE,
            f"{large.passages:,} passages, {scoped} questions",
            tuple(statistics.median(r.scoped) / statistics.median(r.unscoped) for r in rounds),
            {
                "scoped_p50_ms": _ms([statistics.median(r.scoped) for r in rounds]),
                "unscoped_p50_ms": _ms([statistics.median(r.unscoped) for r in rounds]),
            },
            judged,
        ),
    ]
    if large.asked > small.asked:
        p50 = [[statistics.median(r.answers[one.asked]) for r in rounds] for one in (small, large)]
        made.append(
            Ratio(
                GROWTH,
                f"{large.passages:,} and {small.passages:,} passages, {asked} questions",
                tuple(b / a for a, b in zip(*p50, strict=True)),
                {"small_p50_ms": _ms(p50[0]), "large_p50_ms": _ms(p50[1])},
                growth,
            )
        )
    return made


def _growth(rounds: Sequence[Round], grown: Sequence[Grown]) -> dict[int, dict[str, Any]]:
    found = {}
    for one in grown:
        stages = {
            stage: median([statistics.median(r.stages[one.asked][stage]) for r in rounds], 1)
            for stage in rounds[0].stages[one.asked]
            if stage != "total"
        }
        found[one.asked] = {
            "answer_p50_ms": _ms([statistics.median(r.answers[one.asked]) for r in rounds]),
            "answer_p95_ms": _ms([percentile(r.answers[one.asked], 0.95) for r in rounds]),
            "stages_p50_ms": stages,
            "question_encoding_p50_ms": _ms([statistics.median(r.alone) for r in rounds]),
            "tutorial_p50_ms": _ms([statistics.median(r.tutorial[one.asked]) for r in rounds]),
        }
    return found


def _ms(values: Sequence[float]) -> float:
    return median([value * 1000 for value in values], 1)
