"""Makes the Word documents that the reader's tests read."""

import io
from functools import cache
from pathlib import Path
from typing import Any

import docx
from docx.document import Document as Docx
from docx.oxml.parser import parse_xml

from ingest.documents import Document
from ingest.readers import word

PATH = Path("policy.docx")
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
)
LONG = "The record names the level of each segment that was treated and the approach that was used for it."


def saved(document: Docx) -> bytes:
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def reread(document: Docx) -> Document:
    return word.read(PATH, saved(document))


def texts(document: Docx) -> list[str]:
    return [block.text for block in reread(document).blocks]


def xml(markup: str) -> Any:
    return parse_xml(f"<x {W} {MC}>{markup}</x>")[0]


def add(document: Docx, markup: str) -> None:
    document.element.body.insert(len(document.element.body) - 1, xml(markup))


def numbered(document: Docx, levels: list[tuple[str, str]], nums: str = "") -> None:
    """Gives the document one list, numbered 1, whose levels have the forms and texts."""
    depths = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>'
        f'<w:pPr><w:ind w:left="{720 * (depth + 1)}" w:hanging="360"/></w:pPr></w:lvl>'
        for depth, (form, text) in enumerate(levels)
    )
    root = document.part.numbering_part.element
    for child in list(root):
        root.remove(child)
    root.append(xml(f'<w:abstractNum w:abstractNumId="0">{depths}</w:abstractNum>'))
    root.append(xml('<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'))
    if nums:
        root.append(xml(nums))


def item(document: Docx, text: str, depth: int = 0, *, style: str | None = None, num: int = 1) -> None:
    paragraph = document.add_paragraph(text, style)
    properties = paragraph._p.get_or_add_pPr()
    properties.append(xml(f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{num}"/></w:numPr>'))


def bold(document: Docx, text: str) -> None:
    document.add_paragraph().add_run(text).bold = True


GUIDELINE = [("upperRoman", "%1."), ("upperLetter", "%2."), ("decimal", "%3."), ("lowerLetter", "%4.")]


def table(document: Docx, rows: list[list[str]]) -> Any:
    made = document.add_table(len(rows), len(rows[0]))
    for row, cells in zip(made.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    return made


@cache
def sample() -> bytes:
    document = docx.Document()
    numbered(document, GUIDELINE)
    document.add_heading("Policy", 0)
    item(document, "Scope", 0, style="Heading 1")
    document.add_paragraph("These apply:")
    item(document, "one", 1)
    item(document, "two", 1)
    table(document, [["Code", "Global period"], ["63102", "090"]])
    document.add_paragraph(LONG)
    return saved(document)
