"""Collects blocks under the sections that are open, and loses no heading that has nothing under it."""

from dataclasses import dataclass, field, replace

from ingest.documents import Block, Row
from ingest.readers.sections import Outline


@dataclass
class Collector:
    """Blocks as they are found.

    Attributes:
        outline: the open sections.
    """

    outline: Outline
    _blocks: list[Block] = field(default_factory=list)
    _bare: Block | None = None

    def opened(self, heading: str, page: int | None = None) -> None:
        """Notes that a title was just opened in the outline."""
        if self._bare is not None and self._bare.text not in self.outline.headings:
            self._blocks.append(self._bare)
        self._bare = Block(heading, self.outline.headings, self.outline.section, page)

    def text(self, text: str, page: int | None = None) -> None:
        """Adds words under the open sections."""
        if self._bare is not None and self._bare.text not in self.outline.headings:
            self._blocks.append(self._bare)
        self._bare = None
        self._blocks.append(Block(text, self.outline.headings, self.outline.section, page))

    def row(self, text: str, page: int | None, above: tuple[str, ...], row: Row | None) -> None:
        """Adds a row of a table under the open sections and the entries that it is nested in."""
        self.text(text, page)
        last = self._blocks[-1]
        self._blocks[-1] = replace(last, headings=(*last.headings, *above), row=row)

    def blocks(self) -> tuple[Block, ...]:
        """Gives everything that was collected."""
        if self._bare is not None:
            self._blocks.append(self._bare)
            self._bare = None
        return tuple(self._blocks)
