"""An assistant that answers from a few passages written for the tests."""

import json
import time
from collections.abc import Sequence

from app.citations import Answer, Citation, Locator, Sentence

HOSTILE = (
    'Before <script>window.stolen = 1</script> and <img src=x onerror="window.stolen = 2"> after '
    "${window.stolen = 3} {{constructor}} </blockquote></article><b>bold</b>."
)
ARABIC = "يضاف الرمز الإضافي إلى الرمز الرئيسي. لا يجوز الإبلاغ عن الرمز الإضافي وحده."
RULE = (
    "A code of this family reports one segment of the spine. Each additional segment is reported with the "
    "add-on code of the family. An add-on code is never reported without its primary code, whoever performs "
    "the work, and the record names every segment that was treated."
)
FIRST = "Each additional segment is reported with the add-on code of the family."
SECOND = "An add-on code is never reported without its primary code, whoever performs the work"
ROW = "; ".join(f"Column {n}: {'value' * 6}{n}" for n in range(1, 41)) + "; Note: " + "X" * 400


def cite(passage: str, quote: str, n: int = 1, title: str = "Manual of Rules", **locator: object) -> Citation:
    """Cites a quote of a passage."""
    start = passage.index(quote)
    return Citation(
        n=n,
        document="manual.pdf",
        title=title,
        edition="2025 edition",
        locator=Locator.model_validate(locator),
        breadcrumb=f"{title} › Chapter 4 › Spine",
        passage_id=f"p{n}",
        passage=passage,
        rank=n,
        score=0.9,
        quote=quote,
        start=start,
        end=start + len(quote),
    )


def answered(question: str, *citations: Citation) -> Answer:
    """Answers with one sentence for each citation."""
    return Answer(
        question=question,
        answer=" ".join(f"{c.quote} [{c.n}]" for c in citations),
        confidence=0.9,
        sentences=[Sentence(text=c.quote, citations=[c.n]) for c in citations],
        citations=list(citations),
    )


def run_json(day: int, answerer: str = "extractive", **more: object) -> str:
    """Writes an evaluation as ``citecoder eval`` keeps it."""
    value = 0.9 + day / 100
    measure = {"value": value, "n": 40, "low": value - 0.03, "high": value + 0.03}
    names = ("evidence_recall@1", "answer_contains", "verbatim", "abstention_f1", "calibration_error")
    summary: dict[str, object] = dict.fromkeys(names, measure)
    summary["latency_ms_p95"] = {"value": 140.4 + day, "n": 40, "low": 101.0, "high": 180.0}
    run = {"date": f"2026-03-{day:02}T09:30:00+00:00", "answerer": answerer, "library_version": "1f2e3d4c"}
    return json.dumps({**run, "n": 40, "summary": summary, "rows": [], **more})


class FixedAssistant:
    """Picks its passages by a word of the question, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    def ask(
        self, question: str, *, top_k: int = 10, scope: Sequence[str] = (), history: Sequence[str] = ()
    ) -> Answer:
        """Answers, abstains, waits or fails, as the question says."""
        self.asked.append((question, tuple(history)))
        if "fail" in question:
            raise RuntimeError("the library is on fire")
        if "slow" in question:
            time.sleep(2)
        if "hostile" in question:
            return answered(question, cite(HOSTILE, 'onerror="window.stolen = 2"', page=1))
        if "arabic" in question:
            return answered(question, cite(ARABIC, "لا يجوز الإبلاغ عن الرمز الإضافي وحده.", title="دليل"))
        if "row" in question:
            return answered(question, cite(ROW, "X" * 400, title="Fee Schedule", row="63102", page=3))
        if "unknown" in question:
            near = (cite(RULE, RULE[:56], page=12), cite(ROW, ROW[:60], 2, "Fee Schedule", row="63102"))
            sentence = "The library does not contain an answer to this question."
            return Answer(
                question=question,
                answer=sentence,
                abstained=True,
                reason="not_in_library",
                confidence=0.1,
                nearest=list(near),
            )
        first = cite(RULE, FIRST, page=12, section="Chapter IV, B.7")
        second = cite(RULE, SECOND, 2, page=12, section="Chapter IV, B.7")
        return answered(question, first, second)
