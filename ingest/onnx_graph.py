"""Exports a BERT sentence encoder to ONNX; run as ``python -m ingest.onnx_graph MODEL_FOLDER FILE [--int8]``.

The graph holds mean pooling and normalising as sentence-transformers does them for all-MiniLM-L6-v2, so word
pieces go in and unit vectors come out.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import onnxruntime  # type: ignore[import-untyped]
import torch
from numpy.typing import NDArray
from transformers import AutoModel

from ingest.onnx_export import OPSET
from ingest.onnx_int8 import with_integer_products

Array = NDArray[np.float32]

INPUTS = ("input_ids", "attention_mask")
#: How far a component of a vector may be from torch's.
_TOLERANCE = 1e-5
#: How like torch's a vector must be where products are integer ones; the batches are of random word pieces.
_LEAST_COSINE = 0.98
#: Texts and word pieces of the batches that are compared; none is the shape that the export saw.
_SHAPES = ((1, 3), (1, 256), (5, 40), (16, 100))


class SentenceEncoder(torch.nn.Module):
    """Word pieces to unit vectors.

    Args:
        bert: the transformer.
    """

    def __init__(self, bert: torch.nn.Module) -> None:
        super().__init__()
        self.bert = bert

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Encodes a batch; the mean is over the word pieces that the mask names."""
        hidden = self.bert(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
        return torch.nn.functional.normalize(mean, p=2, dim=1)


def export(model_folder: Path, file: Path, *, int8: bool = False) -> None:
    """Writes the ONNX file and proves that onnxruntime computes with it what torch computes.

    Args:
        model_folder: with ``config.json`` and ``model.safetensors``.
        file: to write.
        int8: whether the products are made integer ones, once the graph is proved.

    Raises:
        ValueError: the vectors differ from torch's.
    """
    # attention as plain products: onnxruntime knows this pattern, and it is as fast as its own operator
    bert = AutoModel.from_pretrained(model_folder, attn_implementation="eager", dtype=torch.float32)
    model = SentenceEncoder(bert).eval()
    example = _batch(2, 7, bert.config.vocab_size)
    axes = {0: torch.export.Dim("batch"), 1: torch.export.Dim("sequence")}
    torch.onnx.export(
        model,
        example,
        file,
        input_names=list(INPUTS),
        output_names=["vectors"],
        dynamic_shapes=(axes, axes),
        opset_version=OPSET,
        external_data=False,
        dynamo=True,
    )
    for shape, vectors, expected in _compared(file, model, bert.config.vocab_size):
        off = float(np.abs(vectors - expected).max())
        if off > _TOLERANCE:
            raise ValueError(f"the exported vectors differ from torch's by {off:.2g} for the shape {shape}")
    if int8:
        onnx.save(with_integer_products(onnx.load(file)), file)
        for shape, vectors, expected in _compared(file, model, bert.config.vocab_size):
            like = float((vectors * expected).sum(axis=1).min())
            if like < _LEAST_COSINE:
                raise ValueError(
                    f"the int8 vectors have a cosine of {like:.4f} with torch's for the shape {shape}"
                )


def _compared(
    file: Path, model: SentenceEncoder, vocabulary: int
) -> Iterator[tuple[tuple[int, int], Array, Array]]:
    """Gives, for some shapes, the vectors of a file and those of torch."""
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    for shape in _SHAPES:
        batch = _batch(*shape, vocabulary)
        with torch.no_grad():
            expected = model(*batch).numpy()
        feed = {name: tensor.numpy() for name, tensor in zip(INPUTS, batch, strict=True)}
        yield shape, session.run(None, feed)[0], expected


def _batch(texts: int, pieces: int, vocabulary: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Makes a batch of random word pieces, whose later texts are shorter."""
    generator = torch.Generator().manual_seed(texts * 1000 + pieces)
    ids = torch.randint(1, vocabulary, (texts, pieces), generator=generator)
    lengths = torch.linspace(pieces, max(2, pieces // 2), texts).long()
    mask = (torch.arange(pieces) < lengths[:, None]).long()
    return ids * mask, mask


if __name__ == "__main__":
    export(Path(sys.argv[1]), Path(sys.argv[2]), int8="--int8" in sys.argv[3:])
