"""Names of columns and the words that people use for them."""

import pytest

from app.columns import Asked, abbreviates, asked_columns, own_name, parts, words_of
from app.question import understand

FEES = [
    "HCPCS",
    "MOD",
    "STATUS",
    "WORK_RVU",
    "NONFAC_PE_RVU",
    "FAC_PE_RVU",
    "MP_RVU",
    "NONFAC_TOTAL",
    "FAC_TOTAL",
    "PCTC_IND",
    "GLOB_DAYS",
    "PRE_OP",
    "BILAT_SURG",
    "ASST_SURG",
    "CO_SURG",
    "TEAM_SURG",
    "ENDO_BASE",
    "CONV_FACTOR",
]


def asked(question: str, names: dict[str, str] | None = None, columns: list[str] | None = None) -> Asked:
    return asked_columns(understand(question), columns or FEES, names or {}, "")


@pytest.mark.parametrize(
    ("column", "divided"),
    [
        ("NONFAC_PE_RVU", ("nonfac", "pe", "rvu")),
        ("Long Description", ("long", "description")),
        ("GlobDays", ("glob", "days")),
        ("CO_SURG", ("cosurg",)),
        ("PRICE1", ("price", "1")),
        ("PRE_OP", ("preop",)),
        ("", ()),
    ],
)
def test_a_column_is_divided_into_its_words(column: str, divided: tuple[str, ...]) -> None:
    assert parts(column) == divided


@pytest.mark.parametrize(
    ("part", "word"),
    [
        ("glob", "global"),
        ("asst", "assistant"),
        ("bilat", "bilateral"),
        ("mod", "modifier"),
        ("rvu", "rvus"),
        ("cosurg", "cosurgeons"),
        ("description", "descr"),
    ],
)
def test_short_forms_keep_the_order_of_the_letters(part: str, word: str) -> None:
    assert abbreviates(part, word)


@pytest.mark.parametrize(
    ("part", "word"),
    [("pe", "percent"), ("glob", "bilateral"), ("mod", "method"), ("ind", "paid"), ("a", "as")],
)
def test_other_words_are_not_short_forms(part: str, word: str) -> None:
    assert not abbreviates(part, word)


def test_words_are_joined_as_columns_join_them() -> None:
    assert words_of("Can co-surgeons bill non facility PC/TC?")[1:3] == ["cosurgeons", "bill"]
    assert {"nonfacility", "pctc"} <= set(words_of("Can co-surgeons bill non facility PC/TC?"))
    assert {"excludes1", "excludes", "1"} <= set(words_of("Excludes1"))


def test_where_a_value_is_inherited_from_is_no_part_of_the_name() -> None:
    assert own_name("Excludes1 (from E11)") == "Excludes1"


@pytest.mark.parametrize(
    ("question", "columns"),
    [
        ("work RVU of 63102", ("WORK_RVU",)),
        ("What is the global period for 63102?", ("GLOB_DAYS",)),
        ("practice expense RVU of 63102 in a non-facility", ("NONFAC_PE_RVU",)),
        ("Can co-surgeons be paid for 63102?", ("CO_SURG",)),
        ("PC/TC indicator of 70450", ("PCTC_IND",)),
        ("assistant at surgery for 63102?", ("ASST_SURG",)),
        ("Is 63102 bilateral?", ("BILAT_SURG",)),
        ("endoscopic base code of 43239", ("ENDO_BASE",)),
        ("GLOB_DAYS 63102", ("GLOB_DAYS",)),
    ],
)
def test_a_column_is_asked_for_in_plain_words(question: str, columns: tuple[str, ...]) -> None:
    assert asked(question).columns == columns


def test_each_part_of_a_question_may_name_a_column() -> None:
    assert set(asked("work RVU and global days of 63102").columns) == {"WORK_RVU", "GLOB_DAYS"}
    assert set(asked("What is the status, the endo base and the conversion factor of 43239?").columns) == {
        "STATUS",
        "ENDO_BASE",
        "CONV_FACTOR",
    }


def test_a_word_that_all_columns_share_names_none_of_them() -> None:
    found = asked("malpractice RVU of 63102", {"WORK_RVU": "Work RVU", "FAC_PE_RVU": "Facility PE RVU"})
    assert "WORK_RVU" not in found.columns


def test_a_column_is_asked_for_by_the_name_of_its_dictionary() -> None:
    names = {"WORK_RVU": "Work RVU", "MP_RVU": "Malpractice RVU", "GLOB_DAYS": "Global Surgery"}
    found = asked("malpractice RVU of 63102", names)
    assert (found.columns, found.named, found.covered) == (("MP_RVU",), 1.0, 1.0)


def test_a_name_within_a_longer_name_is_not_meant() -> None:
    names = {"PRICE1": "Pricing Indicator", "MULT_PI": "Multiple Pricing Indicator"}
    columns = ["PRICE1", "MULT_PI"]
    assert asked("multiple pricing indicator of A0425", names, columns).columns == ("MULT_PI",)
    assert asked("pricing indicator of A0425", names, columns).columns == ("PRICE1",)


def test_what_no_column_accounts_for_is_counted() -> None:
    assert asked("What is the shelf life of 63102?") == Asked((), 0.0, 0.0)
    assert asked("Does Aetna pay by the work RVU of 63102?").covered < 0.8
    assert asked("work RVU of 63102").covered == 1.0


def test_initials_alone_name_no_column() -> None:
    assert asked("What does Medicare pay for 63102?").columns == ()
    assert asked("practice expense RVU in a facility").columns == ("FAC_PE_RVU",)


def test_an_add_on_code_is_not_a_code_that_was_added() -> None:
    assert asked("Is 63103 an add-on code?", columns=["HCPC", "ADD DT"]).columns == ()
    assert asked("Is 63103 an add-on code?", columns=["HCPC", "ADD_ON"]).columns == ("ADD_ON",)
    assert asked("When was 63103 added?", columns=["HCPC", "ADD DT"]).columns == ("ADD DT",)


def test_a_column_may_be_written_as_the_table_does() -> None:
    assert asked("GLOB_DAYS 63102").covered == 1.0


def test_a_table_without_columns_is_asked_for_nothing() -> None:
    assert asked_columns(understand("work RVU of 63102"), [], {}, "") == Asked((), 0.0, 0.0)


CALLED = {
    "GLOB_DAYS": "Global Surgery",
    "POST_OP": "Postoperative",
    "FAC_PE_RVU": "Facility Practice Expense RVU",
    "FAC_TOTAL": "Total Facility RVUs",
    "NONFAC_TOTAL": "Total Non-Facility RVUs",
    "CO_SURG": "Co-surgeons",
    "ASST_SURG": "Assistant at Surgery",
    "PCTC_IND": "PC/TC Indicator",
    "MOD": "Modifier",
}


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("postoperative days for 63102", "GLOB_DAYS"),
        ("facility RVU of 99213", "FAC_TOTAL"),
        ("facility practice expense RVU of 99213", "FAC_PE_RVU"),
        ("non-facility RVU of 99213", "NONFAC_TOTAL"),
        ("Can two surgeons bill 63102?", "CO_SURG"),
        ("May an assistant surgeon bill 27447?", "ASST_SURG"),
        ("Can 63102 be billed with modifier 62?", "CO_SURG"),
        ("Is modifier 26 allowed with 71046?", "PCTC_IND"),
    ],
)
def test_a_field_is_found_by_what_coders_call_it(text: str, column: str) -> None:
    assert asked_columns(understand(text), list(CALLED), CALLED, "fee schedule").columns[0] == column


def test_a_modifier_alone_names_no_indicator() -> None:
    assert asked_columns(understand("What does modifier 62 do?"), list(CALLED), CALLED, "").columns in (
        (),
        ("MOD",),
    )
