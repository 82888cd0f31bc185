"""Sentences are scored with the vectors that the library made beforehand, and alike without them."""

from pathlib import Path

import pytest

from app.answer import Assistant
from app.question import understand
from app.rerank import rerank, stems_of
from app.retrieve import code_roles, retrieve
from app.sentence_scores import Chosen, score_sentences
from app.sentence_vectors import SentenceVectors
from app.weigher import Weigher, stem_set
from ingest.encoder import Encoder
from ingest.library import Library
from tests.app.fees import HCPCS, put
from tests.app.test_retrieve import RULES

QUESTION = "Which injection is reported per 15 mg?"


def scored(library: Library) -> list[Chosen]:
    asked = understand(QUESTION)
    vector = library.encoder.encode_question(asked.search_text)
    weigher = Weigher(library, asked)
    candidates = retrieve(library, asked, code_roles(library, asked), vector, limit=40)
    found = rerank(weigher, asked, candidates, 10)
    return score_sentences(weigher, asked, found, vector, SentenceVectors(library.encoder))


def test_vectors_made_beforehand_give_the_same_scores(library: Library, tmp_path: Path) -> None:
    put(library, tmp_path, "rules.md", RULES)
    now = scored(library)
    library.embed_waiting()
    beforehand = scored(library)
    assert [one.text for one in beforehand] == [one.text for one in now]
    assert [one.score for one in beforehand] == pytest.approx([one.score for one in now], abs=5e-4)
    assert now[0].text.startswith("An injection of ketorolac")


def test_a_question_encodes_no_sentence_that_the_library_knows(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(library, tmp_path, "rules.md", RULES)
    put(library, tmp_path, "codes.csv", HCPCS)
    library.embed_waiting()
    encoded: list[str] = []
    original = Encoder.encode_documents

    def watched(self: Encoder, texts: list[str]) -> object:
        encoded.extend(texts)
        return original(self, texts)

    monkeypatch.setattr(Encoder, "encode_documents", watched)
    assert any(one.found.placed.passage.row for one in scored(library))
    assert encoded == []


def test_the_stems_of_a_passage_are_those_of_its_text(library: Library, tmp_path: Path) -> None:
    put(library, tmp_path, "rules.md", RULES)
    for one in library.catalogue.of_document("rules.md"):
        assert stems_of(one.passage) == stem_set(one.passage.text)


def test_a_line_that_only_names_a_code_is_behind_a_rule_about_it(library: Library, tmp_path: Path) -> None:
    guide = (
        "# Social determinants\n\n## Documentation\n\n"
        "Self-reported housing problems may be coded to Z59 where a clinician signs them off.\n\n"
        "- Z59 Problems related to housing and economic circumstances\n"
        "- Z60 Problems related to social environment\n"
    )
    put(library, tmp_path, "guide.md", guide)
    answer = Assistant(library).ask("Can I code Z59, problems related to housing, off the intake form?")
    assert answer.sentences[0].text.startswith("Self-reported housing problems")
    named = Assistant(library).ask("What does Z59 mean?")
    assert any(one.text.startswith("Z59 Problems") for one in named.sentences)
