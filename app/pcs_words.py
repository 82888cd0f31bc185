"""What a question about ICD-10-PCS asks: a value of a character, a device or body part, a root operation."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.question import content_stems
from ingest.pcs_codes import LENGTH

_LIST = Path(__file__).with_name("pcs_words.json")
_VALUE = r"[0-9A-HJ-NP-Z]"
_JOINT = r"\s*(?:,|/|&|\bvs\.?|\bversus\b|\band\b|\bor\b|\bfrom\b)\s*(?:approach\s+|value\s+)?"
_APPROACH = re.compile(
    rf"\bapproach(?:es)?(?:\s+(?:value|values|character|char|code|of))*\s*[#:=]?\s*(?P<values>{_VALUE}(?:{_JOINT}{_VALUE})*)(?!\w)"
    rf"|\b(?:5th|fifth)\s+(?:character|char|position|digit)\s*[:=]?\s*(?P<fifth>{_VALUE}(?:{_JOINT}{_VALUE})*)(?!\w)",
)
#: What was begun and not done is coded by a rule.
_NOT_DONE = re.compile(
    r"\b(?:called off|cancel\w*|abort\w*|discontinu\w*|convert\w*|not (?:done|completed)|failed|nothing"
    r"|instead|then)\b",
    re.IGNORECASE,
)
_WITHOUT = re.compile(r"\b(?:without|not|no)\s+\w+", re.IGNORECASE)
_BODY_PART = re.compile(r"\bbody parts?\b", re.IGNORECASE)
_OPERATION = re.compile(
    r"\b(?:root operation|root op|(?:3rd|third) (?:character|char|position))"
    r"(?:\s+(?:value|character|char|code))*"
    rf"\s*[#:=]?\s*(?P<value>{_VALUE})(?![\w'])"
)
_ONE_VALUE = re.compile(rf"(?<!\w){_VALUE}(?!\w)")
_DIFFERENCE = re.compile(
    r"\bdiffer\w*\b|\bvs\.?|\bversus\b|\bmeans?\b|\bmeaning\b|\bdefin\w+|\bwhat(?:'?s| is| are| does)\b"
    r"|\bexplain\b",
    re.IGNORECASE,
)
_OF_PCS = re.compile(r"\bPCS\b|\broot[- ]op\w*|\broot operations?\b|\bapproach(?:es)?\b", re.IGNORECASE)
_KEY = re.compile(
    r"\b(?:device|body[- ]part|substance|6th|sixth|4th|fourth)[- ]?(?:value|key|character|char|axis)?s?\b",
    re.IGNORECASE,
)
_ASKS_KEY = re.compile(
    r"\b(?:device|body[- ]part)\s+(?:value|key|character|char)\b"
    r"|\b(?:which|what)\s+(?:\w+\s+)?(?:device|body[- ]part)\b",
    re.IGNORECASE,
)
_ROOT = re.compile(r"\broot[- ]?op(?:eration|s)?s?\b|\broot operations?\b", re.IGNORECASE)
#: Asks where a procedure is coded, which the Index tells.
_CODE_FOR = re.compile(
    r"\bPCS\s+(?:codes?|table|index(?:\s+entry)?)\s+(?:for|of)\b"
    r"|\b(?:the|which|what|right|correct)\s+(?:code|table)\b.{3,60}\b(?:in|of)\s+(?:the\s+)?(?:ICD-?10-?)?PCS\b",
    re.IGNORECASE,
)
#: ... unless it asks for a rule on how several things, or a change of them, are coded.
_RULE = re.compile(
    r"\b(?:how|convert\w*|both|same|separate\w*|twice|also|if|when|two|2|multiple|and then|x\d)\b",
    re.IGNORECASE,
)
#: What is done is told in no more words than this; longer questions ask for a rule, unless for the Index.
_PROCEDURE = 5
_INDEX = re.compile(r"\b(?:PCS|procedure)\s+index\w*\b", re.IGNORECASE)
_VALID = re.compile(
    r"\b(?:valid|invalid|real|exists?|legit\w*|allow\w*|possible|approach(?:es)?|values?|options?|correct|build|built|table)\b"
    r"|\bcan\b|\bcould\b|\bmay\b|\bis .{0,30}\bcode\b|\bwhy\b",
    re.IGNORECASE,
)
_SAID_BESIDES = frozenset(
    content_stems(
        "pcs icd icd-10 10 device devices value values key character char name axis body part parts "
        "root op operation operations which what code codes for the is are a an use used coded pt "
        "patient dr doc surgeon did then placed put implant implanted implantation insertion inserted "
        "new assign table index entry 6th sixth 4th fourth correct pick"
    )
)


@dataclass(frozen=True)
class PcsAsked:
    """What is asked of ICD-10-PCS.

    Attributes:
        approaches: values of the approach character.
        operations: values of the root operation.
        defines: whether it asks what terms of PCS mean.
        key: stems of what a device or body part key is asked for; empty where none is.
        done: stems of what was done, where its root operation or code is asked for; empty where it is not.
    """

    approaches: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    defines: bool = False
    key: frozenset[str] = frozenset()
    done: frozenset[str] = frozenset()


@cache
def _words(kind: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    loaded = json.loads(_LIST.read_text(encoding="utf-8"))
    return tuple((re.compile(form, re.IGNORECASE), said) for form, said in loaded[kind].items())


def asked_of_pcs(text: str) -> PcsAsked:
    """Reads what a question asks of ICD-10-PCS.

    Args:
        text: what was typed, in English.
    """
    return PcsAsked(
        approaches=_approaches(text),
        operations=tuple(dict.fromkeys(match["value"] for match in _OPERATION.finditer(text))),
        defines=bool(_OF_PCS.search(text) and _DIFFERENCE.search(text)),
        key=_subject(_KEY.sub(" ", text)) if _ASKS_KEY.search(text) else frozenset(),
        done=_procedure(text),
    )


def _procedure(text: str) -> frozenset[str]:
    instead = next((said for form, said in _words("instead") if form.search(text)), "")
    if _ROOT.search(text):
        return _subject(instead or _as_listed(_ROOT.sub(" ", text)))
    if _INDEX.search(text):
        return _subject(_as_listed(text))
    asks = _CODE_FOR.search(text) and not _RULE.search(text)
    said = _subject(text) if asks else frozenset()
    if asks and instead:
        return _subject(instead)
    return _subject(_as_listed(text)) if 0 < len(said) <= _PROCEDURE else frozenset()


def operations_told(text: str) -> tuple[str, ...]:
    """Names the root operations that do what a question tells, where it asks which one that is."""
    if not _ROOT.search(text) or _NOT_DONE.search(text) or len(_subject(text)) > _PROCEDURE:
        return ()
    told = _BODY_PART.sub("organ", _WITHOUT.sub(" ", _ROOT.sub(" ", text)))
    return tuple(name for form, name in _words("operations") if form.search(told))


def asks_what_stands(text: str) -> bool:
    """Says whether a question asks if a code is possible, or which characters are."""
    return bool(_VALID.search(text))


def _approaches(text: str) -> tuple[str, ...]:
    spelled = re.sub(r"\bApproach", "approach", text)
    found = [match["values"] or match["fifth"] for match in _APPROACH.finditer(spelled)]
    values = [value for one in found for value in _ONE_VALUE.findall(one)]
    return tuple(dict.fromkeys(value for value in values if len(value) < LENGTH))


def _subject(text: str) -> frozenset[str]:
    return frozenset(content_stems(text)) - _SAID_BESIDES


def _as_listed(text: str) -> str:
    """Adds the words under which the Index lists what is said otherwise."""
    return " ".join([text, *(said for form, said in _words("done") if form.search(text))])
