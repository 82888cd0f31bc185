"""One call of `ingest` or `refresh`: it takes files in one by one, and its report grows."""

import logging
import time
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from types import TracebackType
from typing import Self

from ingest.digests import digest_of
from ingest.documents import Document, IngestError, Version
from ingest.known import Known
from ingest.library import Library
from ingest.passages import RULES, make_passages
from ingest.readers import read_all
from ingest.readers.apart import read_apart
from ingest.report import Failure, IngestReport, Limits, Watcher
from ingest.sources import FileRecord, Live, Source
from ingest.walk import ICD10CM, Found
from ingest.writing import Read, Writing

log = logging.getLogger(__name__)


class Job:
    """Takes files in.

    Args:
        library: where to.
        sources: all of the library's.
        limits: what reading one file may take.
        watcher: told of progress.
        explicit: as in `Known`.
    """

    def __init__(
        self,
        library: Library,
        sources: Iterable[Source],
        limits: Limits,
        watcher: Watcher,
        *,
        explicit: bool,
    ) -> None:
        self.report = IngestReport()
        self.watcher = watcher
        self.known = Known(library, sources, explicit=explicit)
        self._library, self._limits = library, limits
        self._writing = Writing(library, self.report, watcher)
        self._seconds = {"hash": 0.0, "read": 0.0, "library": 0.0}

    def digests(self, files: Iterable[Found]) -> dict[str, str]:
        """Hashes files; one that cannot be read is a failure of the report.

        Args:
            files: which.

        Returns:
            Hex digests by key.
        """
        started, files, found = time.perf_counter(), list(files), {}
        for number, one in enumerate(files, 1):
            try:
                found[one.key] = digest_of(one)
            except OSError as error:
                why = (error.strerror or type(error).__name__).lower()
                self._failed(IngestError(one.path, f"the file cannot be opened: {why}."))
            self.watcher.checking(number, len(files))
        self._seconds["hash"] += time.perf_counter() - started
        return found

    def unchanged(self, found: Found) -> None:
        """Counts a file that need not be read."""
        self.report.unchanged += self.known.count(found.key)
        record = self.known.records.get(found.key)
        if record is not None and record.twins:
            self.report.duplicates += [(str(found.path), name) for name, _ in record.twins]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writing.close()

    def take(self, found: Found, digest: str) -> None:
        """Takes a file in: reads it, and has its documents embedded and written while others are read.

        The report counts it at once. That it is in is sure when `wait` returns, and the watcher is told when
        it is.
        """
        begun = time.perf_counter()
        try:
            read = self._read(found)
        except IngestError as error:
            self.skip(found, self._failed(error))
            return
        finally:
            self._seconds["read"] += time.perf_counter() - begun
        started = time.perf_counter()
        failures = [self._failed(one) for one in read if isinstance(one, IngestError)]
        documents = [one for one in read if isinstance(one, Document)]
        own, given = found.path.name, found.source.edition
        named = [(one.name.removeprefix(own), given or one.edition) for one in documents]
        base = self.known.base(found, named)
        names: list[str] = []
        twins: dict[str, str] = {}
        outcomes = []
        versions: list[Version] = []
        for document, (rest, edition) in zip(documents, named, strict=True):
            name = self.known.name(found, f"{base}{rest}", edition)
            names.append(name)
            outcome, version = self._version(replace(document, name=name), found, twins)
            outcomes.append(outcome)
            versions += [version] if version is not None else []
        record = None
        if not failures:
            gone = sorted(self.known.of(found.key) - set(names))
            if gone:  # the others take the places of these, so they are written before
                self._writing.add(Read(found.path, None, begun, tuple(versions)))
                self._writing.finish()
                versions = []
                outcomes += [self._remove(one) for one in gone]
            record = self._record(found, digest, base, twins)
            record = record if self.known.keep(record) else None
        outcome = ", ".join(dict.fromkeys(filter(None, [*failures, *outcomes])))
        self._writing.add(Read(found.path, outcome, begun, tuple(versions), record))
        self._seconds["library"] += time.perf_counter() - started

    def skip(self, found: Found, outcome: str) -> None:
        """Tells the watcher, in its turn, of a file that nothing is written of."""
        self._writing.add(Read(found.path, outcome, time.perf_counter()))

    def wait(self) -> None:
        """Waits until all that was taken is in the library.

        Raises:
            LibraryError: the library cannot be written.
        """
        started = time.perf_counter()
        self._writing.finish()
        self._seconds["library"] += time.perf_counter() - started

    def remove(self, name: str) -> str:
        """Takes a document out whose file is gone."""
        started = time.perf_counter()
        try:
            return self._remove(name)
        finally:
            self._seconds["library"] += time.perf_counter() - started

    def _remove(self, name: str) -> str:
        self.known.drop(name)
        if self._library.catalogue.entry(name, counted=False) is None:
            return ""  # another process was quicker
        self._library.remove(name, keep_out=False)
        self.report.removed += 1
        return "removed"

    def adopted(self, found: Found, digest: str) -> None:
        """Keeps a record of a file that is as it was, where an older release kept none."""
        if found.key not in self.known.records:
            name = min(self.known.of(found.key))
            entry = self.known.entries[name]
            base = name.removesuffix(f" ({entry.edition})")
            record = self._record(found, digest, base, {})
            if self.known.keep(record):
                self._library.sources.keep([record])

    def finished(self) -> IngestReport:
        """Gives the report."""
        self.report.seconds = {name: round(value, 3) for name, value in self._seconds.items()}
        self.report.library_version = self._library.version
        if self.report.rows:
            self.report.waiting = len(self._library.waiting())
        return self.report

    def problem(self, path: str, sentence: str) -> None:
        """Reports a folder that cannot be looked into."""
        self.report.failed.append(Failure(path, "", sentence))

    def _read(self, found: Found) -> list[Document | IngestError]:
        if found.key == ICD10CM:
            from ingest.readers.icd10cm import read_builtin

            return [read_builtin()]
        return read_apart(
            found.path,
            partial(read_all, max_bytes=self._limits.file),
            seconds=self._limits.seconds,
            memory=self._limits.memory,
        )

    def _failed(self, error: IngestError) -> str:
        self.report.failed.append(Failure(error.path, error.where, error.message))
        return "failed"

    def _record(self, found: Found, digest: str, base: str, twins: dict[str, str]) -> FileRecord:
        source = found.source
        return FileRecord(
            path=found.key,
            source=source.path,
            sha256=digest,
            title=source.title,
            edition=source.edition,
            rules=RULES,
            name=base,
            twins=tuple(sorted(twins.items())),
        )

    def _version(self, document: Document, found: Found, twins: dict[str, str]) -> tuple[str, Version | None]:
        """Says what becomes of a document, and gives the version of it that is to be written."""
        source = found.source
        document = replace(
            document,
            title=source.title or document.title,
            edition=source.edition or document.edition,
        )
        if self.known.is_kept_out(found.key, document.name):
            return "", None
        self.report.notes += [(document.name, note) for note in document.notes]
        old = self.known.entries.get(document.name)
        record = self.known.records.get(found.key)
        if old is not None and _is_same(old, document) and (record is None or record.rules == RULES):
            if old.source != found.key:
                twins[old.name] = document.sha256
            self.report.unchanged += 1
            return "unchanged", None
        twin = self.known.twin(document.sha256)
        if old is None and twin is not None:
            twins[twin] = document.sha256
            self.report.duplicates.append((str(found.path), twin))
            return f"the same bytes as {twin}, not stored twice", None
        passages = make_passages(document)
        self.known.add(Live(document.name, found.key, document.sha256, document.title, document.edition))
        rows = sum(block.row is not None for block in document.blocks)
        self.report.passages += len(passages)
        self.report.rows += rows
        version = Version(document, passages, found.key)
        if old is None:
            self.report.added += 1
            return "added", version
        self.report.updated += 1
        return "updated", version


def _is_same(old: Live, document: Document) -> bool:
    return (old.sha256, old.title, old.edition) == (document.sha256, document.title, document.edition)
