"""Gold rows: questions whose answers are known, one JSON object a line."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

Kind = Literal["answerable", "multihop", "lookup", "unanswerable", "false_premise"]


class GoldError(Exception):
    """Gold that cannot be used; the message names file and line and says what is wrong."""


class Place(BaseModel):
    """Where in which document the evidence stands; what is left out is not compared."""

    model_config = ConfigDict(frozen=True)

    document: str
    section: str | None = None
    page: int | None = None
    row: str | None = None


class GoldRow(BaseModel):
    """One question and what is known of its answer; fields beyond these are ignored."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(min_length=1)
    question: str = Field(min_length=1)
    kind: Kind
    lang: str = "en"
    answer: str = Field(default="", description="the reference answer, for people and judges")
    must_contain: tuple[str, ...] = ()
    must_cite: tuple[Place, ...] = ()
    quote: str = Field(default="", description="the passage that proves the answer, verbatim")
    split: str | None = Field(default=None, description="dev or test; nothing is tuned on test")
    review: bool = Field(default=False, description="a candidate that no person has reviewed yet")

    @property
    def has_evidence(self) -> bool:
        """Whether the row says where its answer stands."""
        return bool(self.quote or self.must_cite)


def load(paths: Iterable[Path], split: str = "all") -> list[GoldRow]:
    """Reads gold files.

    Args:
        paths: files of one JSON object a line; empty lines are skipped.
        split: ``dev`` or ``test`` keeps the rows of that split, ``all`` keeps every row.

    Returns:
        The rows in order.

    Raises:
        GoldError: if a file cannot be read, a line is no gold row or a candidate that nobody reviewed, an
            id comes twice, or nothing is left.
    """
    rows: list[GoldRow] = []
    seen: dict[str, str] = {}
    named = list(paths)
    for path in named:
        for number, line in enumerate(_lines(path), 1):
            if not line.strip():
                continue
            where = f"{path}, line {number}"
            row = _row(line, where)
            if row.id in seen:
                raise GoldError(f"{where}: the id {row.id!r} is taken already, at {seen[row.id]}.")
            seen[row.id] = where
            rows.append(row)
    kept = [row for row in rows if split in ("all", row.split)]
    if not kept:
        names = ", ".join(map(str, named)) or "no file"
        among = "" if split == "all" else f" of split {split!r}"
        raise GoldError(f"There is no gold row{among} in {names}.")
    return kept


def _lines(path: Path) -> Sequence[str]:
    try:
        return path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise GoldError(f"{path} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise GoldError(f"{path} is not UTF-8 text (byte {error.start}).") from error


def _row(line: str, where: str) -> GoldRow:
    try:
        row = GoldRow.model_validate_json(line)
    except ValidationError as error:
        problems = []
        for one in error.errors():
            field = ".".join(str(part) for part in one["loc"])
            problems.append(f"field {field!r}: {one['msg']}" if field else one["msg"])
        raise GoldError(f"{where}: not a gold row: {'; '.join(problems)}.") from error
    if row.review:
        raise GoldError(
            f"{where}: {row.id!r} is a candidate from feedback; review it, complete it, and take its field"
            " 'review' out."
        )
    return row
