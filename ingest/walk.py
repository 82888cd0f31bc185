"""The files that a source has now, and what of it cannot be looked into."""

import logging
import os
import stat
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from ingest.catalogue import BUILTIN_SOURCE
from ingest.readers import SUFFIXES
from ingest.sources import BUILTIN, FILE, FOLDER, UPLOADS, Owners, Source

log = logging.getLogger(__name__)

#: The starter library that the product carries.
STARTER = Path(__file__).resolve().parent.parent / "knowledge"
_STARTER = str(STARTER)
#: What the product carries, by the name that `--builtin` gives it.
BUILTINS = ("starter", "icd10cm")
ICD10CM = f"{BUILTIN_SOURCE}icd10cm"
_STARTER_KEY = f"{BUILTIN_SOURCE}starter"
#: Where in the library's folder the page keeps uploaded files, and how that source is named.
UPLOADS_FOLDER, UPLOADS_KEY = "uploads", "uploads:"
_KEPT = "Nothing of it was removed from the library."
_LISTED = 16  # for each file that is wanted of a folder, so many of the folder are looked at
_HIDDEN = (".", "~$")  # what an Office program leaves beside a document that is open


class Found(NamedTuple):
    """A file of a source; `place` is where it lies, `key` is how its documents name where they came from."""

    place: str
    key: str
    source: Source

    @property
    def path(self) -> Path:
        """Where it lies."""
        return Path(self.place)


@dataclass
class Seen:
    """What was found.

    Attributes:
        files: by key; a file that two sources have belongs to the one that is nearer to it.
        problems: (path, sentence) of what cannot be looked into.
        closed: beginnings of keys about which nothing is known now; nothing beneath them has vanished.
    """

    files: dict[str, Found] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)

    def is_closed(self, key: str) -> bool:
        """Says whether a file may still be there, though it was not found."""
        return any(key == one or key.startswith(f"{one.rstrip('/')}/") for one in self.closed)


def key_of(path: Path) -> str:
    """Names where a file came from; what the product carries is told from what people uploaded."""
    return _key(str(path.resolve()))


def _key(resolved: str) -> str:
    beneath = resolved.removeprefix(_STARTER)
    return f"{_STARTER_KEY}{beneath}" if beneath != resolved and beneath[:1] in ("", "/") else resolved


def source_of(path: Path, library_folder: Path, title: str | None, edition: str | None) -> Source:
    """Makes the source that a path which was given to `ingest` stands for."""
    resolved = path.resolve()
    if resolved == STARTER:
        return builtin("starter", title, edition)
    if resolved.is_relative_to((library_folder / UPLOADS_FOLDER).resolve()) and not (title or edition):
        return Source(UPLOADS_KEY, UPLOADS)
    if resolved.is_dir():
        return Source(str(resolved), FOLDER, title, edition, _place(resolved))
    return Source(str(resolved), FILE, title, edition)


def builtin(name: str, title: str | None = None, edition: str | None = None) -> Source:
    """Makes the source of what the product carries."""
    return Source(f"{BUILTIN_SOURCE}{name}", BUILTIN, title, edition)


def look(chosen: Iterable[Source], owners: Owners, library_folder: Path) -> Seen:
    """Looks for the files of sources.

    Args:
        chosen: where to look.
        owners: of all sources; a file that belongs to another one is left to that.
        library_folder: which is left out, but for the uploads in it.

    Returns:
        Files and problems.
    """
    seen = Seen()
    own = library_folder.resolve()
    files: dict[str, list[Source]] = defaultdict(list)
    for source in chosen:
        if source.kind == FILE:
            files[source.path.rpartition("/")[0] or "/"].append(source)
        elif source.path == ICD10CM:
            seen.files[ICD10CM] = Found("icd10cm", ICD10CM, source)
        else:
            _folder(source, owners, own, seen)
    for folder, beside in files.items():
        plain = _plain(folder, len(beside))
        for source in beside:
            if source.path in plain:
                key = _key(source.path)
                seen.files[key] = Found(source.path, key, source)
            else:
                _file(source, seen)
    return seen


def _plain(folder: str, wanted: int) -> set[str]:
    """Names files of a folder that are no links, in a folder that no link leads to.

    One look at the folder tells that of all of them, where each would cost several calls of the system; but
    of few in a large folder they are looked at one by one.
    """
    if os.path.realpath(folder) != folder:
        return set()
    try:
        with os.scandir(folder) as listing:
            some = islice(listing, _LISTED * wanted)
            return {entry.path for entry in some if entry.is_file(follow_symlinks=False)}
    except OSError:  # what is wrong with it is found out, and told, of each file
        return set()


def _folder_of(source: Source, library_folder: Path) -> Path:
    if source.kind == UPLOADS:
        return library_folder / UPLOADS_FOLDER
    return STARTER if source.kind == BUILTIN else Path(source.path)


def _file(source: Source, seen: Seen) -> None:
    path = Path(source.path)
    try:
        if _is_file(path):
            key = key_of(path)
            seen.files[key] = Found(source.path, key, source)
            return
        reason = "" if path.parent.is_dir() else "its folder is not there; is its drive mounted?"
    except OSError as error:
        reason = f"it cannot be looked at: {_why(error)}."
    if reason:
        _closed(seen, source, reason)


def _is_file(path: Path) -> bool:
    """Says whether there is a file.

    Raises:
        OSError: that cannot be told.
    """
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False


def _why(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()


def _folder(source: Source, owners: Owners, library_folder: Path, seen: Seen) -> None:
    folder = _folder_of(source, library_folder)
    if source.kind == UPLOADS and not folder.exists():
        return  # it is made with the first upload, and the files that were in it are gone
    if not folder.is_dir():
        _closed(seen, source, "the folder is not there; is its drive mounted?")
        return
    folder, troubles = folder.resolve(), list[OSError]()
    skipped = "" if source.kind == UPLOADS else str(library_folder)
    found = list(_walk(str(folder), skipped, seen, troubles))
    if not found and not troubles and source.place and source.place != _place(folder) and _is_empty(folder):
        _closed(seen, source, "the folder is empty and another one than before; is its drive mounted?")
        return
    in_starter = folder.is_relative_to(STARTER)
    for real in found:
        key = key_of(Path(real)) if in_starter else real
        owner = owners.of(real, key) or source  # a link may lead out of every source
        if owner == source:
            seen.files[key] = Found(real, key, source)
    for trouble in troubles:
        name = str(trouble.filename or folder)
        seen.problems.append((name, f"it cannot be looked into: {_why(trouble)}. {_KEPT}"))
        seen.closed.append(key_of(Path(name)))


def _closed(seen: Seen, source: Source, reason: str) -> None:
    way_out = f"If it is gone for good, run 'citecoder library forget {source.path}'."
    seen.problems.append((source.path, f"{reason} {_KEPT} {way_out}"))
    seen.closed.append(source.path)


def _walk(folder: str, skipped: str, seen: Seen, troubles: list[OSError]) -> Iterator[str]:
    """Gives the files of known formats in a folder and beneath it, links followed to files only."""
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError as error:
        troubles.append(error)
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            if entry.path != skipped:
                yield from _walk(entry.path, skipped, seen, troubles)
        elif entry.name.lower().endswith(SUFFIXES) and not entry.name.startswith(_HIDDEN):
            if entry.is_file(follow_symlinks=False):
                yield entry.path
            elif entry.is_symlink():
                yield from _linked(Path(entry.path), seen, troubles)


def _linked(link: Path, seen: Seen, troubles: list[OSError]) -> Iterator[str]:
    """Gives the file that a link leads to."""
    target = str(link.resolve())
    try:
        if _is_file(link):
            yield target
        elif not link.exists():  # what it led to may be on a drive that is not mounted
            log.warning("The link %s leads nowhere.", link)
            seen.closed.append(target)
    except OSError as error:
        troubles.append(error)


def _place(folder: Path) -> str:
    status = folder.stat()
    return f"{status.st_dev}:{status.st_ino}"


def _is_empty(folder: Path) -> bool:
    return not any(folder.iterdir())
