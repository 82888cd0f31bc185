"""The Table of Neoplasms: the row of a site and the column of a behaviour, in a coder's own words.

The table has a row for each site and six columns of codes, so the words of a question are taken apart: what
spread "to the armpit nodes" is the secondary column of the axillary lymph glands. A code of another column is
wrong, so where the behaviour is not said the whole row is shown, each code with its column beside it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from app.code_exact import is_for_a_code
from app.neoplasm_words import MALIGNANT, PRIMARY, SECONDARY, Named, neoplasms_in
from app.question import Question, content_stems
from app.retrieve import Retrieved
from app.sentence_scores import Chosen
from app.tables import document_of, documents_of, row_of
from app.told import Told
from app.which_row import cell
from ingest.catalogue import Placed
from ingest.library import Library
from ingest.passages import SEPARATOR, sentences
from ingest.rows import spans

#: The columns of the printed table (ICD-10-CM, Index to Diseases, Neoplasm).
COLUMNS = (PRIMARY, SECONDARY, "Ca in situ", "Benign", "Uncertain Behavior", "Unspecified Behavior")
#: A row is meant when it says this share of the words for the site.
COVERED = 0.7
#: Levels of its path that a question may leave unsaid where it says all of the row that it can.
UNSAID = 2.5
#: Rows of one site that are shown.
MOST = 2
SURE = 0.95
#: What is left of that where the site may be skin or not.
EITHER = 0.8
_NONE = "-"
_CODE = re.compile(r"\b(?:codes?|dx|icd|column|neoplasm table)\b", re.IGNORECASE)
_SEE = re.compile(r"\s*-?\s*\bsee(?:\s+also)?\s+Neoplasm,?\s*(?P<to>.*)$", re.IGNORECASE)
_SKIN = frozenset(content_stems("skin"))
_BRACKETS = re.compile(r"\([^)]*\)")
_GENERAL = re.compile(r"\b(?:NEC|NOS)\b")
_ADJECTIVE = re.compile(r"(?:al|ary|ic|ous|ar|ine|eal)$")
_DASHES = re.compile(r"^[-\s]+")
_EXPLAINS_DASH = re.compile(r"\bdash\b", re.IGNORECASE)


@dataclass(frozen=True)
class Site:
    """A row of the table.

    Attributes:
        placed: the row.
        levels: of its path, the stems of each of the alternatives of a level.
        optional: stems in brackets.
        see: stems of the site that it sends to, empty where to none.
        stems: all stems of its path.
    """

    placed: Placed
    levels: tuple[tuple[frozenset[str], ...], ...]
    optional: frozenset[str]
    see: frozenset[str]
    stems: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        own = (alternative for level in self.levels for alternative in level)
        object.__setattr__(self, "stems", self.optional.union(*own))


def look_up_neoplasm(library: Library, question: Question, scope: Sequence[str] = ()) -> Told | None:
    """Finds the cells of the Table of Neoplasms for the sites and behaviours of a question.

    Args:
        library: where the table is.
        question: what is asked.
        scope: document names to stay within; empty for all.

    Returns:
        The cells; None where the library has no such table, the question is for no code of a neoplasm by its
        site, or no row is clearly the one.
    """
    text = question.text if question.language == "en" else question.search_text
    if question.codes or not (is_for_a_code(question) or _CODE.search(text)):
        return None
    named = neoplasms_in(text)
    table = _table_of(library, question, scope) if named else ()
    if not table:
        return None
    chosen: list[Chosen] = []
    sure = SURE
    for one in named:
        rows, covered = _rows_for(table, one)
        if not rows:
            return None
        sure = min(sure, SURE * covered * (EITHER if one.column == MALIGNANT else 1.0))
        chosen += [_cells(row, one) for row in rows]
    if any(_dashed(one) for one in chosen):
        chosen += _of_dash(library, chosen[0].found.placed)
    return Told(tuple(chosen), sure)


def ready(library: Library) -> None:
    """Reads the tables of neoplasms, for which the first question would wait."""
    for entry in documents_of(library):
        if entry.rows and not entry.builtin:
            _sites(library, library.version, entry.name)


def _table_of(library: Library, question: Question, scope: Sequence[str]) -> tuple[Site, ...]:
    """Gives the rows of the table, of the edition that is asked for, else of the latest in force."""
    best = document_of(library, question, scope, lambda name: _sites(library, library.version, name))
    return _sites(library, library.version, best.name) if best is not None else ()


@lru_cache(maxsize=16)
def _sites(library: Library, version: str, name: str) -> tuple[Site, ...]:
    ids = library.catalogue.ids_of(name)
    first = [one for one in library.catalogue.passages(ids[:20]) if one.passage.row is not None]
    if not any({column for column, _ in row_of(one).cells} >= set(COLUMNS) for one in first):
        return ()
    return tuple(_site(one) for one in library.catalogue.passages(ids) if one.passage.row is not None)


def _site(placed: Placed) -> Site:
    path = [*placed.passage.breadcrumb.split(SEPARATOR)[2:], row_of(placed).key]
    seen = _SEE.search(path[-1])
    path[-1] = _SEE.sub("", path[-1])
    levels = tuple(tuple(_alternatives(_DASHES.sub("", level))) for level in path)
    optional = frozenset(
        stem for level in path for part in _BRACKETS.findall(level) for stem in content_stems(part)
    )
    see = frozenset(content_stems(seen["to"])) if seen else frozenset()
    return Site(placed, levels, optional, see)


def _alternatives(level: str) -> Iterator[frozenset[str]]:
    named = [part.strip() for part in _GENERAL.sub(" ", _BRACKETS.sub(" ", level)).split(",")]
    named = [part for part in named if part]
    # "axilla, axillary" says one thing twice; "stem, brain" is the stem of the brain
    twice = len(named) == 2 and named[0][0].lower() == named[1][0].lower() and _ADJECTIVE.search(named[1])
    yield from [frozenset(content_stems(part)) for part in (named if twice else [" ".join(named)])]


def _fit(site: Site, wanted: frozenset[str]) -> tuple[float, float]:
    """Gives how much of what is wanted a row says, and how little it says beyond that."""
    covered = len(wanted & site.stems) / len(wanted)
    unsaid = 0.0
    for level in site.levels:
        said = max(len(one & wanted) / len(one) if one else 1.0 for one in level)
        unsaid += 1.0 - said
    return covered, -unsaid


def _rows_for(table: Sequence[Site], named: Named) -> tuple[list[Site], float]:
    """Finds the rows of a site: those that say most of it and least besides.

    Of a carcinoma that has rows of its own under the skin, the row is one of these, found by the site or by
    what the row of the site sends to; of a site that is not only skin, its own row is shown as well.
    """
    rows, covered = _best(table, named.site) if named.site else ([], 0.0)
    if not named.histology:
        return rows, covered
    of_skin = _all_of(table, named.site | _SKIN | named.histology)
    for row in (*rows, *_best(table, named.site | _SKIN)[0]):
        sent = _all_of(table, row.see | named.histology) if row.see and not of_skin else []
        # the site that it sends to may be called otherwise; only that of the same code is the same site
        of_skin = of_skin or [one for one in sent if _primary(row) == _primary(_above(table, one))]
    if named.site >= _SKIN or not rows or any(row.stems & _SKIN for row in rows):
        return of_skin[:1], 1.0
    return [*rows[:1], *of_skin[:1]], covered * EITHER if of_skin else covered


def _all_of(table: Sequence[Site], wanted: frozenset[str]) -> list[Site]:
    """Finds the rows that say all of what is wanted, and least besides."""
    rows, covered = _best(table, wanted)
    return rows if covered == 1.0 else []


def _above(table: Sequence[Site], site: Site) -> Site:
    return next((one for one in table if one.levels == site.levels[:-1]), site)


def _primary(site: Site) -> str:
    return cell(site.placed, PRIMARY)


def _best(table: Sequence[Site], wanted: frozenset[str]) -> tuple[list[Site], float]:
    scored = [(_fit(site, wanted), site) for site in table if wanted & site.stems]
    scored = [
        one for one in scored if one[0][0] >= COVERED and one[0][1] > (-UNSAID if one[0][0] == 1 else -1.0)
    ]
    if not scored:
        return [], 0.0
    best = max(fit for fit, _ in scored)
    rows = [site for fit, site in scored if fit == best and len(row_of(site.placed).cells) > 1]
    values = {row_of(site.placed).cells[1:]: site for site in reversed(rows)}
    return list(values.values())[::-1][:MOST], best[0]


def _cells(site: Site, named: Named) -> Chosen:
    """Quotes the cell of the behaviour, or all of them where it is not said or has no code."""
    placed = site.placed
    row = row_of(placed)
    asked = [one for one in COLUMNS if named.column and one.startswith(named.column)]
    columns = [one for one in asked if cell(placed, one) not in ("", _NONE)] or list(COLUMNS)
    picked = [
        (start, end) for column, value, start, end in spans(row) if column in columns or value == row.key
    ]
    found = Retrieved(placed, 1, 1.0, 1.0, {})
    return Chosen(
        found, picked[0][0], picked[-1][1], 1.0, 1.0, 1.0, cells=tuple(picked), column=", ".join(columns)
    )


def _dashed(one: Chosen) -> bool:
    return any(one.found.placed.passage.text[slice(*span)].rstrip().endswith("-") for span in one.cells[1:])


def _of_dash(library: Library, row: Placed) -> list[Chosen]:
    """Quotes what the table says of codes that end in a dash."""
    name = row.entry.name
    for placed in library.catalogue.passages(library.catalogue.ids_of(name)[:20]):
        if placed.passage.row is not None:
            continue
        text = placed.passage.text
        for start, end in sentences(text):
            if _EXPLAINS_DASH.search(text[start:end]):
                return [Chosen(Retrieved(placed, 1, 1.0, 1.0, {}), start, end, 1.0, 1.0, 1.0)]
    return []
