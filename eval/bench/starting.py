"""The first answer of a new library, and what a server holds in memory."""

from collections.abc import Sequence
from typing import Any

from eval.bench.growing import Grown
from eval.bench.plan import Plan
from eval.bench.ratios import FIRST, LARGE, MEMORY, Ratio
from eval.bench.serving import first_answer, resident
from eval.bench.timing import median

#: How many questions a server is asked before its memory is looked at.
ASKED = 30
_GIB = 2**30


def first(plan: Plan, question: str) -> Ratio:
    """Measures ``citecoder serve`` on an empty folder until a question is answered, over HTTP."""
    values = []
    for number in range(1, plan.rounds + 1):
        plan.say(f"first answer of a fresh starter library, round {number} of {plan.rounds}")
        values.append(first_answer(plan.work / f"fresh-{number}", question))
    return Ratio(FIRST, "citecoder serve on an empty folder", tuple(values), {"seconds": median(values, 2)})


def memory(
    plan: Plan, grown: Sequence[Grown], questions: Sequence[str]
) -> tuple[list[Ratio], dict[int, Any]]:
    """Measures the resident memory of ``citecoder serve`` after questions, on every library.

    The largest is served as often as everything is measured, the others once.
    """
    ratios, growth = [], {}
    for one in grown:
        largest = one is grown[-1]
        bytes_, firsts = [], []
        for number in range(plan.rounds if largest else 1):
            plan.say(f"serving {one.passages:,} passages, round {number + 1}")
            held, first_seconds = resident(one.folder, questions[:ASKED])
            bytes_.append(held / _GIB)
            firsts.append(first_seconds)
        growth[one.asked] = {
            "resident_gib": round(median(bytes_), 3),
            "first_answer_of_a_server_seconds": median(firsts, 2),
        }
        if largest:
            judged = "" if one.asked >= LARGE else f"the mark is for {LARGE:,} passages"
            asked = min(len(questions), ASKED)
            where = f"{one.passages:,} passages, {asked} questions over HTTP"
            ratios.append(Ratio(MEMORY, where, tuple(bytes_), growth[one.asked], judged))
    return ratios, growth
