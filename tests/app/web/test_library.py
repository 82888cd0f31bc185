"""Tests of the Library tab's HTML: what it shows, and that no text of a document becomes markup."""

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given

from app.web.evidence import Turn, evidence_html
from app.web.library import accepted, listing_html, scope_html, state_of
from app.web.opened import Highlight, document_html
from ingest.catalogue import Entry, Placed
from ingest.documents import Passage, Row
from tests.app.web.fixed import answered, cite
from tests.app.web.test_evidence import RUDE, Seen

TODAY = date(2026, 11, 24)
NAMED = RUDE.filter(bool)
ENTRY = Entry(
    version=1,
    name="rules.pdf",
    title="Rules",
    edition="FY2026",
    effective_from=None,
    effective_to=None,
    sha256="0",
    pages=214,
    source="/library/uploads/rules.pdf",
    ingested_at="2026-11-02T10:00:00+00:00",
    live=True,
    passages=1204,
)
STARTER = replace(
    ENTRY, name="63102.md", title="CPT 63102", source="builtin:starter/codes/63102.md", pages=None
)


def placed(text: str, n: int = 1, entry: Entry = ENTRY, **more: Any) -> Placed:
    """A passage of a document."""
    made = Passage(
        id=f"p{n}", text=text, breadcrumb=f"{entry.title} › Chapter 4", section="Chapter 4", page=n
    )
    return Placed(replace(made, **more), entry)


def test_uploads_stand_first_and_the_starter_library_is_folded() -> None:
    source = listing_html([STARTER, ENTRY], ["rules.pdf"], today=TODAY)
    assert source.index("Rules") < source.index("Starter library") < source.index("CPT 63102")
    assert 'data-group="starter" data-folded' in source
    for text in ("FY2026", "214 pages", "1,204", "2026-11-02", "Ready"):
        assert text in source
    assert source.count(" checked") == 1


def test_a_code_set_is_not_counted_to_the_starter_library() -> None:
    code_set = replace(ENTRY, name="icd10cm", title="ICD-10-CM", source="builtin:icd10cm")
    source = listing_html([STARTER, code_set], (), today=TODAY)
    assert source.index("ICD-10-CM") < source.index("Starter library")
    assert "“citecoder ingest --builtin icd10cm” brings it back" in source


def test_an_empty_library_says_what_to_do() -> None:
    assert "Add the documents that answers are to come from" in listing_html([], (), today=TODAY)


def test_the_state_says_whether_an_edition_is_in_force() -> None:
    assert state_of(ENTRY, TODAY) == "Ready"
    assert state_of(replace(ENTRY, effective_from="2026-10-01"), TODAY) == "Ready; in force"
    assert state_of(replace(ENTRY, effective_from="2027-10-01"), TODAY) == "Ready; in force from 2027-10-01"
    assert state_of(replace(ENTRY, effective_to="2026-09-30"), TODAY) == "Ready; ended 2026-09-30"


def test_the_line_above_the_box_names_three_documents_at_most() -> None:
    entries = [replace(ENTRY, name=f"{n}.md", title=f"Title {n}") for n in range(5)]
    assert scope_html(entries, ()) == ""
    assert scope_html(entries, ["gone.md"]) == ""
    source = scope_html(entries, [entry.name for entry in entries])
    assert "Asking 5 documents only" in source
    assert "Title 2</bdi> and 2 more" in source


def test_an_opened_document_marks_the_quote_among_its_neighbours() -> None:
    shown = [placed("Before it.", 1), placed("A rule. Unless it is not.", 2), placed("After it.", 3)]
    source = document_html(shown, 10, 500, Highlight("p2", 8, 25), asked=True)
    seen = Seen(source)
    assert seen.marked == ["Unless it is not."]
    assert "Passages 11–13 of 500" in "".join(seen.text)
    assert source.count("<h3") == 1
    assert source.count("cited in the answer") == 1
    assert 'data-back-to="answer"' in source


def test_a_row_is_shown_with_its_key_and_place() -> None:
    row = Row(key="63102", codes=("63102",), cells=(("GLOB_DAYS", "090"),), number=17, sheet="RVU")
    source = document_html([placed("GLOB_DAYS 090", row=row, page=None)], 0, 1, None, asked=False)
    assert "row <bdi>63102</bdi> · sheet <bdi>RVU</bdi> · sheet row <bdi>17</bdi>" in source


def test_a_passage_of_a_replaced_version_is_shown_as_such() -> None:
    old = replace(ENTRY, live=False)
    source = document_html([placed("Old.", entry=old)], 0, 1, Highlight("p1", 0, 4), asked=True)
    assert "Superseded." in source
    assert "Open the current version" in source
    gone = document_html([placed("Old.", entry=old)], 0, 1, None, asked=True, current=False)
    assert "its document is no longer in the library" in gone
    assert "Open the current version" not in gone
    assert "cc-turning" not in source


@given(NAMED, NAMED, NAMED, RUDE)
def test_no_text_of_a_document_becomes_markup(title: str, name: str, edition: str, text: str) -> None:
    def drawn(title: str, name: str, edition: str, text: str) -> list[Seen]:
        entry = replace(ENTRY, title=title, name=name, edition=edition)
        row = Row(key=name, codes=(), cells=(), number=1, sheet=edition)
        passage = placed(text + "x", entry=entry, breadcrumb=f"{title} › {name}", section="§ 4", row=row)
        found = answered(title, cite(text + "x", "x", title=title).model_copy(update={"document": name}))
        turns = [Turn(title, found, scope=(name,))]
        return [
            Seen(listing_html([entry], [name], today=TODAY)),
            Seen(scope_html([entry], [name])),
            Seen(document_html([passage], 0, 1, Highlight("p1", 0, 1), asked=False)),
            Seen(evidence_html(turns, opens=True)),
        ]

    for seen, plain in zip(drawn(title, name, edition, text), drawn("t", "n", "e", "x"), strict=True):
        assert seen.tags == plain.tags


def test_the_formats_and_the_limit_are_stated() -> None:
    assert accepted(50_000_000).endswith("up to 50 MB a file.")
    assert "pdf" in accepted(50_000_000)
