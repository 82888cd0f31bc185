"""What a question asks the measure of: an answer to "how many minutes" has a number of them.

A passage about the code that is asked for shares most words with such a question, and tells how it is
reported, not how long it takes. Without the measure in any sentence, nothing there answers.
"""

import re
from collections.abc import Sequence

from app.question import Question
from app.sentence_scores import Chosen

#: Units of measure as they are asked for, and as a sentence has them.
_TIME = r"seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|wks?|months?|mos?|years?|yrs?|daily|annually"
_UNITS = (
    (re.compile(rf"\bhow\s+many\s+(?:\w+\s+)?(?:{_TIME})\b", re.IGNORECASE), rf"\b(?:{_TIME})\b"),
    (
        re.compile(r"\bhow\s+many\s+(?:cm|mm|inches|centimeters|millimeters)\b", re.IGNORECASE),
        r"(?:cm|mm|inch\w*|meters?)\b",
    ),
    (re.compile(r"\bhow\s+many\s+base\s+units\b", re.IGNORECASE), r"\bbase\s+units?\b"),
    (re.compile(r"\b(?:how\s+many|what)\s+(?:percent(?:age)?|%)", re.IGNORECASE), r"(?:percent\w*|%)"),
    (
        re.compile(r"\bhow\s+(?:much\s+(?:money|dollars)|many\s+dollars)\b", re.IGNORECASE),
        r"(?:\$|dollars?\b)",
    ),
)
_NUMBER = (
    r"\b(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty"
    r"|sixty|ninety|hundred|half)(?:st|nd|rd|th)?\b"
)


def lacks_measure(question: Question, chosen: Sequence[Chosen]) -> bool:
    """Says whether a question asks for a measure that none of some sentences has.

    Args:
        question: what is asked.
        chosen: the sentences of its answer; a row is no sentence, and has its measures in columns.
    """
    if question.language != "en" or any(one.cells for one in chosen):
        return False
    unit = next((unit for asks, unit in _UNITS if asks.search(question.text)), None)
    if unit is None:
        return False
    near = re.compile(rf"{_NUMBER}[^.;]{{0,40}}{unit}|{unit}[^.;]{{0,40}}{_NUMBER}", re.IGNORECASE)
    return not any(near.search(one.text) for one in chosen)
