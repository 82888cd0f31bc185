"""Which columns of a table hold a field: by what a record layout calls it, or by the column's own name."""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from app.asks import PARTS, OfFields, also, fields_asked, names_of
from app.columns import Asked, abbreviates, best_columns, own_name, parts, words_of
from app.question import Question
from app.which_row import cell, components_asked, has_row_for, values
from ingest.catalogue import Placed

#: A column is that of a field when the name of the field says so much of its own.
OF_FIELD = 0.8
#: What a question for a field is accounted for: by the cells alone, or beside what rules say.
FIRMLY, BESIDE_RULES = 0.9, 0.4
#: The status of a code that is paid for if it is covered (record layout of the fee schedule, attachment A).
ACTIVE = "A"
#: What the record layout calls the indicator of the parts of a service, and the modifiers of these.
_COMPONENT = "PC/TC Indicator"


def columns_of_fields(question: Question, columns: Sequence[str], names: dict[str, str]) -> OfFields:
    """Finds the columns that a question asks for in a coder's words for them.

    Args:
        question: what is asked.
        columns: names of the columns of a table.
        names: for a column, what a data dictionary calls it.
    """
    asked = fields_asked(question)
    own = tuple(dict.fromkeys(c for name in asked.names for c in columns_named(name, columns, names)))
    return OfFields(own, FIRMLY if asked.firm else BESIDE_RULES, BESIDE_RULES if asked.rule else 1.0)


def columns_named(field: str, columns: Sequence[str], names: dict[str, str]) -> tuple[str, ...]:
    """Finds the columns of a field by what a record layout calls it.

    Args:
        field: as in ``asks.json``.
        columns: names of the columns of a table.
        names: for a column, what a data dictionary calls it.
    """
    return _columns_named(field, tuple(columns), tuple(names.items()))


@lru_cache(maxsize=2000)
def _columns_named(
    field: str, columns: tuple[str, ...], items: tuple[tuple[str, str], ...]
) -> tuple[str, ...]:
    names = dict(items)
    frequency = Counter(part for column in set(map(own_name, columns)) for part in set(parts(column)))
    called = Counter(part for name in set(names.values()) for part in set(parts(name)))
    called_so = names_of(field)
    for name in called_so:
        found = {
            c: said
            for c, (share, said) in best_columns(words_of(name), columns, names, frequency, called).items()
            if share >= OF_FIELD
        }
        kept = tuple(
            column
            for column, said in found.items()
            if (
                any(_says_name(names[column], one) for one in called_so)
                if column in names
                else 2 * len(said) >= len(name.split())
            )
        )
        if kept:
            return kept
    return ()


def _says_name(called: str, name: str) -> bool:
    """Says whether a field's name says all of what a data dictionary calls a column."""
    own, words = words_of(called), words_of(name)
    return sum(any(abbreviates(part, word) for word in words) for part in own) >= OF_FIELD * len(own)


def besides(
    placed: Placed, wanted: Sequence[str], columns: Sequence[str], names: dict[str, str]
) -> list[str]:
    """Adds to some columns those that say what their values mean for payment, as ``asks.json`` has them.

    Args:
        placed: the row that is quoted.
        wanted: its columns that are asked for.
        columns: names of the columns of its table.
        names: for a column, what a data dictionary calls it.
    """
    shown = list(wanted)
    for one in also():
        of = {column for field in one.of for column in columns_named(field, columns, names)}
        deciding = columns_named(one.when, columns, names)
        if (one.of and not of & set(shown)) or not deciding or not cell(placed, deciding[0]):
            continue
        if one.holds(cell(placed, deciding[0])):
            shown += [added for added in columns_named(one.field, columns, names) if added not in shown]
    return shown


def tells(asked: Asked, placed: Sequence[Placed]) -> bool:
    """Says whether a code is other than active, where that is all that a question may ask of the table."""
    return any(value and value != ACTIVE for row in placed for value in values(row, asked.fields))


def component_lacking(
    question: Question, placed: Sequence[Placed], columns: Sequence[str], names: dict[str, str]
) -> tuple[str, ...]:
    """Finds the indicator that says why a code has no row for the part of a service that is asked for.

    Args:
        question: what is asked.
        placed: the rows of its codes.
        columns: names of the columns of their table.
        names: for a column, what a data dictionary calls it.

    Returns:
        Its column; none where no part is asked for, or a row is there for it.
    """
    wanted = [one for one in components_asked(question) if one in PARTS]
    if not wanted or any(has_row_for(placed, one) for one in wanted):
        return ()
    return columns_named(_COMPONENT, columns, names)
