"""What a question says of a neoplasm: its site, and the column of the Table of Neoplasms it asks for."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.question import content_stems, expand

PRIMARY, SECONDARY = "Malignant Primary", "Malignant Secondary"
#: What both of these columns begin with: where it is not said which of them.
MALIGNANT = "Malignant"
_BEGAN = re.compile(r"\bprimary\b|\bfrom\b|\boriginat\w+", re.IGNORECASE)
_LIST = Path(__file__).with_name("neoplasm.json")
_IS_ONE = re.compile(
    r"\b(?:neoplasms?|tumou?rs?|mass(?:es)?|growths?|lesions?|mets?|metast\w*|in[- ]situ|CIS|cancers?"
    r"|malignan\w*|\w*carcinomas?|BCCs?|SCCs?|basal cell|squamous|secondary|uncertain behaviou?r)\b"
    r"|\b(?-i:CA|ca|Ca)\b(?!\+|\d)",
    re.IGNORECASE,
)
#: A mass or a lesion alone is no neoplasm to the Index to Diseases.
_MASS = re.compile(r"\b(?:mass(?:es)?|growths?|lesions?|secondary)\b", re.IGNORECASE)
_SURELY = re.compile(r"\b(?:neoplasms?|tumou?rs?)\b", re.IGNORECASE)
_SITE = r"(?P<site>[^,;:?.()]+?)"
_UNTIL = r"(?=\s+(?:from|with|and|primary|codes?|what|which|dx|for|is|but|originat\w+)\b|\s+[-–]|[,;:?.()]|$)"
_KIND = r"(?:cancers?|ca|(?:adeno)?carcinomas?|disease|malignan\w+|neoplasms?|tumou?rs?|lesions?|deposits?)"
_SPREAD = (
    re.compile(
        rf"\b(?:mets?|metas\w+|spread(?:ing)?)(?:\s+{_KIND}){{0,2}}"
        rf"\s+(?:to|in|into|on|involving)\s+(?:the\s+|her\s+|his\s+)?{_SITE}{_UNTIL}"
        rf"|\b(?:mets|metas[et]\w+s|spread(?:ing)?)\s+of\s+(?:the\s+|her\s+|his\s+)?(?P<of>[^,;:?.()]+?){_UNTIL}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\bsecondar(?:y|ies)(?:\s+{_KIND}){{0,2}}\s+(?:to|in|into|of|on)\s+(?:the\s+|her\s+|his\s+)?{_SITE}{_UNTIL}",
        re.IGNORECASE,
    ),
    re.compile(rf"\bsecondary\s+(?P<site>(?:[\w-]+\s+){{1,3}}?){_KIND}\b", re.IGNORECASE),
    re.compile(
        r"(?:^|[,;:?.()]|\b(?:for|with|has|to|and|of|new|code)\b)\s*(?P<site>(?:[\w-]+\s+){1,3}?)(?:mets?|metas\w+)\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:metastatic|secondary)\s+(?P<site>(?:[\w-]+\s+){0,2}(?:nodes?|LNs?|lymph nodes?))\b",
        re.IGNORECASE,
    ),
)
#: "Metastatic breast cancer to the liver" is of the breast and went to the liver.
_FROM_TO = re.compile(
    rf"\bmetastatic\s+(?P<own>(?:[\w-]+\s+){{1,3}}?{_KIND})\s+(?P<to>(?:to|in|into|involving)\s)",
    re.IGNORECASE,
)
#: Of "metastatic brain cancer" nobody can say whether it began there or came there.
_EITHER = re.compile(r"\bmetastatic\b", re.IGNORECASE)
_AND = re.compile(rf"\s*(?:,|and\b|&)\s*(?:and\s+)?(?:to\s+)?(?:the\s+)?{_SITE}{_UNTIL}", re.IGNORECASE)
_REPORTED = re.compile(
    r"\b(?:came|is|are) back\b"
    r"|\bpath(?:ology|ologist)? (?:report )?(?:says|shows|confirms|calls|reads|reports)"
    r"(?: (?:it|this|that|an?|the))?\b",
    re.IGNORECASE,
)
_OF_SPREAD = re.compile(
    r"\bcodes?\s+for\s+(?:the\s+)?(?:mets?|metastas[ei]s|nodes?|spread|secondary)\b", re.IGNORECASE
)
#: A histology that is of the skin wherever it is.
_OF_SKIN = frozenset(content_stems("basal"))
#: Words that name no site.
_OTHER = frozenset(
    content_stems(
        "left right bilateral lt rt patient pt path report pathology says shows final new known code "
        "codes dx diagnosis range icd icd-10 10 cm neoplasm neoplasms neoplastic tumor tumour tumors "
        "mass growth lesion column table behavior behaviour cancer ca carcinoma malignant malignancy "
        "adenocarcinoma primary secondary metastatic metastasis metastases mets met spread benign "
        "situ cis uncertain unspecified nature invasive male female what need nos from biopsy proven "
        "per according describes described documented documents "
        "stage confirmed dx'd fy2025 fy2026 2025 2026 correct right use assign iv iii ii 4 3 2 1"
    )
)


@dataclass(frozen=True)
class Named:
    """A neoplasm as a question names it.

    Attributes:
        site: stems of the words for its site, histology of the skin included.
        histology: stems of a histology that has rows of its own; empty where none is said.
        column: the column of its behaviour, or what several begin with; None where that is not said.
    """

    site: frozenset[str]
    histology: frozenset[str]
    column: str | None


@dataclass(frozen=True)
class _Words:
    sites: tuple[tuple[re.Pattern[str], str], ...]
    histologies: tuple[tuple[re.Pattern[str], str], ...]
    behaviours: tuple[tuple[str, re.Pattern[str]], ...]
    elsewhere: re.Pattern[str]


@cache
def _words() -> _Words:
    loaded = json.loads(_LIST.read_text(encoding="utf-8"))

    def forms(name: str) -> tuple[tuple[re.Pattern[str], str], ...]:
        return tuple(
            (re.compile(rf"\b(?:{form})\b", re.IGNORECASE), said) for form, said in loaded[name].items()
        )

    behaviours = tuple((column, re.compile(form, re.IGNORECASE)) for column, form in loaded["behaviours"])
    elsewhere = re.compile(loaded["elsewhere"], re.IGNORECASE)
    return _Words(forms("sites"), forms("histologies"), behaviours, elsewhere)


def neoplasms_in(text: str) -> tuple[Named, ...]:
    """Finds the neoplasms that a question names by their sites.

    Args:
        text: what was typed, in English.

    Returns:
        The one it spread from and those it spread to, of which only these where the code of the spread is
        asked for; none where no neoplasm is named, or one that the table has no row for.
    """
    words = _words()
    if not _IS_ONE.search(text) or words.elsewhere.search(text):
        return ()
    spread, rest = [], _FROM_TO.sub(r"\g<own> metastatic \g<to>", _REPORTED.sub(" ", text))
    for pattern in _SPREAD:
        if match := pattern.search(rest):
            further, end = _further(rest, match.end())
            sites = [match.groupdict().get("of") or match["site"], *further]
            spread += [Named(_site(site), frozenset(), SECONDARY) for site in sites]
            rest = f"{rest[: match.start()]} , {rest[end:]}"
            break
    spread = [one for one in spread if one.site]
    column = next((name for name, form in words.behaviours if form.search(rest)), None)
    if column is None and not spread and _MASS.search(rest) and not _SURELY.search(rest):
        return ()
    if not spread and column == PRIMARY and _EITHER.search(rest) and not _BEGAN.search(rest):
        column = MALIGNANT
    histology = _histology(rest)
    skin = frozenset(content_stems("skin")) if histology & _OF_SKIN else frozenset()
    own = Named(_site(rest) | skin, histology, column)
    if spread and (_OF_SPREAD.search(text) or not own.site or own.column is None):
        return tuple(spread)
    return (own, *spread) if own.site or own.histology else tuple(spread)


def _further(text: str, at: int) -> tuple[list[str], int]:
    """Gives the sites that are listed after the first one, "to lung and liver", and where they end."""
    sites = []
    while (match := _AND.match(text, at)) and not _IS_ONE.search(match["site"]):
        sites.append(match["site"])
        at = match.end()
    return sites, at


def _histology(text: str) -> frozenset[str]:
    for form, said in _words().histologies:
        if form.search(text):
            return frozenset(content_stems(said))
    return frozenset()


def _site(text: str) -> frozenset[str]:
    """Gives the stems of a site, in the words of the table."""
    for form, _ in _words().histologies:
        text = form.sub(" ", text)
    for form, said in _words().sites:
        text = form.sub(said, text)
    return frozenset(content_stems(expand(text))) - _OTHER
