"""Tunes an encoder on a library's own names and headings, and measures on those it never saw.

A general encoder puts "tic douloureux" far from "Trigeminal neuralgia". A library says of thousands of words
what they stand for (`app.tune_pairs`); from these the encoder learns to bring the two together, and apart
from what stands beside (multiple negatives ranking, Henderson et al. 2017, with one hard negative each).
Categories and sections are held out as a whole, so that the figures are of words whose kin it never saw.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.tune_pairs import Pair, is_held_out
from ingest.encoder import trainable_folder
from ingest.onnx_export import sha256_of
from ingest.tuned_model import WEIGHTS, tuned_model, write_card

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

#: Texts of a step, how fast it learns, and the word pieces that are read of a text meanwhile.
BATCH, STEP, PIECES = 64, 5e-5, 128
#: The share of the steps in which the rate rises.
WARM_UP = 0.1
SEED = 1
#: Fewer pairs teach nothing.
LEAST_PAIRS = 200
#: Questions that are measured at most.
MOST_ASKED = 2000

#: Told of the share of the steps that are done, 0 to 1.
Progress = Callable[[float], None]


class TuneError(Exception):
    """An encoder cannot be tuned; the message says why and what to do."""


@dataclass(frozen=True)
class Found:
    """How well words found their texts among all texts that words stand for.

    Attributes:
        at_1: share of the words whose text was nearest, 0 to 1.
        at_10: share whose text was among the ten nearest.
        mrr: mean reciprocal rank within ten.
    """

    at_1: float
    at_10: float
    mrr: float


@dataclass(frozen=True)
class Tuning:
    """What a tuning learned from, and what it was worth.

    Attributes:
        learned: pairs that were learned.
        held_out: pairs of the groups that were held out, of which `asked` were asked.
        asked: words that were asked, before and after.
        share: of groups that were held out.
        before: of the encoder as it was.
        after: of the tuned one.
        sha256: of the tuned weights.
    """

    learned: int
    held_out: int
    asked: int
    share: float
    before: Found
    after: Found
    sha256: str


def tune(
    pairs: Sequence[Pair],
    base: str,
    out: Path,
    *,
    share: float,
    epochs: float,
    progress: Progress | None = None,
) -> Tuning:
    """Tunes an encoder and writes it to a folder, whole or not at all.

    Args:
        pairs: of a library.
        base: name of the model to start from.
        out: the folder; must not exist.
        share: of the groups of pairs that are held out for measuring, above 0 and below 1.
        epochs: how often each pair is learned.
        progress: told of the training.

    Raises:
        TuneError: there are too few pairs, `base` cannot be trained, or a package is missing.
    """
    learned = [one for one in pairs if not is_held_out(one.group, share)]
    kept = [one for one in pairs if is_held_out(one.group, share)]
    if len(learned) < LEAST_PAIRS or not kept:
        raise TuneError(
            f"The library has {len(pairs)} names and headings to learn from, of which {len(kept)} are held"
            f" out; {LEAST_PAIRS} to learn are the least. Add documents, or a code set such as --builtin"
            " icd10cm."
        )
    model = _trainable(base)
    tuned = tuned_model(base)
    asked = kept[:: max(1, len(kept) // MOST_ASKED)][:MOST_ASKED]
    before = found(model, asked, pairs)
    _train(model, learned, epochs, progress)
    after = found(model, asked, pairs)
    half = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    try:
        model.save(str(half), create_model_card=False)
        made = Tuning(len(learned), len(kept), len(asked), share, before, after, sha256_of(half / WEIGHTS))
        origin = tuned.base if tuned is not None else base  # which says what runs it
        write_card(half, {"base": origin, **asdict(made), "tuned": datetime.now(UTC).date().isoformat()})
        half.chmod(0o755)
        half.rename(out)
    finally:
        shutil.rmtree(half, ignore_errors=True)
    return made


def found(model: "SentenceTransformer", asked: Sequence[Pair], pairs: Sequence[Pair]) -> Found:
    """Measures how well words find their texts.

    Args:
        model: the encoder.
        asked: whose words are asked.
        pairs: whose texts may be found.
    """
    from sentence_transformers.sentence_transformer.evaluation import InformationRetrievalEvaluator

    texts = {text: str(number) for number, text in enumerate(dict.fromkeys(one.text for one in pairs))}
    wanted: dict[str, set[str]] = {}
    for one in pairs:  # words may stand for several texts
        wanted.setdefault(one.words, set()).add(texts[one.text])
    words: dict[str, Any] = {
        str(number): text for number, text in enumerate(dict.fromkeys(one.words for one in asked))
    }
    corpus: dict[str, Any] = {number: text for text, number in texts.items()}
    relevant: dict[str, Any] = {number: wanted[text] for number, text in words.items()}
    evaluator = InformationRetrievalEvaluator(
        queries=words,
        corpus=corpus,
        relevant_docs=relevant,
        accuracy_at_k=[1, 10],
        mrr_at_k=[10],
        write_csv=False,
        name="held_out",
    )
    told: dict[str, Any] = evaluator(model)
    return Found(
        *(round(float(told[f"held_out_cosine_{one}"]), 4) for one in ("accuracy@1", "accuracy@10", "mrr@10"))
    )


def _trainable(base: str) -> "SentenceTransformer":
    try:
        import accelerate  # noqa: F401
        import datasets  # noqa: F401
    except ImportError as error:
        raise TuneError(
            f"Tuning needs the package {error.name}: install 'citecoder[tune]', which the lock of"
            " 'make setup' has."
        ) from error
    from sentence_transformers import SentenceTransformer

    folder = trainable_folder(base)
    if folder is None:
        raise TuneError(
            f"The model {base} comes without weights that can be trained; name another with --base."
        )
    return SentenceTransformer(folder, device="cpu")


def _train(
    model: "SentenceTransformer", pairs: Sequence[Pair], epochs: float, progress: Progress | None
) -> None:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from datasets import Dataset
    from sentence_transformers import SentenceTransformerTrainer, SentenceTransformerTrainingArguments
    from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
    from sentence_transformers.sentence_transformer.training_args import BatchSamplers
    from transformers import PrinterCallback, TrainerCallback

    class Telling(TrainerCallback):
        def on_step_end(self, args: Any, state: Any, control: Any, **named: Any) -> None:
            if progress is not None:
                progress(state.global_step / max(state.max_steps, 1))

    learned = Dataset.from_dict(
        {
            "anchor": [one.words for one in pairs],
            "positive": [one.text for one in pairs],
            "negative": [one.unlike for one in pairs],
        }
    )
    reads, model.max_seq_length = model.max_seq_length, PIECES
    with tempfile.TemporaryDirectory() as folder:
        arguments = SentenceTransformerTrainingArguments(
            output_dir=folder,
            num_train_epochs=epochs,
            per_device_train_batch_size=BATCH,
            learning_rate=STEP,
            warmup_steps=WARM_UP,
            batch_sampler=BatchSamplers.NO_DUPLICATES,
            save_strategy="no",
            logging_strategy="no",
            report_to=[],
            disable_tqdm=True,
            use_cpu=True,
            seed=SEED,
        )
        trainer = SentenceTransformerTrainer(
            model=model,
            args=arguments,
            train_dataset=learned,
            loss=MultipleNegativesRankingLoss(model),
            callbacks=[Telling()],
        )
        trainer.remove_callback(PrinterCallback)
        trainer.train()
    model.max_seq_length = reads
