"""The rows of a code list that say nearly all of what is named, and none where too much is left out."""

from collections.abc import Iterator

import pytest

from ingest.encoder import Encoder
from ingest.library import Library
from tests.app.fees import RECORD, put
from tests.app.test_described import found

ROWS = """\
HCPC,LONG DESCRIPTION,COV,PRICE1,ADD DT,TERM DT
A4455,"Adhesive remover or solvent (for tape, cement or other adhesive), per ounce",D,37,19930101,
E0910,"Trapeze bars, a/k/a patient helper, attached to bed, with grab bar",C,36,19860101,
E0912,"Trapeze bar, heavy duty, for weight above 250 pounds, free standing, with grab bar",C,36,20060101,
E0978,"Wheelchair accessory, positioning belt/safety belt/pelvic strap, each",C,32,19860101,
E0995,"Wheelchair accessory, calf rest/pad, replacement only, each",C,32,19860101,
J0174,"Injection, lecanemab-irmb, 1 mg",D,51,20230701,
J2320,"Injection, nandrolone decanoate, up to 50 mg",D,51,19840101,
J1740,"Injection, ibandronate sodium, 1 mg",D,51,20070101,
S5560,"Insulin delivery device, reusable pen; 1.5 ml size",I,00,20030101,
J9999,"Old adhesive remover, per ounce",D,37,19930101,20001231
"""


@pytest.fixture(scope="module")
def codes(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("codes")
    library = Library(folder / "library", encoder)
    put(library, folder, "hcpcs-2025.csv", ROWS)
    put(library, folder, "hcpcs-layout.txt", RECORD)
    yield library
    library.close()


@pytest.mark.parametrize(
    ("question", "listed"),
    [
        ("adhesive remover for tape, per oz", ["A4455"]),
        ("heavy duty trapeze bar free standing 300 lb patient", ["E0912"]),
        ("wheelchair pelvic straps code", ["E0978"]),
        ("nandrolone 50mg inj", ["J2320"]),
        ("which J code for Leqembi lecanemab", ["J0174"]),  # no row has the brand, and the drug is one
        ("Boniva inj (ibandronate) HCPCS", ["J1740"]),
    ],
)
def test_words_that_the_list_has_otherwise_or_not_are_passed_over(
    codes: Library, question: str, listed: list[str]
) -> None:
    assert found(codes, question) == listed


@pytest.mark.parametrize(
    "question",
    [
        "J code for Zepbound pen",  # the pen of another drug is not meant
        "HCPCS code for a gym membership",
        "wheelchair repair by the owner",
        "does the trapeze bar heavy duty free standing need a grab bar",
        "adhesive remover",
    ],
)
def test_a_thing_that_is_not_listed_is_no_other_one(codes: Library, question: str) -> None:
    assert found(codes, question) == []
