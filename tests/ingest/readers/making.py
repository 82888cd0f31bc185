"""Makes the PDFs that the reader's tests read."""

from collections.abc import Callable
from pathlib import Path

from fpdf import FPDF

STEP = 14.0


class Page(FPDF):
    """A PDF that is written line by line, as a word processor does."""

    def __init__(self, folder: Path, name: str = "manual.pdf") -> None:
        super().__init__(unit="pt", format="letter")
        self.path = folder / name
        self.set_auto_page_break(False)
        self.sheet()

    def sheet(self) -> None:
        """Begins a page."""
        self.add_page()
        self.down = 72.0

    def line(self, words: str, *, left: float = 72.0, bold: bool = False) -> None:  # type: ignore[override]
        """Writes a line."""
        self.set_font("Times", "B" if bold else "", 12)
        self.text(left, self.down, words)
        self.down += STEP

    def gap(self) -> None:
        """Leaves room between paragraphs."""
        self.down += STEP

    def at(self, height: float, words: str) -> None:
        """Writes a line at a height, as headers and footers stand."""
        self.set_font("Times", "", 12)
        self.text(250, height, words)

    def done(self) -> Path:
        """Writes the file."""
        self.output(str(self.path))
        return self.path


Made = Callable[[], Path]
FULL = "The record names the level of each segment that was treated, and the approach that was used for it"
