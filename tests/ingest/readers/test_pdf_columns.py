import time
from itertools import zip_longest
from pathlib import Path

import pytest

from ingest.documents import Block
from ingest.readers import pdf
from ingest.readers.pdf_columns import columns
from ingest.readers.pdf_lines import Line
from tests.ingest.readers.making import STEP, Page

LEFT, RIGHT, THIRD = 72.0, 318.0, 454.0
SURGEON = (
    "The surgeon reports the primary procedure code for the first vertebral segment that was treated. Each"
    " additional segment is reported with the add-on code, which is never reported alone. The approach is"
    " named in the operative note. When two surgeons work together, each reports the code with modifier 62."
)
GRAFT = (
    "Bone grafts are reported with a code of their own unless the descriptor of the primary procedure"
    " includes them. Instrumentation is reported once for the whole span and not for each segment. Removal of"
    " instrumentation at the same session as insertion is not reported."
)

PARTS = ("bal", "cer", "dor", "fem", "gan", "hum", "lum", "met", "nar", "pel")
NAMES = [one + other for one in PARTS for other in ("ate", "ial", "oid")]


def wrapped(page: Page, words: str, width: float) -> list[str]:
    page.set_font("Times", "", 12)
    lines = [""]
    for word in words.split():
        if page.get_string_width(f"{lines[-1]} {word}") > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def stacked(page: Page, *paragraphs: str, width: float = 222.0) -> list[str]:
    return [line for words in paragraphs for line in [*wrapped(page, words, width), ""]]


def write(page: Page, *stacks: tuple[float, list[str]], across: bool) -> None:
    """Writes stacks of lines side by side, line by line over all of them, or one after the other."""
    top = page.down
    if across:
        for number, beside in enumerate(zip_longest(*(lines for _, lines in stacks), fillvalue="")):
            for (left, _), words in zip(stacks, beside, strict=True):
                page.down = top + STEP * number
                page.line(words, left=left)
    else:
        for left, lines in stacks:
            page.down = top
            for words in lines:
                page.line(words, left=left)
    page.down = top + STEP * max(len(lines) for _, lines in stacks)


def read(page: Page) -> tuple[Block, ...]:
    path = page.done()
    return pdf.read(path, path.read_bytes()).blocks


@pytest.mark.parametrize("across", [True, False])
def test_columns_are_read_one_after_the_other(tmp_path: Path, across: bool) -> None:
    page = Page(tmp_path)
    page.line("Spine surgery: a title that goes over both columns of the whole page", bold=True)
    page.gap()
    write(
        page,
        (LEFT, stacked(page, f"One. {SURGEON}", f"Two. {SURGEON}")),
        (RIGHT, stacked(page, f"Three. {GRAFT}", f"Four. {GRAFT}")),
        across=across,
    )
    page.line("A last paragraph goes over the width of both of the columns, as the title above them does.")
    assert [block.text for block in read(page)] == [
        f"One. {SURGEON}",
        f"Two. {SURGEON}",
        f"Three. {GRAFT}",
        f"Four. {GRAFT}",
        "A last paragraph goes over the width of both of the columns, as the title above them does.",
    ]


@pytest.mark.parametrize("across", [True, False])
def test_a_sentence_goes_on_in_the_next_column_and_on_the_next_page(tmp_path: Path, across: bool) -> None:
    page = Page(tmp_path)
    rules = (f"Rule {name} holds for the {name} segment and {name} approach." for name in NAMES)
    words = wrapped(page, " ".join(rules), 222)
    for start in range(0, len(words), 24):
        if start:
            page.sheet()
        write(page, (LEFT, words[start : start + 12]), (RIGHT, words[start + 12 : start + 24]), across=across)
    assert " ".join(block.text for block in read(page)) == " ".join(words)
    # no line but one that ends a sentence ends a block
    assert all(block.text.endswith(".") for block in read(page))


def test_sections_are_numbered_through_the_columns(tmp_path: Path) -> None:
    page = Page(tmp_path)
    write(
        page,
        (LEFT, ["A. Surgeons", "", *stacked(page, f"1. {SURGEON}", f"2. {SURGEON}")]),
        (RIGHT, [*stacked(page, f"3. {GRAFT}"), "B. Grafts", "", *stacked(page, f"1. {GRAFT}")]),
        across=True,
    )
    assert [block.section for block in read(page)] == ["A.1", "A.2", "A.3", "B.1"]


def test_three_columns(tmp_path: Path) -> None:
    page = Page(tmp_path)
    parts = [stacked(page, f"{word} {SURGEON}", width=140) for word in ("First.", "Second.", "Third.")]
    write(page, (40, parts[0]), (220, parts[1]), (400, parts[2]), across=True)
    assert [block.text for block in read(page)] == [f"{w} {SURGEON}" for w in ("First.", "Second.", "Third.")]


def test_labels_beside_their_text_are_no_columns(tmp_path: Path) -> None:
    page = Page(tmp_path)
    for label in ("Field 1", "Field 2", "Field 3", "Field 4"):
        lines = wrapped(page, SURGEON, 300)
        write(page, (LEFT, [label]), (LEFT + 130, lines), across=True)
        page.gap()
    text = " ".join(block.text for block in read(page))
    places = [text.index(f"Field {number}") for number in (1, 2, 3, 4)]
    assert places == sorted(places)
    assert text.count("modifier 62") == 4
    assert text.index("Field 2") > text.index("modifier 62")


def test_a_list_with_numbers_at_its_right_is_no_columns(tmp_path: Path) -> None:
    page = Page(tmp_path)
    names = [f"Procedure {letter} on the spine with its usual approach" for letter in "ABCDEFGH"]
    write(page, (LEFT, names), (THIRD, [f"{number}.50" for number in range(8)]), across=True)
    text = " ".join(block.text for block in read(page))
    assert text.index("0.50") < text.index("Procedure B")


def test_words_far_outside_of_the_page_cost_no_time() -> None:
    lines = [
        Line("A line of the left column", 1, left, left + 200, top - 12, top, bold=False, starts_bold=False)
        for top in range(100, 500, 14)
        for left in (72.0, 900_000.0)
    ]
    started = time.perf_counter()
    columns(lines)
    assert time.perf_counter() - started < 5
