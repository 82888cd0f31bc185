from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.sections import Outline, markers_of, roman

LEVELS = (
    ("Section {}. Title", ("I", "II", "III", "IV")),
    ("{}. Title", tuple("ABCDEFGHIJ")),
    ("{}. Title", tuple(str(n) for n in range(1, 13))),
    ("{}. Title", tuple("abcdefghij")),
    ("{}) Title", tuple(str(n) for n in range(1, 9))),
    ("({}) Title", tuple("abcdefghij")),
)


def walk(outline: Outline, line: str, depth: int) -> bool:
    return outline.take(line, left=72.0 + 18 * depth, bold=True, titled=True)


@st.composite
def outlines(draw: st.DrawFn) -> list[tuple[int, int]]:
    """Draws numbered sections in order: (depth, number within its parent)."""
    counts = [0] * len(LEVELS)
    depth = 0
    found: list[tuple[int, int]] = []
    for _ in range(draw(st.integers(1, 40))):
        depth = draw(st.integers(0, min(depth + 1, len(LEVELS) - 1))) if found else 0
        if counts[depth] >= len(LEVELS[depth][1]):
            continue
        counts[depth] += 1
        counts[depth + 1 :] = [0] * (len(LEVELS) - depth - 1)
        if all(counts[:depth]):
            found.append((depth, counts[depth]))
    return found


@given(outlines())
def test_any_outline_in_sequence_gets_its_printed_numbers(sections: list[tuple[int, int]]) -> None:
    outline, path = Outline(), [""] * len(LEVELS)
    for depth, number in sections:
        form, labels = LEVELS[depth]
        assert walk(outline, form.format(labels[number - 1]), depth)
        path[depth:] = [labels[number - 1]] + [""] * (len(LEVELS) - depth - 1)
        assert outline.section == ".".join(path[: depth + 1])
        assert len(outline.headings) == depth + 1


@given(outlines(), st.integers(2, 12))
def test_numbers_out_of_sequence_are_no_sections(sections: list[tuple[int, int]], number: int) -> None:
    outline = Outline()
    for depth, place in sections:
        walk(outline, LEVELS[depth][0].format(LEVELS[depth][1][place - 1]), depth)
    before = outline.section
    taken = outline.take(f"[{number}] Title", left=72, bold=True, titled=True)
    taken |= outline.take(f"{number + 40}. Title", left=72, bold=True, titled=True)
    assert not taken
    assert outline.section == before


def test_a_letter_i_is_a_letter_after_h_and_a_roman_number_first() -> None:
    outline = Outline()
    for letter in "ABCDEFGHI":
        assert walk(outline, f"{letter}. Title", 1)
    assert outline.section == "I"
    assert outline.take("i. item", left=120, bold=False, titled=False)
    assert outline.take("ii. item", left=120, bold=False, titled=False)
    assert outline.section == "I.ii"


def test_a_chapter_stands_before_its_sections_numbers() -> None:
    outline = Outline()
    outline.take("Chapter VIII Surgery", left=200, bold=True, titled=True)
    assert outline.section == "Chapter VIII"
    walk(outline, "A. Scope", 1)
    outline.take("1. This is a paragraph that has a number.", left=90, bold=False, titled=False)
    assert outline.section == "Chapter VIII, A.1"
    assert outline.headings == ("Chapter VIII Surgery", "A. Scope")


def test_plain_items_do_not_go_on_with_bold_sections() -> None:
    outline = Outline()
    walk(outline, "A. Scope", 0)
    walk(outline, "1. First", 1)
    assert not outline.take("2. an item of a list", left=90, bold=False, titled=False)
    assert walk(outline, "2. Second", 1)
    assert outline.section == "A.2"


def test_decimal_numbers_are_printed_whole() -> None:
    outline = Outline()
    for line in ("1. Scope", "1.1 Units", "1.2 Modifiers", "1.2.1 Modifier 59", "2. Rules", "2.1 Edits"):
        assert walk(outline, line, 0), line
    assert outline.section == "2.1"
    assert outline.headings == ("2. Rules", "2.1 Edits")


def test_lettered_numbers_are_printed_whole_and_codes_are_not_sections() -> None:
    outline = Outline()
    for line in ("A. Conventions", "A1", "A2", "B. Guidelines", "B2. Body system", "B2.1a", "B2.1b", "B3.1a"):
        assert walk(outline, line, 0), line
        assert outline.section == line.split()[0].rstrip("."), line
    assert not walk(outline, "B99 Other infections", 0)
    assert not walk(Outline(), "E11 Type 2 diabetes", 0)
    assert not outline.take("B3.1b", left=72, bold=False, titled=True)


def test_what_is_no_marker() -> None:
    for line in (
        "U.S. Government",
        "e.g. this",
        "1 diabetics develop",
        "Section I.C.4 says",
        "99213-99215 are",
    ):
        assert markers_of(line) == (), line


@given(st.integers(1, 39))
def test_roman_numerals(number: int) -> None:
    tens, ones = divmod(number, 10)
    numeral = "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]
    assert roman(numeral) == number
