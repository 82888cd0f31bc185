"""Questions in the nine other languages are searched by the English words that documents use."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.terms import LANGUAGES, lexicon, translate

_LINES = Path(__file__).with_name("term_questions.txt").read_text(encoding="utf-8").splitlines()[1:]
CASES = [tuple(line.split(" | ")) for line in _LINES]


@pytest.mark.parametrize(("language", "question", "english"), CASES)
def test_a_question_is_searched_by_its_terms_in_english(language: str, question: str, english: str) -> None:
    rest = translate(question, language)
    for term in english.split(", "):
        assert term in rest, f"{term!r} is not in {translate(question, language)!r}, or not in this order"
        rest = rest[rest.index(term) + len(term) :]


def test_every_language_has_ten_questions() -> None:
    assert Counter(language for language, _, _ in CASES) == dict.fromkeys(LANGUAGES, 10)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_has_one_meaning(language: str) -> None:
    meanings: dict[tuple[str, ...], set[str]] = {}
    for english, forms in lexicon(language).terms.items():
        for form in forms:
            key = lexicon(language).key(form)
            assert key, f"nothing is left of {form!r}"
            meanings.setdefault(key, set()).add(english)
    assert not {key: found for key, found in meanings.items() if len(found) > 1}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_is_found(language: str) -> None:
    terms = lexicon(language).terms
    wrong = {
        form: translate(form, language)
        for english, forms in terms.items()
        for form in forms
        if translate(form, language) != english
    }
    assert not wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_covers_the_same_field(language: str) -> None:
    assert len(lexicon(language).terms) > 550


CODES = st.one_of(
    st.from_regex(r"[0-9]{5}", fullmatch=True),
    st.from_regex(r"[A-CEGHJ-MP-V][0-9]{4}", fullmatch=True),
    st.from_regex(r"[A-TV-Z][0-9][0-9AB]\.[0-9A-Z]{1,4}", fullmatch=True),
    st.sampled_from(["63102-62", "63101-63103", "T86.1-", "I.C.4.a.3", "0SG00A0", "E/M", "ICD-10-CM", "XU"]),
)


@given(st.sampled_from(CASES), CODES, st.sampled_from(["{code} {text}", "{text} {code}?", "({code}) {text}"]))
@settings(max_examples=300, deadline=None)
def test_codes_survive(case: tuple[str, str, str], code: str, shape: str) -> None:
    language, question, _ = case
    assert code in translate(shape.format(code=code, text=question), language).split()


@pytest.mark.parametrize(
    ("question", "language"), [("G2211의 업무량은 얼마나 되나요?", "ko"), ("G2211的工作RVU是多少？", "zh")]
)
def test_a_code_is_set_free_of_what_is_glued_to_it(question: str, language: str) -> None:
    assert translate(question, language).split()[0] == "G2211"


@given(st.text(), st.sampled_from([*LANGUAGES, "en", "xx"]))
@settings(max_examples=200, deadline=None)
def test_any_text_can_be_translated(text: str, language: str) -> None:
    assert isinstance(translate(text, language), str)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Which modifier is used for an assistant at surgery?", "en"),
        ("¿Y entonces?", "es"),
        ("Was ist denn da los?", "en"),
        ("", "ru"),
    ],
)
def test_what_holds_no_term_stays_as_it_is(text: str, language: str) -> None:
    assert translate(text, language) == text


@pytest.mark.parametrize(
    ("written", "language", "english"),
    [
        ("PERIODO GLOBAL", "es", "global period"),
        ("código adicional", "es", "add-on code"),
        ("codigo adicional", "es", "add-on code"),
        ("infarto agudo del miocardio", "es", "myocardial infarction"),
        ("вывихом плеча", "ru", "dislocation shoulder"),
        ("وبالتخدير", "ar", "anesthesia"),
        ("مُعدِّل", "ar", "modifier"),
        ("hoá trị", "vi", "chemotherapy"),
        ("đoạn thêm", "vi", "additional segment"),
        ("手術後感染", "zh", "postoperative infection"),
        ("신장 이식 환자", "ko", "kidney transplant patient"),
        ("간에", "ko", "liver hepatic"),
        ("기간", "ko", "period"),
        ("Hüftgelenksprothese", "de", "hip prosthesis"),
        ("metotrexato y ceftriaxona inyección", "es", "methotrexate ceftriaxone injection"),
        ("Cancer du sein", "fr", "malignant neoplasm breast"),
        ("l'inscription au sein de 90 jours", "fr", "within 90 days"),
        ("preventive visit ng pasyente", "tl", "preventive visit patient"),
    ],
)
def test_inflection_spelling_and_script(written: str, language: str, english: str) -> None:
    assert translate(written, language) == english
