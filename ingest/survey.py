"""What a refresh finds before it does anything: the files, their hashes, what moved, and what is gone."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.job import Job
from ingest.library import Library
from ingest.sources import Owners, Source
from ingest.walk import Found, Seen, look


@dataclass(frozen=True)
class Survey:
    """What was found.

    Attributes:
        files: that are there, by key.
        digests: of those that could be read, by key.
        moves: of files whose bytes are at another place now, the old key to the new.
        gone: files that have vanished and did not move.
    """

    files: dict[str, Found]
    digests: dict[str, str]
    moves: dict[str, str]
    gone: tuple[str, ...]


def survey(
    job: Job, library: Library, sources: Sequence[Source], only: Collection[str] | None = None
) -> Survey:
    """Looks at sources; what cannot be looked into is a failure of the job's report.

    Args:
        job: whose.
        library: whose.
        sources: all of the library's.
        only: paths of those to look at; all when it is not given.

    Returns:
        What was found.
    """
    owners = Owners(sources)
    chosen = [one for one in sources if only is None or one.path in only]
    seen = look(chosen, owners, library.folder)
    for path, sentence in seen.problems:
        job.problem(path, sentence)
    digests = job.digests(seen.files[key] for key in sorted(seen.files))
    gone = _gone(job, seen, owners, {one.path for one in chosen})
    moves = _moves(job, gone, digests)
    return Survey(seen.files, digests, moves, tuple(key for key in gone if key not in moves))


def _gone(job: Job, seen: Seen, owners: Owners, chosen: set[str]) -> list[str]:
    gone = []
    for key in sorted(job.known.files() - seen.files.keys()):
        record = job.known.records.get(key)
        owner = owners.of(key, key)
        source = record.source if record else owner.path if owner else None
        if source in chosen and source not in seen.closed and not seen.is_closed(key):
            gone.append(key)
    return gone


def _moves(job: Job, gone: Sequence[str], digests: dict[str, str]) -> dict[str, str]:
    """Pairs files that are gone with new ones of the same bytes; of several, one that has the same name."""
    if not gone:
        return {}
    known = job.known
    places: dict[str, list[str]] = defaultdict(list)
    for key, digest in digests.items():
        record = known.records.get(key)
        if not known.of(key) and not known.is_kept_out(key) and (record is None or record.twins):
            places[digest].append(key)
    moves = {}
    for old in gone:
        if known.of(old) or known.is_kept_out(old):
            there = places[known.digest(old)]
            there.sort(key=lambda new: (Path(new).name != Path(old).name, new))
            if there:
                moves[old] = there.pop(0)
    return moves
