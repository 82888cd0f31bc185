"""What the words of a question weigh in a library: rare ones say more."""

import math
from collections.abc import Set
from functools import lru_cache

from app.question import Question, content_stems
from ingest.library import Library

#: What a heading covers counts less than what the sentence itself says.
HEADING_WEIGHT = 0.6


@lru_cache(maxsize=200_000)
def stem_set(text: str) -> frozenset[str]:
    """Remembers the stems of sentences and headings that come up again."""
    return frozenset(content_stems(text))


class Weigher:
    """Weights of words in a library: rare ones say more (inverse document frequency).

    Args:
        library: whose passages are counted.
        question: whose words are weighed.
    """

    def __init__(self, library: Library, question: Question) -> None:
        self.library = library
        # Codes are matched as symbols (`code_match`); here they would hide that nothing else fits.
        symbols = {stem for code in question.codes for stem in content_stems(code.text)}
        words = [stem for stem in question.stems if stem not in symbols]
        total, counts = library.fulltext.frequencies(words)
        self.weights = {
            stem: math.log(1 + (total - count + 0.5) / (count + 0.5)) for stem, count in counts.items()
        }
        self._sum = sum(self.weights.values())

    def coverage(self, text: str, heading: str) -> float:
        """Gives the share, by weight, of the question's words, codes aside, that a text covers, 0 to 1.

        Args:
            text: words that count whole.
            heading: words that count `HEADING_WEIGHT`.
        """
        return self.covered(stem_set(text), heading)

    def covered(self, stems: Set[str], heading: str) -> float:
        """Gives the same as `coverage` for the stems of a text."""
        if not self._sum:
            return 1.0
        above, total = stem_set(heading), 0.0
        for stem, weight in self.weights.items():
            if stem in stems:
                total += weight
            elif stem in above:
                total += weight * HEADING_WEIGHT
        return total / self._sum
