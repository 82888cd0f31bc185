"""Whether a question asks for the code of a diagnosis, and the words of it that name the diagnosis."""

import re
from dataclasses import replace
from pathlib import Path

from app.code_exact import subject_of
from app.question import STOPWORDS, Question, expand
from app.trimesters import weeks_as_trimesters
from ingest.codes import SECTION

_DIAGNOSIS = re.compile(r"\b(?:dx|diagnos[ei]s|icd(?:-?10)?(?:-?cm)?|icd10(?:cm)?)\b", re.IGNORECASE)
_OTHER_SET = re.compile(
    r"\b(?:cpts?|hcpcs|pcs|modifiers?|mods?|drg|apc|root op\w*|proced\w+|level ii)\b|" + SECTION,
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_YEAR = re.compile(r"\bfy\s*-?(?:20)?\d\d\b", re.IGNORECASE)
#: A letter that tells one of a kind from another: "vitamin D", "hepatitis C".
_LETTER = re.compile(r"\b(vitamin|hepatitis|influenza|factor|group|protein|class)\s+([a-z])\b")
#: What a record denies: "no pneumonia".
DENIED = re.compile(
    r"\b(?:not\s+(?:due\s+to|from|caused\s+by)|no|without|w/o|denies|not|other\s+than)\s+(?:any\s+|the\s+)?(\w+)",
    re.IGNORECASE,
)
#: Who the patient is.
_PERSON = re.compile(
    r"\b\d+[\s-]*(?:yo|y/o|yrs?|years?)?[\s-]*(?:old)?\s+(?:males?|females?|man|woman|boy|girl|[mf])\b",
    re.IGNORECASE,
)
#: Words of a question that say nothing of the disease.
_ABOUT = (
    STOPWORDS
    | frozenset(Path(__file__).with_name("beside_diagnoses.txt").read_text(encoding="utf-8").split())
) - {"right", "left", "no", "not", "without", "other", "both", "one", "use"}
#: What is asked, and how old a patient is, with words that diagnoses have too: "tobacco use", "old".
_ASKED = re.compile(
    r"\b(?:i|we|you|to|should|can|do)\s+(?:\w+\s+)?use\b|\b\d+[\s-]*(?:yo|yrs?|years?|weeks?|months?|days?)[\s-]*old\b",
    re.IGNORECASE,
)


def may_name_diagnosis(question: Question) -> bool:
    """Says whether what a question names may be a diagnosis: no code, and nothing of another code set."""
    return not question.codes and question.seeks != "modifier" and not _OTHER_SET.search(question.text)


def asks_for_diagnosis(question: Question) -> bool:
    """Says whether the code of a diagnosis may be asked for: a code is, and none of another code set."""
    named = question.seeks == "code" or bool(_DIAGNOSIS.search(question.text))
    return named and may_name_diagnosis(question)


def words_of(question: Question) -> list[str]:
    """Gives the words of a question that name what is to be coded."""
    subject = subject_of(replace(question, search_text=question.search_text.replace("’", "'")))
    subject = _ASKED.sub(" ", _PERSON.sub(" ", subject.replace(expand("pt"), " ")))
    subject = weeks_as_trimesters(subject)
    words = [word for word in _WORD.findall(_YEAR.sub(" ", subject).lower()) if word not in _ABOUT]
    letters = {letter for _, letter in _LETTER.findall(subject.lower())}
    return list(dict.fromkeys(word for word in words if len(word) > 1 or word.isdigit() or word in letters))
