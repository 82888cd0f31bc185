"""Reads the real manuals; skipped where the corpora are not there."""

import os
import re
from collections import Counter
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from ingest.documents import Document
from ingest.readers import read

CORPORA = os.environ.get("CITECODER_CORPORA", "")
pytestmark = pytest.mark.skipif(not CORPORA, reason="CITECODER_CORPORA is not set")
ENTRY = re.compile(r"^(.*?)[\s.]+(\d{1,3})$")
KINDS = (r"(?:Section|Appendix) ([IVX]+)\b", r"([A-Z])\. ", r"(\d+)\. ", r"([a-z])\. ")


def manual(name: str) -> Document:
    path = Path(CORPORA) / name
    if not path.exists():
        pytest.skip(f"{name} is not there")
    return read(path)


@pytest.fixture(scope="module")
def guidelines() -> Document:
    return manual("icd-10-cm-guidelines-fy2025.pdf")


@pytest.fixture(scope="module")
def ncci() -> Document:
    return manual("ncci-policy-manual-2026.pdf")


def raw_pages(name: str) -> list[str]:
    pdf = pdfium.PdfDocument(Path(CORPORA) / name)
    return [pdf[index].get_textpage().get_text_range() for index in range(len(pdf))]


def listed_sections() -> list[tuple[str, int]]:
    """Reads the printed table of contents without the reader's own means."""
    path: list[str] = []
    found, words, last = [], "", 7
    for page in raw_pages("icd-10-cm-guidelines-fy2025.pdf")[1:6]:
        for line in page.splitlines():
            if not line.strip() or line.startswith(("ICD-10-CM Official", "FY 20", "Page ")):
                continue
            words = f"{words} {line.strip()}".strip()
            entry = ENTRY.match(words)
            if not entry or not last <= int(entry[2]) <= last + 30:
                continue
            last = int(entry[2])
            for depth, kind in enumerate(KINDS):
                if marker := re.match(kind, words):
                    label = f"Appendix {marker[1]}" if words.startswith("Appendix") else marker[1]
                    path[depth:] = [label]
                    found.append((".".join(path), last))
                    break
            words = ""
    return found


def first_pages(document: Document) -> dict[str, int]:
    pages: dict[str, int] = {}
    for block in document.blocks:
        parts = (block.section or "").split(".")
        for size in range(1, len(parts) + 1):
            pages.setdefault(".".join(parts[:size]), block.page or 0)
    return pages


def test_all_sections_of_the_guidelines_contents_are_found_on_their_pages(guidelines: Document) -> None:
    listed, found = listed_sections(), first_pages(guidelines)
    assert len(listed) > 220
    assert [
        (section, page, found.get(section)) for section, page in listed if found.get(section) != page
    ] == []


def test_the_guidelines_say_what_they_are(guidelines: Document) -> None:
    assert guidelines.title == "ICD-10-CM Official Guidelines for Coding and Reporting"
    assert guidelines.edition == "FY2025"
    assert (str(guidelines.effective_from), str(guidelines.effective_to)) == ("2024-10-01", "2025-09-30")


def test_the_ncci_manual_says_what_it_is(ncci: Document) -> None:
    assert (ncci.edition, str(ncci.effective_from), ncci.pages) == ("2026", "2026-01-01", 287)
    assert "NCCI" in ncci.title


@pytest.mark.parametrize(
    ("words", "section", "page"),
    [
        ("the default is E11.-", "I.C.4.a.2", 39),
        ("Presymptomatic Type 1", "I.C.4.a.1.a", 39),
        ("documented as “probable”", "IV.H", 112),
        ("H. Uncertain Diagnosis", "II.H", None),
    ],
)
def test_rules_of_the_guidelines_have_their_printed_place(
    guidelines: Document, words: str, section: str, page: int | None
) -> None:
    places = {
        (b.section, b.page)
        for b in guidelines.blocks
        if words in b.text or any(words in h for h in b.headings)
    }
    assert section in {place for place, _ in places}
    assert page is None or (section, page) in places


@pytest.mark.parametrize(
    ("words", "section", "page"),
    [
        ("Modifiers XE, XS, XP, XU:", "Chapter I, E.e", 36),
        ("modifier 57", "Chapter I, D", None),
        ("22. ", "Chapter VIII, C.22", None),
    ],
)
def test_rules_of_the_ncci_manual_have_their_printed_place(
    ncci: Document, words: str, section: str, page: int | None
) -> None:
    places = [(b.section, b.page) for b in ncci.blocks if words in b.text]
    assert any(place == section and page in (None, number) for place, number in places)


def test_each_ncci_chapter_has_its_sections_in_sequence(ncci: Document) -> None:
    letters: dict[str, list[str]] = {}
    for block in ncci.blocks:
        chapter, comma, rest = (block.section or "").partition(", ")
        if comma and rest.split(".")[0] not in letters.setdefault(chapter, []):
            letters[chapter].append(rest.split(".")[0])
    assert len(letters) == 13
    for chapter, found in letters.items():
        assert found == [chr(65 + place) for place in range(len(found))], chapter
    assert ncci.blocks[-1].headings[0].startswith("Chapter XIII")


@pytest.mark.parametrize(
    ("name", "tolerance"),
    [("icd-10-cm-guidelines-fy2025.pdf", 0.0005), ("ncci-policy-manual-2026.pdf", 0.002)],
)
def test_no_words_are_lost_or_doubled(name: str, tolerance: float) -> None:
    """Compares words with pdfium's own text of pages that have no contents.

    The tolerance is for hyphens at line ends, spaces that pdfium misses, and titles of chapters, which are
    printed more than once and kept once.
    """
    document = manual(name)
    running = re.compile(
        r"^(ICD-10-CM Official Guidelines for Coding and ?Reporting|FY 2025|Page \d+ of \d+"
        r"|Revision Date \(Medicare\): .*|(?:[IVX]+|Intro)-\d+)\s*$",
        re.MULTILINE,
    )
    contents = re.compile(r"\.{5}|(?:\s(?:[IVX]+|Intro)-\d+\s*\n.*){5}")
    printed: Counter[str] = Counter()
    for page in raw_pages(name):
        if not contents.search(page):
            printed.update(words(running.sub("", page.replace("\r", "")).replace("\ufffe", "-")))
    kept: Counter[str] = Counter()
    before: tuple[str, ...] = ()
    for block in document.blocks:
        new = [
            title
            for place, title in enumerate(block.headings)
            if before[: place + 1] != block.headings[: place + 1]
        ]
        before = block.headings
        kept.update(words(" ".join([*(title for title in new if title != block.text), block.text])))
    total = sum(printed.values())
    assert sum((printed - kept).values()) <= tolerance * total, (printed - kept).most_common(20)
    assert sum((kept - printed).values()) <= tolerance * total, (kept - printed).most_common(20)


def words(text: str) -> list[str]:
    return re.findall(r"\w+", re.sub(r"-\s*\n", "-", text).lower())
