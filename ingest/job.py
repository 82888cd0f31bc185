"""One call of `ingest` or `refresh`: it takes files in one by one, and its report grows."""

import logging
import time
from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from ingest.digests import digest_of
from ingest.documents import Document, IngestError
from ingest.known import Known
from ingest.library import Library
from ingest.passages import RULES
from ingest.readers import read_all
from ingest.readers.apart import read_apart
from ingest.report import Failure, IngestReport, Limits, Taken, Watcher
from ingest.sources import FileRecord, Live, Source
from ingest.walk import ICD10CM, Found

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

    def take(self, found: Found, digest: str) -> str:
        """Takes a file in; returns what became of it."""
        started = time.perf_counter()
        try:
            read = self._read(found)
        except IngestError as error:
            return self._failed(error)
        finally:
            took = time.perf_counter() - started
            self._seconds["read"] += took
        failures = [self._failed(one) for one in read if isinstance(one, IngestError)]
        documents = [one for one in read if isinstance(one, Document)]
        own, given = found.path.name, found.source.edition
        named = [(one.name.removeprefix(own), given or one.edition) for one in documents]
        base = self.known.base(found, named)
        names: list[str] = []
        twins: dict[str, str] = {}
        outcomes = []
        for document, (rest, edition) in zip(documents, named, strict=True):
            name = self.known.name(found, f"{base}{rest}", edition)
            names.append(name)
            outcomes.append(self._put(replace(document, name=name), found, took / len(documents), twins))
        if not failures:
            outcomes += [self.remove(gone) for gone in sorted(self.known.of(found.key) - set(names))]
            self.known.keep(self._record(found, digest, base, twins))
        return ", ".join(dict.fromkeys(filter(None, [*failures, *outcomes])))

    def remove(self, name: str) -> str:
        """Takes a document out whose file is gone."""
        self.known.drop(name)
        if self._library.catalogue.entry(name, counted=False) is None:
            return ""  # another process was quicker
        started = time.perf_counter()
        self._library.remove(name, keep_out=False)
        self._seconds["library"] += time.perf_counter() - started
        self.report.removed += 1
        return "removed"

    def adopted(self, found: Found, digest: str) -> None:
        """Keeps a record of a file that is as it was, where an older release kept none."""
        if found.key not in self.known.records:
            name = min(self.known.of(found.key))
            entry = self.known.entries[name]
            base = name.removesuffix(f" ({entry.edition})")
            self.known.keep(self._record(found, digest, base, {}))

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

    def _put(self, document: Document, found: Found, took: float, twins: dict[str, str]) -> str:
        started = time.perf_counter()
        source = found.source
        document = replace(
            document,
            title=source.title or document.title,
            edition=source.edition or document.edition,
        )
        if self.known.is_kept_out(found.key, document.name):
            return ""
        self.report.notes += [(document.name, note) for note in document.notes]
        old = self.known.entries.get(document.name)
        record = self.known.records.get(found.key)
        if old is not None and _is_same(old, document) and (record is None or record.rules == RULES):
            if old.source != found.key:
                twins[old.name] = document.sha256
            self.report.unchanged += 1
            return "unchanged"
        twin = self.known.twin(document.sha256)
        if old is None and twin is not None:
            twins[twin] = document.sha256
            self.report.duplicates.append((str(found.path), twin))
            return f"the same bytes as {twin}, not stored twice"
        passages = self._library.put(document, found.key, self.watcher.embedding)
        entry = self._library.catalogue.entry(document.name, counted=False)
        if entry is not None:
            self.known.add(Live(entry.name, entry.source, entry.sha256, entry.title, entry.edition))
        rows = sum(block.row is not None for block in document.blocks)
        spent = time.perf_counter() - started
        self._seconds["library"] += spent
        self.report.documents.append(Taken(document.name, passages, rows, round(took + spent, 3)))
        self.report.passages += passages
        self.report.rows += rows
        if old is None:
            self.report.added += 1
            return "added"
        self.report.updated += 1
        return "updated"


def _is_same(old: Live, document: Document) -> bool:
    return (old.sha256, old.title, old.edition) == (document.sha256, document.title, document.edition)
