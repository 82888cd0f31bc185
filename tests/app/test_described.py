"""The code of a thing by its description, and what a code list has in the place of one that ended."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.answer import Assistant
from app.described import look_up_described
from app.question import understand
from app.support import symbols
from ingest.encoder import Encoder
from ingest.library import Library
from ingest.refresh import ingest
from tests.app.fees import RECORD, put, put_fees, said

FIELDS = "HCPC,LONG DESCRIPTION,COV,PRICE1,XREF1,ADD DT,ACT EFF DT,TERM DT"
ROWS = f"""\
{FIELDS}
J1745,"Injection, infliximab, excludes biosimilar, 10 mg",D,51,,20020101,20170401,
Q5103,"Injection, infliximab-dyyb, biosimilar, (inflectra), 10 mg",D,51,,20180401,20180401,
J2930,"Injection, methylprednisolone sodium succinate, up to 125 mg",D,51,,19840101,20240401,20240331
J2919,"Injection, methylprednisolone sodium succinate, 5 mg",D,51,,20240401,20240401,
C9026,"Injection, vedolizumab, 1 mg",D,53,J3380,20141001,20160101,20151231
J3380,"Injection, vedolizumab, intravenous, 1 mg",D,51,,20160101,20220101,
J3301,"Injection, triamcinolone acetonide, not otherwise specified, 10 mg",D,51,,19830101,20090101,
E0240,"Bath/shower chair, with or without wheels, any size",M,00,,20040101,20060101,
E0241,"Bath tub wall rail, each",M,00,,19850101,19960101,
A0130,"Non-emergency transportation: wheelchair van",D,51,,19860101,19960101,
S0209,"Wheelchair van, mileage, per mile",I,00,,20000101,20000101,
E0141,"Walker, rigid, wheeled, adjustable or fixed height",D,36,,19860101,20060101,
E0143,"Walker, folding, wheeled, adjustable or fixed height",D,36,,19860101,20060101,
E0148,"Walker, heavy duty, without wheels, rigid or folding, any type, each",D,36,,20010101,20060101,
E0149,"Walker, heavy duty, wheeled, rigid or folding, any type",D,36,,20010101,20060101,
E0100,"Cane, includes canes of all materials, adjustable or fixed, with tip",D,36,,19860101,19960101,
A4636,"Replacement, handgrip, cane, crutch, or walker, each",D,36,,19860101,19960101,
K0001,Standard wheelchair,D,36,,19940101,19940101,
K0011,"Standard - weight frame motorized/power wheelchair with programmable control",D,36,,19940101,19940101,
G0424,"Pulmonary rehabilitation, including exercise, one hour, per session",D,11,,20100101,20220101,20211231
G8864,"Pneumococcal vaccine administered or previously received",M,00,,20120101,20120101,
G0009,Administration of pneumococcal vaccine,D,11,,19860101,19960101,
G9999,"Patient with bath tub rail and shower chair documented",M,00,,20130101,20130101,
"""
PAID = """\
E0241,,N,0,0,0,0,0,0,9,XXX,9,9,9,9,9,,32
99213,,A,1,1,1,1,3,3,0,XXX,0,0,0,0,0,,32
"""


@pytest.fixture(scope="module")
def codes(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("codes")
    library = Library(folder / "library", encoder)
    put(library, folder, "hcpcs-2025.csv", ROWS)
    put(library, folder, "hcpcs-layout.txt", RECORD)
    put_fees(library, folder, text=PAID)
    yield library
    library.close()


def found(library: Library, question: str) -> list[str]:
    told = look_up_described(library, understand(question))
    return [one.said.partition(" ")[2][:5] for one in told.chosen] if told else []


@pytest.mark.parametrize(
    ("question", "listed"),
    [
        ("which J code for vedolizumab", ["J3380"]),
        ("HCPCS code for infliximab 10 mg", ["J1745"]),
        ("Q code for infliximab", ["Q5103"]),
        ("Kenalog 40 mg, which J code", ["J3301"]),
        ("bath shower chair code", ["E0240"]),
        ("which HCPCS code for methylprednisolone", ["J2919"]),
        ("HCPCS code for a folding walker with wheels, standard weight", ["E0143"]),  # not heavy duty
        ("HCPCS for a walker with wheels, not heavy duty", ["E0141", "E0143"]),
        ("HCPCS for a heavy duty walker without wheels", ["E0148"]),
        ("HCPCS for a cane", ["E0100"]),  # not the handgrip of one
        ("HCPCS for standard wheelchair", ["K0001"]),  # no word of which is left over
        ("HCPCS code for pneumococcal vaccine administration", ["G0009"]),  # no quality measure
        ("bath chair dx code", []),
        ("which J code for adalimumab", []),
        ("does J3380 cover vedolizumab", []),
        ("which J code for", []),
    ],
)
def test_rows_that_say_all_of_a_thing_are_found(codes: Library, question: str, listed: list[str]) -> None:
    assert found(codes, question) == listed


def test_a_list_of_measures_is_no_list_of_things(codes: Library) -> None:
    assert "G9999" not in found(codes, "bath tub rail shower chair, code?")


def test_what_a_row_adds_makes_it_less_sure(codes: Library) -> None:
    lone = look_up_described(codes, understand("HCPCS for standard wheelchair"))
    more = look_up_described(codes, understand("HCPCS for motorized wheelchair"))
    assert lone is not None
    assert more is not None
    assert lone.sure > more.sure


def test_a_row_that_ended_is_told_with_the_day(codes: Library) -> None:
    told = look_up_described(codes, understand("HCPCS for pulmonary rehabilitation"))
    assert told is not None
    assert [one.said.endswith("TERM DT 20211231") for one in told.chosen] == [True]


@pytest.fixture(scope="module")
def public_list(
    tmp_path_factory: pytest.TempPathFactory, encoder: Encoder, corpora: Path
) -> Iterator[Library]:
    library = Library(tmp_path_factory.mktemp("list"), encoder)
    assert not ingest(library, [*corpora.glob("hcpcs-level-ii-*")]).failed
    yield library
    library.close()


@pytest.mark.slow
def test_a_code_that_ended_is_told_with_what_the_list_has_in_its_place(public_list: Library) -> None:
    """By its cross reference, or by a row in the same words where it has none."""
    for question in ("what replaced C9026", "is C9026 still good", "old C9026, what J code is it now"):
        assert said(public_list, question) == [
            "HCPC C9026 … XREF1 J3380 … TERM DT 20151231",
            "HCPC J3380 … LONG DESCRIPTION: Injection, vedolizumab, intravenous, 1 mg",
        ]
    ended, instead = said(public_list, "J2930 125 mg is how many units")
    assert ended.startswith("HCPC J2930 … LONG DESCRIPTION: Injection, methylprednisolone")
    assert ended.endswith("TERM DT 20240331")
    assert instead.startswith("HCPC J2919 … LONG DESCRIPTION: Injection, methylprednisolone")


def test_a_code_in_two_tables_is_told_from_both(codes: Library) -> None:
    quotes = said(codes, "will medicare pay for E0241")
    assert "HCPCS E0241; STATUS N" in quotes
    assert "HCPC E0241 … COV M" in quotes


def test_another_year_is_not_answered_from_this_edition(codes: Library) -> None:
    for asked, year in (("99213 wRVU for CY26", "CY26"), ("99213 wRVU FY2026", "FY2026")):
        answer = Assistant(codes).ask(asked)
        assert answer.abstained
        assert year in answer.answer
        assert symbols(answer.answer) <= symbols(asked)  # no figure that was not asked
    assert not Assistant(codes).ask("99213 wRVU for CY2025").abstained


@pytest.mark.parametrize(
    ("question", "upload"),
    [
        ("how much does Medicare pay for 99213", "payment amounts"),
        ("Does Aetna pay the work RVU of 99213?", "payer's policy"),
    ],
)
def test_another_source_is_asked_for_though_the_code_is_there(
    codes: Library, question: str, upload: str
) -> None:
    answer = Assistant(codes).ask(question)
    assert answer.abstained
    assert upload in answer.answer


def test_what_the_table_has_is_told_beside_what_it_has_not(codes: Library) -> None:
    answer = Assistant(codes).ask("MUE and work RVU of 99213")
    assert "WORK_RVU 1" in answer.answer
    assert "Medically Unlikely Edits" in answer.notes[0]


def test_a_relative_value_of_a_code_that_is_not_paid_says_so(codes: Library) -> None:
    assert said(codes, "RVUs of E0241")[0] == "HCPCS E0241; STATUS N … NONFAC_TOTAL 0; FAC_TOTAL 0"


def test_an_active_status_answers_no_rule(codes: Library) -> None:
    assert said(codes, "is 99213 bundled into the surgery") == []
    assert said(codes, "is E0241 bundled into the surgery")[0] == "HCPCS E0241; STATUS N"


def test_each_of_several_things_is_told(codes: Library) -> None:
    assert found(codes, "J codes for vedolizumab and for triamcinolone acetonide") == ["J3380", "J3301"]
