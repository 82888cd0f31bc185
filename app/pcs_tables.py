"""What stands in a table of ICD-10-PCS: the values of an axis, or those for what a question names.

"Body part value for cecum in table 0DT" names a table and a label; the row that has the label is quoted, of
it the value of each label that is said and, of the axes that are asked for, what may stand there. A procedure
by its name is found in the Index, which gives a table and at best four characters; its rows say the rest.
"""

import re
from collections.abc import Iterator, Sequence

from app.pcs import rows_of_table
from app.question import Question, content_stems
from app.retrieve import Retrieved
from app.sentence_scores import Chosen
from app.tables import row_of
from app.told import Told
from ingest.catalogue import Placed
from ingest.library import Library
from ingest.pcs_codes import OF_TABLE
from ingest.rows import spans

SURE = 0.93
#: Rows of a table that are shown.
MOST = 4
_VALUE = r"[0-9A-HJ-NP-Z]"
_TABLE = re.compile(
    rf"\b(?:(?i:tables?)\s+(?P<after>{_VALUE}{{3}})|(?!PCS)(?P<before>{_VALUE}{{3}})\s+(?i:tables?))\b"
)
_AXES = (
    ("Body Part", re.compile(r"\bbody[- ]?(?:part|region)s?\b|\b(?:4th|fourth)\b", re.IGNORECASE)),
    ("Approach", re.compile(r"\bapproach(?:es)?\b|\b(?:5th|fifth)\b", re.IGNORECASE)),
    ("Duration", re.compile(r"\bdurations?\b", re.IGNORECASE)),
    ("Device", re.compile(r"\bdevices?\b|\b(?:6th|sixth)\b", re.IGNORECASE)),
    ("Qualifier", re.compile(r"\bqualifiers?\b|\b(?:7th|seventh)\b", re.IGNORECASE)),
)
#: What surgeons call an approach, and what the tables do (ICD-10-PCS guideline B5.2 and the definitions).
_CALLED = (
    (re.compile(r"\b(?:laparo|arthro|thoraco|endo)scop\w+\b", re.IGNORECASE), "percutaneous endoscopic"),
    (re.compile(r"\bopen\b", re.IGNORECASE), "open"),
)
_PIECE = re.compile(rf"(?:(?<=: )|(?<=; )|^)({_VALUE}) ([^;]+)")
_GENERAL = frozenset(content_stems("no device qualifier body part approach value of and with"))
#: A table and the value of a body part, as the Index has them: "Resection, Appendix 0DTJ".
_PREFIX = re.compile(rf"\b({_VALUE}{{4}}){_VALUE}{{0,3}}\b")


def look_up_table(library: Library, question: Question, scope: Sequence[str] = ()) -> Told | None:
    """Finds what a question asks of a table of ICD-10-PCS that it names.

    Args:
        library: where the tables are.
        question: what is asked.
        scope: document names to stay within; empty for all.

    Returns:
        The rows, with the values that are said or asked for; None where no table is named, or it has nothing
        of what is said.
    """
    named = _TABLE.search(question.text)
    if named is None or any(code.system != "modifier" for code in question.codes):
        return None
    rows = rows_of_table(library, question, named["after"] or named["before"], scope)
    asked = [axis for axis, form in _AXES if form.search(question.text)]
    said = frozenset(content_stems(_as_called(question.search_text))) - _GENERAL
    values = {axis: found[1] for axis, form in _AXES if (found := _valued(form, question.text))}
    quoted = [(_labels(row, said) + _of_values(row, values), row) for row in rows]
    most = max((len(labels) for labels, _ in quoted), default=0)
    if not rows or not (most or asked):
        return None
    kept = [_quoted(row, labels, asked) for labels, row in quoted if len(labels) == most]
    chosen = tuple(one for one in kept if one is not None)[:MOST]
    return Told(chosen, SURE) if chosen else None


def rows_of_procedure(
    library: Library, question: Question, listed: Sequence[Placed], scope: Sequence[str] = ()
) -> tuple[Chosen, ...]:
    """Finds the rows that code what the Index lists, by the approach that a question says.

    Args:
        library: where the tables are.
        question: what is asked.
        listed: entries of the Index.
        scope: document names to stay within; empty for all.

    Returns:
        Of each row that has body part and approach, these and what stands after; none where no approach is
        said.
    """
    said = frozenset(content_stems(_as_called(question.search_text)))
    if not any(form.search(question.search_text) for form, _ in _CALLED):
        return ()
    found: list[tuple[int, Chosen]] = []
    for prefix in dict.fromkeys(code for one in listed for code in _PREFIX.findall(one.passage.text)):
        for row in rows_of_table(library, question, prefix[:OF_TABLE], scope):
            labels = _labels(row, said, axes=("Approach",))
            part = [
                (a, b) for axis, value, _, a, b in _pieces(row) if axis == "Body Part" and value == prefix[-1]
            ]
            if part and labels:
                quoted = _quoted(row, [*part, *labels], ["Device", "Qualifier"])
                found += [(max(b - a for a, b in labels), quoted)] if quoted is not None else []
    # "percutaneous endoscopic" is no "percutaneous"
    longest = max((size for size, _ in found), default=0)
    return tuple(one for size, one in found if size == longest)[:MOST]


def _as_called(text: str) -> str:
    return " ".join([text, *(called for form, called in _CALLED if form.search(text))])


def _pieces(placed: Placed) -> Iterator[tuple[str, str, str, int, int]]:
    """Gives the values of each axis of a row: axis, value, label, and where they stand."""
    text = placed.passage.text
    for axis, _, start, end in list(spans(row_of(placed)))[OF_TABLE + 1 :]:
        for match in _PIECE.finditer(text[start:end]):
            # the first value of an axis stands with its name
            first = text[start : start + match.start(1)] == f"{axis}: "
            begin = start if first else start + match.start(1)
            yield axis, match[1], match[2].strip(), begin, start + match.end()


def _valued(axis: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Finds the value of an axis that a text names: "duration value 5"."""
    return re.search(rf"(?i:(?:{axis.pattern})\s*(?:value|character|char)?)\s+({_VALUE})(?![\w'-])", text)


def _of_values(placed: Placed, values: dict[str, str]) -> list[tuple[int, int]]:
    return [(start, end) for axis, value, _, start, end in _pieces(placed) if values.get(axis) == value]


def _labels(placed: Placed, said: frozenset[str], axes: Sequence[str] = ()) -> list[tuple[int, int]]:
    """Finds the values of a row whose whole label is said; of each axis, or those given, the longest."""
    found: dict[str, list[tuple[int, tuple[int, int]]]] = {}
    for axis, _, label, start, end in _pieces(placed):
        stems = frozenset(content_stems(label)) - _GENERAL
        if (not axes or axis in axes) and stems and stems <= said:
            found.setdefault(axis, []).append((len(stems), (start, end)))
    return [place for some in found.values() for size, place in some if size == max(n for n, _ in some)]


def _quoted(placed: Placed, labels: Sequence[tuple[int, int]], asked: Sequence[str]) -> Chosen | None:
    """Quotes the table, the labels that are said, and of the axes that are asked for what may stand there."""
    cells = list(spans(row_of(placed)))
    pieces = [
        (start, end) for column, _, start, end in cells[: OF_TABLE + 1] if column in ("Table", "Operation")
    ]
    for axis, _, start, end in cells[OF_TABLE + 1 :]:
        inside = [place for place in labels if start <= place[0] < end]
        if inside:
            pieces += inside
        elif axis in asked:
            pieces.append((start, end))
    if len(pieces) <= 2:
        return None
    pieces = sorted(set(pieces))
    found = Retrieved(placed, 1, 1.0, 1.0, {})
    return Chosen(found, pieces[0][0], pieces[-1][1], 1.0, 1.0, 1.0, tuple(pieces), column=", ".join(asked))
