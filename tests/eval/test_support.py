"""Adversarial pairs: each looks supported and is not."""

import pytest

from eval.support import JudgeError, LexicalJudge, load_judge

JUDGE = LexicalJudge()
QUOTE = (
    "Modifier 57 may be reported with an E/M visit. Code Z79.4 should not be assigned if insulin is given"
    " temporarily. Report 63103 for each additional segment unless 63102 covers it."
)


@pytest.mark.parametrize(
    "sentence",
    [
        "Code Z79.4 should not be assigned if insulin is given temporarily.",
        "“Code Z79.4” should  not be assigned if insulin is given tempo-\nrarily.",
        "Report 63103 for each additional segment unless 63102 covers it.",
        "Z79.4 should not be assigned if insulin was given temporarily.",
    ],
)
def test_what_the_quote_says_is_supported(sentence: str) -> None:
    quote = QUOTE.replace("“", "").replace("Code Z79.4", "'Code Z79.4'" if "“" in sentence else "Code Z79.4")
    assert JUDGE.supports(sentence, [quote])


@pytest.mark.parametrize(
    ("sentence", "trick"),
    [
        ("Code Z79.5 should not be assigned if insulin is given temporarily.", "a digit changed"),
        ("Report 63108 for each additional segment unless 63102 covers it.", "a digit changed"),
        ("Report 63102 for each additional segment unless 63108 covers it.", "a digit changed"),
        ("Report 63102 for each additional segment unless 63103 covers it.", "two codes swapped"),
        ("Code Z79.4 should be assigned if insulin is given temporarily.", "not dropped"),
        ("Modifier 57 may not be reported with an E/M visit.", "not added"),
        ("Modifier 57 must be reported with an E/M visit.", "may to must"),
        ("Code Z79.4 must not be assigned if insulin is given temporarily.", "should to must"),
        ("Report 63103 for each additional segment.", "exception dropped"),
        ("Modifier 57 may only be reported with an E/M visit.", "only added"),
        ("A wound closed with adhesive is reported by its length.", "right quote, wrong sentence"),
        ("be assigned if insulin is given temporarily", "cut after the negation"),
        ("", "nothing said"),
    ],
)
def test_a_trick_is_caught(sentence: str, trick: str) -> None:
    assert not JUDGE.supports(sentence, [QUOTE]), trick


def test_nothing_supports_without_quotes() -> None:
    assert not JUDGE.supports("Report 63103.", [])
    assert not JUDGE.supports("Report 63103.", ["  "])


def test_two_quotes_support_together() -> None:
    quotes = ["Report 63103 for each additional segment.", "Do not report 63103 alone."]
    sentence = "Report 63103 for each additional segment, and do not report 63103 alone."
    assert JUDGE.supports(sentence, quotes)
    assert not JUDGE.supports(sentence, quotes[:1])


class Lenient:
    name = "lenient"

    def supports(self, sentence: str, quotes: list[str]) -> bool:
        return True


def test_a_judge_is_plugged_in_by_name() -> None:
    assert load_judge("lexical").name == "lexical"
    assert load_judge("tests.eval.test_support:Lenient").name == "lenient"
    for wrong in ("nowhere:Judge", "app.support:CRITICAL", "eval.support"):
        with pytest.raises(JudgeError, match="judge"):
            load_judge(wrong)


ROW = "HCPCS 63102; STATUS A; WORK_RVU 34.10; DESCRIPTION: Not otherwise classified; GLOB_DAYS 090"


@pytest.mark.parametrize(
    ("sentence", "holds"),
    [
        ("HCPCS 63102 … GLOB_DAYS 090", True),
        ("HCPCS 63102 … WORK_RVU 34.10 … GLOB_DAYS 090", True),
        ("HCPCS 63102 … GLOB_DAYS 010", False),
        ("HCPCS 63102 … GLOB_DAYS 090 … WORK_RVU 34.10", False),
        ("HCPCS 63103 … GLOB_DAYS 090", False),
        ("WORK_RVU 34.10 … GLOB_DAYS 090", False),
        ("HCPCS 63102 … DESCRIPTION: otherwise classified", False),
    ],
)
def test_cells_cut_out_of_a_row_are_supported_when_each_is_whole_and_in_order(
    sentence: str, holds: bool
) -> None:
    assert JUDGE.supports(sentence, [ROW]) is holds
