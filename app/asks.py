"""Which fields of a fee schedule or code list a question asks for, in the words that coders have for them.

"Will Medicare want notes with a 62?" asks for the co-surgeon indicator, though it shares no word with the
name of that column. What such words ask for is listed and reviewed in ``asks.json``.
"""

import json
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from app.question import Question
from ingest.codes import is_whole_code

_LIST = Path(__file__).with_name("asks.json")
#: A question for what may be reported together is answered by rules; a value is shown beside them.
_RULE = re.compile(
    r"\b(?:NCCI|PTP|CCI|guidelines?|policy manual|unbundl\w*|separately\s+(?:report\w*|bill\w*|cod\w*)"
    r"|bundl\w*\s+(?:with|into|together)|(?:bill|report|code|coded|billed|reported)\s+(?:[\w-]+\s+)?(?:together|with)"
    r"|included\s+in|part\s+of|who\s+sets|(?:which|what)\s+(?:mod|modifier)|same\s+(?:day|session|encounter|claim|visit|operative))\b",
    re.IGNORECASE,
)
_NONFACILITY = re.compile(
    r"\bnon[- ]?fac(?:ility)?\b|\bNF\b|\b(?:in[- ])?office\b|\bOBL\b|\bPOS[- ]?11\b|\bclinic\b", re.IGNORECASE
)
_FACILITY = re.compile(
    r"(?<!non)(?<!non[- ])\bfac(?:ility)?\b|\bhosp(?:ital)?\b|\bHOPD\b|\bASC\b|\bPOS[- ]?(?:19|2[1-4])\b"
    r"|\b(?:in|out)patient\b|\bsurgery center\b",
    re.IGNORECASE,
)
_RVU = re.compile(r"\bw?RVUs?\b|\brelative values?\b", re.IGNORECASE)
_WORK = re.compile(
    r"\bwRVUs?\b|\b(?:physician\s+)?work\s+(?:RVUs?|value|units?|component)\b|\bwork\b", re.IGNORECASE
)
_EXPENSE = re.compile(r"\bpractice expenses?\b|\b(?-i:PE)\b", re.IGNORECASE)
_MALPRACTICE = re.compile(r"\bmal-?practice\b|\b(?-i:MP|PLI)\b|\bliability\b", re.IGNORECASE)
_TOTAL = re.compile(r"\btotals?\b|\ball[- ]in\b|\boverall\b", re.IGNORECASE)
#: What the columns of relative values may be called where no layout is at hand.
_SHORT = {"Malpractice RVU": ("MP RVU",)}
_APART = re.compile(
    r"\b(?:pay(?:s|ment)?|paid|differ\w*|diff|worth|higher|lower|more|less|gap|apart)\b", re.IGNORECASE
)


#: Modifiers of the parts of a service, of which a question may name both.
PARTS = ("26", "TC")
#: Fields that say whether a code is paid for at all.
_PAID = frozenset({"Status Code", "Coverage Code"})
#: Modifiers that say why two services are paid on one day (NCCI Policy Manual, Chapter I, E), which a rule
#: allows or not; the status of a code does not tell.
_BYPASS = frozenset(
    [
        "24",
        "25",
        "27",
        "57",
        "58",
        "59",
        "78",
        "79",
        "91",
        "E1",
        "E2",
        "E3",
        "E4",
        "LT",
        "RT",
        "XE",
        "XP",
        "XS",
        "XU",
    ]
)
#: A question of no more stems is for a code with its modifier: "Does Medicare pay 99213-25?"
_STORY = 6
#: The field that says since when a code is not to be used, and those that a list of modifiers has as well.
ENDED = "Termination Date"
_OF_MODIFIERS = frozenset({ENDED, "Action Code", "Action Effective Date", "Code Added Date", "Coverage Code"})


@dataclass(frozen=True)
class Field:
    """A field, as ``asks.json`` has it.

    Attributes:
        name: what the record layout calls it.
        names: that, and what its column may be called where no layout is at hand.
        asks: show that a question is for it.
        hints: may show it.
    """

    name: str
    names: tuple[str, ...]
    asks: tuple[re.Pattern[str], ...]
    hints: tuple[re.Pattern[str], ...]


@dataclass(frozen=True)
class Also:
    """A field that says what a value means for payment.

    Attributes:
        of: it is shown with one of these fields; empty for any.
        field: what is shown.
        when: the field whose value decides.
        where: values with which it is shown; empty for all but `unless`.
        unless: values with which it is not.
    """

    of: frozenset[str]
    field: str
    when: str
    where: frozenset[str]
    unless: frozenset[str]

    def holds(self, value: str) -> bool:
        """Says whether a value of the deciding field calls for it."""
        return value in self.where if self.where else value not in self.unless


@dataclass(frozen=True)
class FieldsAsked:
    """The fields that a question asks for.

    Attributes:
        names: what the record layouts call them, in the order of the list.
        firm: whether the question is for them, and for no rule besides.
        rule: whether it is for a rule as well.
    """

    names: tuple[str, ...] = ()
    firm: bool = False
    rule: bool = False


@dataclass(frozen=True)
class OfFields:
    """The columns of the fields that a question asks for in a coder's words for them.

    Attributes:
        columns: their names.
        least: what of the question they surely account for.
        most: what they account for at most, since the question may be for a rule as well.
    """

    columns: tuple[str, ...]
    least: float
    most: float = 1.0

    def covered(self, by_words: float) -> float:
        """Gives the share of a question that they account for, from that of its words."""
        return min(max(by_words, self.least), self.most)


@cache
def _list() -> tuple[tuple[Field, ...], tuple[Also, ...]]:
    loaded = json.loads(_LIST.read_text(encoding="utf-8"))
    made = tuple(
        Field(
            one["field"],
            (one["field"], *one.get("names", ())),
            tuple(re.compile(pattern, re.IGNORECASE) for pattern in one["asks"]),
            tuple(re.compile(pattern, re.IGNORECASE) for pattern in one.get("hints", ())),
        )
        for one in loaded["fields"]
    )
    also = tuple(
        Also(
            frozenset(one.get("of", ())),
            one["field"],
            one["when"],
            frozenset(one.get("where", ())),
            frozenset(one.get("unless", ())),
        )
        for one in loaded["also"]
    )
    return made, also


def fields() -> tuple[Field, ...]:
    """Gives the reviewed list of fields."""
    return _list()[0]


def also() -> tuple[Also, ...]:
    """Gives the reviewed list of fields that are shown with others."""
    return _list()[1]


def names_of(field: str) -> tuple[str, ...]:
    """Gives what a field and its column may be called."""
    return next((one.names for one in fields() if one.name == field), (field, *_SHORT.get(field, ())))


@lru_cache(maxsize=1000)
def fields_asked(question: Question) -> FieldsAsked:
    """Finds the fields that a question about a code asks for.

    Args:
        question: what is asked.

    Returns:
        The fields; none where the question names no procedure, supply or drug by its code. Of a modifier
        alone, those that say since when it is to be used and until when.
    """
    codes = [code for code in question.codes if code.system in ("CPT", "HCPCS") and is_whole_code(code)]
    texts = tuple(dict.fromkeys((question.text, question.search_text)))
    firm = [one.name for one in fields() if _any(one.asks, texts)]
    if not codes:
        firm = [name for name in firm if name in _OF_MODIFIERS]
        alone = question.codes and all(code.system == "modifier" for code in question.codes)
        return FieldsAsked(tuple(firm), firm=True) if firm and alone else FieldsAsked()
    weak = [one.name for one in fields() if one.name not in firm and _any(one.hints, texts)]
    values, sure = _values(question.text)
    (firm if sure else weak).extend(values)
    # of two codes, "is it payable with the other" asks for a rule as well as for the status of each
    rule = any(_RULE.search(text) for text in texts) or (len(codes) > 1 and set(firm) <= _PAID)
    said = {code.text for code in question.codes if code.system == "modifier"}
    rule = rule or (bool(said & _BYPASS) and set(firm) <= _PAID and len(question.stems) > _STORY)
    # and "51 or 59?" for one that says which
    rule = rule or len(said - set(PARTS)) > 1
    if firm and not rule:
        return FieldsAsked(tuple(firm), firm=True)
    return FieldsAsked((*firm, *weak), rule=rule)


def says_value_asked(question: Question) -> bool:
    """Says whether a question is surely for a field that says more than whether a code is paid for."""
    asked = fields_asked(question)
    return asked.firm and not set(asked.names) <= _PAID


def only_if_paid(question: Question) -> bool:
    """Says whether a question that may be for a rule asks of the table only if a code is paid for.

    That a code is active answers none of "is it bundled", "is it paid with the other": its status tells
    something there only where it is another.
    """
    asked = fields_asked(question)
    return bool(asked.names) and not asked.firm and set(asked.names) <= _PAID


def _any(patterns: tuple[re.Pattern[str], ...], texts: tuple[str, ...]) -> bool:
    return any(pattern.search(text) for pattern in patterns for text in texts)


def _values(text: str) -> tuple[list[str], bool]:
    """Finds which relative values are asked for, by component and place, and whether they surely are."""
    office, facility = bool(_NONFACILITY.search(text)), bool(_FACILITY.search(text))
    work, total, sure = bool(_WORK.search(text)), bool(_TOTAL.search(text)), bool(_RVU.search(text))
    loosely = sure or work or total  # "work pe and mp"
    expense = bool(_EXPENSE.search(text.upper() if loosely else text))
    malpractice = bool(_MALPRACTICE.search(text.upper() if loosely else text))
    components = sum((work, total, expense, malpractice))
    sure = (
        sure or components > 1 or (components > 0 and (office or facility)) or (expense and "expense" in text)
    )
    if not sure and not malpractice:
        apart = office and facility and _APART.search(text)
        return (["Total Non-Facility RVUs", "Total Facility RVUs"], False) if apart else ([], False)
    places = [place for place, said in (("Non-Facility", office), ("Facility", facility)) if said]
    places = places or ["Non-Facility", "Facility"]
    found = ["Work RVU"] if work else []
    found += [f"{place} Practice Expense RVU" for place in places if expense]
    found += ["Malpractice RVU"] if malpractice else []
    if total or not found:
        found += [f"Total {place} RVUs" for place in places]
    return found, True
