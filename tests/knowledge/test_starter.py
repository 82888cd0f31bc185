"""Every fact of the starter library that a file can prove is proved here."""

import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import frontmatter
import pytest
import simple_icd_10_cm

from ingest.codes import find_codes
from ingest.refresh import STARTER
from tests.knowledge import indicators

PAGES = sorted(STARTER.rglob("*.md"))
CODE_PAGES = [path for path in PAGES if path.parent.name == "codes"]
TOPICS = [path for path in PAGES if path.parent.name == "topics"]
SECTIONS = [
    "What the code means",
    "Guidelines",
    "Modifiers",
    "Medical necessity",
    "Responsibilities",
    "Related codes",
    "In simple words",
    "In detail",
    "Examples",
    "Documentation",
    "Notes",
    indicators.HEADING,
    "About this page",
]
REQUIRED = {
    "title",
    "kind",
    "code_system",
    "codes",
    "edition",
    "effective_from",
    "effective_to",
    "reviewed",
    "sources",
}
by_name = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
by_code = pytest.mark.parametrize("path", CODE_PAGES, ids=lambda path: path.stem)


@cache
def page(path: Path) -> tuple[dict[str, Any], str]:
    loaded = frontmatter.load(str(path))
    return dict(loaded.metadata), str(loaded.content)


def test_the_library_is_as_large_as_it_promises() -> None:
    assert len(CODE_PAGES) >= 40
    assert len(TOPICS) >= 20
    spine = {str(n) for n in (63081, 63085, 63087, 63090, 63101, 63102, 63103, 22612, 22842, 63047)}
    assert spine <= {path.stem for path in CODE_PAGES}


@by_name
def test_front_matter_is_complete(path: Path) -> None:
    about, _ = page(path)
    assert set(about) >= REQUIRED
    assert about["kind"] == ("code" if path in CODE_PAGES else "topic")
    assert about["code_system"] in {"CPT", "HCPCS", "ICD-10-CM", "ICD-10-PCS", "modifier", "policy"}
    assert all(isinstance(code, str) for code in about["codes"])
    assert isinstance(about["effective_from"], date)
    assert about["effective_from"] < about["effective_to"]
    assert about["sources"]
    assert all(set(source) == {"document", "locator"} for source in about["sources"])


@by_name
def test_says_that_the_words_are_our_own(path: Path) -> None:
    assert "wording of this page" in page(path)[1]


@by_code
def test_a_code_page_has_the_thirteen_sections_in_order(path: Path) -> None:
    about, text = page(path)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == SECTIONS
    assert about["codes"] == [path.stem]


@by_code
def test_add_on_and_parent_name_each_other(path: Path) -> None:
    about, text = page(path)
    for own, other in (("add_on_codes", "parent_codes"), ("parent_codes", "add_on_codes")):
        for code in about[own]:
            related, related_text = page(path.with_name(f"{code}.md"))
            assert path.stem in related[other], f"{code} does not name {path.stem} in its {other}"
            assert code in text
            assert path.stem in related_text


@by_name
def test_links_resolve(path: Path) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", page(path)[1]):
        assert not target.startswith("http"), "the starter library links nowhere outside"
        assert (path.parent / target.split("#")[0]).is_file(), target


@by_code
def test_indicators_equal_the_fee_schedule(path: Path, corpora: Path) -> None:
    about, text = page(path)
    assert about["indicators"] == indicators.front_matter(path.stem)
    section = text.split(f"## {indicators.HEADING}\n")[1].split("\n## ")[0]
    assert [line.removeprefix("- ") for line in section.strip().splitlines()] == indicators.sentences(
        path.stem
    )


SAID = re.compile(
    r"\b(team surgery|co-surgeon|bilateral|assistant[- ]at[- ]surgery|multiple procedure) indicator of"
    r" (\d{5}) is (\d)|\b(\d{5}) has (team surgery|co-surgeon|bilateral|assistant at surgery|multiple"
    r" procedure) indicator (\d)"
)
FIELD = {"team": "team", "co-s": "co_surgeon", "bila": "bilateral", "assi": "assistant"}


@by_name
def test_indicators_named_in_prose_equal_the_fee_schedule(path: Path, corpora: Path) -> None:
    for name, code, value, code_too, name_too, value_too in SAID.findall(page(path)[1]):
        field = FIELD.get((name or name_too)[:4], "multiple_procedures")
        expected = indicators.front_matter(code or code_too)[field]
        assert (value or value_too) == expected, (name or name_too, code or code_too)


@cache
def hcpcs(corpora: Path) -> frozenset[str]:
    """Codes and modifiers of the HCPCS Level II file: its shared strings, which is all that is needed."""
    with ZipFile(corpora / "hcpcs-level-ii-2025-01.xlsx") as archive:
        inside = archive.read("xl/sharedStrings.xml").decode()
    return frozenset(re.findall(r"<t[^>]*>([A-Z0-9]{2}|[A-Z]\d{4})</t>", inside))


@by_name
def test_every_code_exists(path: Path, corpora: Path) -> None:
    _, text = page(path)
    known = set(indicators.fee_schedule()) | hcpcs(corpora)
    for code in find_codes(text):
        if code.system == "ICD-10-CM":
            assert simple_icd_10_cm.is_valid_item(code.text), code.text
        elif code.system in ("CPT", "HCPCS"):
            assert code.text in known, code.text


@by_name
def test_no_sentence_of_the_public_documents_is_copied(path: Path, public_words: str) -> None:
    text = re.sub(r"[^a-z0-9]+", " ", page(path)[1].lower()).split()
    for start in range(0, len(text) - 12):
        run = " ".join(text[start : start + 12])
        assert run not in public_words, run


@pytest.fixture(scope="session")
def public_words(corpora: Path) -> str:
    """All words of the public PDFs and of the seed page, folded, for finding copied runs of twelve."""
    from ingest.readers import read

    names = ("icd-10-cm-guidelines-fy2025.pdf", "ncci-policy-manual-2026.pdf")
    text = " ".join(block.text for name in names for block in read(corpora / name).blocks)
    seed = corpora.parent / "seed" / "63102-page.txt"
    text += seed.read_text(encoding="utf-8") if seed.is_file() else ""
    return re.sub(r"[^a-z0-9]+", " ", text.lower())
