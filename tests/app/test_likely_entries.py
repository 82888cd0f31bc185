"""Where a code is asked for and none is sure, the likeliest entries are among the first passages shown."""

from app.likely_entries import BEHIND, SHOWN, with_entries
from app.question import understand
from app.retrieve import Retrieved
from ingest.catalogue import Placed
from ingest.passages import make_passages
from tests.app.test_cross_encoder import ENTRY
from tests.ingest.test_library import rules


def retrieved(*shares: float) -> list[Retrieved]:
    passages = make_passages(rules(*(f"Rule {n}." for n in range(len(shares)))))
    placed = [Placed(one, ENTRY) for one in passages]
    pairs = zip(placed, shares, strict=True)
    return [Retrieved(one, rank, 0.5, 0.5, {}, share) for rank, (one, share) in enumerate(pairs, 1)]


def test_entries_come_behind_the_first_passages_likeliest_first() -> None:
    pool = retrieved(0, 0, 0, 0, 0, 0.1, 0.7, 0.2, 0.05)
    found = with_entries(understand("icd-10 code for a flare up"), pool[:5], pool)
    assert [one.rank for one in found] == [1, 2, 3, 4, 5]
    assert [one.placed.passage.text for one in found[:BEHIND]] == ["Rule 0.", "Rule 1."]
    assert [one.share for one in found[BEHIND:]] == [0.7, 0.2, 0.1][:SHOWN]


def test_an_entry_that_leads_stays_and_is_shown_once() -> None:
    pool = retrieved(0.7, 0, 0, 0, 0.2)
    found = with_entries(understand("icd-10 code for a flare up"), pool[:4], pool)
    assert [one.share for one in found] == [0.7, 0, 0.2, 0]


def test_other_questions_are_left_as_they_are() -> None:
    pool = retrieved(0, 0, 0, 0.7)
    for question in ("Is a flare up coded?", "CPT code for a flare up", "code for J44.1"):
        assert [one.share for one in with_entries(understand(question), pool[:3], pool)] == [0, 0, 0]
