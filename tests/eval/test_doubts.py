"""Tests of asking whatever the doubt."""

from eval.doubts import Watching, observe
from eval.fit_confidence import ELSEWHERE
from eval.gold import load
from ingest.library import Library
from tests.eval.making import gold, rules


def test_a_question_is_answered_whatever_the_doubt(library: Library) -> None:
    library.put(rules(), "rules.md")
    seen = [one for one in observe(library, gold()) if one.gold]
    assert len(seen) >= 4
    assert {one.there for one in seen} == {True, False}
    assert any(one.right for one in seen)


def test_hidden_evidence_is_not_found(library: Library) -> None:
    library.put(rules(), "rules.md")
    watching = Watching(library)
    row = next(one for one in gold() if one.kind == "answerable" and one.has_evidence)
    open_, hidden = watching.see(row), watching.see(row, hide=True)
    assert open_ is not None
    assert open_.there
    assert hidden is None or (not hidden.there and hidden.doubt.score < open_.doubt.score)


def test_questions_about_other_things_are_not_there(library: Library) -> None:
    library.put(rules(), "rules.md")
    others = load([ELSEWHERE], "dev")
    seen = [one for one in observe(library, [], others) if not one.gold]
    assert len(seen) > len(others) / 2
    assert not any(one.there for one in seen)
