"""What a value of a column means, asked without a code: "what does global days ZZZ mean?"."""

import re
from collections.abc import Sequence

from app.absent import askable
from app.dictionary import dictionary_of
from app.lookup import asked_of
from app.question import Question
from app.quoting import quote_meaning
from app.tables import columns_of, fits_edition, in_force, tables_of
from app.told import Told
from ingest.library import Library

#: The question must name the column so well, and be accounted for so well by its name and the value.
NAMED, COVERED = 0.6, 0.5
#: ... of a column that it names whole, a question may ask more: "status T, what is it, when is it paid".
COVERED_BY_NAME = 0.3
SURE = 0.93
_ASKS = re.compile(
    r"\bmeans?\b|\bmeaning\b|\bstands? for\b|\bdefin\w+|\bwhat(?:'?s| is| are)\b|\bexplain\b"
    r"|\b(?:shows?|showing|has|have|lists?|with|if|is)\s+an?\s+(?:indicator\s+(?:of\s+)?)?[A-Z\d]{1,3}\s+(?:under|in|for|as)\b"
    r"|\bindicator\s+(?:of\s+|is\s+|=\s*)?[A-Z\d]{1,3}\b",
    re.IGNORECASE,
)
#: A value as the tables have them: "090", "ZZZ", "N".
_VALUE = re.compile(r"(?<![\w.-])(?:[A-Z]{1,3}|\d{1,3}|[A-Z]\d|\d[A-Z])(?![\w.-])")


def look_up_meaning(library: Library, question: Question, scope: Sequence[str] = ()) -> Told | None:
    """Finds what a data dictionary of a table says of a value.

    Args:
        library: where table and dictionary are.
        question: what is asked; one that names a code is answered by its row.
        scope: document names to stay within, the dictionary's among them; empty for all.

    Returns:
        The words; None where no column is named, or the dictionary does not explain the value.
    """
    if any(code.system != "modifier" for code in question.codes) or not _ASKS.search(question.text):
        return None
    values = list(dict.fromkeys(_VALUE.findall(question.text)))
    if not values:
        return None
    found: list[tuple[tuple[float, int, tuple[bool, str, str]], Told]] = []
    for entry, sheet in tables_of(library):
        fits = fits_edition(question, entry, sheet)
        columns = columns_of(library, entry, sheet)
        told = dictionary_of(library, entry, columns.names)
        asked = asked_of(question, entry, sheet, askable(columns), told, own=" ".join(values))
        least = COVERED if asked.named < 1.0 else COVERED_BY_NAME
        if not fits or asked.named < NAMED or asked.covered < least:
            continue
        for column in asked.columns:
            meanings = [one for value in values for one in told.meaning(column, value)]
            meanings = [one for one in meanings if not scope or one.placed.entry.name in scope]
            if meanings:
                chosen = tuple(map(quote_meaning, meanings))
                found.append(((asked.covered, fits, in_force(entry, sheet)), Told(chosen, SURE)))
                break
    return max(found, key=lambda one: one[0])[1] if found else None
