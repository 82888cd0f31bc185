"""Reads Markdown with YAML front matter."""

import hashlib
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from frontmatter.default_handlers import YAMLHandler
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from ingest.documents import Block, Document, IngestError
from ingest.readers.text import decode

_FRONT = re.compile(r"\A---[^\S\n]*\n(?:.*?\n)?---[^\S\n]*(?:\n|\Z)", re.DOTALL)
#: libyaml's, where PyYAML was built with it: ten times as fast.
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_MARKDOWN = MarkdownIt("commonmark").enable("table")


def read(path: Path, data: bytes) -> Document:
    """Reads a Markdown file.

    Args:
        path: the file.
        data: its bytes.

    Returns:
        The document, with a block for each paragraph, list item and table row.

    Raises:
        IngestError: the file is not text, its front matter is wrong, or it holds no words.
    """
    text = decode(path, data)
    front, body = _front_matter(path, text)
    tree = SyntaxTreeNode(_MARKDOWN.parse(body))
    title = _plain(front.get("title")) or _first_heading(tree) or path.stem
    blocks = tuple(_Walk(title).blocks(tree))
    if not blocks:
        raise IngestError(path, "the file holds no words besides its title; nothing was taken in.")
    return Document(
        name=path.name,
        title=title,
        sha256=hashlib.sha256(data).hexdigest(),
        blocks=blocks,
        edition=_plain(front.get("edition")) or None,
        effective_from=_day(path, text, front, "effective_from"),
        effective_to=_day(path, text, front, "effective_to"),
        codes=_codes(path, text, front),
    )


def _front_matter(path: Path, text: str) -> tuple[dict[str, Any], str]:
    found = _FRONT.match(text)
    if found is None:
        return {}, text
    handler = YAMLHandler()
    raw, _ = handler.split(text[: found.end()])
    try:
        # every value stays a string: YAML would read the code 00100 as the number 64
        front = handler.load(raw, Loader=_LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        where = f"line {mark.line + 1 + _lines_before(raw, text)}" if mark else "front matter"
        problem = getattr(error, "problem", None) or "it is not valid YAML"
        raise IngestError(path, f"the front matter cannot be read: {problem}.", where) from error
    if not isinstance(front, dict):  # text between two rules, not front matter
        return {}, text
    return front, text[found.end() :]


def _lines_before(raw: str, text: str) -> int:
    return text[: text.find(raw)].count("\n")


def _plain(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _line_of(text: str, key: str) -> str:
    lines = text.split("\n")
    number = next((n for n, line in enumerate(lines, 1) if line.startswith(f"{key}:")), 1)
    return f"line {number}"


def _day(path: Path, text: str, front: dict[str, Any], key: str) -> date | None:
    value = _plain(front.get(key))
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        message = f"{key} is not a date; write it as 2025-01-31."
        raise IngestError(path, message, _line_of(text, key)) from error


def _codes(path: Path, text: str, front: dict[str, Any]) -> tuple[str, ...]:
    value = front.get("codes") or []
    if isinstance(value, str):
        value = [part for part in re.split(r"[,\s]+", value) if part]
    if not isinstance(value, list) or not all(isinstance(code, str) for code in value):
        raise IngestError(path, 'codes is not a list; write it as ["63102"].', _line_of(text, "codes"))
    return tuple(code.strip() for code in value if code.strip())


def _first_heading(tree: SyntaxTreeNode) -> str:
    return next((_words(node) for node in tree.children if node.type == "heading" and node.tag == "h1"), "")


def _words(node: SyntaxTreeNode) -> str:
    """Gives the plain words of a node that holds inline text."""
    inline = [child for child in node.walk() if child.type == "inline"]
    return " ".join(" ".join(_inline(child.token.children or []) for child in inline if child.token).split())


def _inline(tokens: list[Token]) -> str:
    parts = []
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif token.type == "image":
            parts.append(_inline(token.children or []))
        else:  # markup tokens have no content; HTML stays as it was typed
            parts.append(token.content)
    return "".join(parts)


class _Walk:
    """Walks a Markdown tree, keeping the headings it is under."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._headings: list[tuple[int, str]] = []
        self._bare: tuple[int, str] | None = None

    def blocks(self, tree: SyntaxTreeNode) -> Iterator[Block]:
        """Gives the blocks in order; a heading with nothing under it becomes a block."""
        yield from self._node(tree)
        yield from self._flush()

    def _flush(self, level: int = 0) -> Iterator[Block]:
        bare, self._bare = self._bare, None
        if bare is not None and bare[0] >= level:
            yield self._block(bare[1])

    def _block(self, text: str) -> Block:
        titles = tuple(title for _, title in self._headings)
        return Block(text, titles, titles[-1] if titles else None)

    def _text(self, text: str) -> Iterator[Block]:
        folded = " ".join(text.split())
        if folded:
            self._bare = None
            yield self._block(folded)

    def _node(self, node: SyntaxTreeNode) -> Iterator[Block]:
        if node.type == "heading":
            yield from self._heading(node)
        elif node.type == "list_item":
            yield from self._item(node)
        elif node.type == "table":
            yield from self._table(node)
        elif node.type == "paragraph":
            yield from self._text(_words(node))
        elif node.type in ("fence", "code_block", "html_block"):
            yield from self._text(f"{node.info} {node.content}" if node.type == "fence" else node.content)
        else:
            for child in node.children:
                yield from self._node(child)

    def _heading(self, node: SyntaxTreeNode) -> Iterator[Block]:
        level, title = int(node.tag[1]), _words(node)
        yield from self._flush(level)
        self._headings = [entry for entry in self._headings if entry[0] < level]
        if title and not (level == 1 and title == self._title):
            self._headings.append((level, title))
            self._bare = (level, title)

    def _item(self, node: SyntaxTreeNode) -> Iterator[Block]:
        own = [child for child in node.children if child.type == "paragraph"]
        yield from self._text(" ".join(_words(child) for child in own))
        for child in node.children:
            if child.type != "paragraph":
                yield from self._node(child)

    def _table(self, node: SyntaxTreeNode) -> Iterator[Block]:
        rows = [[_words(cell) for cell in row.children] for row in node.walk() if row.type == "tr"]
        header, body = rows[0], rows[1:]
        if not body:
            yield from self._text("; ".join(filter(None, header)))
        for row in body:
            pairs = [(name, cell) for name, cell in zip(header, row, strict=False) if cell]
            yield from self._text("; ".join(f"{name}: {cell}" if name else cell for name, cell in pairs))
