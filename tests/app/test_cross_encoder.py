from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

from app.cross_encoder import CrossEncoderError, Reranker
from app.retrieve import Retrieved
from ingest.catalogue import Entry, Placed
from ingest.documents import Passage

ENTRY = Entry(1, "a.md", "A", None, None, None, "0", None, "a.md", "2025-01-01", True, 1)
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "fusion", "spine", "vaccine", "flu", "modifier", "bilateral"]


def made(folder: Path, labels: int = 1) -> Path:
    """Writes a tiny cross-encoder of random weights, which orders at random but always alike."""
    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=64,
        id2label=dict(enumerate(WORDS[:labels])),
        initializer_range=1.0,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    tokenizer = Tokenizer(WordLevel({word: n for n, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        model_max_length=64,
    ).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("cross-encoder"))


def found(*texts: str) -> list[Retrieved]:
    passages = [Passage(id=str(n), text=text, breadcrumb="A") for n, text in enumerate(texts, 1)]
    return [Retrieved(Placed(one, ENTRY), n, 1 / n, 0.5, {}) for n, one in enumerate(passages, 1)]


TEXTS = ("fusion spine", "flu vaccine", "modifier bilateral", "spine modifier", "vaccine", "bilateral fusion")


def test_passages_are_ordered_by_the_scores_of_the_model(folder: Path) -> None:
    from sentence_transformers import CrossEncoder

    given = found(*TEXTS)
    pairs = [("bilateral fusion", one.placed.passage.embedded_text) for one in given]
    scores = CrossEncoder(str(folder), device="cpu").predict(pairs)
    wanted = [given[n].placed.passage.id for n in sorted(range(len(given)), key=lambda n: -scores[n])]
    ordered = Reranker(str(folder)).reorder("bilateral fusion", given)
    assert [one.placed.passage.id for one in ordered] == wanted != [one.placed.passage.id for one in given]
    assert [one.rank for one in ordered] == [1, 2, 3, 4, 5, 6]


def test_passages_and_scores_are_kept_whatever_the_order(folder: Path) -> None:
    given = found(*TEXTS)
    ordered = Reranker(str(folder)).reorder("flu", given)
    assert sorted(one.placed.passage.id for one in ordered) == [one.placed.passage.id for one in given]
    scores = {one.placed.passage.id: one.score for one in given}
    assert all(scores[one.placed.passage.id] == one.score for one in ordered)


def test_passages_behind_the_depth_keep_their_order(folder: Path) -> None:
    ordered = Reranker(str(folder)).reorder("bilateral fusion", found(*TEXTS), depth=3)
    assert [one.placed.passage.id for one in ordered][3:] == ["4", "5", "6"]


def test_one_passage_or_none_needs_no_model() -> None:
    reranker = Reranker("no/such model")
    assert reranker.reorder("flu", []) == ()
    assert [one.rank for one in reranker.reorder("flu", found("flu vaccine"))] == [1]


def test_a_model_that_is_not_there_is_said_with_the_setting_to_change(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(CrossEncoderError, match="CITECODER_RERANKER"):
        Reranker(str(tmp_path)).prepare()


def test_a_model_of_several_labels_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CrossEncoderError, match="no single score"):
        Reranker(str(made(tmp_path, labels=3))).reorder("flu", found(*TEXTS))
