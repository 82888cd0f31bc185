"""Libraries of the bench that need no model."""

from pathlib import Path

import pytest

from eval.bench.growing import Grown, grow
from eval.bench.plan import Plan
from eval.bench.texts import MixingEncoder
from tests.ingest.killing import HashEncoder


@pytest.fixture(scope="session")
def mixing() -> MixingEncoder:
    return MixingEncoder(HashEncoder())


@pytest.fixture(scope="session")
def grown(tmp_path_factory: pytest.TempPathFactory, mixing: MixingEncoder) -> list[Grown]:
    """A small and a larger library."""
    work = tmp_path_factory.mktemp("grown")
    return [grow(work, 120, 1, mixing), grow(work, 600, 1, mixing)]


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return Plan(tmp_path, sizes=(120, 600), quick=True, say=lambda line: None)
