"""No gold question's wording stands in the code, its data or its prompts: answers are found, not known."""

import re
from pathlib import Path

import pytest

from eval.gold import load

ROOT = Path(__file__).parent.parent.parent
KINDS = (".py", ".json", ".txt", ".js", ".css", ".html", ".j2", ".toml", ".yaml", ".yml")
#: A run of this many words of a question is its wording; shorter runs are the field's own phrases.
RUN = 6


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def code() -> dict[Path, str]:
    files = [
        path
        for room in ("app", "ingest", "eval")
        for path in sorted((ROOT / room).rglob("*"))
        if path.suffix in KINDS and "gold" not in path.relative_to(ROOT).parts
    ]
    return {path: f" {' '.join(words(path.read_text(encoding='utf-8')))} " for path in files}


def wording(question: str, run: int = RUN) -> list[str]:
    found = words(question)
    size = min(run, len(found))
    return [f" {' '.join(found[at : at + size])} " for at in range(len(found) - size + 1)]


@pytest.mark.parametrize("gold", ["starter.jsonl", "corpora.jsonl"])
def test_no_gold_question_is_worded_in_the_code(gold: str) -> None:
    texts = code()
    assert len(texts) > 50
    rows = load([ROOT / "eval" / "gold" / gold])
    hits = [
        f"{row.id}: {run.strip()!r} in {path.relative_to(ROOT)}"
        for row in rows
        for run in wording(row.question)
        for path, text in texts.items()
        if run in text
    ]
    assert not hits


def test_a_question_that_stands_in_the_code_would_be_found() -> None:
    example = "Which add-on code is reported with 63102 for each additional segment?"
    assert any(run in text for run in wording(example) for text in code().values())
