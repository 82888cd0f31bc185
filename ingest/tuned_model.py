"""An encoder that was tuned, as a folder: a sentence-transformers model and a card that says what it is.

The card has the hash of the weights, so that a library's vectors are never mixed with those of another tuning
that was written to the same folder.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CARD = "citecoder-tune.json"
WEIGHTS, TOKENIZER = "model.safetensors", "tokenizer.json"


@dataclass(frozen=True)
class TunedModel:
    """What the card of a tuned model says.

    Attributes:
        folder: where it lies.
        base: name of the model that was tuned.
        sha256: of its weights.
    """

    folder: Path
    base: str
    sha256: str


def write_card(folder: Path, card: dict[str, Any]) -> None:
    """Writes the card, the last thing that a tuning does: a folder without it is no tuned model.

    Args:
        folder: of the model.
        card: ``base``, ``sha256`` and the figures of the tuning.
    """
    (folder / CARD).write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def whole_name(name: str) -> str:
    """Gives the name of a model as a library notes it: a tuned one by its whole path, others as they are."""
    return str(Path(name).resolve()) if (Path(name) / CARD).is_file() else name


def tuned_model(name: str) -> TunedModel | None:
    """Reads the card of a model's folder.

    Args:
        name: of a model; one that is no folder with a card is not a tuned one.

    Raises:
        ValueError: the card is damaged.
    """
    card = Path(name) / CARD
    if not card.is_file():
        return None
    try:
        said = json.loads(card.read_text(encoding="utf-8"))
        return TunedModel(card.parent, str(said["base"]), str(said["sha256"]))
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f"{card} is damaged ({error}); tune the model again with 'citecoder tune'."
        ) from error
