"""Questions that are answered by a cell of a table, with its meaning where a layout is there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.answer import Assistant
from app.lookup import MOST_ROWS, ranked
from app.verify import verify
from ingest.encoder import Encoder
from ingest.library import Library
from ingest.refresh import ingest
from tests.app.fees import COLUMNS, FEES, HCPCS, RECORD, looked, missing, put, put_fees, said

A_PLACE = "63102,{mod},A,{work},24.57,24.57,11.21,69.88,69.88,0,{glob},2,0,2,1,0,,32.3465,{place},{mac}"


@pytest.fixture(scope="module")
def fees(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("fees")
    library = Library(folder / "library", encoder)
    put_fees(library, folder)
    put(library, folder, "hcpcs-codes.csv", HCPCS)
    put(library, folder, "hcpcs-layout.txt", RECORD)
    yield library
    library.close()


MAJOR = "090=Major surgery with a 1-day preoperative period and 90-day postoperative period."


def test_a_fee_schedule_answers_for_a_modifier_that_it_does_not_name(
    tmp_path: Path, library: Library
) -> None:
    put(library, tmp_path, "fees-2025.csv", f"{COLUMNS}\n{FEES}")
    answer = Assistant(library).ask("Is a co-surgeon paid for 63102-62?")
    assert not answer.abstained
    assert "63102" in answer.answer


@pytest.mark.parametrize(
    "question", ["How long is 63102, total time?", "How many minutes of total time does 63102 take?"]
)
def test_a_total_of_relative_value_is_no_total_of_time(fees: Library, question: str) -> None:
    assert said(fees, question) == []


@pytest.mark.parametrize(
    ("question", "quotes"),
    [
        ("What is the global period of 63102?", ["HCPCS 63102 … GLOB_DAYS 090", MAJOR]),
        ("work RVU of 63102", ["HCPCS 63102 … WORK_RVU 34.10"]),
        (
            "What are the work RVUs of 63102 and 63103?",
            ["HCPCS 63102 … WORK_RVU 34.10", "HCPCS 63103 … WORK_RVU 4.82"],
        ),
        ("What is the malpractice RVU of 63102?", ["HCPCS 63102 … MP_RVU 11.21"]),
        (
            "What are the work RVU and the non-facility total of 70450-26?",
            ["HCPCS 70450; MOD 26 … WORK_RVU 0.85 … NONFAC_TOTAL 1.20"],
        ),
        (
            "What does the status of 63102 mean?",
            [
                "HCPCS 63102; STATUS A",
                "A = Active Code. These codes are paid separately under the fee schedule, if covered.",
            ],
        ),
        (
            "Can co-surgeons bill for 63102?",
            [
                "HCPCS 63102 … CO_SURG 1",
                "1=Co-surgeons could be paid, with supporting documentation.",
            ],
        ),
        ("endo base of 43239", ["HCPCS 43239 … ENDO_BASE 43235"]),
        ("wRVU 70450 TC", ["HCPCS 70450; MOD TC … WORK_RVU 0.00"]),
        ("work RVU of the professional component of 70450", ["HCPCS 70450; MOD 26 … WORK_RVU 0.85"]),
        (
            "J1885 is per how many mg?",
            ["HCPC J1885; LONG DESCRIPTION: Injection, ketorolac tromethamine, per 15 mg"],
        ),
        (
            "What is modifier AS?",
            ["HCPC AS; LONG DESCRIPTION: Physician assistant services for assistant at surgery"],
        ),
        (
            "What is the coverage code of J1885 and what does it mean?",
            ["HCPC J1885 … COV D", "D = Special coverage instructions apply"],
        ),
        ("What is the pricing indicator of J1885?", ["HCPC J1885 … PRICE1 51", "51 = Drugs"]),
        ("type of service of J1885?", ["HCPC J1885 … TOS1 1", "1 = Medical care"]),
        ("What is the BETOS code of A0425?", ["HCPC A0425 … BETOS O1A", "O1A = Ambulance"]),
        ("When was Q9999 terminated?", ["HCPC Q9999 … TERM DT 20201231"]),
        ("¿Cuál es el status de 63102?", ["HCPCS 63102; STATUS A"]),
    ],
)
def test_a_cell_is_quoted_with_its_key_and_its_meaning(
    fees: Library, question: str, quotes: list[str]
) -> None:
    assert said(fees, question)[: len(quotes)] == quotes


def test_only_the_longest_name_is_meant(fees: Library) -> None:
    assert said(fees, "multiple pricing indicator of A0425")[0] == "HCPC A0425 … MULT_PI A"


@pytest.mark.parametrize(
    "question",
    [
        "What is the shelf life of 63102?",
        "What documentation supports 63102?",
        "What is the colour of 99213?",
        "May 63102 be reported with 22551?",
        "What is the global period?",
        "What is the global period of 99999?",
    ],
)
def test_what_no_column_holds_is_not_looked_up(fees: Library, question: str) -> None:
    assert said(fees, question) == []


def test_rows_lead_the_ranking_and_name_their_column(fees: Library) -> None:
    found = looked(fees, "global period of 63102?")
    assert found is not None
    assert [(one.column, bool(one.cells)) for one in found.chosen] == [("GLOB_DAYS", True), (None, False)]
    assert (found.more, found.ambiguous) == (0, "")
    ranks = ranked(found.chosen, (), 10)
    assert [one.rank for one in ranks] == [1, 2]
    assert ranks[0].placed == found.rows[0]


def test_scope_leaves_other_tables_out(fees: Library) -> None:
    assert said(fees, "work RVU of 63102", "hcpcs-codes.csv") == []
    assert said(fees, "work RVU of 63102", "fees-2025.csv")


def test_the_row_of_the_whole_service_comes_first(fees: Library) -> None:
    assert said(fees, "work RVU of 70450") == [
        "HCPCS 70450 … WORK_RVU 0.85",
        "HCPCS 70450; MOD 26 … WORK_RVU 0.85",
        "HCPCS 70450; MOD TC … WORK_RVU 0.00",
    ]


def test_every_asked_code_gets_its_row(fees: Library) -> None:
    codes = ["63102", "63103", "22551", "43239", "43235", "99213"]
    found = said(fees, f"What is the work RVU of {', '.join(codes)}?")
    assert [one.split()[1] for one in found] == codes


def places(count: int, work: str = "34.1{n}", glob: str = "090") -> str:
    rows = [
        A_PLACE.format(mod="", work=work.format(n=n), glob=glob, place=f"PLACE{chr(65 + n)}", mac=f"{n:05}")
        for n in range(count)
    ]
    return f"{COLUMNS},LOCALITY,MAC\n" + "\n".join(rows) + "\n"


def test_too_many_rows_are_asked_about(library: Library, tmp_path: Path) -> None:
    put(library, tmp_path, "by-locality.csv", places(9))
    found = looked(library, "What is the work RVU of 63102?")
    assert found is not None
    assert found.ambiguous == "63102 has several rows in by-locality; say which locality you mean."
    assert (len(found.rows), found.more) == (MOST_ROWS, 9 - MOST_ROWS)


def test_the_locality_that_is_named_is_meant(library: Library, tmp_path: Path) -> None:
    put(library, tmp_path, "by-locality.csv", places(9))
    assert said(library, "What is the work RVU of 63102 in PLACEC?") == ["HCPCS 63102 … WORK_RVU 34.12"]
    assert said(library, "What is the work RVU of 63102 for MAC 00003?") == ["HCPCS 63102 … WORK_RVU 34.13"]


def test_many_rows_that_say_the_same_are_one_answer(library: Library, tmp_path: Path) -> None:
    put(library, tmp_path, "by-locality.csv", places(9))
    found = looked(library, "What is the global days of 63102?")
    assert found is not None
    assert [one.said for one in found.chosen] == ["HCPCS 63102 … GLOB_DAYS 090"]
    assert (found.ambiguous, found.more) == ("", 8)


def newer(work: str) -> str:
    return FEES.replace("63102,,A,34.10", f"63102,,A,{work}")


def test_the_edition_that_is_named_wins(library: Library, tmp_path: Path) -> None:
    put_fees(library, tmp_path, "FY2024")
    put_fees(library, tmp_path, "FY2025", newer("35.00"))
    assert said(library, "work RVU of 63102 in FY2024") == ["HCPCS 63102 … WORK_RVU 34.10"]
    assert said(library, "What is the 2025 work RVU of 63102?") == ["HCPCS 63102 … WORK_RVU 35.00"]


def test_the_latest_in_force_goes_first_and_the_other_follows_where_it_differs(
    library: Library, tmp_path: Path
) -> None:
    put_fees(library, tmp_path, "FY2024")
    put_fees(library, tmp_path, "FY2025", newer("35.00"))
    put(library, tmp_path, "fees-2091-01.csv", f"{COLUMNS}\n{newer('99.00')}")  # not in force for long
    found = looked(library, "work RVU of 63102")
    assert found is not None
    assert [(one.said, one.found.placed.entry.edition) for one in found.chosen] == [
        ("HCPCS 63102 … WORK_RVU 35.00", "FY2025"),
        ("HCPCS 63102 … WORK_RVU 34.10", "FY2024"),
        ("HCPCS 63102 … WORK_RVU 99.00", "2091-01"),
    ]
    same = looked(library, "work RVU of 63103")
    assert same is not None
    assert [one.found.placed.entry.edition for one in same.chosen] == ["FY2025"]


def test_a_code_that_the_named_edition_lacks_is_not_answered_from_another(
    library: Library, tmp_path: Path
) -> None:
    put_fees(library, tmp_path, "FY2024", FEES.replace("63103", "63999"))
    put_fees(library, tmp_path, "FY2025")
    assert said(library, "work RVU of 63103 in FY2024") == []
    assert missing(library, "work RVU of 63103 in FY2024") == "63103 has no row in fees."


@pytest.fixture(scope="module")
def public_tables(
    tmp_path_factory: pytest.TempPathFactory, encoder: Encoder, corpora: Path
) -> Iterator[Library]:
    library = Library(tmp_path_factory.mktemp("tables"), encoder)
    report = ingest(library, [*corpora.glob("physician-fee-*"), *corpora.glob("hcpcs-level-ii-*")])
    assert not report.failed
    yield library
    library.close()


@pytest.mark.slow
def test_the_public_tables_answer(public_tables: Library) -> None:
    """One test, so that the library is made once and only where the corpora are."""
    of_63102 = "HCPCS 63102 …"
    for question, quotes in {
        "What is the global period of 63102?": [f"{of_63102} GLOB_DAYS 090", "090=Major surgery"],
        "work RVU of 63102": [f"{of_63102} WORK_RVU 34.10"],
        "work RVU of 63103": ["HCPCS 63103 … WORK_RVU 4.82"],
        "malpractice RVU of 63102": [f"{of_63102} MP_RVU 11.21"],
        "practice expense RVU of 63102 in a facility": [f"{of_63102} FAC_PE_RVU 24.57"],
        "work RVU and total of 70450-26": [
            "HCPCS 70450; MOD 26 … WORK_RVU 0.85 … NONFAC_TOTAL 1.20; FAC_TOTAL 1.20"
        ],
        "status indicator of 63102": ["HCPCS 63102; STATUS A", "A = Active Code."],
        "Can co-surgeons bill for 63102?": [f"{of_63102} CO_SURG 1", "1=Co-surgeons could be paid"],
        "endo base of 43239": ["HCPCS 43239 … ENDO_BASE 43235"],
        "J1885 is per how many mg?": [
            "HCPC J1885 … LONG DESCRIPTION: Injection, ketorolac tromethamine, per 15 mg"
        ],
        "coverage code of J1885": ["HCPC J1885 … COV D", "D = Special coverage instructions apply"],
        "pricing indicator of J1885": ["HCPC J1885 … PRICE1 51", "51 = Drugs"],
        "action code of J1885": ["HCPC J1885 … ACTION CD N", "N = No maintenance for this code"],
        "BETOS of J1885": ["HCPC J1885 … BETOS O1E", "O1E = Other drugs"],
        "lab certification code of G0027": ["HCPC G0027 … LABCERT1 400", "400 = Hematology"],
        "What is modifier AS?": ["HCPC AS … LONG DESCRIPTION: Physician assistant, nurse practitioner"],
        "supervision of 70450 TC": ["HCPCS 70450; MOD TC … DIAG_SUPERVISION 01", "01 = Procedure must"],
    }.items():
        found = said(public_tables, question)
        assert len(found) == len(quotes), (question, found)
        assert all(map(str.startswith, found, quotes)), (question, found)
    assert said(public_tables, "What is the shelf life of 63102?") == []
    assert said(public_tables, "coverage code of 63102") == []
    assert missing(public_tables, "coverage code of 63102") == "63102 has no row in hcpcs-level-ii."
    assert len(said(public_tables, "work RVU of 70450")) == 3
    assert verify(public_tables, (), ()).dropped == ()
