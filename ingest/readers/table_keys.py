"""Finds the columns of a table that hold the codes its rows are about."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.codes import find_codes

_SAMPLE = 2_000  # rows that are looked at, spread over the table
_ENOUGH = 0.8  # share of a column's values that are codes
_ENOUGH_NAMED = 0.5  # the same, where the column's name says so
_AS_FULL = 0.8  # a second code column is filled about as often as the first: "see also" columns are not
_BETWEEN = re.compile(r"\b(?:AND|OR|TO|THROUGH)\b|[\s,;/&+*–-]")
_WORDS = re.compile(r"[^a-z0-9]+")
_NAMED = {"hcpc", "hcpcs", "cpt", "icd", "code", "codes", "procedure", "proc", "diagnosis", "dx", "pcs", "cm"}
_NAMED |= {"mod", "modifier", "modifiers", "icd10", "icd10cm", "icd10pcs", "cpt4", "px"}
_MODIFIER_NAMED = {"mod", "modifier", "modifiers", "mods"}
_DIAGNOSIS_NAMED = {"icd", "diagnosis", "dx", "cm", "icd10", "icd10cm"}
_NOT_CODES = {"zip", "zipcode", "postal", "npi", "mac", "carrier", "contractor", "locality", "fips", "icd9"}
_NOT_CODES |= {"amount", "price", "charge", "charges", "payment", "volume", "count", "units", "services"}
_MODIFIER = re.compile(r"-?([A-Z]{2}|\d\d|[A-Z]\d|\d[A-Z])")
_RARE = re.compile(r"D\d{4}|\d{4}[A-Z]")  # CDT, vaccine administration: codes only where codes are expected
_CATEGORY = re.compile(r"[A-Z]\d[\dAB]")
_UNDOTTED = re.compile(r"[A-Z]\d[\dAB][\dA-Z]{0,4}")
_Kind = Literal["named", "shaped", "digits", "modifiers"]
_ZEROS_LOST = re.compile(r"[1-9]\d{2,3}")


@dataclass(frozen=True)
class CodeColumn:
    """A column whose cells are codes.

    Attributes:
        index: which column, from 0.
        undotted: its ICD-10-CM codes are written without the dot.
        five_digits: its codes have five digits, so that a shorter number has lost its zeros.
    """

    index: int
    undotted: bool = False
    five_digits: bool = False

    def codes(self, cell: str) -> tuple[str, ...]:
        """Gives the codes that a cell of this column is about; empty for what is no code."""
        value = cell.upper()
        if self.undotted and _UNDOTTED.fullmatch(value):
            return _with_dot(value)
        if self.five_digits and _ZEROS_LOST.fullmatch(value):
            return (value.zfill(5),)
        return codes_of(value)


@dataclass(frozen=True)
class _Judged:
    """A column that may be a code column: by its name, by its values, or by five digits alone."""

    kind: _Kind
    filled: int
    column: CodeColumn


def codes_of(cell: str) -> tuple[str, ...]:
    """Gives the codes of a cell that holds nothing else: one, a list, one with a modifier, or a modifier.

    Args:
        cell: the value of a cell.

    Returns:
        Its codes without their modifiers, the modifier where it stands alone, or nothing.
    """
    value = cell.upper()
    if alone := _MODIFIER.fullmatch(value):
        return (alone[1],)
    if _RARE.fullmatch(value):
        return (value,)
    found = find_codes(value)
    rest = value
    for code in found:
        rest = rest.replace(code.text, " ", 1)
    if not found or _BETWEEN.sub("", rest):
        return ()
    codes = tuple(code.text for code in found if code.system != "modifier")
    return codes or tuple(code.text for code in found)


def is_code(cell: str) -> bool:
    """Says whether a cell is one code that cannot well be anything else, or a list of such."""
    codes = codes_of(cell)
    return bool(codes) and all(len(code) > 3 for code in codes)


def code_columns(names: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[CodeColumn, ...]:
    """Finds the code columns of a table by what they hold and by their names.

    Args:
        names: the names of its columns.
        rows: its rows.

    Returns:
        The columns, in their order; a column of modifiers only where there is no other.
    """
    sample = rows[:: max(1, len(rows) // _SAMPLE)]
    judged = [
        one
        for index, name in enumerate(names)
        if (one := _judge(index, name, [row[index] for row in sample if index < len(row) and row[index]]))
    ]
    kinds = {one.kind for one in judged}
    less = {"modifiers"} if kinds - {"modifiers"} else set()
    less |= {"digits"} if "named" in kinds else set()  # such as flags of five digits beside a code
    kept = [one for one in judged if one.kind not in less]
    most = max((one.filled for one in kept), default=0)
    return tuple(one.column for one in kept if one.filled >= _AS_FULL * most)


def _judge(index: int, name: str, values: Sequence[str]) -> _Judged | None:
    words = set(_WORDS.split(name.lower()))
    if not values or words & _NOT_CODES or {"icd", "9"} <= words:
        return None
    named = bool(words & _NAMED)
    upper = [value.upper() for value in values]
    needed = (_ENOUGH_NAMED if named else _ENOUGH) * len(values)
    diagnoses = bool(words & _DIAGNOSIS_NAMED) and "pcs" not in words
    if _is_undotted(upper, diagnoses, needed):
        return _Judged("named" if named else "shaped", len(values), CodeColumn(index, undotted=True))
    strong = sum(is_code(value) for value in upper)
    digits = sum(value.isdecimal() and len(value) == 5 for value in upper)
    five_digits = named and digits >= len(values) / 2
    short = sum(bool(_MODIFIER.fullmatch(value)) for value in upper)
    short += sum(bool(_CATEGORY.fullmatch(value)) for value in upper)
    short += sum(bool(_ZEROS_LOST.fullmatch(value)) for value in upper) if five_digits else 0
    if strong + short >= needed and (strong >= len(values) / 2 or (diagnoses and strong + short)):
        kind: _Kind = "named" if named else "digits" if digits == len(values) else "shaped"
        return _Judged(kind, len(values), CodeColumn(index, five_digits=five_digits))
    if words & _MODIFIER_NAMED and short >= needed:
        return _Judged("modifiers", len(values), CodeColumn(index))
    return None


def _is_undotted(values: Sequence[str], diagnoses: bool, needed: float) -> bool:
    """Says whether values are ICD-10-CM codes without a dot: only the lengths tell them from HCPCS."""
    fit = [value for value in values if _UNDOTTED.fullmatch(value)]
    if len(fit) < needed or all(len(value) == 3 for value in fit):
        return False
    telling = sum(len(value) in (4, 6) for value in fit)
    return diagnoses or telling >= len(values) / 5


def _with_dot(value: str) -> tuple[str, ...]:
    if len(value) == 3:
        return (value,)
    dotted = f"{value[:3]}.{value[3:]}"
    # E1165 without its dot is a HCPCS code, and S72001A could be one of ICD-10-PCS
    return (dotted,) if find_codes(value) else (dotted, value)
