"""What a refresh costs that has nothing to do, or little."""

import hashlib
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eval.bench.edit import edit_page
from eval.bench.growing import BenchError, Grown
from eval.bench.plan import NCCI, Plan
from eval.bench.ratios import EDIT, REFRESH, Ratio
from eval.bench.timing import median, seconds, side_by_side
from ingest.encoder import Encoder
from ingest.library import Library
from ingest.passages import make_passages
from ingest.readers import MAX_BYTES, read_all
from ingest.refresh import IngestReport, ingest, refresh

#: Small files, of which looking each up costs more than its bytes.
FILES, QUICK_FILES = 1_000, 100
#: What takes milliseconds is done this often in a round, so that a round is no moment of noise.
TIMES = 5
#: An edit of one line that makes more passages new than this was no edit of one section.
MOST_NEW = 3


def unchanged(plan: Plan, grown: Sequence[Grown], encoder: Encoder) -> tuple[list[Ratio], dict[int, Any]]:
    """Measures a refresh that finds no change, on libraries of every size and on many small files.

    Args:
        plan: how often.
        grown: the libraries, smallest first.
        encoder: ours.

    Returns:
        The ratios, the largest library first, and for each number of passages what grows.
    """
    ratios: list[Ratio] = []
    growth: dict[int, Any] = {}
    for one in grown:
        library = Library(one.folder, encoder)
        judged = "" if one is grown[-1] else f"the mark is judged at {grown[-1].passages:,} passages"
        made = _unchanged(plan, library, one.files, f"{one.passages:,} passages", judged)
        library.close()
        ratios.insert(0, made)
        growth[one.asked] = {"refresh_seconds": made.parts["refresh_seconds"], "refresh": made.value}
    files = _small_files(plan)
    library = Library(plan.work / "library-small", encoder)
    _went_in(ingest(library, files))
    ratios.append(_unchanged(plan, library, files, "small files of one row each"))
    library.close()
    return ratios, growth


def _small_files(plan: Plan) -> list[Path]:
    """Writes many files of which nothing needs the encoder: rows of figures."""
    folder = plan.work / "small"
    folder.mkdir()
    files = [folder / f"fee-{number}.csv" for number in range(QUICK_FILES if plan.quick else FILES)]
    for number, path in enumerate(files):
        path.write_text(f"Code,Fee\n{10_000 + number},{number}.50\n", "utf-8")
    return files


def _went_in(report: IngestReport) -> None:
    if report.failed:
        first = report.failed[0]
        raise BenchError(f"A document of the bench did not go in: {first.path}: {first.error}")


def _unchanged(plan: Plan, library: Library, files: Sequence[Path], case: str, judged: str = "") -> Ratio:
    megabytes = sum(path.stat().st_size for path in files) / 1e6

    def work() -> None:
        for _ in range(TIMES):
            report = refresh(library)
            if report.has_news or not report.unchanged:
                raise BenchError(f"A refresh that should find nothing did: {report}.")

    def hashing() -> None:
        for _ in range(TIMES):
            for path in files:
                hashlib.sha256(path.read_bytes()).digest()

    work()
    hashing()
    pair = side_by_side(plan.rounds, work, hashing)
    return Ratio(
        REFRESH,
        f"{case}, {len(files):,} files, {megabytes:,.1f} MB",
        pair.ratios,
        {
            "refresh_seconds": round(median(pair.first) / TIMES, 4),
            "hashing_seconds": round(median(pair.second) / TIMES, 4),
        },
        judged,
    )


def edited(plan: Plan, corpora: Path, encoder: Encoder) -> list[Ratio]:
    """Measures the refresh after one line of the NCCI manual was replaced, against reading the file.

    Every round edits the manual anew. One section of it changes, so one passage is embedded.

    Args:
        plan: how often.
        corpora: the folder of the manual.
        encoder: ours.

    Returns:
        Against the reader alone, and against reader and cutting into passages, which a refresh must do too.
    """
    given = plan.work / "manual" / NCCI
    given.parent.mkdir()
    _edit(corpora / NCCI, given, 0)
    library = Library(plan.work / "library-manual", encoder)
    plan.say("ingesting the NCCI manual, which is then edited")
    _went_in(ingest(library, [given]))
    _edit_and_refresh(library, corpora / NCCI, given, plan.rounds + 1)  # the first one imports
    whole, reading, cutting = [], [], []
    for number in range(1, plan.rounds + 1):
        plan.say(f"editing one section of the NCCI manual, round {number} of {plan.rounds}")
        whole.append(_edit_and_refresh(library, corpora / NCCI, given, number))
        begun = time.perf_counter()
        documents = read_all(given, max_bytes=MAX_BYTES)
        read = time.perf_counter()
        for document in documents:
            if isinstance(document, Exception):
                raise document
            make_passages(document)
        reading.append(read - begun)
        cutting.append(time.perf_counter() - begun)
    library.close()
    parts = {
        "refresh_seconds": median(whole, 3),
        "reading_seconds": median(reading, 3),
        "reading_and_cutting_seconds": median(cutting, 3),
    }
    return [
        Ratio(
            EDIT, "against the reader alone", tuple(a / b for a, b in zip(whole, reading, strict=True)), parts
        ),
        Ratio(
            EDIT,
            "against the reader and cutting into passages",
            tuple(a / b for a, b in zip(whole, cutting, strict=True)),
            parts,
        ),
    ]


def _edit_and_refresh(library: Library, source: Path, given: Path, number: int) -> float:
    """Times the refresh after an edit; it must embed what changed, and that must be little."""
    _edit(source, given, number)
    name = library.documents()[0].name
    before = set(library.catalogue.ids_of(name))
    took = seconds(lambda: _went_in(refresh(library)))
    new = set(library.catalogue.ids_of(name)) - before
    if not 1 <= len(new) <= MOST_NEW:
        raise BenchError(f"The edit of one line of {given.name} made {len(new)} passages new.")
    return took


def _edit(source: Path, given: Path, number: int) -> None:
    edit_page(source, given, f"In release {number} of this manual a rule was put into other words, which")
