import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.documents import Block, Document, IngestError
from ingest.readers import rtf
from tests.ingest.readers.making_office import EDIT, Edits, document_or_error, mutated

PATH = Path("policy.rtf")
HEAD = (
    r"{\rtf1\ansi\ansicpg1252\uc1\deff0{\fonttbl{\f0\froman\fcharset0{\*\panose 02020603}Times New Roman;}"
    r"{\f2\fnil\fcharset2 Symbol;}{\f5\fcharset204 Arial Cyr;}{\f9\fcharset79 Odd;}}"
    r"{\colortbl;\red0\green0\blue0;}{\stylesheet{\ql \f0 Normal;}{\s1\b\f0 \sbasedon0 heading 1;}"
    r"{\s2\b heading 2;}{\s15 Title;}{\s16 toc 1;}}{\info{\title Spine Coverage Policy}{\author A. Coder}}"
    r"{\header \pard Running words\par}{\*\generator Writer;}"
    "\r\n"
)


def read(body: str, head: str = HEAD) -> Document:
    return rtf.read(PATH, (head + body + "}").encode("cp1252"))


def texts(body: str) -> list[str]:
    return [block.text for block in read(body).blocks]


def test_paragraphs_are_divided_where_they_end_and_line_breaks_are_spaces() -> None:
    document = read(r"\pard First rule\line goes" "\r\n" r" on.\par Second rule.\par \par\pard Third.")
    assert document.blocks == (Block("First rule goes on."), Block("Second rule."), Block("Third."))
    assert document.title == "Spine Coverage Policy"
    assert document.pages is None


def test_characters_of_every_kind_are_read() -> None:
    assert texts(
        r"\pard \'93Caf\'e9\'94 \u8212? 45\~\u8364\'80 \{x\} a\\b \u-10179?\u-8704?. {\f5 \'ea\'ee\'e4}"
        r" \emdash  pre\-fix 95\_work \bullet\par"
    ) == ["“Café” — 45 € {x} a\\b 😀. код — prefix 95-work •"]


def test_raw_bytes_are_decoded_by_the_code_page_or_as_utf_8() -> None:
    cyrillic = HEAD.replace("1252", "1251") + r"\pard Код\par}"
    for encoding in ("cp1251", "utf-8"):
        assert [block.text for block in rtf.read(PATH, cyrillic.encode(encoding)).blocks] == ["Код"]


def test_headings_by_style_and_by_outline_level_are_the_sections() -> None:
    document = read(
        r"\pard\s15 Spine policy\par\pard\s16 Scope\tab 3\par"
        r"{\pard\s1\b {\listtext\pard\plain I.\tab}Scope\par}"
        r"\pard\plain Covers fusion.\par\pard\outlinelevel1 Levels\par\pard Each level.\par"
    )
    assert document.title == "Spine policy"
    assert document.blocks == (
        Block("Covers fusion.", ("I. Scope",), "I"),
        Block("Each level.", ("I. Scope", "Levels"), "I"),
    )


def test_bold_lines_are_headings_without_styles() -> None:
    document = read(r"\pard{\b Limits}\par \b0 None {\b ever} apply.\par \b Units\b0\par One.\par")
    assert [(block.text, block.headings) for block in document.blocks] == [
        ("None ever apply.", ("Limits",)),
        ("One.", ("Units",)),
    ]


def test_lists_keep_their_numbers_and_their_lead_in() -> None:
    item = r"{{\listtext\pard\plain\f2 {}\tab}}{{\pntext {}\tab}}\ls1\ilvl0 {}\par "
    numbered = "".join(
        item.format(number, number, text) for number, text in (("1.", "named"), ("2.", "treated"))
    )
    bullets = "".join(item.format(r"\'b7", r"\'b7", text) for text in ("one", "two"))
    assert texts(rf"\pard Report when:\par\pard\li720 {numbered}\pard Else not.\par\pard {bullets}") == [
        "Report when: 1. named 2. treated",
        "Else not.",
        "• one",
        "• two",
    ]
    assert texts(r"\pard{\*\pn\pnlvlbody{\pntxtb\'b7}}{\pntext\f2\'b7\tab}Alone\par") == ["• Alone"]


def test_footnotes_stand_where_they_are_referred_to() -> None:
    assert texts(
        r"\pard Report it{\super\chftn{\footnote \pard\plain {\super\chftn} Only in\par adults.}} once"
        r"{\chftn{\footnote\ftnalt At the end.}}.\par Next.\par"
    ) == ["Report it [footnote 1: Only in adults.] once [endnote 2: At the end.] .", "Next."]


def row(*cells: str, header: bool = False) -> str:
    ends = "".join(rf"\cellx{1000 * place}" for place in range(1, len(cells) + 1))
    mark = r"\trhdr" if header else ""
    return rf"\trowd{mark}{ends}\pard\intbl " + "".join(rf"{cell}\cell " for cell in cells) + r"\row "


def test_each_row_of_a_table_has_its_header() -> None:
    table = row("Code", "Global period", header=True) + row("63102|3", r"090\par days") + row("63103", "")
    assert texts(rf"\pard Before.\par {table}\pard After.\par") == [
        "Before.",
        "Code: 63102|3; Global period: 090 days",
        "Code: 63103",
        "After.",
    ]
    assert texts(row("Framed.")) == ["Framed."]
    assert texts(r"\pard\intbl left without an end\cell and\par") == ["left without an end; and"]


def test_changes_hidden_words_fields_pictures_and_boxes_are_read_as_printed() -> None:
    document = read(
        r"\pard Report {\deleted two}{\revised one} unit{\v  secret words}.\par "
        r'See {\field{\*\fldinst{HYPERLINK "http://x"}}{\fldrslt{the page}}}.\par '
        r"{\*\shppict{\pict\pngblip 89504e47}}"
        r"{\shp{\*\shpinst{\sp{\sn a}{\sv b}}{\shptxt \pard In a box.\par}}{\shprslt In a box.\par}}"
        r"{\*\unknown words}\pard Last.\par"
    )
    assert [block.text for block in document.blocks] == [
        "Report one unit.",
        "See the page.",
        "In a box.",
        "Last.",
    ]
    assert document.notes == ("2 hidden words were left out, as they are not printed.",)


def test_bytes_of_a_picture_are_passed_over() -> None:
    picture = rb"{\pict\bin9 }}{{\par\x00}"
    data = (HEAD + r"\pard Before. ").encode() + picture + rb" After.\par}"
    assert [block.text for block in rtf.read(PATH, data).blocks] == ["Before. After."]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"plain words", "not rich text"),
        (bytes.fromhex("d0cf11e0a1b11ae1") * 9, "not rich text"),
        (b"{\\rtf1 }", "no words"),
        (b"{\\rtf1\\ansi{\\pict 00}}", "no words"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(data: bytes, words: str) -> None:
    with pytest.raises(IngestError, match=r"\.$") as caught:
        rtf.read(PATH, data)
    assert words in caught.value.message


def test_more_text_than_can_be_read_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rtf, "MAX_TEXT", 1000)
    assert texts(r"\pard{\pict " + "00" * 5000 + r"}Words.\par") == ["Words."]
    with pytest.raises(IngestError, match="more than"):
        read("word " * 300)


@pytest.mark.parametrize(
    "part",
    [
        r"{\field{\*\fldinst{",
        r"{\FIELD{\*\FLDINST{ HYPERLINK ",
        r"\f1",
        r"{\fonttbl\f1",
        r"{\fonttblx\f1",
        r"{\\fonttbl\f1",
        r"\u999999",
        r"\uc",
        "{",
        "}",
        r"\'",
        r"{\footnote ",
        r"{\title ",
        r"{\listtext ",
        r"\bin",
        "\ufdd4",
        "\\",
    ],
)
def test_repeated_parts_take_no_long_time(part: str) -> None:
    began = time.monotonic()
    document_or_error(rtf.read, PATH, (r"{\rtf1\ansi Words. " + part * 20_000).encode())
    document_or_error(rtf.read, PATH, (HEAD + r"Words.\par " + part * 20_000 + "}").encode())
    assert time.monotonic() - began < 10


SAMPLE = (
    HEAD
    + r"\pard\s1 A. Scope\par\pard\plain Report when:\par{\listtext 1.\tab}\ls1 named\par "
    + row("Code", "Global period")
    + row("63102", "090")
    + r"\pard \u8212? caf\'e9{\footnote Note.}\par}"
).encode()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(EDIT, min_size=1, max_size=6))
def test_changed_bytes_give_a_document_or_a_sentence(edits: Edits) -> None:
    document_or_error(rtf.read, PATH, mutated(SAMPLE, edits))


WORDS = r"\b \b0 \plain \pard \par \cell \row \intbl \u64980 \u-5 \uc0 \deleted \v { } \* x \ é"
PIECES = st.lists(st.sampled_from(WORDS.split()), max_size=30)


@settings(max_examples=60, deadline=None)
@given(PIECES)
def test_control_words_in_any_order_give_a_document_or_a_sentence(pieces: list[str]) -> None:
    document_or_error(rtf.read, PATH, (HEAD + " ".join(pieces)).encode())


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1), min_size=1, max_size=6))
def test_no_word_is_lost_or_doubled(words: list[str]) -> None:
    written = [
        "".join(
            letter
            if letter.isascii() and letter.isalnum()
            else "".join(f"\\u{ord(half)}?" for half in halves(letter))
            for letter in word
        )
        for word in words
    ]
    blocks = read("".join(rf"\pard q{place}q {word} end.\par " for place, word in enumerate(written))).blocks
    assert " ".join(block.text for block in blocks) == " ".join(
        f"q{place}q {word} end." for place, word in enumerate(words)
    )


def halves(letter: str) -> str:
    """Gives a character beyond the first plane as the two halves that RTF writes."""
    data = letter.encode("utf-16-be")
    return "".join(chr(int.from_bytes(data[at : at + 2], "big")) for at in range(0, len(data), 2))
