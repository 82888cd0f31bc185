"""What a library teaches: names stand for descriptions, headings for what the sections say."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import tune_pairs
from app.tune_pairs import Pair, is_held_out, pairs_of
from ingest.library import Library
from ingest.refresh import ingest
from tests.app.code_set import code_set


@pytest.fixture
def pairs(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Pair]:
    monkeypatch.setattr(tune_pairs, "LEAST_ROWS", 1)
    library.put(code_set(), "set.xml")
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "manual.md").write_text(
        "# Manual\n\n## Chapter I\n\n### A. Separate procedures\n\nOne is not reported with the larger one.\n"
        "\n### B. Sequential procedures\n\nThe second attempt alone is reported.\n\n### C. Note\n\nNothing.\n"
    )
    assert not ingest(library, [docs]).failed
    return pairs_of(library)


def test_a_name_stands_for_a_description_and_not_for_what_is_beside(pairs: list[Pair]) -> None:
    (found,) = [one for one in pairs if one.words == "Tic douloureux"]
    assert (found.text, found.group) == ("Trigeminal neuralgia", "G50")
    assert found.unlike in ("Atypical facial pain", "Disorder of trigeminal nerve, unspecified")


def test_a_heading_without_its_number_stands_for_its_section(pairs: list[Pair]) -> None:
    (found,) = [one for one in pairs if one.words == "Separate procedures"]
    assert found.text == "One is not reported with the larger one."
    assert found.unlike != found.text


def test_what_says_nothing_of_its_text_teaches_nothing(pairs: list[Pair]) -> None:
    assert pairs
    assert not [one for one in pairs if one.words.casefold() == one.text.casefold()]
    assert not [one for one in pairs if one.words == "Note"]
    assert not [one for one in pairs if one.unlike == one.text]
    assert len(set(pairs)) == len(pairs)


@given(st.text(max_size=20), st.floats(0.01, 0.5), st.floats(0.5, 0.99))
def test_more_groups_are_held_out_of_a_larger_share(group: str, less: float, more: float) -> None:
    assert is_held_out(group, more) or not is_held_out(group, less)


def test_about_the_share_of_groups_is_held_out() -> None:
    held = sum(is_held_out(f"G{number}", 0.2) for number in range(2000))
    assert 300 < held < 500
