"""Words are folded only as far as they stay the same word."""

import pytest

from app.spelling import drug_key, fold, sought_under, tokens_of


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("Período", "periodo", "es"),
        ("ÉPAULE", "epaule", "fr"),
        ("Hüfte", "hufte", "de"),
        ("тяжёлый", "тяжелый", "ru"),
        ("أسبوع", "اسبوع", "ar"),
        ("هوية", "هويه", "ar"),
        ("hoá", "hóa", "vi"),
    ],
)
def test_spellings_of_one_word_fold_alike(one: str, other: str, language: str) -> None:
    assert fold(one, language) == fold(other, language)


@pytest.mark.parametrize(
    ("one", "other", "language"), [("mã", "má", "vi"), ("da", "đa", "vi"), ("кой", "кои", "ru")]
)
def test_other_words_stay_others(one: str, other: str, language: str) -> None:
    assert fold(one, language) != fold(other, language)


def test_what_arabic_writes_on_before_a_word_comes_off() -> None:
    assert "جراح" in sought_under("وللجراح", "ar")
    assert "قلب" in sought_under("بالقلب", "ar")


@pytest.mark.parametrize(
    ("text", "language", "tokens"),
    [
        ("CPT代码63102-62", "zh", ["CPT", "代", "码", "63102-62"]),
        ("R65.21-Code und Typ-2", "de", ["R65.21", "Code", "und", "Typ", "2"]),
        ("بـNCCI و E/M", "ar", ["ب", "NCCI", "و", "E/M"]),
        ("٦٣١٠٢", "ar", ["63102"]),
        ("I.C.4.a.3, T86.1-.", "fr", ["I.C.4.a.3", "T86.1-"]),
        ("l'hôpital", "fr", ["l", "hôpital"]),
    ],
)
def test_codes_stay_whole_and_scripts_come_apart(text: str, language: str, tokens: list[str]) -> None:
    assert [token.text for token in tokens_of(text, language)] == tokens


def test_a_drug_has_one_key_in_every_spelling() -> None:
    assert len({drug_key(name) for name in ("methotrexate", "metotrexato", "methotrexat")}) == 1
