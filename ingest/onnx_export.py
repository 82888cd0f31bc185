"""The packaged model as an ONNX file, made once by torch's own exporter and kept in the user's cache folder.

onnxruntime starts in a second where torch and sentence-transformers take ten, and encodes a
question in half the time. The file is made in a process of its own, so that the exporter's memory is
given back; it is checked against torch before it is used, and against its own hash at every loading.
"""

import hashlib
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import platformdirs
from filelock import FileLock, Timeout

log = logging.getLogger(__name__)

#: The exporter writes GELU as one operator from here on.
OPSET = 20
#: Raised when this file exports another graph from the same weights.
_GRAPH = 1
#: Packages that torch's exporter needs and does not bring.
_NEEDED = ("onnx", "onnxscript")
#: The export takes 15 s on two cores; a second process waits for the first one.
_PATIENCE = 600


class OnnxError(Exception):
    """The model cannot run in onnxruntime here; the message says why."""


def cache_folder() -> Path:
    """Names the folder of files that can be made again."""
    return platformdirs.user_cache_path("citecoder")


def exported(find_model: Callable[[], Path], digest: str, name: str, *, int8: bool = False) -> Path:
    """Gives the ONNX file of a model, and makes it at first use.

    The name has the hash of the weights, torch's release and the opset, so a change of any makes it anew.
    Two processes that start together make it once.

    Args:
        find_model: gives the folder of ``config.json`` and ``model.safetensors``, whose weights it proved;
            called when the file must be made, since what is loaded afterwards is the file.
        digest: sha256 of the weights.
        name: of the model, for the file.
        int8: whether its products are to be integer ones (`ingest.onnx_int8`).

    Returns:
        The file, with the bytes that the export wrote.

    Raises:
        OnnxError: it cannot be made.
    """
    try:
        stem = f"{name}-{digest[:16]}-torch{version('torch')}-opset{OPSET}-{_GRAPH}"
        target = cache_folder() / f"{stem}.onnx"
        if _is_whole(target):
            return target
        target.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(target.with_suffix(".lock"), timeout=_PATIENCE):
            if not _is_whole(target):
                model_folder = find_model()
                # A warning, since it is shown where nobody set logging up: a person waits.
                log.warning("Preparing the embedding model for onnxruntime (once, about 15 seconds).")
                _make(model_folder, target, int8=int8)
    except Timeout as error:
        raise OnnxError(f"another process has been exporting it for {_PATIENCE} seconds") from error
    except OSError as error:
        raise OnnxError(f"its file in {cache_folder()} cannot be made: {error}") from error
    return target


def sha256_of(path: Path) -> str:
    """Hashes a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _hash_file(target: Path) -> Path:
    return target.with_suffix(".sha256")


def _is_whole(target: Path) -> bool:
    """Says whether the file has the bytes that its export wrote."""
    try:
        return _hash_file(target).read_bytes() == sha256_of(target).encode()
    except FileNotFoundError:
        return False


def _make(model_folder: Path, target: Path, *, int8: bool) -> None:
    for package in _NEEDED:
        try:
            version(package)
        except PackageNotFoundError as error:
            raise OnnxError(f"the package {package}, which torch's exporter needs, is missing") from error
    for left in target.parent.glob(f"{target.stem}.*.part"):  # by a process that was killed
        left.unlink()
    part = target.with_suffix(f".{os.getpid()}.part")
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "HF_HUB_OFFLINE": "1",
        "TRANSFORMERS_OFFLINE": "1",
    }
    command = [
        sys.executable,
        "-m",
        "ingest.onnx_graph",
        str(model_folder),
        str(part),
        *(["--int8"] if int8 else []),
    ]
    try:
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, errors="replace", timeout=_PATIENCE
        )
        if done.returncode:
            lines = done.stderr.strip().splitlines() or [f"exit status {done.returncode}"]
            log.info("The export said:\n%s", done.stderr)
            raise OnnxError(f"the export failed: {lines[-1]}")
        # A file whose hash does not fit counts as absent, so this may stop anywhere.
        _hash_file(target).write_text(sha256_of(part))
        part.replace(target)
    except subprocess.TimeoutExpired as error:
        raise OnnxError(f"the export took more than {_PATIENCE} seconds") from error
    finally:
        part.unlink(missing_ok=True)
