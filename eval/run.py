"""Runs an answerer over gold and takes every measure."""

import logging
import math
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any, Protocol

from tqdm import tqdm

from app.citations import Answer
from eval.bootstrap import interval
from eval.case import Case
from eval.gold import GoldRow
from eval.measures import FAMILIES, Measured
from eval.result import Failure, Result, Value
from eval.support import Judge, LexicalJudge

log = logging.getLogger(__name__)

TOP_K = 10
#: Off a terminal, a line is written each time this many parts of the rows are done.
STEPS = 10


class Answerer(Protocol):
    """Whatever answers questions."""

    def ask(self, question: str, *, top_k: int = TOP_K) -> Answer:
        """Answers a question from some number of passages."""
        ...


def run(
    answerer: Answerer,
    gold: Sequence[GoldRow],
    *,
    name: str,
    judge: Judge | None = None,
    library_version: str = "",
    model: str = "",
    chat_model: str = "",
    jobs: int = 1,
    quiet: bool = False,
) -> Result:
    """Asks every question and scores the answers.

    Args:
        answerer: what answers.
        gold: the questions and what is known of their answers.
        name: what the report calls the answerer.
        judge: says whether quotes support a sentence; lexical where it is not given.
        library_version: the version of the library that answers.
        model: the embedding model.
        chat_model: the chat model, where one words the answers.
        jobs: how many rows are asked at once. With more than one, latency includes waiting for others.
        quiet: shows no progress.
    """
    judging = judge or LexicalJudge()
    begun = time.perf_counter()
    cases = list(_progress(_cases(answerer, gold, jobs), len(gold), name, quiet))
    seconds = time.perf_counter() - begun
    measured = [one for family in FAMILIES for one in family(cases, judging)]
    return Result(
        summary={one.name: summarise(one) for one in measured},
        rows=[_row(case, measured) for case in cases],
        library_version=library_version,
        answerer=name,
        model=model,
        chat_model=chat_model,
        seconds=round(seconds, 3),
        judge=judging.name,
        failed=[Failure(id=case.row.id, error=case.error) for case in cases if case.error],
        date=datetime.now(UTC).isoformat(timespec="seconds"),
        n=len(cases),
    )


def summarise(measured: Measured) -> Value:
    """Gives a measure's value, n and interval."""
    samples = measured.table()
    value = measured.statistic(samples) if len(samples) else math.nan
    if not math.isfinite(value):
        return Value(value=None, n=len(samples))
    bounds = interval(samples, measured.statistic)
    return Value(value=value, n=len(samples), low=bounds and bounds[0], high=bounds and bounds[1])


def ask(answerer: Answerer, row: GoldRow) -> Case:
    """Asks one question; whatever the answerer raises makes a failed row, which the report names."""
    try:
        return Case(row, answerer.ask(row.question, top_k=TOP_K))
    except Exception as error:
        log.warning("Row %s failed.", row.id, exc_info=True)
        message = f"{type(error).__name__}: {error}"
        return Case(row, Answer(question=row.question, answer="", confidence=0.0), message)


def _cases(answerer: Answerer, gold: Sequence[GoldRow], jobs: int) -> Iterator[Case]:
    if jobs == 1:
        yield from (ask(answerer, row) for row in gold)
        return
    with ThreadPoolExecutor(jobs) as pool:
        yield from pool.map(lambda row: ask(answerer, row), gold)


def _progress(cases: Iterator[Case], of: int, name: str, quiet: bool) -> Iterator[Case]:
    terminal = sys.stderr.isatty()
    say: Callable[[str], object] = (lambda line: None) if quiet or terminal else sys.stderr.write
    step = max(1, of // STEPS)
    bar = tqdm(cases, total=of, desc=name, unit="row", file=sys.stderr, disable=quiet or not terminal)
    for done, case in enumerate(bar, 1):
        yield case
        if done % step == 0 or done == of:
            say(f"{name}: {done} of {of} rows\n")


def _row(case: Case, measured: Sequence[Measured]) -> dict[str, Any]:
    row: dict[str, Any] = {"id": case.row.id, "kind": case.row.kind}
    row |= {one.name: one.rows[case.row.id] for one in measured if case.row.id in one.rows}
    row["right"] = case.right
    row["answer"] = None if case.error else case.answer.model_dump(mode="json")
    row["gold"] = case.row.model_dump(mode="json", exclude_defaults=True)
    if case.error:
        row["error"] = case.error
    return row
