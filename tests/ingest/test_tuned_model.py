"""The card of a tuned model: what it says, and what is no tuned model."""

from pathlib import Path

import pytest

from ingest.encoder import PACKAGED_INT8, Encoder, EncoderError
from ingest.library import Library, LibraryError
from ingest.tuned_model import CARD, TunedModel, tuned_model, write_card


def test_a_card_is_read_as_it_was_written(tmp_path: Path) -> None:
    write_card(tmp_path, {"base": PACKAGED_INT8, "sha256": "ab" * 32, "learned": 300})
    assert tuned_model(str(tmp_path)) == TunedModel(tmp_path, PACKAGED_INT8, "ab" * 32)


def test_a_name_or_a_folder_without_a_card_is_no_tuned_model(tmp_path: Path) -> None:
    assert tuned_model(PACKAGED_INT8) is None
    assert tuned_model(str(tmp_path)) is None


@pytest.mark.parametrize("card", ["", "[]", '{"base": "x"}', "{"])
def test_a_damaged_card_is_said_with_what_to_do(tmp_path: Path, card: str) -> None:
    (tmp_path / CARD).write_text(card)
    with pytest.raises(ValueError, match="citecoder tune"):
        tuned_model(str(tmp_path))
    with pytest.raises(EncoderError, match="damaged"):
        _ = Encoder(str(tmp_path)).fingerprint


def test_two_tunings_in_one_folder_have_two_fingerprints(tmp_path: Path) -> None:
    found = []
    for digest in ("ab" * 32, "cd" * 32):
        write_card(tmp_path, {"base": PACKAGED_INT8, "sha256": digest})
        found.append(Encoder(str(tmp_path)).fingerprint)
    assert len({*found, Encoder().fingerprint}) == 3


def test_weights_that_the_tuning_did_not_write_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    write_card(tmp_path, {"base": PACKAGED_INT8, "sha256": "ef" * 32})
    with pytest.raises(EncoderError, match="not those that its tuning wrote"):
        Encoder(str(tmp_path)).prepare()


def test_a_tuned_model_is_noted_by_its_whole_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_card(tmp_path, {"base": PACKAGED_INT8, "sha256": "ab" * 32})
    monkeypatch.chdir(tmp_path.parent)
    assert Encoder(tmp_path.name).model == str(tmp_path.resolve())
    assert Encoder(tmp_path.name).fingerprint == Encoder(str(tmp_path)).fingerprint
    assert Encoder(PACKAGED_INT8).model == PACKAGED_INT8


def test_a_library_whose_tuned_model_is_gone_says_so(tmp_path: Path, library: Library) -> None:
    gone = str(tmp_path / "gone")
    with library.writing():
        library.catalogue.adopt(gone, "0" * 16)
    with pytest.raises(LibraryError, match="that folder is not there"):
        Library(library.folder)
