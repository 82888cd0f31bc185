"""Another embedding model: the old vectors answer until the switch, and vectors of two never mix."""

import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from ingest import models
from ingest import reembed as reembed_module
from ingest.encoder import Vectors
from ingest.library import Library, LibraryError
from ingest.reembed import prune, reembed
from ingest.refresh import ingest, refresh
from tests.ingest.killing import HashEncoder, all_of

#: Changes the model in another process, which kills itself after some batches.
KILLED = """
import os, signal, sys
from pathlib import Path
from ingest import reembed as module
from ingest.library import Library
from tests.ingest.killing import HashEncoder
module.WAITING_STEP = 5
library = Library(Path(sys.argv[1]), HashEncoder(), any_model=True)
step, after = sys.argv[2], int(sys.argv[3])
owner = {"embed": library, "add_vectors": library, "adopt": library.catalogue}[step]
original, calls = getattr(owner, step), []
def stop(*arguments, **named):
    calls.append(1)
    if len(calls) == after:
        os.kill(os.getpid(), signal.SIGKILL)
    return original(*arguments, **named)
setattr(owner, step, stop)
module.reembed(library, HashEncoder("other"))
"""


@pytest.fixture
def fast(tmp_path: Path) -> Iterator[Library]:
    docs = tmp_path / "docs"
    docs.mkdir()
    for n in range(8):
        (docs / f"{n}.md").write_text(f"# {n}\n\n## A\n\nRule {n}.\n\n## B\n\nException {n}.\n")
    rows = "".join(f"L100{n},Knee orthosis {n},1.50\n" for n in range(6))
    (docs / "fees.csv").write_text("HCPCS,DESCRIPTION,FEE\n" + rows)
    opened = Library(tmp_path / "library", HashEncoder())
    ingest(opened, [docs])
    opened.embed_waiting()
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def _other_models(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "Encoder", HashEncoder)  # what a running app makes of a model's name


def found(library: Library, text: str) -> str:
    """Gives the text of the passage whose vector is the text's own."""
    passage = library.vectors.search(library.encoder.encode_question(text), 1)[0][0]
    return library.passages([passage])[0].passage.embedded_text


def test_the_old_vectors_answer_until_the_switch(fast: Library) -> None:
    text = fast.passages(sorted(fast.vectors.ids())[:1])[0].passage.embedded_text
    before = all_of(fast)
    seen: list[str] = []

    class Asking(HashEncoder):
        def encode_documents(self, texts: Sequence[str]) -> Vectors:
            assert (fast.catch_up(), found(fast, text)) == (version, text)  # the library is asked meanwhile
            seen.extend(texts)
            return super().encode_documents(texts)

    version = fast.version
    other = Library(fast.folder, HashEncoder(), any_model=True)
    assert reembed(other, Asking("other")) == 22
    assert len(seen) == 22
    assert fast.version != version

    fast.catch_up()  # a running app follows
    assert (fast.encoder.model, found(fast, text)) == ("other", text)
    assert fast.verify() == other.verify() == []
    assert all_of(fast) == before
    assert reembed(other, HashEncoder("other")) == 0
    other.close()


def test_the_library_opens_with_its_new_model_and_refuses_the_old_one(fast: Library) -> None:
    reembed(fast, HashEncoder("other"))
    with pytest.raises(LibraryError, match="made with the embedding model other, not hash: vectors of two"):
        Library(fast.folder, HashEncoder())
    Library(fast.folder, HashEncoder("other")).close()


def test_another_release_of_the_model_is_refused(fast: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(HashEncoder, "fingerprint", "0123456789abcdef")
    with pytest.raises(LibraryError, match=r"another release of hash.*refresh --reembed hash"):
        Library(fast.folder, HashEncoder())
    opened = Library(fast.folder, HashEncoder(), any_model=True)
    assert reembed(opened, HashEncoder()) == 22
    opened.close()
    opened = Library(fast.folder, HashEncoder())
    assert opened.verify() == []
    opened.close()


def test_documents_that_come_and_go_meanwhile_are_right_after_it(
    fast: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reembed_module, "WAITING_STEP", 5)
    steps = []

    def changing(done: int, of: int) -> None:
        steps.append((done, of))
        if len(steps) == 2:
            (tmp_path / "docs" / "0.md").unlink()
            (tmp_path / "docs" / "1.md").write_text("# 1\n\n## A\n\nRule 1, changed.\n")
            (tmp_path / "docs" / "new.md").write_text("# New\n\nNew rule.\n")
            refresh(fast)

    other = Library(fast.folder, HashEncoder(), any_model=True)
    reembed(other, HashEncoder("other"), changing)
    assert steps[-1][0] == steps[-1][1] or len(steps) > 4
    assert other.verify() == []
    assert found(other, "New\nNew rule.") == "New\nNew rule."
    other.close()


def test_the_old_vectors_stay_until_they_are_pruned(fast: Library) -> None:
    encoder = HashEncoder("other")
    reembed(fast, encoder)
    back = HashEncoder()
    assert reembed(fast, back) == 0 or back.encoded == []  # the way back is short
    reembed(fast, encoder)
    dropped, freed = prune(fast)
    assert dropped == 22
    assert freed > 0
    assert fast.verify() == []
    assert fast.embeddings.fingerprints() == {encoder.fingerprint}
    assert prune(fast)[0] == 0
    reembed(fast, back)
    assert len(back.encoded) == 22


@pytest.mark.slow
@pytest.mark.parametrize(("step", "after"), [("embed", 3), ("add_vectors", 4), ("adopt", 1)])
def test_a_change_of_model_that_was_killed_goes_on(fast: Library, step: str, after: int) -> None:
    before = all_of(fast)
    command = [sys.executable, "-c", KILLED, str(fast.folder), step, str(after)]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    opened = Library(fast.folder, HashEncoder(), any_model=True)
    assert (opened.verify(), opened.catalogue.noted("model")) == ([], "hash")
    encoder = HashEncoder("other")
    reembed(opened, encoder)
    assert 0 <= len(encoder.encoded) < 22
    assert opened.verify() == []
    assert all_of(opened) == before
    opened.close()
