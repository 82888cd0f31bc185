"""What a job knows of the library while it works: its documents, and what each file was before."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from ingest.library import Library
from ingest.passages import RULES
from ingest.readers import ARCHIVES
from ingest.sources import FOLDER, FileRecord, Live, Source
from ingest.walk import Found

_HOLDING = (*ARCHIVES, ".eml")  # files that hold further documents


class Known:
    """The live documents by name, by file and by bytes, and the records of files.

    Args:
        library: whose.
        sources: all of the library's.
        explicit: a person gave the files now: what was taken out or replaced before comes in again.
    """

    def __init__(self, library: Library, sources: Iterable[Source], *, explicit: bool) -> None:
        self._library, self._explicit = library, explicit
        self.entries = {live.name: live for live in library.sources.live()}
        self.records = library.sources.files()
        # Tuples, and what is seldom asked is made when it is: of thousands of files most are unchanged.
        self._from: dict[str, tuple[str, ...]] = {}
        self._with_bytes: dict[str, set[str]] | None = None
        for live in self.entries.values():
            self._from[live.source] = (*self._from.get(live.source, ()), live.name)
        self._kept_out = set() if explicit else library.sources.kept_out()
        self._folders = {one.path for one in sources if one.kind == FOLDER}

    def add(self, entry: Live) -> None:
        """Notes a document, or its new version."""
        self.drop(entry.name)
        self.entries[entry.name] = entry
        self._from[entry.source] = (*self._from.get(entry.source, ()), entry.name)
        if self._with_bytes is not None:
            self._with_bytes[entry.sha256].add(entry.name)

    def drop(self, name: str) -> None:
        """Notes that a document is gone."""
        entry = self.entries.pop(name, None)
        if entry is not None:
            self._from[entry.source] = tuple(one for one in self._from[entry.source] if one != name)
            if self._with_bytes is not None:
                self._with_bytes[entry.sha256].discard(name)

    def of(self, key: str) -> set[str]:
        """Names the live documents that came from a file."""
        return set(self._from.get(key, ()))

    def count(self, key: str) -> int:
        """Counts the live documents that came from a file."""
        return len(self._from.get(key, ()))

    def files(self) -> set[str]:
        """Names every file that a document came from, or that was read."""
        return {key for key, names in self._from.items() if names} | self.records.keys()

    def digest(self, key: str) -> str:
        """Gives the hash of a file as it was; empty when that is not known."""
        record, names = self.records.get(key), self.of(key)
        if record is not None:
            return record.sha256
        return self.entries[min(names)].sha256 if len(names) == 1 else ""

    def twin(self, digest: str) -> str | None:
        """Names a document that has these bytes."""
        if self._with_bytes is None:
            self._with_bytes = defaultdict(set)
            for live in self.entries.values():
                self._with_bytes[live.sha256].add(live.name)
        return min(self._with_bytes.get(digest, ()), default=None)

    def keep(self, record: FileRecord) -> bool:
        """Notes what a file was; says whether that is news, which the library is to keep."""
        is_news = self.records.get(record.path) != record
        self.records[record.path] = record
        return is_news

    def is_kept_out(self, key: str, name: str | None = None) -> bool:
        """Says whether a person took a document of a file out, any or this one, and nobody gave it again."""
        return any(key == path and name in (None, one) for path, one in self._kept_out)

    def is_taken(self, found: Found, digest: str) -> bool:
        """Says whether the library has all that a file holds, so that it need not be read."""
        source = found.source
        record = self.records.get(found.key)
        if record is None:
            return self._was_taken_before_records(found, digest)
        if record.sha256 != digest or record.rules != RULES:
            return False
        if record.title != source.title or record.edition != source.edition:
            return False
        if record.twins and any(
            name not in self.entries or self.entries[name].sha256 != sha for name, sha in record.twins
        ):
            return False
        if self.count(found.key) or record.twins or self.is_kept_out(found.key):
            return True
        return not self._explicit and self._is_replaced(found.key)

    def _is_replaced(self, key: str) -> bool:
        """Says whether what came from a file has a newer version that came from another."""
        return any(name in self.entries for name in self._library.sources.names_from(key))

    def _was_taken_before_records(self, found: Found, digest: str) -> bool:
        """Tells a file that an older release of citecoder took in, which kept no records."""
        names = self.of(found.key)
        if len(names) != 1 or found.path.suffix.lower() in _HOLDING:
            return False
        entry, source = self.entries[min(names)], found.source
        given = (source.title or entry.title, source.edition or entry.edition)
        return entry.sha256 == digest and given == (entry.title, entry.edition)

    def base(self, found: Found, documents: Sequence[tuple[str, str | None]]) -> str:
        """Gives the name that a file's documents are called after: the file's, as far as it is free.

        Two files of one name that lie in different folders are two documents; the folder's name tells the
        second from the first.

        Args:
            found: the file.
            documents: of each, its name after the file's own, and its edition.
        """
        record = self.records.get(found.key)
        if record is not None and self.of(found.key):
            return record.name
        base = found.path.name
        if found.source.kind != FOLDER:
            return base
        for folder in reversed(found.path.parent.parts):
            if not any(self._is_others(f"{base}{name}", edition, found.key) for name, edition in documents):
                break
            base = f"{folder}/{base}"
        return base

    def _is_others(self, name: str, edition: str | None, key: str) -> bool:
        """Says whether a document of this edition comes from another file of a folder, still there."""
        entry = self.entries.get(name)
        if entry is not None and edition and entry.edition not in (None, edition):
            return False  # its edition tells it from the other
        record = self.records.get(entry.source) if entry is not None and entry.source != key else None
        return record is not None and record.source in self._folders and Path(record.path).exists()

    def moved(self, old: str, new: str, source: str) -> None:
        """Notes that a file is at another place now."""
        for name in self.of(old):
            self.add(self.entries[name]._replace(source=new))
        self.records.pop(new, None)
        record = self.records.pop(old, None)
        if record is not None:
            self.records[new] = record._replace(path=new, source=source)
        self._kept_out = {(new if path == old else path, name) for path, name in self._kept_out}

    def name(self, found: Found, name: str, edition: str | None) -> str:
        """Names a document: two editions from two files of one name live side by side.

        A file that was taken in before keeps the name it got then; otherwise the same name is the same
        document, unless both state an edition and these differ.
        """
        own = (f"{name} ({edition})", name)
        mine = self.of(found.key)
        for one in own:
            if one in mine:
                return one
        if len(mine) == 1 and found.path.suffix.lower() not in _HOLDING:
            return min(mine)
        other = self.entries.get(name)
        if other is not None and edition and other.edition not in (None, edition):
            return own[0]
        return name
