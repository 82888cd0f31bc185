"""Keeps the summary of each run in the library, for the trend on the page's Performance tab."""

import json
from datetime import UTC, datetime
from pathlib import Path

from eval.result import Result

FOLDER = "evaluations"


def keep(folder: Path, result: Result) -> Path:
    """Writes the summary of a result.

    Args:
        folder: the library's folder.
        result: what a run gave.

    Returns:
        The file, named by the time in UTC and the answerer.

    Raises:
        OSError: if it cannot be written.
    """
    now = datetime.now(UTC)
    kept = {
        "date": result.date,
        "answerer": result.answerer,
        "library_version": result.library_version,
        "n": result.n,
        "summary": {name: value.model_dump() for name, value in result.summary.items()},
    }
    place = folder / FOLDER
    place.mkdir(parents=True, exist_ok=True)
    path = place / f"{now:%Y%m%dT%H%M%S%f}Z-{result.answerer}.json"
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")
    return path
