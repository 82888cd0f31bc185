"""Full text within documents, and full text of a release with other fields."""

import shutil

import pytest

from ingest.encoder import Encoder
from ingest.fulltext import FIELDS
from ingest.library import Library
from tests.ingest.test_library import rules


@pytest.fixture
def two(library: Library) -> Library:
    library.put(rules("A visit needs a note.", "A cast needs no note.", name="visits.md"), "here")
    library.put(rules(*(f"The note of visit {n} is long." for n in range(40)), name="notes 2.md"), "here")
    return library


def test_a_scope_is_within_the_search_and_changes_no_score(two: Library) -> None:
    everything = two.fulltext.search("visit note", 100)
    for name in ("visits.md", "notes 2.md"):
        ids = set(two.catalogue.ids_of(name))
        assert two.fulltext.search("visit note", 100, [name]) == [hit for hit in everything if hit[0] in ids]
    assert two.fulltext.search("visit note", 100, ["visits.md", "notes 2.md"]) == everything
    assert len(two.fulltext.search("visit note", 1, ["visits.md"])) == 1
    assert two.fulltext.search("visit note", 100, ["none.md"]) == []


def test_every_word_may_be_asked_for(two: Library) -> None:
    found = two.fulltext.search("casts notes", 100, every=True)  # other forms of a word are the same word
    assert [one for one, _ in found] == [
        one for one in two.catalogue.ids_of("visits.md") if "cast" in two.passages([one])[0].passage.text
    ]
    assert len(two.fulltext.search("casts notes", 100)) > 1


@pytest.mark.parametrize("name", ["fulltext", "rowtext"])
def test_a_library_of_a_release_with_other_fields_gets_its_full_text_anew(
    two: Library, encoder: Encoder, name: str
) -> None:
    two.close()
    (two.folder / f"{name}-{FIELDS}").rename(two.folder / name)
    opened = Library(two.folder, encoder)
    assert opened.verify() == []
    assert len(opened.fulltext.search("visit", 100, ["visits.md"])) == 1
    opened.close()


def test_a_library_whose_full_text_was_deleted_makes_it_again_when_it_is_opened(
    two: Library, encoder: Encoder
) -> None:
    two.close()
    shutil.rmtree(two.folder / f"fulltext-{FIELDS}")
    opened = Library(two.folder, encoder)
    assert opened.fulltext.ids() == opened.catalogue.live_text_ids()
    opened.close()
