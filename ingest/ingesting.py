"""Files and folders that a person gives, into a library."""

from collections.abc import Sequence
from pathlib import Path

from ingest.catalogue import BUILTIN_SOURCE
from ingest.job import Job
from ingest.library import Library
from ingest.report import IngestReport, Limits, Watcher
from ingest.sources import FILE, UPLOADS, Owners, Source
from ingest.trouble import told_as_sentence
from ingest.walk import Found, builtin, key_of, look, source_of


def ingest(
    library: Library,
    paths: Sequence[Path],
    *,
    builtins: Sequence[str] = (),
    title: str | None = None,
    edition: str | None = None,
    limits: Limits | None = None,
    watcher: Watcher | None = None,
) -> IngestReport:
    """Adds files and folders to a library, or updates them where they changed, and registers them as sources.

    A file that fails is named in the report; the others go in, and what the library held stays.

    Args:
        library: where to.
        paths: files, or folders that are searched for files of known formats.
        builtins: of `BUILTINS`.
        title: to use in the place of the printed one, now and at each refresh.
        edition: to use in the place of the printed one, now and at each refresh.
        limits: what reading one file may take.
        watcher: told of progress.

    Returns:
        Counts and failures.

    Raises:
        LibraryError: the library cannot be written.
    """
    with told_as_sentence(library.folder):
        before = {source.path for source in registered(library)}
        carried = [builtin(name, title, edition) for name in sorted(set(builtins))]
        given = [(path, source_of(path, library.folder, title, edition)) for path in paths]
        owners = Owners(library.sources.all())
        library.sources.register([*carried, *(one for path, one in given if _is_news(path, one, owners))])
        files = _given(library, carried, given)
        job = Job(library, library.sources.all(), limits or Limits(), watcher or Watcher(), explicit=True)
        taken_out = {path for path, _ in library.sources.kept_out()} & {found.key for found in files}
        if taken_out:
            library.sources.let_in(taken_out)
        digests = job.digests(files)
        with job:
            for number, found in enumerate(files, 1):
                job.watcher.file(found.path, number, len(files))
                _take(job, found, digests, again=found.key in taken_out)
            job.wait()
        known = job.known.files()
        for path, source in given:
            if source.kind == FILE and source.path not in before and key_of(path) not in known:
                library.sources.forget(source.path)  # nothing of it went in
        return job.finished()


def _is_news(path: Path, source: Source, owners: Owners) -> bool:
    """Says whether a source is to be registered: a file is not that lies in a registered folder."""
    if source.kind != FILE or source.title or source.edition:
        return True
    owner = owners.of(str(path.resolve()), key_of(path))
    return owner is None or owner.kind == FILE


def _given(library: Library, carried: Sequence[Source], given: Sequence[tuple[Path, Source]]) -> list[Found]:
    """Lists the files that `ingest` was given, in that order."""
    sources = library.sources.all()
    owners = Owners(sources)
    files: dict[str, Found] = {}
    for path, source in [*((Path(), one) for one in carried), *given]:
        if source.kind in (FILE, UPLOADS):
            key = key_of(path)
            found = [Found(str(path), key, owners.of(str(path.resolve()), key) or source)]
        else:
            registered_as = next(one for one in sources if one.path == source.path)
            found = list(look([registered_as], owners, library.folder).files.values())
        files |= {one.key: one for one in found if one.key not in files}
    return list(files.values())


def _take(job: Job, found: Found, digests: dict[str, str], *, again: bool) -> None:
    if found.key not in digests:
        job.skip(found, "failed")
    elif not again and job.known.is_taken(found, digests[found.key]):
        job.adopted(found, digests[found.key])
        job.unchanged(found)
        job.skip(found, "unchanged")
    else:
        job.take(found, digests[found.key])


def registered(library: Library, *, keep: bool = True) -> list[Source]:
    """Lists the sources; those of a library that older releases made are found out first.

    Args:
        library: whose.
        keep: registers what was found out.
    """
    if library.catalogue.noted("sources"):
        return library.sources.all()
    known = {source.path: source for source in library.sources.all()}
    for entry in library.catalogue.entries(counted=False):
        if entry.builtin:
            source = builtin(entry.source.removeprefix(BUILTIN_SOURCE).split("/")[0])
        else:
            source = source_of(Path(entry.source), library.folder, None, None)
        known.setdefault(source.path, source)
    if keep:
        library.sources.register(known.values())
        library.catalogue.note("sources", "1")
    return sorted(known.values(), key=lambda source: source.path)
