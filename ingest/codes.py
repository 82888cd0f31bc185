"""The grammar of medical codes: finds CPT, HCPCS, ICD-10-CM, ICD-10-PCS codes and modifiers in text.

Codes are symbols: they are compared whole, upper case, never by likeness. The patterns follow the
code sets' published shapes (CPT: AMA; HCPCS Level II: CMS; ICD-10-CM and ICD-10-PCS: CMS/NCHS).
"""

import re
from dataclasses import dataclass
from typing import Literal

System = Literal["CPT", "HCPCS", "ICD-10-CM", "ICD-10-PCS", "modifier"]

#: A written range wider than this names a chapter, not the codes in it.
WIDEST_RANGE = 120

_EDGE = r"(?<![\w.])"
_END = r"(?![\w]|\.\d)"
_CPT = r"\d{5}|\d{4}[FTUM]"
_HCPCS = r"[A-CEGHJ-MP-V]\d{4}"
_CM = r"[A-TV-Z]\d[\dAB](?:\.[\dA-Z]{1,4})?|QA0(?:\.[\dA-Z]{1,4})?|U\d\d(?:\.\d{1,3})?"
_PCS = r"(?=[\dA-Z]{0,6}\d)(?=[\dA-Z]{0,6}[A-Z])[\dA-HJ-NP-Z]{7}"
_PCS_PLAIN = re.compile(rf"{_EDGE}(?:\d{{7}}|[A-HJ-NP-Z]{{6}}Z){_END}")
_GLUED = re.compile(
    r"(?<=[A-Za-z0-9])(?=[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])"
    r"|(?<=[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])(?=[A-Za-z0-9])"
)
_CODE = re.compile(
    rf"{_EDGE}(?:(?P<pcs>{_PCS})|(?P<cpt>{_CPT})|(?P<hcpcs>{_HCPCS})|(?P<cm>{_CM})(?:\.?-(?!\w))?){_END}"
)
_SUFFIX = re.compile(rf"{_EDGE}(?:{_CPT}|{_HCPCS})-([A-Z]{{2}}|[A-Z\d]\d|\d[A-Z]){_END}")
_ONE_MODIFIER = r"[A-Z]{2}|\d\d|[A-Z]\d|\d[A-Z]"
_MODIFIERS = re.compile(
    rf"\b[Mm]odifiers?\s+(?:is\s+|are\s+)?-?((?:{_ONE_MODIFIER})\b"
    rf"(?:(?:\s*(?:,|/|;|&)\s*(?:and\s+|or\s+)?|\s+(?:and|or|and/or)\s+)(?:modifiers?\s+)?-?(?:{_ONE_MODIFIER})\b)*)"
)
_MODIFIER = re.compile(rf"\b(?:{_ONE_MODIFIER})\b")
_X_MODIFIER = re.compile(r"\bX[ESPU]\b")
_RANGE = re.compile(r"(?<![\w.])(\d{5})\s*(?:-|–|to|through)\s*(\d{5})(?![\w.]\d)")
_LOOSE = re.compile(
    rf"{_EDGE}(?:{_PCS}|{_CPT}|{_HCPCS}|(?:[A-TV-Z]\d[\dAB]|QA0)(?:\.[\dA-Z]{{1,4}})?){_END}", re.IGNORECASE
)


@dataclass(frozen=True)
class Code:
    """A code as it stands in a text.

    Attributes:
        text: the code, upper case, a category's trailing dash dropped ("E11.-" gives "E11").
        system: the code set its shape belongs to.
        start: offset of its first character in the text.
    """

    text: str
    system: System
    start: int


def find_codes(text: str) -> list[Code]:
    """Finds the codes and modifiers that a text names, in order of appearance.

    Args:
        text: any text; codes are expected in upper case, as documents print them.

    Returns:
        Every code once, at its first place.
    """
    found: dict[tuple[str, System], Code] = {}

    def note(code: str, system: System, start: int) -> None:
        found.setdefault((code, system), Code(code, system, start))

    systems: dict[str, System] = {
        "pcs": "ICD-10-PCS",
        "cpt": "CPT",
        "hcpcs": "HCPCS",
        "cm": "ICD-10-CM",
    }
    for match in _CODE.finditer(text):
        kind = str(match.lastgroup)
        note(match.group(kind), systems[kind], match.start(kind))
    for match in _SUFFIX.finditer(text) if "-" in text else ():
        note(match.group(0).split("-")[0], "CPT", match.start())
        note(match.group(1), "modifier", match.start(1))
    for match in _MODIFIERS.finditer(text) if "odifier" in text else ():
        for one in _MODIFIER.finditer(match.group(1)):
            note(one.group(0), "modifier", match.start(1) + one.start())
    for match in _X_MODIFIER.finditer(text) if "X" in text else ():
        note(match.group(0), "modifier", match.start())
    return sorted(found.values(), key=lambda code: code.start)


def find_ranges(text: str) -> list[tuple[int, int]]:
    """Finds written ranges of CPT codes, such as "22840-22848", narrow enough to mean each code.

    Args:
        text: any text.

    Returns:
        Pairs of first and last code as integers, both included.
    """
    pairs = [(int(low), int(high)) for low, high in _RANGE.findall(text)]
    return [(low, high) for low, high in pairs if 0 < high - low <= WIDEST_RANGE]


#: How coders name a section of HCPCS Level II: "J code", "g-codes"; not "I code it", "a code", nor "D code".
SECTION = r"(?-i:(?<![\w'])(?:[A-CEGHJ-MP-V]|[begjklqsv])[ -]?codes?\b)"
#: CPT modifiers that coders write as bare numbers.
_NUMBERS = r"(?:2[2-7]|3[23]|47|5\d|6[236]|7[3-9]|8[0-2]|9[0-37]|95|96|99)"
#: Modifiers of two letters that are hardly ever anything else, unlike "PT" and "CT".
_LETTERS = r"(?:(?-i:TC|J[WZ]|G[AXYZ]|Q[KXYZ]|KX|X[ESPU]))"
_UNIT = (
    r"(?!\s*(?:%|-?\s*(?:min|day|week|wk|year|yr|y/o|yo|mg|mcg|ml|cm|unit|hour|hr|percent|lesion|patient)))"
)
_BARE = re.compile(
    rf"(?<![\w.$-])(?:(?:add|append|use|using|with|w/|need|needs|put|attach|plus)\s+-?)?({_NUMBERS})\b{_UNIT}"
    r"(?=\s*(?:on\s+(?:the\s+|an?\s+)?(?:\d{4,5}|[A-Z]\d{4}|e/?&?m\b)|goes on\b|for both\b))"
    rf"|(?:\b(?:add|append|attach|put)\s+|\b(?:use|using|need|needs)\s+-?)({_NUMBERS})\b{_UNIT}(?![\d./]|\s+\d)"
    rf"|(?<![\w.$-])({_NUMBERS})\s*(?:or|vs\.?)\s*({_NUMBERS})(?![\w.]){_UNIT}"
    rf"|(?<![\w.$-])({_NUMBERS}|{_LETTERS})\s*(?:vs\.?|versus)\s*({_NUMBERS}|{_LETTERS})(?![\w.]){_UNIT}",
    re.IGNORECASE,
)


#: Modifiers that stand before the word: "the GZ modifier", "GA and GZ modifiers", "25 modifier".
_WORDS = "OF|IS|OR|IN|ON|TO|BE|IF|DO|BY|AN|AT|WE|SO|UP|IT|NO|MY|IV|EM|US"
_ONE_BEFORE = rf"(?!(?:{_WORDS})\b)(?:(?-i:[A-Z]{{2}}|[A-Z]\d|\d[A-Z])|{_NUMBERS})"
_BEFORE = re.compile(
    rf"(?<![\w.$/-])(?:({_ONE_BEFORE})\s*(?:,|/|&|and|or|vs\.?|versus)\s+)?({_ONE_BEFORE})\s+mod(?:ifier)?s?\b",
    re.IGNORECASE,
)
#: Modifiers that nothing else is called.
_ONLY = re.compile(r"(?<![\w.-])(J[WZ]|G[XYZ]|Q[KXYZ]|KX)(?![\w-])")


def _named(question: str) -> str:
    """Writes "modifier" before what can only be one: "51 on 63103", "25 or 57?", "the GZ modifier"."""

    def named(match: re.Match[str]) -> str:
        numbers = [one for one in match.groups() if one]
        return f"{match.group(0)} modifier {' modifier '.join(numbers)} "

    for pattern in (_BEFORE, _BARE):
        question = pattern.sub(named, question)
    return _ONLY.sub(r"modifier \1", question)


def find_asked_codes(question: str) -> list[Code]:
    """Finds codes in a question, where people also write them in lower case ("e11.9", "modifier xu").

    Args:
        question: what a person typed.

    Returns:
        Every code once, in order of appearance.
    """
    # Korean and Chinese write on after a code without a space, and coders say "mod 53".
    spaced = _named(_GLUED.sub(" ", question))
    spaced = re.sub(r"\bmods?\b(?=\.?\s+-?\w{2}\b)\.?", "modifier", spaced, flags=re.IGNORECASE)
    upper = _LOOSE.sub(lambda match: match.group(0).upper(), spaced)
    upper = re.sub(
        rf"\b(modifiers?\s+-?)({_ONE_MODIFIER})\b",
        lambda match: match.group(1) + match.group(2).upper(),
        upper,
        flags=re.IGNORECASE,
    ).replace("MODIFIER", "modifier")
    upper = re.sub(
        rf"modifier\s+({_WORDS})\b",
        lambda m: m.group(0).lower(),
        upper,
    )
    found = find_codes(upper)
    if "PCS" in question.upper():  # there, seven figures or seven letters are a code too
        seen = {code.text for code in found}
        plain = [Code(match.group(0), "ICD-10-PCS", match.start()) for match in _PCS_PLAIN.finditer(upper)]
        found += [code for code in plain if code.text not in seen]
    return found


def is_whole_code(code: Code) -> bool:
    """Says whether a code names one entry, so that its absence from a library means "unknown".

    A bare three-character category ("B12") may as well be a vitamin, and a modifier a number.
    """
    return code.system in ("CPT", "HCPCS", "ICD-10-PCS") or "." in code.text
