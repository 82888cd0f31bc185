"""What the control words of RTF say of the text that comes after them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ingest.readers.word_styles import is_contents, level_of_name


@dataclass(frozen=True)
class State:
    """What holds within a group, and is as it was before when the group ends.

    Attributes:
        bold: words are bold.
        hidden: words are not printed.
        deleted: words were taken out in a tracked change.
        level: 1 to 9 in a heading, 0 in a title, or None.
        contents: in an entry of a table of contents.
        in_table: in a cell.
        left: indentation in twentieths of a point.
        list_id: the list.
        depth: depth in the list.
        note: in a footnote.
        closing: what is written where the group ends.
    """

    bold: bool = False
    hidden: bool = False
    deleted: bool = False
    level: int | None = None
    contents: bool = False
    in_table: bool = False
    left: int = 0
    list_id: int = 0
    depth: int = 0
    note: bool = False
    closing: str = ""


def after(state: State, word: str, number: int | None, styles: Mapping[int, str]) -> State:
    """Gives what holds after a control word.

    Args:
        state: what held before.
        word: the control word.
        number: its number, or None.
        styles: names of the styles.

    Returns:
        What holds after it.
    """
    on = number != 0
    switches: dict[str, dict[str, Any]] = {
        "plain": {"bold": False, "hidden": False},
        "b": {"bold": on},
        "v": {"hidden": on},
        "deleted": {"deleted": on},
        "intbl": {"in_table": True},
    }
    if word == "pard":
        return State(state.bold, state.hidden, state.deleted, note=state.note, closing=state.closing)
    if word in switches:
        return replace(state, **switches[word])
    if number is None:
        return state
    if word == "s":
        name = styles.get(number, "")
        return replace(state, level=level_of_name(name), contents=is_contents(name))
    if word == "outlinelevel" and state.level is None and 0 <= number < 9:
        return replace(state, level=number + 1)
    measures = {"li": "left", "ls": "list_id", "ilvl": "depth"}
    measured: dict[str, Any] = {measures[word]: number} if word in measures else {}
    return replace(state, **measured)
