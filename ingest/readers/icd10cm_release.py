"""What the ICD-10-CM data file says beyond its codes: release, conventions, the table of visual impairment.

``simple_icd_10_cm`` reads codes and notes from this file; these parts it leaves out.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime
from importlib import resources
from xml.etree.ElementTree import Element

from ingest.documents import Block, IngestError
from ingest.readers.code_xml import parse, words

_DAY = re.compile(r"([A-Z][a-z]+)-(\d{1,2})-(\d{4})")
_LIMITS = (("visMax", "less than"), ("visMin", "equal to or better than"))


@dataclass(frozen=True)
class Release:
    """The data file of the installed package.

    Attributes:
        sha256: hex digest of the file's bytes.
        edition: the fiscal year it is in force in ("FY2026").
        effective_from: first day in force, as the file's name states it, or None.
        conventions: the instructional notations that stand before chapter 1.
        tables: for the code that carries a printed table, its cells.
    """

    sha256: str
    edition: str | None
    effective_from: date | None
    conventions: tuple[Block, ...]
    tables: dict[str, tuple[tuple[str, str], ...]]


def read_release(name: str) -> Release:
    """Reads the data file that the installed ``simple-icd-10-cm`` carries.

    Args:
        name: what the document is called in messages.

    Returns:
        The release; the file is the tabular list as CDC/NCHS publishes it.

    Raises:
        IngestError: the package is not installed, or does not carry one tabular list.
    """
    try:
        folder = resources.files("simple_icd_10_cm.data")
    except ModuleNotFoundError as error:
        message = "ICD-10-CM comes with the package simple-icd-10-cm; install it with pip."
        raise IngestError(name, message) from error
    files = [file for file in folder.iterdir() if "tabular" in file.name]
    if len(files) != 1:
        message = (
            f"the package simple-icd-10-cm holds {len(files)} tabular lists where one is expected;"
            " install the release that requirements.lock names."
        )
        raise IngestError(name, message)
    return release_of(name, files[0].name, files[0].read_bytes())


def release_of(name: str, file_name: str, data: bytes) -> Release:
    """Reads the bytes of a tabular list.

    Args:
        name: what the document is called in messages.
        file_name: the file's name, which states the first day in force.
        data: its bytes.

    Returns:
        The release.

    Raises:
        IngestError: the XML is damaged.
    """
    root = parse(name, data, "install the package simple-icd-10-cm again.")
    year = words(root.find("version"))
    return Release(
        sha256=hashlib.sha256(data).hexdigest(),
        edition=f"FY{year}" if year else None,
        effective_from=_day_of(file_name),
        conventions=tuple(_conventions(root)),
        tables=_tables(root),
    )


def _day_of(file_name: str) -> date | None:
    """Reads the day from a name such as "icd10c-tabular-April-1-2026.xml"."""
    found = _DAY.search(file_name)
    return datetime.strptime(" ".join(found.groups()), "%B %d %Y").date() if found else None


def _conventions(root: Element) -> list[Block]:
    parts = root.findall("introduction/introSection")
    over = next((words(one.find("title")) for one in parts if one.get("type") == "subtitle"), "")
    blocks = []
    for part in parts:
        title = words(part.find("title")).rstrip(":")
        headings = (over, title) if over else (title,)
        for note in part.iterfind("instruction/note"):
            if text := words(note):
                blocks.append(Block(text, headings, title))
    return blocks


def _tables(root: Element) -> dict[str, tuple[tuple[str, str], ...]]:
    tables = {}
    for entry in root.iter("diag"):
        table = entry.find("visualImpairment")
        if table is not None:
            tables[words(entry.find("name"))] = tuple(_visual_impairment(table))
    return tables


def _visual_impairment(table: Element) -> list[tuple[str, str]]:
    """Writes the WHO table of categories; the ranges of a category are one range on several scales."""
    cells = []
    for category in table.iterfind("visCategory"):
        value = words(category.find("value"))
        limits = [
            f"{limit} {', '.join(values)}"
            for tag, limit in _LIMITS
            if (values := [words(one) for one in category.iterfind(f"visRange/{tag}/value")])
        ]
        if value and limits:
            acuity = f"best corrected acuity {', '.join(limits)}"
            cells.append((f"Visual impairment category {value}", acuity))
    return cells
