"""What the fields of records are: numbers of sections, headings, text, codes, or values beside them.

Nobody declares it in JSON, so it is taken from the names of the fields and from what stands in them,
over all records of a list at once.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.codes import find_codes

#: The share of a field's values that must be whole codes for the list to be looked up by it.
CODE_SHARE = 0.8
_LONG = 100  # characters; on average longer values are text
SHORT = 150  # characters; a longer value is no heading
_SOME = 0.1  # what fewer values of a field do is no habit of it
_ROW_TEXT = 1_500  # characters; with longer text on average, records are entries and not rows
_NUMBERS = {"idx", "id", "number", "no", "num", "nr", "ref", "reference", "section", "paragraph", "rule"}
_HEADS = {
    *("title", "heading", "header", "name", "question", "topic", "subject", "label", "caption"),
    *("section", "chapter", "part", "appendix", "category", "type", "group", "class", "subsection"),
}
_TEXTS = {
    "content",
    "text",
    "body",
    "answer",
    "rule",
    "guideline",
    "note",
    "notes",
    "paragraph",
    "paragraphs",
}
_SECTION_NUMBER = re.compile(
    r"(?:[A-Z]{1,2}|[IVX]+|\d{1,3}|[A-Z]\d{1,2})(?:[.-]?(?:\d{1,3}|[A-Za-z]|[ivx]+))*"
)


@dataclass(frozen=True)
class Fields:
    """An object's fields in order; unlike a dict it keeps a name that comes twice.

    Attributes:
        pairs: name and value of each.
    """

    pairs: "list[tuple[str, Value]]"


#: Numbers are strings, as they are written: "34.10" stays "34.10".
Value = str | bool | None | Fields | list["Value"]


@dataclass
class Roles:
    """The roles of the fields of a list of records.

    Attributes:
        number: the field that holds the section's printed number, or None.
        heads: fields that are headings, in order.
        texts: fields that hold text.
        codes: fields whose values are whole codes: then the records are rows.
    """

    number: str | None = None
    heads: tuple[str, ...] = ()
    texts: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()


@dataclass
class _Seen:
    """What stands in one field."""

    values: list[str] = field(default_factory=list)

    @property
    def mean(self) -> float:
        return sum(map(len, self.values)) / len(self.values)

    @property
    def distinct(self) -> float:
        return len(set(self.values)) / len(self.values)

    def share(self, pattern: re.Pattern[str]) -> float:
        return sum(bool(pattern.fullmatch(value)) for value in self.values) / len(self.values)

    @property
    def of_codes(self) -> float:
        return sum(is_code(value) for value in self.values) / len(self.values)


def is_code(value: str) -> bool:
    """Says whether a value is one whole code and nothing else."""
    value = value.strip()
    return len(value) <= 8 and [code.text for code in find_codes(value)] == [value]


def plain(value: Value) -> str | None:
    """Gives a value that is no object as text, a list of such values with commas; None for the others."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, Fields):
        return None
    parts = [plain(part) for part in value if not isinstance(part, list)]
    if len(parts) < len(value) or None in parts:
        return None
    return ", ".join(part for part in parts if part)


def flat(fields: Fields, depth: int = 0) -> list[tuple[str, str]] | None:
    """Gives a record as (column, value), objects in it as "outer.inner"; None where it lists objects."""
    cells: list[tuple[str, str]] = []
    for name, value in fields.pairs:
        said = plain(value)
        if said is not None:
            cells.append((name, said))
        elif isinstance(value, Fields) and depth < 2:
            inner = flat(value, depth + 1)
            if inner is None:
                return None
            cells.extend((f"{name}.{column}", text) for column, text in inner)
        else:
            return None
    return cells


def roles_of(records: Sequence[Fields]) -> Roles:
    """Finds the roles of the fields of records that stand in one list.

    Args:
        records: the records.

    Returns:
        The roles; a field without one is a value that is told with its name.
    """
    seen: dict[str, _Seen] = defaultdict(_Seen)
    for record in records:
        for name, value in record.pairs:
            if isinstance(value, str) and value.strip():
                seen[name].values.append(value.strip())
    texts = {name for name, held in seen.items() if _is_text(name, held)}
    codes = {
        name
        for name, held in seen.items()
        if len(held.values) >= len(records) / 2 and held.of_codes >= CODE_SHARE
    }
    long = sum(seen[name].mean for name in texts)
    if codes and long <= _ROW_TEXT and all(flat(record) is not None for record in records):
        return Roles(codes=frozenset(codes))
    number = _number_of(seen, texts, len(records))
    heads = [
        name for name, held in seen.items() if name not in texts and name != number and _is_head(name, held)
    ]
    return Roles(number, tuple(heads) if texts or len(records) == 1 else (), frozenset(texts))


def _key(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())


def _is_text(name: str, held: _Seen) -> bool:
    if held.mean > _LONG or sum("\n" in value for value in held.values) > _SOME * len(held.values):
        return True
    return _key(name) in _TEXTS and held.share(_SECTION_NUMBER) < 0.5 and held.mean > 20


def _number_of(seen: dict[str, _Seen], texts: set[str], records: int) -> str | None:
    """Finds the field that numbers the sections: short, printed like a number, hardly ever twice."""
    fits = [
        (name in ("idx", "section_number"), held.share(_SECTION_NUMBER), -place, name)
        for place, (name, held) in enumerate(seen.items())
        if name not in texts
        and (_key(name) in _NUMBERS or _key(name).endswith(("number", "id", "no", "idx")))
        and held.mean <= 20
        and held.share(_SECTION_NUMBER) >= 0.9
        and held.distinct >= 0.9
        and len(held.values) >= 0.8 * records
    ]
    return max(fits)[3] if fits else None


def _is_head(name: str, held: _Seen) -> bool:
    if sum(len(value) > SHORT for value in held.values) > _SOME * len(held.values):
        return False
    words = any(re.search(r"[^\W\d_]{3}", value) for value in held.values)
    named = _key(name) in _HEADS or any(_key(name).endswith(head) for head in ("title", "heading", "name"))
    return words and (named or (len(held.values) >= 5 and held.distinct <= 0.5 and held.mean > 3))
