"""What people think of the answers, kept in the library's folder on this machine."""

import logging
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.citations import Answer

LOG = logging.getLogger(__name__)

Verdict = Literal["up", "down"]

FILE = "feedback.jsonl"
LONGEST_COMMENT = 2000
_WAIT = 10  # seconds


class FeedbackError(Exception):
    """Feedback could not be kept or read; the message is a sentence for the person who gave it."""


class Cited(BaseModel):
    """What the judged answer cited."""

    model_config = ConfigDict(frozen=True)

    document: str
    section: str | None = None
    page: int | None = None
    row: str | None = None
    quote: str


class Feedback(BaseModel):
    """One person's verdict on one answer."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(
        description="the answer judged; a later line with the same id takes the place of this one"
    )
    time: datetime
    question: str
    language: str = "en"
    answer: str
    abstained: bool
    citations: list[Cited] = []
    verdict: Verdict
    comment: str = ""
    answerer: str = ""
    library_version: str = ""


def judge(key: str, answer: Answer, verdict: Verdict, comment: str = "") -> Feedback:
    """Makes the feedback on an answer, timed now.

    Args:
        key: names this showing of the answer, so that a second thought can replace the first.
        answer: what was judged.
        verdict: thumbs up or down.
        comment: what the person wrote, or nothing.

    Raises:
        FeedbackError: the comment is too long.
    """
    comment = _clean(comment).strip()
    if len(comment) > LONGEST_COMMENT:
        raise FeedbackError(f"The comment is longer than {LONGEST_COMMENT} characters; shorten it.")
    return Feedback(
        id=key,
        time=datetime.now(UTC),
        question=_clean(answer.question),
        language=answer.language,
        answer=_clean(answer.answer),
        abstained=answer.abstained,
        citations=[
            Cited(
                document=citation.document,
                section=citation.locator.section,
                page=citation.locator.page,
                row=citation.locator.row,
                quote=citation.quote,
            )
            for citation in answer.citations
        ],
        verdict=verdict,
        comment=comment,
        answerer=answer.answerer,
        library_version=answer.library_version,
    )


def keep(folder: Path, feedback: Feedback) -> None:
    """Appends feedback to the library's file and waits until it is on the disk.

    Only the account that runs the program may read the file: a question may tell of a patient.

    Raises:
        FeedbackError: it could not be kept.
    """
    line = feedback.model_dump_json().encode("utf-8") + b"\n"
    path = folder / FILE
    try:
        with FileLock(folder / "feedback.lock").acquire(timeout=_WAIT):
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(descriptor, "r+b") as file:
                if file.seek(0, os.SEEK_END):
                    file.seek(-1, os.SEEK_END)
                    if file.read(1) != b"\n":  # a writer was killed; its half line stays alone
                        line = b"\n" + line
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
    except (OSError, Timeout) as error:
        raise FeedbackError(f"The feedback could not be kept in {path}: {error}.") from error


def read(folder: Path) -> list[Feedback]:
    """Reads the feedback of a library, the last verdict on each answer, oldest first.

    A line that cannot be read is left out, and logged by its number.

    Raises:
        FeedbackError: the file is there and cannot be read.
    """
    path = folder / FILE
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise FeedbackError(f"The feedback in {path} could not be read: {error}.") from error
    found: dict[str, Feedback] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            feedback = Feedback.model_validate_json(line)
        except ValidationError as error:
            LOG.warning("Line %d of %s is no feedback and is left out: %s", number, path, error)
            continue
        found.pop(feedback.id, None)
        found[feedback.id] = feedback
    return list(found.values())


def _clean(text: str) -> str:
    """Replaces halves of surrogate pairs, which a browser may send and UTF-8 cannot hold."""
    return text.encode("utf-8", "replace").decode("utf-8")
