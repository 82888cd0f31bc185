"""Turns the feedback of a library into gold candidates, which a person must review before they count."""

import json
from pathlib import Path

from app.feedback import Feedback, read

#: One row of gold, as the contract names its fields, with what helps to review it.
Candidate = dict[str, object]


def candidates(feedback: list[Feedback]) -> list[Candidate]:
    """Makes a gold candidate of each question and verdict, the newest where there are several.

    An answer that was found right gives its text, places and first quote. One that was found wrong
    gives none of them, only what was answered, for the reviewer to see. ``kind`` is a guess.

    Args:
        feedback: as it was read, oldest first.
    """
    newest: dict[tuple[str, str], Feedback] = {}
    for given in feedback:
        newest[" ".join(given.question.casefold().split()), given.verdict] = given
    ordered = sorted(newest.values(), key=lambda given: given.time)
    return [_candidate(given, f"fb{number:03}") for number, given in enumerate(ordered, 1)]


def export(folder: Path, out: Path) -> int:
    """Writes the gold candidates of a library, one JSON object a line, and returns how many.

    Args:
        folder: the library's folder.
        out: the file to write.

    Raises:
        FeedbackError: the feedback cannot be read.
        OSError: the file cannot be written.
    """
    rows = candidates(read(folder))
    out.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return len(rows)


def _candidate(given: Feedback, key: str) -> Candidate:
    row: Candidate = {
        "id": key,
        "question": given.question,
        "lang": given.language,
        "kind": _kind(given),
    }
    if given.verdict == "up" and not given.abstained:
        row["answer"] = given.answer
        row["must_cite"] = _places(given)
        if given.citations:
            row["quote"] = given.citations[0].quote
    return row | {
        "review": True,
        "verdict": given.verdict,
        "comment": given.comment,
        "answered": given.answer,
        "abstained": given.abstained,
        "library_version": given.library_version,
    }


def _kind(given: Feedback) -> str:
    """Guesses a row's kind; a wrong answer says only that there was something to answer."""
    if given.verdict == "down":
        return "answerable"
    if given.abstained:
        return "unanswerable"
    places = {(cited.document, cited.section, cited.row) for cited in given.citations}
    if len(places) > 1:
        return "multihop"
    return "lookup" if any(cited.row for cited in given.citations) else "answerable"


def _places(given: Feedback) -> list[dict[str, object]]:
    places: list[dict[str, object]] = []
    for cited in given.citations:
        place = cited.model_dump(exclude={"quote"}, exclude_none=True)
        if place not in places:
            places.append(place)
    return places
