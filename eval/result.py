"""The result of a run, as ``eval --json`` writes it."""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError


class Value(BaseModel):
    """A measure over n rows with its bootstrap 95 % interval; null where it is not defined."""

    model_config = ConfigDict(frozen=True)

    value: float | None
    n: int
    low: float | None = None
    high: float | None = None


class Failure(BaseModel):
    """A row whose answerer raised."""

    model_config = ConfigDict(frozen=True)

    id: str
    error: str


class Result(BaseModel):
    """One answerer over some gold.

    A row has ``id``, ``kind``, a value for each measure it counts in, ``right``, ``answer`` (the object of
    ``ask --json``, or null), ``gold`` (the gold row) and, where it failed, ``error``.
    """

    summary: dict[str, Value]
    rows: list[dict[str, Any]]
    library_version: str = ""
    answerer: str = ""
    model: str = ""
    chat_model: str = Field(default="", description="the chat model of the answerer chat")
    seconds: float = 0.0
    judge: str = ""
    failed: list[Failure] = []
    date: str = Field(default="", description="UTC, ISO 8601")
    n: int = Field(default=0, description="gold rows")


class ResultError(Exception):
    """A result that cannot be read; the message says why."""


def write(results: list[Result], *, answers: bool = True) -> str:
    """Gives the JSON object: the first result, and any others under ``others``.

    Args:
        results: one of each answerer.
        answers: whether rows keep their answers and gold; without, a result is small enough to commit.
    """
    if not answers:
        dropped = ("answer", "gold")
        results = [
            one.model_copy(
                update={"rows": [{k: v for k, v in row.items() if k not in dropped} for row in one.rows]}
            )
            for one in results
        ]
    shown = results[0].model_dump(mode="json")
    if results[1:]:
        shown["others"] = [one.model_dump(mode="json") for one in results[1:]]
    return json.dumps(shown, ensure_ascii=False, indent=1, allow_nan=False)


def read(path: Path, answerer: str) -> Result:
    """Reads a result.

    Args:
        path: what ``eval --json`` wrote.
        answerer: which result to take where the file has several; the first where none is its.

    Raises:
        ResultError: if it cannot be read.
    """
    try:
        loaded = json.loads(path.read_text(encoding="utf-8"))
        every = [Result.model_validate(one) for one in [loaded, *loaded.get("others", [])]]
    except OSError as error:
        raise ResultError(f"{path} cannot be read: {error.strerror or error}.") from error
    except (ValueError, AttributeError, TypeError, ValidationError) as error:
        raise ResultError(f"{path} is no result of 'citecoder eval --json': {error}.") from error
    return next((one for one in every if one.answerer == answerer), every[0])
