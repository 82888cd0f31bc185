"""What the tests share: the real encoder, small real libraries, and the public corpora where they are."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

from app.answer import Assistant
from ingest.encoder import Encoder
from ingest.library import Library
from ingest.refresh import STARTER, ingest


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The real embedding model, loaded once."""
    return Encoder()


@pytest.fixture
def library(tmp_path: Path, encoder: Encoder) -> Iterator[Library]:
    """An empty library."""
    opened = Library(tmp_path / "library", encoder)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of public coding documents; tests that need it are skipped without it."""
    folder = os.environ.get("CITECODER_CORPORA")
    if not folder or not Path(folder).is_dir():
        pytest.skip("CITECODER_CORPORA names no folder of public documents")
    return Path(folder)


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Assistant:
    """An assistant on the starter library."""
    opened = Library(tmp_path_factory.mktemp("starter"), encoder)
    report = ingest(opened, [STARTER])
    assert not report.failed
    return Assistant(opened)


@pytest.fixture(scope="session")
def public(
    tmp_path_factory: pytest.TempPathFactory, encoder: Encoder, corpora: Path, starter: Assistant
) -> Assistant:
    """An assistant on the starter library and both public PDFs."""
    folder = tmp_path_factory.mktemp("public") / "library"
    shutil.copytree(starter.library.folder, folder)
    opened = Library(folder, encoder)
    report = ingest(
        opened,
        [corpora / "icd-10-cm-guidelines-fy2025.pdf", corpora / "ncci-policy-manual-2026.pdf"],
    )
    assert not report.failed
    return Assistant(opened)
