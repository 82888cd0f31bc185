"""The measures, one family a file; this list is all of them, in the order they are reported."""

from eval.measures.abstention import abstention
from eval.measures.answer_contains import answer_contains
from eval.measures.calibration import calibration
from eval.measures.citation_precision import citation_precision
from eval.measures.citation_recall import citation_recall
from eval.measures.dropped_sentences import dropped_sentences
from eval.measures.evidence_recall import evidence_recall
from eval.measures.false_premise import false_premise
from eval.measures.latency import latency
from eval.measures.measure import Family, Measured
from eval.measures.unsupported_codes import unsupported_codes
from eval.measures.verbatim import verbatim

FAMILIES: tuple[Family, ...] = (
    evidence_recall,
    answer_contains,
    citation_precision,
    citation_recall,
    verbatim,
    unsupported_codes,
    dropped_sentences,
    abstention,
    false_premise,
    calibration,
    latency,
)
#: Measures of which less is better.
LOWER_IS_BETTER = frozenset(
    {"unsupported_codes", "dropped_sentences", "calibration_error", "latency_ms_p50", "latency_ms_p95"}
)
#: Measures of which any worsening counts: the only acceptable value is perfect.
EXACT = frozenset({"verbatim", "unsupported_codes"})

__all__ = ["EXACT", "FAMILIES", "LOWER_IS_BETTER", "Family", "Measured"]
