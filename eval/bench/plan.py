"""What one run of the bench does: how often, how large, with what, and where."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

#: The public documents that three of the marks are about, in the folder of `--corpora`.
GUIDELINES, NCCI = "icd-10-cm-guidelines-fy2025.pdf", "ncci-policy-manual-2026.pdf"
SIZES = (1_000, 10_000, 100_000)
ROUNDS, QUICK_ROUNDS = 5, 1
QUESTIONS, QUICK_QUESTIONS = 60, 12


@dataclass(frozen=True)
class Plan:
    """What one run does.

    Attributes:
        work: an empty folder for everything that is made.
        sizes: numbers of passages, ascending.
        quick: once in the place of five times.
        seed: of everything that is generated.
        corpora: the folder of public documents, or None.
        say: told what is done, one line a step.
    """

    work: Path
    sizes: tuple[int, ...] = SIZES
    quick: bool = False
    seed: int = 1
    corpora: Path | None = None
    say: Callable[[str], None] = print

    @property
    def rounds(self) -> int:
        """How often everything is measured."""
        return QUICK_ROUNDS if self.quick else ROUNDS

    @property
    def questions(self) -> int:
        """How many questions are asked in a round."""
        return QUICK_QUESTIONS if self.quick else QUESTIONS

    def missing(self, *names: str) -> str:
        """Says why public documents cannot be measured; empty when they are there."""
        if self.corpora is None:
            return "needs public documents: name their folder with --corpora or CITECODER_CORPORA"
        gone = [name for name in names if not (self.corpora / name).is_file()]
        return f"needs {' and '.join(gone)}, which is not in {self.corpora}" if gone else ""
