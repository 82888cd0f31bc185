"""A small real library with gold, for the tests of the evaluation."""

from app.citations import Answer, Citation, Locator, Sentence
from eval.gold import GoldRow, Place
from ingest.documents import Block, Document

RULES = (
    "Report 63103 once for each additional vertebral segment. Do not report 63103 alone.",
    "Modifier 57 may be reported when the visit led to the decision for major surgery.",
    "A wound closed with tissue adhesive only is reported with G0168 for Medicare.",
    "The work RVU of 63102 is 34.10 in the October 2025 file.",
)


def rules() -> Document:
    blocks = tuple(Block(text, (f"Part {n}",), f"I.{n}") for n, text in enumerate(RULES, 1))
    return Document(name="rules.md", title="Rules", sha256="1", blocks=blocks)


def gold() -> list[GoldRow]:
    asked = (
        ("a", "How often is 63103 reported?", ("each additional",), RULES[0].split(". ")[0]),
        ("b", "Which modifier for a visit with the decision for major surgery?", ("57",), RULES[1]),
        ("c", "Which code for tissue adhesive for Medicare?", ("G0168",), RULES[2]),
        ("d", "What is the work RVU of 63102?", ("34.10",), RULES[3]),
    )
    rows = [
        GoldRow(
            id=key,
            question=question,
            kind="answerable",
            must_contain=needed,
            quote=quote,
            must_cite=(Place(document="rules.md", section=f"I.{n}"),),
        )
        for n, (key, question, needed, quote) in enumerate(asked, 1)
    ]
    none = ("Which ICD-11 code is a burst fracture?", "What does a private payer pay for dialysis?")
    return rows + [GoldRow(id=f"u{n}", question=one, kind="unanswerable") for n, one in enumerate(none)]


def citation(quote: str, passage: str | None = None, *, n: int = 1, rank: int = 1) -> Citation:
    whole = quote if passage is None else passage
    start = max(whole.find(quote), 0)
    return Citation(
        n=n,
        document="rules.md",
        title="Rules",
        locator=Locator(),
        passage_id=str(hash(whole)),
        passage=whole,
        rank=rank,
        score=0.5,
        quote=quote,
        start=start,
        end=start + len(quote),
    )


def answer(text: str, *citations: Citation, confidence: float = 0.9) -> Answer:
    return Answer(
        question="?",
        answer=text + "".join(f" [{one.n}]" for one in citations),
        confidence=confidence,
        sentences=[Sentence(text=text, citations=[one.n for one in citations])],
        citations=list(citations),
    )
