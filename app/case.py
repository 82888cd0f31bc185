"""Questions about one patient: such an answer needs the record, which is not in the library.

A question that names a person or a record asks for what stands there. One that speaks of "my patient" and
says what the matter is asks for the rule; the rule is answered, and that it is no more than the rule is said.
"""

import re

_RECORD = re.compile(
    r"\b(?:mr|mrs|ms|miss)\b\.?\s+[A-Z]\w+|\bMRN\b|\bDOB\b|\bdate of birth\b"
    r"|\b(?:account|claim|invoice|chart|encounter|visit|accession)\s*(?:no\.?|number|id|#)\s*:?\s*\w*\d"
    r"|\bpatient\s+(?:named|called)\b|\b(?:room|bed)\s+\d+"
    r"|\b(?:this|that|the attached|the above|my)\s+(?:chart|op(?:erative)? (?:note|report)|record"
    r"|progress note|discharge summary|claim|account|remittance|EOB|lab report|path(?:ology)? report)\b"
    r"|\b(?:this|my|our|that)\s+(?:patient|pt)['’]s\s+(?:\w+\s+){0,3}\?"
    r"|\bwhat did (?:the|our|dr\.?|doctor)\b.{0,30}\b(?:document|write|do|dictate|find|bill)\b",
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
    return _RECORD.search(text) is not None


def speaks_of_patient(text: str) -> bool:
    """Says whether a question is about one patient, in the languages of the page."""
    return _PATIENT.search(text) is not None
