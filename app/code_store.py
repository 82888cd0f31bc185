"""Code trees on disk, in the library's folder: derived from the catalogue, made once, read in a moment."""

import json
import os
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from app.code_tree import CodeTree
from app.code_vectors import CodeVectors
from app.heard import Heard
from app.ragged import Ragged

#: Changes with what is in the files; others are made again.
FORMAT = "2"
#: Large arrays lie in files of their own, of which only what is looked at is read.
_LARGE = ("entries", "phrases")

Kind = TypeVar("Kind")


def keep(folder: Path, tree: CodeTree, vectors: CodeVectors, heard: Heard) -> None:
    """Writes a code tree and what was derived from it.

    Args:
        folder: is there when everything in it is.
        tree: of the code set.
        vectors: of its texts.
        heard: what was learned from its names.
    """
    half = folder.with_name(f"{folder.name}.{os.getpid()}")
    half.mkdir(parents=True, exist_ok=True)
    for name, made in (("tree", tree), ("vectors", vectors), ("heard", heard)):
        arrays: dict[str, Any] = {}
        texts: dict[str, Any] = {}
        for field in fields(made):
            value = getattr(made, field.name)
            if isinstance(value, Ragged):
                arrays |= {f"{field.name}.ends": value.ends, f"{field.name}.items": value.items}
            elif not isinstance(value, np.ndarray):
                texts[field.name] = list(value)  # of a vocabulary, its words in the order of their numbers
            elif name == "vectors" and field.name in _LARGE:
                np.save(half / f"{field.name}.npy", value)
            else:
                arrays[field.name] = value
        np.savez(half / f"{name}.npz", **arrays)
        (half / f"{name}.json").write_text(json.dumps(texts, ensure_ascii=False), encoding="utf-8")
    half.rename(folder)


def read(folder: Path) -> tuple[CodeTree, CodeVectors, Heard]:
    """Reads what `keep` wrote.

    Raises:
        OSError: a file is missing or cannot be read.
        ValueError: a file is damaged.
    """
    # as plain arrays: slices of the class memmap take ten times as long to make
    large = {name: np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r")) for name in _LARGE}
    return (
        _read(folder / "tree", CodeTree, {}),
        _read(folder / "vectors", CodeVectors, large),
        _read(folder / "heard", Heard, {}),
    )


def _read(place: Path, kind: type[Kind], large: dict[str, Any]) -> Kind:
    assert is_dataclass(kind)
    texts = json.loads(place.with_suffix(".json").read_text(encoding="utf-8"))
    with np.load(place.with_suffix(".npz")) as arrays:
        values: dict[str, Any] = dict(large)
        for field in fields(kind):
            if f"{field.name}.ends" in arrays:
                values[field.name] = Ragged(arrays[f"{field.name}.ends"], arrays[f"{field.name}.items"])
            elif field.name in texts:
                values[field.name] = tuple(texts[field.name])
            elif field.name in arrays:
                values[field.name] = arrays[field.name]
    if "vocabulary" in values:
        values["vocabulary"] = {word: number for number, word in enumerate(values["vocabulary"])}
    return kind(**values)
