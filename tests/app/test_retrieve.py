"""Three retrievers and one ranking; rows beside passages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.question import understand
from app.retrieve import ROWS, Retrieved, code_roles, fuse, retrieve
from ingest.encoder import Encoder
from ingest.library import Library
from tests.app.fees import HCPCS, put, put_fees

RULES = """\
# Rules of the knee

## Orthoses

Report L1843 for a single upright knee orthosis. The record names the side.

## Injections

An injection of ketorolac is reported per 15 mg. Codes 20600-20605 are for joints.

## Visits

A visit on the same day needs a note of its own.
"""


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("mixed")
    library = Library(folder / "library", encoder)
    put(library, folder, "rules.md", RULES)
    put(library, folder, "codes.csv", HCPCS)
    put_fees(library, folder)
    yield library
    library.close()


def found(library: Library, question: str, *scope: str, limit: int = 40) -> tuple[Retrieved, ...]:
    asked = understand(question)
    vector = library.encoder.encode_question(asked.search_text)
    return retrieve(library, asked, code_roles(library, asked), vector, limit=limit, scope=scope)


def keys(some: tuple[Retrieved, ...]) -> list[str]:
    return [row.key for one in some if (row := one.placed.passage.row)]


def test_rows_are_read_beside_passages_before_they_have_vectors(mixed: Library) -> None:
    assert mixed.waiting()
    some = found(mixed, "ketorolac injection")
    assert keys(some)[0] == "J1885"
    texts = [one.placed.passage.text for one in some if one.placed.passage.row is None]
    assert texts[0].startswith("An injection of ketorolac")


def test_rows_of_figures_are_left_to_the_lookup(mixed: Library) -> None:
    some = found(mixed, "What is the global period of 63102?")
    assert not any(one.placed.entry.name == "fees-2025.csv" for one in some)


def test_a_code_is_found_in_rows_and_rules_with_its_role(mixed: Library) -> None:
    some = found(mixed, "When is L1843 reported?")
    roles = {one.placed.entry.name: one.roles for one in some if one.roles}
    assert roles == {"rules.md": {"L1843": "mentioned"}, "codes.csv": {"L1843": "row"}}
    assert keys(some)[0] == "L1843"
    assert code_roles(mixed, understand("20603 and 99999"))["99999"] == {}


def test_ranks_and_scores_are_in_order(mixed: Library) -> None:
    some = found(mixed, "knee orthosis with a single upright")
    assert [one.rank for one in some] == list(range(1, len(some) + 1))
    assert all(0 <= one.score <= 1 and -1.01 <= one.similarity <= 1.01 for one in some)
    ids = [one.placed.passage.id for one in some]
    assert len(set(ids)) == len(ids)


def test_scope_keeps_within_a_document(mixed: Library) -> None:
    for name in ("rules.md", "codes.csv"):
        assert {one.placed.entry.name for one in found(mixed, "knee orthosis", name)} == {name}
    assert found(mixed, "knee orthosis", "no-such.md") == ()


def test_the_limit_is_of_passages_and_rows_have_their_own(mixed: Library) -> None:
    some = found(mixed, "knee orthosis injection visit note", limit=2)
    assert sum(one.placed.passage.row is None for one in some) == 2
    assert len(keys(some)) <= ROWS


def test_many_rows_do_not_crowd_out_a_rule(library: Library, tmp_path: Path) -> None:
    rows = "\n".join(f'L{n},"Knee orthosis, single upright, size {n}"' for n in range(1000, 1200))
    put(library, tmp_path, "codes.csv", f"HCPC,DESCRIPTION\n{rows}\n")
    put(library, tmp_path, "rules.md", RULES)
    some = found(library, "knee orthosis single upright")
    assert some[0].placed.entry.name == "rules.md"
    assert len(keys(some)) == ROWS


def test_an_empty_library_has_nothing(library: Library) -> None:
    assert found(library, "What is a sequela?") == ()
    assert found(library, "???") == ()


def test_first_in_every_ranking_is_worth_one() -> None:
    fused = fuse({"codes": ["a", "b"], "text": ["a", "c"], "vectors": ["a"]})
    assert fused[0] == ("a", 1.0)
    assert fuse({"codes": [], "text": ["b"], "vectors": []}) == [("b", 1.0)]
    assert fuse({"codes": [], "text": [], "vectors": []}) == []


def test_ties_are_broken_alike_every_time() -> None:
    assert fuse({"codes": ["b"], "text": ["a"], "vectors": []}) == fuse({"text": ["a"], "codes": ["b"]})


RANKING = st.lists(st.sampled_from("abcdefgh"), unique=True)


@given(RANKING, RANKING, RANKING)
@settings(max_examples=60, deadline=None)
def test_fusion_keeps_all_and_orders_by_score(codes: list[str], text: list[str], vectors: list[str]) -> None:
    fused = fuse({"codes": codes, "text": text, "vectors": vectors})
    assert {one for one, _ in fused} == {*codes, *text, *vectors}
    scores = [score for _, score in fused]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1.0 + 1e-9 for score in scores)
