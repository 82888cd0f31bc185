"""Which columns of a table a question asks for: "work RVU" is WORK_RVU, "assistant at surgery" ASST_SURG."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from app.asks import OfFields
from app.question import Question, content_stems
from ingest.rows import INHERITED

#: A column is asked for when the question names this share of it, by weight; words of one column weigh more.
NAMED = 0.5
#: Columns within this share of the best one are asked for too.
AS_GOOD = 0.9
#: A column that is named by a general word alone, such as "Notes", is worth this much of another.
GENERAL = 0.7
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_]+")
_WORD = re.compile(r"[^\W_]+")
_NUMBERED = re.compile(r"([^\W\d_]{4,})(\d+)")
_PARTS = re.compile(r"\s+and\s+|\s+y\s+|\s+et\s+|\s+und\s+|[,;&+]")
ADD_ON = "addon"
_PREFIXES = ("non", "pre", "post", "intra", "co")
#: Where a question names no component, the total is meant: that it does not say "total" costs nothing.
_UNSAID = frozenset({"total", "overall"})
#: What coders call a field, and what its column is called.
_CALLED = (
    (
        re.compile(
            r"(?i)\b(?:valid|complete)\b(?=(?:\s+(?:billable|dx|diagnosis|icd\S*))*(?:\s+codes?)?\W*$)"
        ),
        "billable",
    ),
    (re.compile(r"(?i)\b(?:post-?op(?:erative)?|follow-?up|aftercare)\s+(?=days?\b|period\b)"), "global "),
    (re.compile(r"(?i)\b(?:two|2|second|both)\s+surgeons?\b"), "co-surgeons"),
    (re.compile(r"(?i)\bassistant\s+surgeons?\b|\bsurgical\s+assistants?\b"), "assistant at surgery"),
    (re.compile(r"(?i)\b(?:is|are|gets?)\s+excluded\b|\bexcludes?\s+notes?\b"), "Excludes1, Excludes2"),
    (re.compile(r"(?i)\bincluded\s+(?:under|in|with)\b|\bincludes?\s+notes?\b"), "Inclusion terms, Includes"),
)
#: The indicator that says whether a modifier is paid (record layout of the physician fee schedule: Medicare
#: Claims Processing Manual, chapter 23, addendum).
_OF_MODIFIER = {
    "50": "bilateral surgery",
    "51": "multiple procedure",
    "62": "co-surgeons",
    "66": "team surgery",
    "26": "PC/TC indicator",
    "TC": "PC/TC indicator",
    **dict.fromkeys(("80", "81", "82", "AS"), "assistant at surgery"),
}
#: Words that ask whether a modifier may be used.
_PERMITS = frozenset({"modifier", "modifiers", "allowed", "valid", "payable", "paid", "appropriate"})
#: Words about tables in general; they neither name a column nor ask for something else.
GENERAL_STEMS = frozenset(
    content_stems(
        "procedure code codes value values column columns field row table sheet file list listed show shows"
        " say says given indicator indicators number entry meaning mean means stand stands current medicare"
        " what which note notes does have has carry carries get tell look up lookup per year"
    )
)


@dataclass(frozen=True)
class Asked:
    """The columns that a question asks for.

    Attributes:
        columns: their names, best first; empty when it asks for none.
        named: share of the best column's name that the question says, 0 to 1.
        covered: share of the question's words that these columns account for, 0 to 1.
        fields: those of them that are asked for in a coder's words for them (`app.asks`).
    """

    columns: tuple[str, ...]
    named: float
    covered: float
    fields: tuple[str, ...] = ()


def own_name(column: str) -> str:
    """Gives the name of a column without where an inherited value stands: "Excludes1 (from E11)"."""
    return column.partition(INHERITED)[0]


@lru_cache(maxsize=20_000)
def parts(column: str) -> tuple[str, ...]:
    """Divides a column's name into lower-case words: "NONFAC_PE_RVU", "Long Description", "GlobDays"."""
    found = [part.lower() for part in _PART.findall(column.replace("_", " "))]
    joined: list[str] = []
    for part in found:  # "CO_SURG" is one word, as "co-surgeons" is in `words_of`
        if joined and (joined[-1] in _PREFIXES or [joined[-1], part] == ["add", "on"]):
            joined[-1] += part
        else:
            joined.append(part)
    return tuple(joined)


@lru_cache(maxsize=200_000)
def abbreviates(part: str, word: str) -> bool:
    """Says whether a word of a column's name is, or is short for, a word of a question.

    Short forms keep the first letter and the order of the others: "glob" global, "asst" assistant,
    "bilat" bilateral. Two letters are taken whole, since they would fit too much.
    """
    if word.startswith(ADD_ON):  # an add-on code is not one that was added
        return part.startswith(ADD_ON)
    if part == word or (len(part) >= 4 and word.startswith(part)) or (len(word) >= 4 and part == word + "s"):
        return True
    if len(word) >= 4 and part.startswith(word):
        return True
    if len(part) < 3 or len(word) <= len(part) or part[0] != word[0]:
        return False
    if word.startswith(part):
        return True
    letters = iter(word)
    return len(part) >= 4 and all(letter in letters for letter in part)


def words_of(text: str) -> list[str]:
    """Gives the words of a question as column names write them: "non facility" and "PC/TC" are one word."""
    joined = re.sub(rf"\b({'|'.join(_PREFIXES)})[\s-]+(?=[^\W\d_]{{2,}})", r"\1", text.lower())
    joined = re.sub(r"\b([a-z]{2})/([a-z]{2})\b", r"\1\2", joined)
    joined = re.sub(r"\badd[\s-]on(s?)\b", rf"{ADD_ON}\1", joined)
    found = _WORD.findall(joined)
    return found + [part for word in found if (split := _NUMBERED.fullmatch(word)) for part in split.groups()]


def initials(words: Sequence[str]) -> set[str]:
    """Gives the initials of neighbouring words: "practice expense" is also "pe"."""
    return {f"{first[0]}{second[0]}" for first, second in pairwise(words)}


def asked_columns(
    question: Question,
    columns: Iterable[str],
    names: dict[str, str],
    known: str,
    of_fields: OfFields | None = None,
) -> Asked:
    """Finds the columns that a question asks for; each part of "work RVU and total" may name its own.

    Args:
        question: what is asked.
        columns: names of the columns of a row.
        names: for a column, what a data dictionary calls it.
        known: words that the question may well say besides: the table's title, the row itself.
        of_fields: the columns that are asked for in a coder's words for them; their names need not be said.

    Returns:
        The columns, and how well they account for the question.
    """
    columns = list(columns)
    families = {own_name(column) for column in columns}
    frequency = Counter(part for column in families for part in set(parts(column)))
    called = Counter(part for name in set(names.values()) for part in set(parts(name)))
    chosen: dict[str, float] = {}
    said: set[str] = set()
    text = _as_called(question.search_text)
    for part in [text, *_PARTS.split(text)]:
        for column, (share, told) in best_columns(words_of(part), columns, names, frequency, called).items():
            chosen[column] = max(chosen.get(column, 0.0), share)
            said |= told
    if "billable" in said:  # which is what is asked of a diagnosis where it is asked whether it is valid
        said |= _PERMITS
    if (
        not (of_fields and of_fields.columns)
        and (fields := _of_modifiers(question))
        and all(parts(one)[0].startswith("mod") for one in chosen)
    ):
        chosen = {}
        for column, (share, told) in best_columns(
            words_of(fields), columns, names, frequency, called
        ).items():
            chosen[column] = share
            said |= told | _PERMITS
    covered = _covered(question, said, known) if chosen else 0.0
    if of_fields and of_fields.columns:
        own = of_fields.columns
        whole = [column for column, share in chosen.items() if share >= 1.0 and column not in own]
        return Asked((*own, *whole), 1.0, of_fields.covered(covered), own)
    if not chosen:
        return Asked((), 0.0, 0.0)
    return Asked(tuple(sorted(chosen, key=lambda column: -chosen[column])), max(chosen.values()), covered)


def _as_called(text: str) -> str:
    """Writes what coders call a field as its column is called."""
    for pattern, name in _CALLED:
        text = pattern.sub(name, text)
    return text


def _of_modifiers(question: Question) -> str:
    """Names the indicators of the modifiers of a question that also names a code to use them with."""
    modifiers = [code.text for code in question.codes if code.system == "modifier"]
    if len(modifiers) == len(question.codes) or not all(one in _OF_MODIFIER for one in modifiers):
        return ""  # which of "51 or 59" it takes is for a rule to say
    return ", ".join(dict.fromkeys(_OF_MODIFIER[one] for one in modifiers if one in _OF_MODIFIER))


def best_columns(
    words: Sequence[str],
    columns: Sequence[str],
    names: dict[str, str],
    frequency: Counter[str],
    in_names: Counter[str],
) -> dict[str, tuple[float, set[str]]]:
    """Gives the columns that some words name best, the share of the name they say, and which say it."""
    short = initials(words)
    scored: dict[str, tuple[float, set[str]]] = {}
    for column in columns:
        ways = [_named(parts(own_name(column)), words, short, frequency)]
        if called := parts(names.get(column, "")):
            ways.append(_named(called, words, short, in_names))
        scored[column] = max(map(_less_if_general, ways), key=lambda pair: pair[0])
    top = max((share for share, _ in scored.values()), default=0.0)
    least = max(NAMED, AS_GOOD * top)
    found = {column: pair for column, pair in scored.items() if pair[0] >= least}
    # "multiple pricing indicator" is one name, though it says "pricing indicator" too
    return {c: pair for c, pair in found.items() if not any(pair[1] < other for _, other in found.values())}


def _less_if_general(named: tuple[float, set[str]]) -> tuple[float, set[str]]:
    """Makes a name worth less of which only general words are said: "what procedure" is no column."""
    share, said = named
    return (share * GENERAL if set(content_stems(" ".join(said))) <= GENERAL_STEMS else share), said


def _named(
    name: Sequence[str], words: Sequence[str], short: set[str], frequency: Counter[str]
) -> tuple[float, set[str]]:
    """Gives the weighted share of a name that the words say, and the words that say it."""
    said: set[str] = set()
    of_initials: set[str] = set()
    weight = total = by_initials = 0.0
    for part in dict.fromkeys(name):
        worth = 1 / max(frequency[part], 1)
        total += 0.0 if part in _UNSAID else worth
        hits = {word for word in words if abbreviates(part, word)}
        if hits:
            weight += worth
            total += worth if part in _UNSAID else 0.0
            said |= hits
        elif part in short:
            by_initials += worth
            of_initials |= {w for pair in pairwise(words) for w in pair if part in initials(pair)}
    if not said:  # initials alone say nothing: "Medicare pays" is not MP_RVU
        return 0.0, said
    return (weight + by_initials) / (total or 1.0), said | of_initials


def _covered(question: Question, said: set[str], known: str) -> float:
    codes = {stem for code in question.codes for stem in content_stems(code.text)}
    wanted = [
        stem
        for stem in content_stems(question.search_text.replace("_", " "))
        if stem not in codes | GENERAL_STEMS
    ]
    if not wanted:
        return 1.0
    have = set(content_stems(" ".join(said))) | set(content_stems(known))
    whole = " ".join(said)
    return sum(stem in have or stem in whole for stem in wanted) / len(wanted)
