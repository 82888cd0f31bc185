"""Weeks of pregnancy, which ICD-10-CM counts in trimesters.

From 14 weeks 0 days it is the second, from 28 the third (ICD-10-CM, chapter 15, "Trimesters").
"""

import re

#: "34 weeks"; not "34 weeks gestation", for which Z3A has a code, nor the age of a child.
WEEKS = re.compile(r"\b(?:at\s+)?(\d\d?)\s*(?:weeks?|wks?)\b(?!\s*(?:gestation|old))", re.IGNORECASE)
#: The words that a trimester is told with.
TRIMESTER = frozenset({"first", "second", "third", "trimester"})
_SECOND, _THIRD, _TERM = 14, 28, 43


def weeks_as_trimesters(text: str) -> str:
    """Writes the trimester in the place of a week; what no pregnancy lasts stays as it is."""
    return WEEKS.sub(_trimester, text)


def _trimester(found: re.Match[str]) -> str:
    week = int(found[1])
    if not 0 < week < _TERM:
        return found[0]
    return f"{'first' if week < _SECOND else 'second' if week < _THIRD else 'third'} trimester"
