"""Questions about one patient: such an answer needs the record, which is not in the library.

A question that names a person or a record asks for what stands there. One that speaks of "my patient" and
says what the matter is asks for the rule; the rule is answered, and that it is no more than the rule is said.
"""

import re

_WHO = r"(?:surgeon|physician|provider|doctor|nurse|anesthesiologist|radiologist|pathologist|clinician)"
#: Titles as they are written: "MR" is an image and "MS" a disease.
_PERSON = re.compile(r"\b(?:Mr|Mrs|Ms|Dr)\b\.?\s+[A-Z][a-z]+|\b(?:MRN|DOB)\b")
_RECORD = re.compile(
    r"\bdate of birth\b|\bpatient named\b|\bmrn\b|\b(?:account|acct|accession)\.?\s*#?\s*\d{4,}"
    r"|\bdr\.?\s+\w+\s+(?:lists?|documents?|says?|said|dictates?|dictated|writes?|wrote|puts?|mentions?)\b"
    r"|\b(?:account|claim|invoice|chart|encounter|accession)\s*(?:no\.?|number|id|#)\s*:?\s*\w*\d{3}"
    r"|\b(?:code|abstract|review|audit)\s+(?:this|that|my|the attached|the above)\s+(?:chart|record|case"
    r"|op(?:erative)? (?:note|report)|progress note|discharge summary|lab report|path(?:ology)? report)\b"
    r"|\b(?:in|from|of)\s+(?:this|my|the attached)\s+(?:chart|op(?:erative)? (?:note|report))\b"
    r"|^\W*(?:what|when|who|which)\s+(?:is|was|are|were)\s+(?:this|my|our|that)\s+(?:patient|pt)['’]s\b"
    rf"|\bwhat did (?:the|our|my)\s+{_WHO}\s+(?:document|write|do|dictate|find|bill)\b",
    re.IGNORECASE,
)
_PATIENT = re.compile(
    r"\b(?:my|our|this|that)\s+(?:\w+\s+){0,2}(?:patient|pt|beneficiary|member)\b"
    r"|\ba (?:patient|pt) of mine\b|\bmi paciente\b|\beste paciente\b|\b(?:mon|ma|ce|cette) patiente?\b"
    r"|\b(?:mein|meine|dieser|diese|diesem)e?n? patient\w*\b|\b(?:мой|мою|моего|этот|этого) пациент\w*"
    r"|\bbệnh nhân (?:của tôi|này)\b|\bpasyente (?:ko|kong|namin|na ito)\b"
    r"|我的(?:病人|患者)|这(?:位|个)(?:病人|患者)"
    r"|(?:제|내|이|우리) 환자|مريضي|مريضتي|هذا المريض|هذه المريضة",
    re.IGNORECASE,
)
ABSTENTION = (
    "This asks what stands in the record of one patient, and such an answer needs access to the record, which"
    " this library does not have; the nearest passages of general rules are shown."
)
NOTE = (
    "This is the general rule. Whether it fits this patient can only be decided with the record, which is not"
    " in this library."
)


def asks_for_record(text: str) -> bool:
    """Says whether a question asks for what stands in the record of a person."""
    return _PERSON.search(text) is not None or _RECORD.search(text) is not None


def speaks_of_patient(text: str) -> bool:
    """Says whether a question is about one patient, in the languages of the page."""
    return _PATIENT.search(text) is not None
