"""Finds what an office document prints and keeps about itself: title, edition, dates in force."""

import re
from collections.abc import Sequence

from ingest.readers.office_items import Grid, Paragraph, row_texts
from ingest.readers.pdf_about import About, about
from ingest.readers.pdf_lines import Line
from ingest.readers.sections import fold, markers_of, toc_key

_HEAD = 8  # paragraphs that may say which edition this is
_FRONT = 40  # and those that may say when it was revised
_TITLE_LENGTH = 200
_MADE_UP = re.compile(  # what programs write where nobody gave a title
    r"(?:microsoft (?:office )?(?:word|powerpoint)\b.*|(?:word|powerpoint) (?:document|presentation)"
    r"|untitled.*|document ?\d*"
    r"|presentation ?\d*|slide ?\d*|template|title|.*\.(?:docx?|pptx?|rtf|dotx?|indd|pdf))",
    re.IGNORECASE,
)


def title_place(items: Sequence[Paragraph | Grid]) -> int | None:
    """Finds the paragraph that has the style of a title, before the first heading.

    Args:
        items: the document.

    Returns:
        Its place, or None.
    """
    for place, item in enumerate(items[:_FRONT]):
        if isinstance(item, Paragraph) and item.level is not None:
            return place if item.level == 0 and len(item.text) <= _TITLE_LENGTH else None
    return None


def said(items: Sequence[Paragraph | Grid], metadata_title: str, running: Sequence[str] = ()) -> About:
    """Finds title, edition and dates.

    Args:
        items: the document.
        metadata_title: the title that the file's properties give, or an empty string.
        running: running headers and footers.

    Returns:
        What was found.
    """
    kept = fold(metadata_title)
    kept = "" if _MADE_UP.fullmatch(kept) else kept[:_TITLE_LENGTH]
    texts: list[str] = []
    for item in items[:_FRONT]:
        texts.extend([item.text] if isinstance(item, Paragraph) else [text for text, _ in row_texts(item)])
    head = [kept, *running, *texts[:_HEAD]]
    pages = [_lines(head), _lines(texts[_HEAD:_FRONT])]
    found = about(pages, "")
    return About(_title(items, kept, texts[:_HEAD]), found.edition, found.effective_from, found.effective_to)


def _lines(texts: Sequence[str]) -> list[Line]:
    """Puts texts into the form in which the lines of a PDF are looked through."""
    return [
        Line(text, 1, 0.0, 1.0, -20.0 * place, 12.0 - 20.0 * place, bold=False, starts_bold=False)
        for place, text in enumerate(texts)
        if text
    ]


def _title(items: Sequence[Paragraph | Grid], kept: str, head: Sequence[str]) -> str | None:
    styled = title_place(items)
    if styled is not None and isinstance(item := items[styled], Paragraph):
        return item.text
    if kept and toc_key(kept) and toc_key(kept) in toc_key(" ".join(head)):
        return kept
    first = items[0] if items else None
    if isinstance(first, Paragraph) and (first.bold or first.level is not None) and first.number is None:
        short = len(first.text) <= _TITLE_LENGTH and first.text[-1] not in ".;,:"
        if short and not markers_of(first.text):
            return first.text
    return kept or None
