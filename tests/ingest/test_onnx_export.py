"""The export itself runs in one test only, by two processes at once; the others stand in for it."""

import os
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest
from filelock import FileLock

from ingest import onnx_export as module
from ingest.onnx_export import OnnxError, exported, sha256_of

DIGEST = "ab" * 32


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of the test's own, which does not exist yet."""
    monkeypatch.setattr(module, "cache_folder", lambda: tmp_path / "cache")
    return tmp_path / "cache"


@pytest.fixture
def exports(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The exports that were made, by a stand-in that writes a few bytes."""
    made: list[Path] = []

    def make(model_folder: Path, target: Path, *, int8: bool) -> None:
        made.append(target)
        target.write_bytes(b"graph")
        module._hash_file(target).write_text(sha256_of(target))

    monkeypatch.setattr(module, "_make", make)
    return made


def find(digest: str = DIGEST) -> Path:
    return exported(lambda: Path("model"), digest, "mini")


def test_two_processes_that_start_together_export_once(tmp_path: Path) -> None:
    code = (
        "from ingest import onnx_export; from pathlib import Path; import sys;"
        "onnx_export.cache_folder = lambda: Path(sys.argv[1]);"
        "from ingest.encoder import Encoder; e = Encoder();"
        "print(e.encode_question('Is it bundled?')[:3].round(5), type(e._model()).__name__)"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "cache")]
    both = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)
    ]
    (first, first_said), (second, second_said) = [one.communicate(timeout=500) for one in both]
    assert first == second != ""
    assert first.split()[-1] == "OnnxModel"
    said = first_said + second_said
    assert said.count("Preparing the embedding model for onnxruntime (once, about 15 seconds).") == 1, said
    assert sorted(path.suffix for path in (tmp_path / "cache").iterdir()) == [".lock", ".onnx", ".sha256"]


def test_what_was_exported_is_used_again(cache: Path, exports: list[Path]) -> None:
    assert find() == find()
    assert len(exports) == 1
    assert exports[0].parent == cache


def test_other_weights_and_another_release_of_torch_are_exported_anew(
    cache: Path, exports: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = find()
    assert find("cd" * 32) != first
    monkeypatch.setattr(module, "version", lambda package: "3.0")
    assert find() != first
    monkeypatch.setattr(module, "OPSET", 99)
    assert find() != first
    assert len(exports) == 4


@pytest.mark.parametrize("damage", [b"", b"grap", b"graPh", None])
def test_a_damaged_file_is_made_anew(cache: Path, exports: list[Path], damage: bytes | None) -> None:
    target = find()
    if damage is None:
        target.unlink()
    else:
        target.write_bytes(damage)
    assert find().read_bytes() == b"graph"
    assert len(exports) == 2


def test_a_file_without_its_hash_is_made_anew(cache: Path, exports: list[Path]) -> None:
    module._hash_file(find()).unlink()
    find()
    assert len(exports) == 2


def test_a_failed_export_leaves_nothing_and_says_why(cache: Path, tmp_path: Path) -> None:
    empty = tmp_path / "no model"
    empty.mkdir()
    with pytest.raises(OnnxError, match=r"the export failed: .*no model"):
        exported(lambda: empty, DIGEST, "mini")
    assert [path.suffix for path in cache.iterdir()] == [".lock"]


def test_what_a_killed_export_left_is_cleared(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        Path(command[-1]).write_bytes(b"half")
        os.link(command[-1], cache / "left")  # the part itself goes when the exception passes
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess, "run", killed)
    with pytest.raises(KeyboardInterrupt):
        find()
    stale = next(cache.glob("*.lock")).with_suffix(".1.part")
    (cache / "left").rename(stale)

    def succeeds(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        assert not stale.exists()
        Path(command[-1]).write_bytes(b"graph")
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(subprocess, "run", succeeds)
    assert find().read_bytes() == b"graph"
    assert not list(cache.glob("*.part"))


def test_a_missing_package_is_named(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def without(package: str) -> str:
        if package == "onnxscript":
            raise PackageNotFoundError(package)
        return version(package) if package == "torch" else "1"

    monkeypatch.setattr(module, "version", without)
    with pytest.raises(OnnxError, match="the package onnxscript, which torch's exporter needs, is missing"):
        find()


def test_a_cache_folder_that_cannot_be_made_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setattr(module, "cache_folder", lambda: tmp_path / "file" / "cache")
    with pytest.raises(OnnxError, match=r"its file in .* cannot be made"):
        find()


def test_a_process_that_exports_for_too_long_is_not_waited_for(
    cache: Path, monkeypatch: pytest.MonkeyPatch, exports: list[Path]
) -> None:
    lock = find().with_suffix(".lock")
    exports[0].unlink()
    monkeypatch.setattr(module, "_PATIENCE", 0.2)
    with FileLock(lock), pytest.raises(OnnxError, match="another process has been exporting it"):
        find()
